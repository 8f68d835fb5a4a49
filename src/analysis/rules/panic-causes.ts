import type { Finding } from '../../model/finding.ts'
import { type Cause, type Facts, factsOf, findingOf } from './causes/cause.ts'
import { CONCURRENCY_CAUSES } from './causes/concurrency.ts'
import { MEMORY_CAUSES } from './causes/memory.ts'
import { NIL_CAUSES } from './causes/nil.ts'
import { asleep, explicit, masked, printing, race, survived, thrown } from './causes/other.ts'
import { SIGNAL_CAUSES } from './causes/signals.ts'
import { SYSTEM_ERROR_CAUSES } from './causes/system-errors.ts'
import { strayTestGoroutine, TEST_CAUSES } from './causes/tests.ts'
import { VALUE_CAUSES } from './causes/values.ts'
import type { Case, Rule } from './rule.ts'

/** In this order; the first that answers is the cause of a crash. What the runtime says itself comes before guesses. */
export const CAUSES: readonly Cause[] = [
  ...NIL_CAUSES,
  ...VALUE_CAUSES,
  ...CONCURRENCY_CAUSES,
  ...MEMORY_CAUSES,
  ...TEST_CAUSES,
  asleep,
  race,
  ...SIGNAL_CAUSES,
  printing,
  ...SYSTEM_ERROR_CAUSES,
  explicit,
  thrown,
]

/** Told beside the cause, each for itself. */
export const CIRCUMSTANCES: readonly Cause[] = [masked, survived, strayTestGoroutine]

export const PANIC_RULES: readonly Rule[] = [...CAUSES, ...CIRCUMSTANCES].map((cause) => ({
  id: cause.id,
  severity: cause.severity,
  summary: cause.summary,
  limits: cause.limits,
  check: (facts) => findingsOf(facts).filter(({ rule }) => rule === cause.id),
}))

const known = new WeakMap<Case, readonly Finding[]>()

/** Every crash is explained once, whichever rule asks first. */
function findingsOf(facts: Case): readonly Finding[] {
  let findings = known.get(facts)
  if (findings === undefined) {
    findings = distinct(facts).flatMap(({ facts: one, count }) => [...explain(one, count)])
    known.set(facts, findings)
  }
  return findings
}

function* explain(facts: Facts, count: number): Iterable<Finding> {
  for (const cause of CAUSES) {
    const telling = cause.tell(facts)
    if (telling === null) continue
    yield findingOf(cause, facts, telling, count)
    break
  }
  for (const cause of CIRCUMSTANCES) {
    const telling = cause.tell(facts)
    if (telling !== null) yield findingOf(cause, facts, telling, count)
  }
}

/** The same crash again and again is one finding with a count. */
function distinct({ scene, told }: Case): { readonly facts: Facts; readonly count: number }[] {
  const byFingerprint = new Map<string, { facts: Facts; count: number }>()
  for (const one of told) {
    if (one.crash === null) continue
    const seen = byFingerprint.get(one.crash.fingerprint)
    if (seen !== undefined) seen.count++
    else byFingerprint.set(one.crash.fingerprint, { facts: factsOf(one, one.crash, scene), count: 1 })
  }
  return [...byFingerprint.values()]
}
