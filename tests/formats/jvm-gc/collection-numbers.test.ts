import { expect, test } from 'vitest'
import { CollectionNumbers } from '../../../src/formats/jvm/gc/collection-numbers.ts'
import { analyze } from '../../../src/index.ts'

test.each([
  ['what a log of pauses alone leaves out', [0, 1, 2, 4, 5, 6, 8, 9, 10, 12], null],
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

test('a single one, where the log has concurrent cycles too', () => {
  const seen = new CollectionNumbers()
  for (const number of [0, 1, 3, 4, 6]) seen.saw(number)
  expect(seen.gap()).toBeNull()
  seen.concurrent()
  expect(seen.gap()).toEqual({ from: 2, to: 2, count: 2 })
})

const pause = (gcId: number) =>
  `[${gcId + 1}.000s][info][gc] GC(${gcId}) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.123ms\n`

test.each([
  ['the pauses of a log, picked out', [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14].map(pause).join(''), []],
  ['lost ones', [0, 1, 4, 5].map(pause).join(''), ['GC(2) to GC(3)']],
  ['lost ones, and a single one more', [0, 1, 4, 6].map(pause).join(''), ['3 numbers, among them GC(2) to GC(3)']],
  [
    'single ones beside a cycle',
    `${[0, 2, 4].map(pause).join('')}[5.1s][info][gc] GC(5) Concurrent Mark Cycle 8.123ms\n${pause(6)}`,
    ['2 numbers, among them GC(1)'],
  ],
])('%s, as a report tells them', async (_name, log, expected) => {
  const { sources } = await analyze({ name: 'gc.log', bytes: Buffer.from(log) })
  const told = sources[0]!.completeness.evidence.map(({ id, text }) => `${id} ${text}`)
  expect(told).toEqual(
    expected.map((text) => expect.stringMatching(new RegExp(`^E29 .*: ${text.replace(/[()]/g, '\\$&')}$`))),
  )
})
