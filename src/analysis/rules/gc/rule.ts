import type { Finding, Severity } from '../../../model/finding.ts'
import type { Crash } from '../../../model/report.ts'
import { evidenceOf } from '../../gc/quotes.ts'
import type { GcTimeline } from '../../gc/timeline.ts'

/** What a rule of garbage collection may look at: one runtime's collections, and how the program ended. */
export interface GcCase {
  readonly timeline: GcTimeline
  readonly crashes: readonly Crash[]
}

/** As other rules, over a whole time axis instead of one source. */
export interface GcRule {
  readonly id: string
  readonly severity: Severity
  readonly summary: string
  readonly limits: string
  check(facts: GcCase): Iterable<Finding>
}

export interface GcTelling {
  readonly title: string
  readonly explanation: string
  readonly advice: readonly string[]
  readonly confidence: number
  readonly severity?: Severity
  readonly data?: Readonly<Record<string, unknown>>
  /** Rows that prove it; the first few are quoted. */
  readonly rows?: readonly number[]
  readonly evidence?: Finding['evidence']
}

const MOST_EVIDENCE = 5

/** A rule that says one thing or nothing. */
export function gcRule(rule: Omit<GcRule, 'check'> & { readonly tell: (facts: GcCase) => GcTelling | null }): GcRule {
  const { tell, ...metadata } = rule
  return {
    ...metadata,
    *check(facts) {
      const telling = tell(facts)
      if (telling === null) return
      const { title, explanation, advice, confidence, severity, data, rows = [], evidence } = telling
      yield {
        rule: rule.id,
        severity: severity ?? rule.severity,
        confidence,
        title,
        explanation,
        advice,
        goroutines: [],
        evidence: evidence ?? evidenceOf(facts.timeline, rows.slice(0, MOST_EVIDENCE)),
        crash: null,
        data: { runtime: facts.timeline.runtime, ...data },
      }
    },
  }
}

export function rowsWhere(timeline: GcTimeline, is: (row: number) => boolean): number[] {
  const found: number[] = []
  for (let row = 0; row < timeline.rows.length; row++) if (is(row)) found.push(row)
  return found
}
