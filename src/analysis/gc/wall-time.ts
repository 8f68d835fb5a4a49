import { duration } from '../../base/text/units.ts'
import type { GcTimeline } from './timeline.ts'

/** When a row began, in the words of the clock that the log has: `02:58:11`, `81.3 s`. */
export function timeText(timeline: GcTimeline, row: number): string {
  const wallMs = timeline.get('wallMs', row)
  if (isDate(wallMs)) return new Date(wallMs).toISOString().slice(11, 19)
  const startMs = timeline.get('startMs', row)
  return Number.isNaN(startMs) ? `line ${timeline.get('line', row)}` : duration(startMs)
}

/** RFC 3339, null where it is not known. */
export function isoOf(wallMs: number): string | null {
  return isDate(wallMs) ? new Date(wallMs).toISOString() : null
}

/** A log may claim any number; a calendar ends. */
function isDate(wallMs: number): boolean {
  return Math.abs(wallMs) <= 8.64e15
}
