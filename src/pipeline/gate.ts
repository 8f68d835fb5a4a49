import type { Gate } from '../model/judgement.ts'
import type { Report } from '../model/report.ts'
import { judge } from '../verdict/judge.ts'
import { FAIL_ON_DEFAULT, type Policy } from '../verdict/policy.ts'
import { lookUpSources } from '../workspace/look-up-sources.ts'
import { type Redact, redactSources } from './redaction.ts'

export interface GateOptions {
  /** What fails and what is allowed; the usual, of today, when not given. */
  readonly policy?: Policy
  /** Root of the checkout whose lines are shown; `.` when not given. */
  readonly sourceDirectory?: string | null
  /** Secrets in lines of the checkout become placeholders, unless this is false. Those of the report went before. */
  readonly redact?: Redact
}

/** A report as a gate sees it: judged, and with the code it speaks of. Whatever shows problems is a function of this. */
export async function gateOf(report: Report, options: GateOptions = {}): Promise<Gate> {
  const policy = options.policy ?? { failOn: FAIL_ON_DEFAULT, allowances: [], today: today() }
  const judgement = judge(report, policy)
  const sourceOf = await lookUpSources(judgement, options.sourceDirectory ?? '.')
  return { report, judgement, sourceOf: redactSources(sourceOf, options.redact) }
}

/** For `Policy.today`: in UTC, so that an allowance ends for everybody at once. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
