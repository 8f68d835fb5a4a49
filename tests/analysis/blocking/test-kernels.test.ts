import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'
import { CORPUS, isBlocking, type StuckProgram, testKernels } from '../../support/stuck-programs.ts'

function groupedBy(key: (dump: StuckProgram) => string): Map<string, StuckProgram[]> {
  const groups = new Map<string, StuckProgram[]>()
  for (const dump of testKernels()) groups.set(key(dump), [...(groups.get(key(dump)) ?? []), dump])
  return groups
}

/** What only a verdict may say. */
const SURE = /\b(?:nobody (?:signals|ends|is left|is at)|is held|is taken|is in use|goroutines wait for each other)\b/

/**
 * How many are right is the score's business. Here: each kernel is spoken of, nothing is claimed that another dump of
 * the same kernel contradicts, and each claim has its evidence and its advice.
 */
describe('test kernels', () => {
  for (const [program, dumps] of groupedBy(({ program }) => program)) {
    test(program, async () => {
      for (const { log, form } of dumps) {
        const found = (await analyze(CORPUS + log)).findings.filter(isBlocking)
        expect(found.length, log).toBeGreaterThan(0)
        if (form === 'asleep') expect(found[0], log).toMatchObject({ rule: 'go/deadlock', confidence: 1 })
        for (const { rule, title, evidence, advice, data } of found) {
          if (rule === 'go/blocked-unproven') expect(title, log).not.toMatch(SURE)
          expect(evidence.length, log).toBeGreaterThan(0)
          expect(advice.length, log).toBeGreaterThan(0)
          expect(data.blockedAt, log).not.toEqual([])
        }
      }
    })
  }

  test('every cause has several', () => {
    const causes = groupedBy(({ cause }) => cause)
    expect(causes.size).toBe(9)
    for (const [cause, dumps] of causes) {
      expect(new Set(dumps.map(({ program }) => program)).size, cause).toBeGreaterThanOrEqual(3)
    }
  })
})
