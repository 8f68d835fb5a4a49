import { expect, test } from 'vitest'
import { disturbed, fingerprintOf, labelledStacks, scorePairs } from '../../support/stack-pairs.ts'
import { seeded } from '../../wrapping/essence.ts'

test.each(['java', 'go'] as const)('%s: equal fingerprints mean equal bugs', async (log) => {
  const { pairs, f1, merged, parted } = await scorePairs(log)
  expect(pairs).toBeGreaterThan(300)
  expect(f1, [...merged, ...parted].join('; ')).toBeGreaterThanOrEqual(0.97)
})

test.each(['java', 'go'] as const)('%s: a hundred shifts, paths and addresses change no fingerprint', async (log) => {
  const random = seeded(7)
  const stacks = labelledStacks(log)
  for (let round = 0; round < 100; round++) {
    const { bug, text } = stacks[round % stacks.length]!
    expect(await fingerprintOf(disturbed(text, random)), `${bug}, round ${round}`).toBe(await fingerprintOf(text))
  }
})
