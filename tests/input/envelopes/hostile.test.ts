import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENVELOPES } from '../../../src/input/envelopes/registry.ts'
import { Peeler } from '../../../src/input/peeler.ts'
import { growth } from '../../support/growth.ts'
import { ENCODERS, toBytes, toText } from './encoders.ts'
import { linesOf, physicalLines, textOf } from './unwrap.ts'

const FOLDER = new URL('./fixtures/', import.meta.url)
const CLEAN = readdirSync(FOLDER).flatMap((name) => linesOf(readFileSync(new URL(name, FOLDER), 'utf8')))
const WRAPPED = ENVELOPES.flatMap(({ samples }) => samples.map(({ line }) => line)).filter(
  ({ length }) => length < 2000,
)

/** Pieces that grammars are made of, so that a mutation often still looks like something. */
const PIECES = [
  '"',
  '\\',
  '\\n',
  '\\u0009',
  '{',
  '}',
  '[',
  ']',
  ':',
  ' ',
  '  ',
  '\t',
  '\r',
  '\0',
  '\x1b[0m',
  '\x1b]',
  '|',
  '#012',
  '#011',
  '&lt;',
  '<11>',
  '2024-03-05T14:07:09.123456789Z ',
  'goroutine 1 [running]:',
  '\\n\\t/x.go:1',
  '{"log":',
  'MESSAGE=',
  '\ufffd',
  '\ud800',
  '99999999999999999999',
  '-1',
  'null',
  'stderr F ',
  ',"x":[1,{"a":"b"}]',
]

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

interface Mutation {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

function mutate(line: string, mutations: readonly Mutation[]): string {
  let out = line
  for (const { at, remove, insert } of mutations) {
    const from = Math.floor(at * (out.length + 1))
    out = out.slice(0, from) + insert + out.slice(from + remove)
  }
  // A physical line has no newline.
  return out.replaceAll('\n', ' ')
}

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 9 }),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6, unit: 'binary' })),
})

const line = fc
  .tuple(fc.constantFrom(...WRAPPED, ...CLEAN), fc.array(mutation, { maxLength: 4 }))
  .map(([start, mutations]) => mutate(start, mutations))

const RUNS = process.env['FULL'] === '1' ? 20_000 : 2_000

test('100 000 mutated lines, a million in the full run: nothing throws, nothing is invented', () => {
  const peelers = ENCODERS.map(({ encode }) =>
    Peeler.learn(physicalLines(encode('goroutine 1 [running]:\nmain.main()\n\tx.go:1 +0x1d\n'))),
  )
  let turn = 0
  fc.assert(
    fc.property(fc.array(line, { minLength: 50, maxLength: 50 }), (lines) => {
      const peeler = peelers[turn++ % peelers.length]!
      for (const mutated of lines) {
        for (const { peel } of ENVELOPES) {
          const peeled = peel(mutated)
          if (peeled !== null && typeof peeled.payload !== 'string') return false
        }
        for (const { text, time } of [...peeler.peel(mutated), ...(peeler.peelCandidate(mutated) ?? [])]) {
          if (text.includes('\n')) return false
          if (time !== null && !TIME.test(time)) return false
        }
      }
      peeler.flush()
      return Peeler.learn(lines).layers.length <= 6
    }),
    { numRuns: RUNS, seed: 20_240_305 },
  )
}, 900_000)

test('a cut at any byte loses nothing before the last line', () => {
  const text = 'panic: boom\n\ngoroutine 1 [running]:\nmain.f({0x1, 0x2})\n\t/src/app/main.go:12 +0x1d\n'
  // Whoever puts a whole dump into one record has it in one line, and newest-first answers begin with the end.
  const linewise = ENCODERS.filter(({ encode, layers }) => physicalLines(encode(text)).length >= 5 && layers.length > 0)
  expect(linewise.length).toBeGreaterThan(40)
  for (const { encode, name, survives } of linewise) {
    if (survives !== undefined) continue
    const bytes = encode(text)
    const peeler = Peeler.learn(physicalLines(bytes))
    for (let end = 0; end < bytes.length; end++) {
      const cut = physicalLines(bytes.subarray(0, end))
      const lines = textOf([...cut.flatMap((physical) => peeler.peel(physical)), ...peeler.flush()])
      // All whole lines are there, and what follows them was in the text or is an envelope without its end.
      const known = linesOf(text)
      let whole = 0
      while (whole < lines.length && lines[whole] === known[whole]) whole++
      expect(lines.length - whole, `${name} cut at ${end}: ${JSON.stringify(lines)}`).toBeLessThanOrEqual(3)
    }
  }
}, 120_000)

describe('time grows with the length of a line, not with its square', () => {
  const unit =
    (head: string, body: string, tail = ''): ((n: number) => string) =>
    (n) =>
      head + body.repeat(n) + tail
  const hostile: readonly ((n: number) => string)[] = [
    unit('', 'a'),
    unit('', ' '),
    unit('', '['),
    unit('', '{"a":'),
    unit('{"log":"', '\\'),
    unit('{"log":"', '\\"'),
    unit('{"msg":"', '\\n'),
    unit('', '\\n'),
    unit('', 'goroutine 1 [running]:\\n'),
    unit('', '\\n\\t'),
    unit('', '\\n\\t/x.go:'),
    unit('', '\x1b]'),
    unit('', '\x1b['),
    unit('', '\x1b[8mha:'),
    unit('', 'x\b'),
    unit('', '\r'),
    unit('<11>1 - - - - - ', '[a'),
    unit('<11>1 - - - - - [', '\\'),
    unit('', '#011'),
    unit('', '&lt;'),
    unit('a=', '"'),
    unit('', 'a='),
    unit('a="', '\\'),
    unit('textPayload: ', "'"),
    unit('', '1 <1>'),
    unit('', '\0\0PB'),
    unit('1709647629123,', '"'),
    unit('', 'panic: '),
    unit('2024-03-05T14:07:09.123456789Z ', '2024-03-05T14:07:09.123456789Z '),
    unit('[{', '"a":1,', '}'),
    unit('', '(x.go:'),
    unit('{"a":"', 'b', '"}'),
    unit('{"stack":[', '{"func":"f","line":1,"file":"x.go"},', '{}]}'),
    unit('', 'travis_fold:start:a\r'),
    unit('', 'section_start:1:a\r\x1b[0K'),
    unit('', '> '),
    unit('', '- '),
    unit('web ', ' '),
    unit('{', '"a":{"a":1},', '"b":2}'),
  ]

  const work = (lineOf: (n: number) => string) => (n: number) => {
    const text = lineOf(n)
    for (const { peel } of ENVELOPES) peel(text)
    const peeler = Peeler.learn([text, text, text, text])
    peeler.peel(text)
    peeler.peelCandidate(text)
  }

  for (const lineOf of hostile) {
    test(JSON.stringify(lineOf(1).slice(0, 40)), () => {
      // Sixteen times the text; a square would be 256.
      expect(growth(work(lineOf), 2_000, 32_000, 80)).toBeLessThan(80)
    }, 60_000)
  }
})

test('bytes that are no text pass through as they are', () => {
  const noise = toText(Uint8Array.from({ length: 4096 }, (_, i) => (i * 37) & 0xff))
  expect(Peeler.learn(noise.split('\n')).layers.filter((id) => id !== 'ansi')).toEqual([])
  expect(toBytes(noise).length).toBeGreaterThan(0)
})
