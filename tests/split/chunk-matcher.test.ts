/** Many lines at once beside line by line: for every pattern the same text and the same counts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type FieldType,
  NAMED_PATTERNS,
  type SourceInput,
  type SplitColumns,
  type SplitOptions,
  Splitter,
  splitCsvRow,
  splitRecordLine,
} from '../../src/index.ts'
import { PatternError } from '../../src/split/regex/pattern-error.ts'
import { readPattern } from '../../src/split/user-pattern.ts'
import { randomPattern, SUBJECTS } from './random-patterns.ts'

const COLUMNS: SplitColumns = {
  fields: [],
  withPattern: false,
  withPlace: false,
  withStream: false,
  withUnmatched: false,
}

const HOSTILE = [
  '',
  ' ',
  '"\\"',
  'a\tb\\',
  '\x1b[31ma',
  'a\0b',
  '\x7f',
  'a\rb',
  '\r',
  'a\tb \r',
  'ünd',
  '\u2028a',
  'b'.repeat(3_000),
]
const LINES = [...SUBJECTS, ...HOSTILE]
const LOG = Buffer.concat([
  Buffer.from(`${LINES.join('\n')}\n${LINES.join('\r\n')}\r\n`),
  Buffer.from('a\xff b\nab', 'latin1'),
])

const ARTICLE = String.raw`^(?<ts>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s+(?<level>\w+)\s+(?<msg>.*)$`

/** With something of each way a match may be preferred. */
const PATTERNS = [
  ARTICLE,
  '(?<x>a*)(?<y>b*)',
  '(?<x>a*?)(?<y>b+?)',
  '(?<x>a|ab)(?<y>c|bcd)(?<z>d*)',
  '(?<x>a)?(?<y>b)?$',
  '^(?<x>)$',
  '(?<x>$)',
  '(?<x>[^a]+)a(?<y>.*)',
  '(?<x>(?:a|b|aa){2,3})(?<y>.?)',
  String.raw`(?<k>\w+)=(?<v>"[^"]*"|\S*)`,
  String.raw`^(?<x>.*)\s(?<y>.*)$`,
  String.raw`^(?<x>.*?)\s+(?<y>\S+)$`,
  ...NAMED_PATTERNS.map(({ pattern }) => pattern),
]

/** As it is written by either matcher, and as it is found line by line; null when the clock ended a match. */
async function all(
  text: string,
  input: () => SourceInput,
  shape: Pick<SplitOptions, 'types' | 'csv'> = {},
): Promise<[wasm: string, plain: string, lines: string] | null> {
  const slow = new Splitter({ patterns: [{ text }], ...shape })
  const columns = { ...COLUMNS, fields: slow.fields }
  const one = shape.csv === true ? splitCsvRow : splitRecordLine
  let lines = ''
  for await (const records of slow.records(input())) lines += records.map((record) => one(record, columns)).join('')
  // What took too long was left out by the clock: on another day it is other lines.
  if (isTimed(slow)) return null
  const written: string[] = []
  for (const kernel of ['wasm', 'plain'] as const) {
    const fast = new Splitter({ patterns: [{ text }], ...shape })
    const parts: Buffer[] = []
    // The bytes are used again for the next part.
    const write = async (part: Uint8Array | string) => void parts.push(Buffer.from(part))
    await fast.writeRecords(input(), columns, write, { kernel })
    if (isTimed(fast)) return null
    expect(fast.tally).toEqual(slow.tally)
    written.push(Buffer.concat(parts).toString())
  }
  return [written[0]!, written[1]!, lines]
}

async function expectSame(
  text: string,
  input: () => SourceInput,
  shape: Pick<SplitOptions, 'types' | 'csv'> = {},
): Promise<void> {
  const [wasm, plain, lines] = (await all(text, input, shape))!
  expect(wasm).toBe(lines)
  expect(plain).toBe(lines)
}

const isTimed = ({ tally }: Splitter) =>
  tally.patterns.some(({ slow, givenUpAt }) => slow.count > 0 || givenUpAt !== null)

function chunked(size: number): SourceInput {
  async function* stream() {
    for (let i = 0; i < LOG.length; i += size) yield LOG.subarray(i, i + size)
  }
  return { name: 'a.log', stream: stream() }
}

/** Pieces of lines of which each does something else to a matcher. */
const PIECES = [
  'a',
  'b',
  'ab=c ',
  '"',
  '\\',
  '\t',
  '\r',
  '\0',
  '\x1b[1m',
  '\x7f',
  'é',
  '語',
  '😀',
  '\u2028',
  '\u00ad',
  '\ufeff',
  '\xff',
  '\xe2\x80',
  '0123456789abcdef',
  '\n',
  '\n',
  '\r\n',
].map((piece) =>
  Buffer.from(piece, /^[\x80-\xff]{1,2}$/.test(piece) && piece !== 'é' && piece !== '\u00ad' ? 'latin1' : 'utf8'),
)

