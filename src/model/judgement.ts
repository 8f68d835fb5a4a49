/** What a gate makes of a report: every problem in it, and whether it counts. */
import type { Finding, Severity } from './finding.ts'
import type { Crash, Report, Verdict } from './report.ts'
import type { Span } from './span.ts'

/** What `--fail-on` speaks of. */
export type ProblemClass =
  | 'panic'
  | 'deadlock'
  | 'race'
  | 'oom'
  | 'timeout'
  | 'interrupted'
  | 'killed'
  | 'recovered'
  | 'test-failure'
  | 'leak'
  | 'finding'
  | 'exit'
  | 'incomplete'
  | 'unread'

/**
 * `fails`: it decides the verdict. `allowed`: somebody allowed it. `known`: it is in the baseline. `tolerated`: its class
 * is not one that fails.
 */
export type Standing = 'fails' | 'allowed' | 'known' | 'tolerated'

export interface Problem {
  readonly class: ProblemClass
  /** Of the finding that explains it, else `go/panic`, `jvm/exception`, `log/unread`. */
  readonly rule: string
  readonly severity: Severity
  /** Stable from run to run: of the crash, or made from rule and place. */
  readonly fingerprint: string
  /** Text of the log, or of a finding: the first line of the panic message. */
  readonly title: string
  readonly crash: Crash | null
  /** What explains it, or the finding that it is. */
  readonly findings: readonly Finding[]
  /** How often it stands in the input. */
  readonly times: number
  /** Of the test it belongs to, with its package. */
  readonly test: { readonly name: string; readonly package: string | null } | null
  /** Tests that were only running when it came. */
  readonly victims: readonly string[]
  /** The place in the program, as the log writes it. */
  readonly place: { readonly function: string; readonly file: string; readonly line: number } | null
  /** The place in the log. */
  readonly span: Span | null
  readonly standing: Standing
  /** Why it stands so, or why it does not any more: `allowed until 2027-01-31`. */
  readonly note: string | null
}

export interface Judgement {
  readonly verdict: Verdict
  /** Those that fail first. */
  readonly problems: readonly Problem[]
  /** What the policy said that had no effect: allowances that ran out, crashes of the baseline that did not come. */
  readonly notes: readonly string[]
}

/** A line of a source file, found in the checkout. */
export interface SourcePlace {
  /** Below the root of the checkout, with forward slashes. */
  readonly path: string
  readonly line: number
  /** Number of the first of `text`. */
  readonly firstLine: number
  readonly text: readonly string[]
  /** The function of the stack stands in this file, and the line exists: it is the code that ran, as far as can be seen. */
  readonly isSure: boolean
}

/** Looks up what the log calls `file:line`; null when the checkout has no such file. */
export type SourceLookup = (place: { readonly file: string | null; readonly line: number | null }) => SourcePlace | null

/** Everything a renderer of the gate needs. */
export interface Gate {
  readonly report: Report
  readonly judgement: Judgement
  readonly sourceOf: SourceLookup
}
