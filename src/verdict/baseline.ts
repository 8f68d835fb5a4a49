/** Known crashes, as a file that people keep in their repository: read, written, reviewed in a diff. */
import type { Judgement } from '../model/judgement.ts'
import { type Allowance, isDay } from './policy.ts'

const BASELINE_SCHEMA = 'log-extractor/baseline/1'

export interface KnownCrash {
  readonly fingerprint: string
  readonly rule: string
  readonly title: string
  /** `YYYY-MM-DD`: when it came in. */
  readonly since: string
  /** `YYYY-MM-DD`: from the day behind it on, it fails again. */
  readonly until: string | null
  readonly reason: string | null
}

/** What the file says; otherwise what is wrong with it. */
export function readBaseline(text: string): readonly KnownCrash[] | { readonly error: string } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { error: 'it is no JSON' }
  }
  const { schema, known } = (document ?? {}) as { schema?: unknown; known?: unknown }
  if (schema !== BASELINE_SCHEMA) return { error: `its "schema" is not ${BASELINE_SCHEMA}` }
  if (!Array.isArray(known)) return { error: '"known" is no list' }
  const crashes: KnownCrash[] = []
  for (const [i, entry] of known.entries()) {
    const { fingerprint, rule, title, since, until = null, reason = null } = (entry ?? {}) as Record<string, unknown>
    if (typeof fingerprint !== 'string' || !/^[0-9a-f]{8,64}$/.test(fingerprint))
      return { error: `entry ${i + 1} of "known" has no fingerprint` }
    if (until !== null && (typeof until !== 'string' || !isDay(until)))
      return { error: `entry ${i + 1} of "known" has an "until" that is no day such as 2027-01-31` }
    crashes.push({
      fingerprint,
      rule: String(rule ?? ''),
      title: String(title ?? ''),
      since: String(since ?? ''),
      until: until as string | null,
      reason: reason === null ? null : String(reason),
    })
  }
  return crashes
}

export function allowancesOf(known: readonly KnownCrash[]): Allowance[] {
  return known.map(({ fingerprint, until }) => ({ id: fingerprint, until, from: 'baseline' }))
}

const LONGEST_TITLE = 200

/** Every problem of this run, with the days and reasons that were there before. Sorted, so that a diff shows the news. */
export function writeBaseline(judgement: Judgement, before: readonly KnownCrash[], today: string): string {
  const old = new Map(before.map((crash) => [crash.fingerprint, crash]))
  const known = judgement.problems
    .filter(({ class: kind }) => kind !== 'unread' && kind !== 'interrupted' && kind !== 'incomplete')
    .map(({ fingerprint, rule, title }): KnownCrash => {
      const kept = old.get(fingerprint)
      const first = title.split('\n', 1)[0]!.slice(0, LONGEST_TITLE)
      return {
        fingerprint,
        rule,
        title: first,
        since: kept?.since ?? today,
        until: kept?.until ?? null,
        reason: kept?.reason ?? null,
      }
    })
  const sorted = [...new Map(known.map((crash) => [crash.fingerprint, crash])).values()].sort((a, b) =>
    a.fingerprint < b.fingerprint ? -1 : 1,
  )
  return `${JSON.stringify({ schema: BASELINE_SCHEMA, known: sorted }, null, 2)}\n`
}
