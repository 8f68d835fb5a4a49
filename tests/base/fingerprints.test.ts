import { expect, test } from 'vitest'
import { stopRate } from '../../src/base/kernel/fingerprints.ts'
import { otherOrdinaryText } from '../../src/base/kernel/ordinary-text.ts'
import { FINGERPRINTS } from '../../src/pipeline/fingerprints.ts'

test('healthy text seldom stops the scan', () => {
  const encoder = new TextEncoder()
  const needles = FINGERPRINTS.map(([sentinel]) => encoder.encode(sentinel))
  const fingerprints = FINGERPRINTS.map(([, bucket, offset]) => ({ bucket, offset }))
  const texts = otherOrdinaryText(5).map((text) => encoder.encode(text))
  const stopsInKibibyte = texts.map((text) => 1_024 * stopRate(needles, fingerprints, text))
  const mean = stopsInKibibyte.reduce((sum, rate) => sum + rate, 0) / texts.length
  // Of 64 blocks.
  expect(mean).toBeLessThan(12)
  expect(Math.max(...stopsInKibibyte)).toBeLessThan(48)
})
