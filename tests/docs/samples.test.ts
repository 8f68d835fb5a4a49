/** docs/formats.md prints these as real lines of each format: they are recognised, and by nobody else. */
import { describe, expect, it } from 'vitest'
import { createRecognisers } from '../../src/formats/registry.ts'
import { extract } from '../../src/index.ts'

const SAMPLES = createRecognisers().flatMap(({ name, samples }) =>
  samples.map(({ text, kinds }) => ({ name, kinds, text, first: text.split('\n', 1)[0]! })),
)

describe('samples of formats', () => {
  it('stand for every format', () => {
    expect(createRecognisers().filter(({ samples }) => samples.length === 0)).toEqual([])
  })

  it('are no more than a line can say who wants it', () => {
    // One bit each: `Wanted` of the dispatcher.
    expect(createRecognisers().length).toBeLessThanOrEqual(32)
  })

  it.each(SAMPLES)('$name: $first', async ({ text, kinds }) => {
    const found: string[] = []
    for await (const events of extract({ name: 'sample', bytes: `${text}\n` }))
      found.push(...events.map(({ kind }) => kind))
    expect(found).toEqual(kinds)
  })

  it.each(createRecognisers().map((recogniser) => ({ recogniser, name: recogniser.name })))(
    '$name opens its own samples only',
    ({ recogniser, name }) => {
      const line = (text: string) => ({
        text,
        span: { source: 'sample', line: 1, endLine: 1, byte: 0, endByte: text.length },
        terminated: true,
        time: null,
        logged: false,
      })
      const sink = { emit() {}, block: () => 0, claim() {}, stream: '', writer: null, above: null }
      const opened = SAMPLES.filter(({ first }) => recogniser.open(line(first) as never, sink as never) !== undefined)
      expect([...new Set(opened.map((sample) => sample.name))]).toEqual([name])
    },
  )
})
