/** Where a claim stands: `line 118290`, or `api.log:118290` when the report has several sources. */

import { truncatePath } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import type { Span } from '../../model/span.ts'

/** A path that is longer than this pushes out what it is the address of. */
const NAME_COLUMNS = 40

export interface Places {
  readonly at: (span: Span) => string
  readonly line: (source: string, line: number) => string
  /** `lines 3–40`, for a stretch that is evidence as a whole. */
  readonly range: (span: Span) => string
}

/** Line numbers are addresses, not quantities: they are not grouped, so that they can be pasted. */
export function placesOf(report: { readonly sources: readonly unknown[] }): Places {
  const several = report.sources.length > 1
  const line = (source: string, number: number) => (several ? `${sourceName(source)}:${number}` : `line ${number}`)
  return {
    at: (span) => line(span.source, span.line),
    line,
    range: ({ source, line: from, endLine: to }) => {
      if (from >= to) return line(source, from)
      return several ? `${sourceName(source)}:${from}–${to}` : `lines ${from}–${to}`
    },
  }
}

export function sourceName(name: string): string {
  return truncatePath(neutralizeLine(name === '<stdin>' ? 'standard input' : name), NAME_COLUMNS)
}
