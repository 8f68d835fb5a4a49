/** Events, one JSON object per line. */
import type { Event } from '../model/event.ts'
import { escapeUnsafe } from './json.ts'

/** With its line feed. */
export function eventLine(event: Event): string {
  // Only where it is needed: a replacer makes JSON.stringify several times slower.
  const json = event.kind === 'go.gc-batch' ? JSON.stringify(event, withoutColumns) : JSON.stringify(event)
  return `${escapeUnsafe(json)}\n`
}

/** A batch of GC cycles keeps its figures in a typed array, which JSON would print as an object of a million keys. */
function withoutColumns(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? undefined : value
}
