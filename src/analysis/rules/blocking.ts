import type { Finding } from '../../model/finding.ts'
import { diagnose } from '../go/blocking/diagnose.ts'
import type { Diagnosis, Verdict } from '../go/blocking/diagnosis.ts'
import { leaksOfProfile } from '../go/blocking/leak-profile.ts'
import { tell } from '../go/blocking/tell.ts'
import { withSource } from '../go/blocking/with-source.ts'
import type { Block, GoScene } from '../go/go-scene.ts'
import type { SourceCode } from '../go/source/source-code.ts'
import type { Case, Rule } from './rule.ts'

/** Goroutines that wait: for ever, for good while the program goes on, or as far as one dump can tell. */
export const BLOCKING_RULES: readonly Rule[] = [
  {
    id: 'go/deadlock',
    severity: 'error',
    summary: 'These goroutines can never run again.',
    limits:
      'Speaks when the runtime itself said so, or when everybody who could release the lock is in the dump and waits. Silent while any goroutine that may hold the lock can still run.',
    check: (facts) => findings(facts, 'deadlock', 'go/deadlock', 'error'),
  },
  {
    id: 'go/leak',
    severity: 'warning',
    summary: 'These goroutines are blocked for good, while the program goes on.',
    limits:
      'Speaks for goroutines the collector marked as leaked, for sends to nil channels, for what finished tests left behind, and for many senders that have waited ten minutes or more at one place.',
    *check(facts) {
      yield* findings(facts, 'leak', 'go/leak', 'warning')
      for (const { block } of facts.told)
        for (const leak of leaksOfProfile(block)) yield { rule: 'go/leak', severity: 'warning', ...leak }
    },
  },
  {
    id: 'go/blocked-unproven',
    severity: 'info',
    summary: 'These goroutines wait, and one dump cannot tell whether somebody will still come.',
    limits: 'A hypothesis with its reason, never a verdict: idle workers and slow consumers look the same.',
    check: (facts) => findings(facts, 'unproven', 'go/blocked-unproven', 'info'),
  },
]

/** A log may hold one dump many times; the same standstill is told once. */
const MOST_FINDINGS = 20
const known = new WeakMap<Block, readonly Diagnosis[]>()

function* findings(
  { told, scene, source }: Case,
  verdict: Verdict,
  rule: string,
  severity: Finding['severity'],
): Iterable<Finding> {
  const seen = new Set<string>()
  for (const { block, crash } of told) {
    if (!isDump(block)) continue
    for (const diagnosis of diagnosesOf(block, scene, source)) {
      if (diagnosis.verdict !== verdict || (verdict === 'unproven' && isPanic(block))) continue
      const finding = { rule, severity, ...withSource(tell(block, diagnosis, crash?.id ?? null), diagnosis, source) }
      const key = JSON.stringify([finding.data.cause, finding.data.blockedAt])
      if (seen.has(key) || seen.size >= MOST_FINDINGS) continue
      seen.add(key)
      yield finding
    }
  }
}

function diagnosesOf(block: Block, scene: GoScene, source: SourceCode | null): readonly Diagnosis[] {
  let diagnoses = known.get(block)
  if (diagnoses === undefined) {
    diagnoses = diagnose(block, scene.loose, source)
    known.set(block, diagnoses)
  }
  return diagnoses
}

/** A lone stack that the program printed says nothing about the others. */
function isDump({ groups, head }: Block): boolean {
  return groups.total > 1 || head?.crash === 'deadlock'
}

/** In a panic's dump the others stand where they happened to stand: only what is certain is worth telling. */
function isPanic({ head }: Block): boolean {
  return head !== null && head.crash !== 'deadlock' && head.crash !== 'signal' && head.crash !== 'test-timeout'
}
