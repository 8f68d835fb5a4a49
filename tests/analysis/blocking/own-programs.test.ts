import { describe, expect, test } from 'vitest'
import { CORPUS, isBlocking, ownPrograms } from '../../support/stuck-programs.ts'
import { findingsOf, verdict } from './findings.ts'

/** Programs that nothing is said about, with the reason. A miss that disappears must be taken from this list. */
const MISSES: Readonly<Record<string, string>> = {
  'trylock-spin': 'whoever tries the lock in a loop sleeps in between, like any busy holder that the others wait for',
}

describe('own programs', () => {
  const programs = ownPrograms()
  for (const { log, program, form, cause, class: kind } of programs) {
    test(`${log}: ${cause}`, async () => {
      const findings = await findingsOf(CORPUS + log)
      const rule = form === 'asleep' ? 'go/deadlock' : program === 'nil-send' ? 'go/leak' : 'go/blocked-unproven'
      expect(verdict(findings)).toBe(program in MISSES ? null : `${rule} ${kind}/${cause}`)
      if (program in MISSES) return
      const finding = findings.find(isBlocking)!
      expect(finding.confidence).toBe(form === 'asleep' ? 1 : finding.confidence)
      expect(finding.evidence.length).toBeGreaterThan(0)
      expect(finding.advice.length).toBeGreaterThan(0)
    })
  }

  test('every cause has a program', () => {
    expect([...new Set(programs.map(({ cause }) => cause))].sort()).toEqual([
      'channel',
      'channel-context',
      'channel-lock',
      'channel-wait-group',
      'condition-variable',
      'double-lock',
      'lock-order',
      'rwlock-reentry',
      'wait-group',
    ])
  })
})
