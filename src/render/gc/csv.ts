import type { GcEvent, GcReport } from '../../model/gc-summary.ts'
import { csvCell } from '../csv.ts'

/** One event a row. */
const COLUMNS: readonly (readonly [name: string, of: (event: GcEvent) => string | number | boolean | null])[] = [
  ['index', (event) => event.index],
  ['runtime', (event) => event.runtime],
  ['kind', (event) => event.kind],
  ['of', (event) => event.of],
  ['id', (event) => event.id],
  ['run', (event) => event.run],
  ['start_ms', (event) => event.startMs],
  ['time', (event) => event.time],
  ['duration_ms', (event) => event.durationMs],
  ['pause_ms', (event) => event.pauseMs],
  ['heap_before_bytes', (event) => event.heapBeforeBytes],
  ['heap_after_bytes', (event) => event.heapAfterBytes],
  ['heap_capacity_bytes', (event) => event.heapCapacityBytes],
  ['allocation_mb_per_s', (event) => event.allocationRateMbPerSec],
  ['cause', (event) => event.cause],
  ['source', (event) => event.span.source],
  ['line', (event) => event.span.line],
]

export function* renderGcCsv({ timelines }: GcReport): Generator<string> {
  yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`
  for (const timeline of timelines)
    for (const event of timeline.events()) yield `${COLUMNS.map(([, of]) => csvCell(of(event))).join(',')}\r\n`
}
