import { expect, it } from 'vitest'
import { RecordGatherer } from '../../src/pipeline/split/record-gatherer.ts'
import type { TextUnit } from '../../src/pipeline/split/text-unit.ts'

it('does not hold more than so much, however many streams are open', () => {
  const gatherer = new RecordGatherer(() => {})
  const text = 'x'.repeat(1_000_000)
  const units = Array.from({ length: 100 }, (_, i): TextUnit => {
    return { text, stream: `s${i}`, span: { source: 'a', line: i + 1, endLine: i + 1, byte: i, endByte: i } }
  })
  const closed = gatherer.add(units, () => true)
  // The stream that was silent longest first.
  expect(closed.map(({ stream }) => stream)).toEqual(units.slice(0, closed.length).map(({ stream }) => stream))
  const rest = gatherer.flush()
  expect(closed.length + rest.length).toBe(100)
  expect(rest.length * text.length).toBeLessThanOrEqual(64 * 1024 * 1024)
})
