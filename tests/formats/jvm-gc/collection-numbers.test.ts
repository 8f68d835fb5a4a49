import { expect, test } from 'vitest'
import { CollectionNumbers } from '../../../src/formats/jvm/gc/collection-numbers.ts'

test.each([
  ['one after the other', [0, 1, 2, 3], null],
  ['a cycle that ends behind others', [0, 1, 3, 4, 2, 5], null],
  ['lines of one collection, again', [0, 0, 1, 1, 1, 2], null],
  ['a log that begins in the middle', [51, 52, 53], null],
  ['a rotated log, with the end of a cycle first', [51, 54, 55, 56], null],
  ['a gap', [0, 1, 5, 6], { from: 2, to: 4, count: 3 }],
  ['two gaps, the longer one told', [0, 2, 3, 7, 8], { from: 4, to: 6, count: 4 }],
  ['what came late, out of the middle of a gap', [0, 1, 6, 4, 7], { from: 2, to: 3, count: 3 }],
])('%s', (_, numbers, gap) => {
  const seen = new CollectionNumbers()
  for (const number of numbers) seen.saw(number)
  expect(seen.gap()).toEqual(gap)
})
