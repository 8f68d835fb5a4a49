import type { Finding } from '../../model/finding.ts'
import { MIB } from './go-cycles.ts'
import { goLine } from './go-line.ts'
import type { GcTimeline, Quoted } from './timeline.ts'

/** The line of an event. A line that was not kept is told by its figures. */
export function quoteOf(timeline: GcTimeline, row: number): string {
  const text = timeline.texts.get(timeline.get('ordinal', row))
  if (text !== undefined) return text
  if (timeline.runtime === 'go' && !Number.isNaN(timeline.get('startMs', row))) return goLine(timeline, row)
  const id = timeline.get('id', row)
  const cause = timeline.causeOf(row)
  const mib = (bytes: number) => (Number.isNaN(bytes) ? '?' : `${Math.round(bytes / MIB)}M`)
  const before = timeline.get('beforeBytes', row)
  const ms = timeline.get('durationMs', row)
  return [
    Number.isNaN(id) ? '' : `GC(${id})`,
    timeline.names.text(timeline.get('name', row)),
    cause === null ? '' : `(${cause})`,
    Number.isNaN(before) ? '' : `${mib(before)}->${mib(timeline.get('afterBytes', row))}`,
    Number.isNaN(ms) ? '' : `${Math.round(ms * 1_000) / 1_000}ms`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** What proves a claim: these events, each by its line. */
export function evidenceOf(timeline: GcTimeline, rows: readonly number[]): Finding['evidence'] {
  return [...new Set(rows)].map((row) => ({ span: timeline.spanOf(row), quote: quoteOf(timeline, row) }))
}

export function evidenceOfNotes(notes: readonly Quoted[]): Finding['evidence'] {
  return notes.map(({ span, quote }) => ({ span, quote }))
}
