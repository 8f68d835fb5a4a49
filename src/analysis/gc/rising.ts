import { cover, type Span } from '../../model/span.ts'
import { MIB } from './go-cycles.ts'
import type { GcTimeline } from './timeline.ts'

/** A sign, not yet a leak: so many collections, so much memory. */
const LEAST_COLLECTIONS = 8
const LEAST_MIB = 16

export interface RisingEnd {
  readonly cycles: number
  readonly mib: number
  readonly span: Span
}

/** How the log of a Go program ends: collections in a row after which the live heap was not smaller than before. */
export function risingEnd(timeline: GcTimeline): RisingEnd | null {
  const { rows } = timeline
  const last = rows.length - 1
  let from = last
  const live = (row: number) => rows.get('afterBytes', row)
  while (from > 0 && live(from) >= live(from - 1) && rows.get('run', from - 1) === rows.get('run', last)) from--
  if (last - from + 1 < LEAST_COLLECTIONS) return null
  const mib = (live(last) - live(from)) / MIB
  if (mib < LEAST_MIB) return null
  const cycles = rows.get('ordinal', last) - rows.get('ordinal', from) + 1
  return { cycles, mib, span: cover(timeline.spanOf(from), timeline.spanOf(last)) }
}
