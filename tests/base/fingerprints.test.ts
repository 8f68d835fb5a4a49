import { expect, test } from 'vitest'
import { chooseFingerprints, stopRate } from '../../src/base/kernel/fingerprints.ts'
import { otherOrdinaryText } from '../../src/base/kernel/ordinary-text.ts'
import { FINGERPRINTS } from '../../src/pipeline/fingerprints.ts'

const encoder = new TextEncoder()
const sentinels = FINGERPRINTS.map(([sentinel]) => sentinel)
const needles = sentinels.map((sentinel) => encoder.encode(sentinel))
const known = FINGERPRINTS.map(([, bucket, offset]) => ({ bucket, offset }))
/** Where a line really holds a sentinel, the scan has to stop. */
const healthy = otherOrdinaryText(5).filter((text) => !sentinels.some((sentinel) => text.includes(sentinel)))

const stopsInKibibyte = (fingerprints: typeof known) =>
  healthy.map((text) => 1_024 * stopRate(needles, fingerprints, encoder.encode(text)))
const mean = (rates: readonly number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length

test('healthy text seldom stops the scan', () => {
  const rates = stopsInKibibyte(known)
  // Of 64 blocks.
  expect(mean(rates)).toBeLessThan(6)
  expect(Math.max(...rates)).toBeLessThan(40)
})

test('a choice made at once is worse than one that was improved, and still a choice', () => {
  const atOnce = chooseFingerprints(needles)
  expect(mean(stopsInKibibyte(atOnce))).toBeLessThan(32)
  expect(mean(stopsInKibibyte(atOnce))).toBeGreaterThan(mean(stopsInKibibyte(known)))
})