const SHORT_CUTS = [
  '^(?<x>[^"]*)"(?<y>.*)$',
  '(?<x>[ab]+)(?<y>[^a]*)',
  '^(?<x>0123456789)(?<y>.)',
  String.raw`(?<x>\S+)\s*(?<y>.?)$`,
  String.raw`\b(?<x>\w+)\b(?<y>.*?)\B`,
  '(?<x>é|語+|.😀)(?<y>[^😀]*)',
]

describe('many lines at once', () => {
  it.each(PATTERNS)('find what is found line by line: %s', (pattern) =>
    expectSame(pattern, () => ({ name: 'a.log', bytes: LOG })),
  )

  it.each([1, 7, 64])('in chunks of %i bytes', (size) => expectSame(ARTICLE, () => chunked(size)))

  it('whatever the pattern', async () => {
    const rounds = process.env.FULL === '1' ? 500 : 60
    let compared = 0
    for (let seed = 1; seed <= rounds; seed++) {
      const pattern = `(?<whole>${randomPattern(seed)})`
      if (!isPattern(pattern)) continue
      const found = await all(pattern, () => ({ name: 'a.log', bytes: LOG }))
      if (found === null) continue
      const [wasm, plain, lines] = found
      expect({ pattern, wasm, plain }).toEqual({ pattern, wasm: lines, plain: lines })
      compared++
    }
    expect(compared).toBeGreaterThan(rounds / 2)
  }, 900_000)

  it('whatever the lines', async () => {
    const log = fc.array(fc.constantFrom(...PIECES), { maxLength: 80 }).map((pieces) => Buffer.concat(pieces))
    await fc.assert(
      fc.asyncProperty(log, fc.constantFrom(...SHORT_CUTS), (bytes, pattern) =>
        expectSame(pattern, () => ({ name: 'a.log', bytes })),
      ),
      { numRuns: process.env.FULL === '1' ? 400 : 60 },
    )
  }, 900_000)

  it('where a record is longer than there is room', async () => {
    const line = `a ${'b"'.repeat(1_500_000)} c`
    await expectSame('^(?<x>.*)$', () => ({ name: 'a', bytes: `x\n${line}\ny\n${'"'.repeat(100_000)}\n` }))
  })

  it('where more lines are left than can be noted', async () => {
    const bytes = Buffer.from('ab\nno\nb\xff\n'.repeat(3_000), 'latin1')
    await expectSame('^(?<x>.*)b(?<y>.*)$', () => ({ name: 'a', bytes }))
  })

  it('where nothing matches but what is left', async () => {
    const bytes = Buffer.from('x\xff\nx\nb\xff', 'latin1')
    await expectSame('(?<x>b)', () => ({ name: 'a', bytes }))
  })
})

function isPattern(pattern: string): boolean {
  try {
    readPattern(pattern, { name: null, manyLines: false })
    return true
  } catch (error) {
    if (error instanceof PatternError) return false
    throw error
  }
}

describe('values of a type, and rows of CSV', () => {
  const VALUES = [
    '0',
    '-0',
    '7',
    '007',
    '1.50',
    '12.5',
    '-3',
    '+3',
    '.5',
    '1e3',
    '1234567890123456789',
    '0.0000001',
    ' 8 ',
    'x',
    '',
    'null',
    '-',
    '=1+1',
    '@a',
    ' =b',
    '＝c',
    'a"b',
    'a\\b',
    'a\tb',
    'naïve',
    '}',
    ',"n":"',
    '2026-03-05 14:07:00',
    '2026-03-05T14:07:00Z',
    'true',
    'OFF',
    '\x7f',
    '\x1b[1m',
  ]
  const told = (values: readonly string[]): SourceInput => ({
    name: 'a.log',
    bytes: Buffer.from(values.map((value) => `n=${value};s=${value}\n`).join('')),
  })
  const PATTERN = '^n=(?:|(?<n>.*?));s=(?<s>.*)$'
  const RIGHT: readonly (readonly [FieldType, RegExp])[] = [
    ['number', /^\s*[+-]?(?:\d|\.\d)[\d.e]*\s*$|^$/],
    ['boolean', /^(?:true|OFF|0|)$/],
    ['time', /^\d{4}-|^$/],
    ['string', /^/],
  ]

  for (const csv of [false, true]) {
    it.each(RIGHT)(`of ${csv ? 'CSV' : 'JSON'}: %s`, async (type, right) => {
      await expectSame(PATTERN, () => told(VALUES.filter((value) => right.test(value))), { csv, types: { n: type } })
    })

    it.each(RIGHT)(`of ${csv ? 'CSV' : 'JSON'}, some of them of another type: %s`, async (type) => {
      await expectSame(PATTERN, () => told(VALUES), { csv, types: { n: type, s: type } })
    })
  }

  it.each(PATTERNS)('%s', async (text) => {
    await expectSame(text, () => chunked(4_096), { csv: true })
  })
})
