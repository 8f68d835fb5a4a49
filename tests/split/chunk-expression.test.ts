/** Many lines at once beside line by line: for every pattern the same text and the same counts. */
import { describe, expect, it } from 'vitest'
import { NAMED_PATTERNS, type SourceInput, type SplitColumns, Splitter, splitRecordLine } from '../../src/index.ts'
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

async function both(text: string, input: () => SourceInput): Promise<[bytes: string, expression: string] | null> {
  const fast = new Splitter({ patterns: [{ text }] })
  const slow = new Splitter({ patterns: [{ text }] })
  let written = ''
  for await (const part of fast.jsonLines(input(), COLUMNS)) {
    written += typeof part === 'string' ? part : Buffer.from(part)
  }
  let expected = ''
  for await (const records of slow.records(input()))
    expected += records.map((record) => splitRecordLine(record, COLUMNS)).join('')
  // What took too long was left out by the clock: on another day it is other lines.
  if (isTimed(fast) || isTimed(slow)) return null
  expect(fast.tally).toEqual(slow.tally)
  return [written, expected]
}

const isTimed = ({ tally }: Splitter) =>
  tally.patterns.some(({ slow, givenUpAt }) => slow.count > 0 || givenUpAt !== null)

function chunked(size: number): SourceInput {
  async function* stream() {
    for (let i = 0; i < LOG.length; i += size) yield LOG.subarray(i, i + size)
  }
  return { name: 'a.log', stream: stream() }
}

describe('an expression for chunks', () => {
  it.each(PATTERNS)('finds what one for lines finds: %s', async (pattern) => {
    const [written, expected] = (await both(pattern, () => ({ name: 'a.log', bytes: LOG })))!
    expect(written).toBe(expected)
  })

  it.each([1, 7, 64])('in chunks of %i bytes', async (size) => {
    const [written, expected] = (await both(ARTICLE, () => chunked(size)))!
    expect(written).toBe(expected)
  })

  it('whatever the pattern', async () => {
    const rounds = process.env.FULL === '1' ? 2_000 : 150
    let compared = 0
    for (let seed = 1; seed <= rounds; seed++) {
      const pattern = `(?<whole>${randomPattern(seed)})`
      if (!isPattern(pattern)) continue
      const found = await both(pattern, () => ({ name: 'a.log', bytes: LOG }))
      if (found === null) continue
      const [written, expected] = found
      expect({ pattern, written }).toEqual({ pattern, written: expected })
      compared++
    }
    expect(compared).toBeGreaterThan(rounds / 2)
  }, 300_000)

  it('leaves a record that is longer than a part', async () => {
    const line = `a ${'b"'.repeat(1_500_000)} c`
    const [written, expected] = (await both('^(?<x>.*)$', () => ({ name: 'a', bytes: `x\n${line}\ny\n` })))!
    expect(written === expected).toBe(true)
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
