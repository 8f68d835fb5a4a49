import { describe, expect, it } from 'vitest'
import { NAMED_PATTERNS, readPatternArgument, readPatternFile, Splitter } from '../../src/index.ts'
import { PatternError, pointAt } from '../../src/split/regex/pattern-error.ts'
import { readPattern } from '../../src/split/user-pattern.ts'

/** What is refused: the character that is to blame stands at the mark. */
const REFUSED: readonly (readonly [pattern: string, mark: string, message: RegExp])[] = [
  ['(?<a>x)(?(1)b|c)', '       ^', /conditional group/],
  ['(?|(?<a>x)|(?<b>y))', '^', /branch reset/],
  ['(?<a>x(?R)?)', '      ^', /recursion/],
  ['(?<a>x(?&a)?)', '      ^', /recursion/],
  ['(?<a>x(?P>a)?)', '      ^', /recursion/],
  ['x\\K(?<a>y)', ' ^', /\\K .* lookbehind/],
  ['(?<a>\\X)', '     ^', /\\X .* code points/],
  ['\\G(?<a>x)', '^', /\\G /],
  ['(*SKIP)(?<a>x)', '^', /verbs/],
  ['(?C)(?<a>x)', '^', /callout/],
  ['(?<a>x)\\g<a>', '       ^', /calls a group again/],
  ['(?<a>x)?\\k<a>', '        ^', /may have matched nothing/],
  ['\\2(?<a>x)(y)', '^', /further on/],
  ['(?<a>x)\\k<b>', '       ^', /no such group/],
  ['(?i)(?<a>x)\\1', '           ^', /ignores case/],
  ['(?:(?<a>x)|y)+', '^', /pass over/],
  ['(?<a>x*)+', '^', /match nothing/],
  ['(?<=(?<a>x+)y)z', '    ^', /varying length/],
  ['(?<a>x', '^', /never closed/],
  ['(?<a>x))', '       ^', /never opened/],
  ['(?<a>[x', '     ^', /no closing \]/],
  ['(?<a>[z-b])', '      ^', /backwards/],
  ['(?<a>[[:word:][:foo:]])', '              ^', /no class \[:foo:\]/],
  ['(?<a>[[:constructor:]])', '      ^', /no class \[:constructor:\]/],
  ['(?<a>x{3,2})', '      ^', /wrong order/],
  ['(?<a>x**)', '       ^', /nothing here to repeat/],
  ['+(?<a>x)', '^', /nothing here to repeat/],
  ['^*(?<a>x)', ' ^', /cannot be repeated/],
  ['(?<a>x)(?<a>y)', '       ^', /second group is called a/],
  ['(?<1a>x)', '^', /begins with no digit/],
  ['(?y)(?<a>x)', '^', /\(\?y is unknown/],
  ['(?<a>\\y)', '     ^', /\\y means nothing/],
  ['(?<a>\\p{Klingon})', '     ^', /neither a general category/],
  ['(?<a>x)\\', '       ^', /ends with a backslash/],
  ['(?#x(?<a>y', '^', /comment has no closing/],
  ['^\\d+ (\\w+)', '^', /no group has a name/],
]

describe('what cannot be translated', () => {
  it.each(REFUSED)('%s', (pattern, mark, message) => {
    const error = errorOf(() => readPattern(pattern, { name: null, manyLines: false }))
    expect(error.message).toMatch(message)
    expect(pointAt(pattern, error.at)).toEqual([pattern, mark])
  })

  it('is shown in part when it is long, and with nothing that steers a terminal', () => {
    const pattern = `${'é'.repeat(300)}\x1b\t*+${'b'.repeat(300)}`
    const [quoted, mark] = pointAt(pattern, 303)
    expect(quoted).toMatch(/^…é{30,}\\x1b␉\*\+b{30,}…$/)
    expect(quoted![mark!.length - 1]).toBe('+')
  })

  it('however it is nested or large', () => {
    for (const pattern of ['('.repeat(5_000), 'a'.repeat(30_000), `(?<a>${'(?:x'.repeat(250)}${')'.repeat(251)}`]) {
      expect(errorOf(() => readPattern(pattern, { name: null, manyLines: false }))).toBeInstanceOf(PatternError)
    }
  })
})

describe('how patterns are given', () => {
  it.each([
    ['^(?<a>x)', null, '^(?<a>x)'],
    ['web=^(?<a>x)=', 'web', '^(?<a>x)='],
    ['=level=(?<a>x)', null, 'level=(?<a>x)'],
    [String.raw`\w+=(?<a>x)`, null, String.raw`\w+=(?<a>x)`],
    ['(?<a>x)=', null, '(?<a>x)='],
    ['a b=(?<a>x)', null, 'a b=(?<a>x)'],
  ])('%s', (argument, name, text) => {
    expect(readPatternArgument(argument, '--pattern')).toEqual({ name, text, origin: '--pattern' })
  })

  it('by the name of one that is built in', () => {
    expect(readPatternArgument('@klog', '--pattern')).toMatchObject({ name: 'klog', origin: '--pattern @klog' })
    expect(readPatternArgument('@klogg', '--pattern')).toBeNull()
  })

  it('in a file', () => {
    expect(readPatternFile('\ufeff# mine\r\n\r\nweb=(?<a>x) \r\n@klog\n@nope\n', 'p.txt')).toEqual([
      { name: 'web', text: '(?<a>x) ', origin: 'p.txt:3' },
      expect.objectContaining({ name: 'klog', origin: 'p.txt:4 @klog' }),
      { unknown: '@nope', origin: 'p.txt:5' },
    ])
  })
})

describe('patterns that are built in', () => {
  const samples = NAMED_PATTERNS.flatMap(({ name, samples }) => samples.map((sample) => ({ name, ...sample })))

  it.each(samples)('$name: $line', async ({ name, line, fields }) => {
    const own = NAMED_PATTERNS.find((pattern) => pattern.name === name)!
    expect(await fieldsOf(own.pattern, line)).toEqual(fields)
    const others = NAMED_PATTERNS.filter((other) => other !== own && !own.kin?.includes(other.name))
    for (const other of others) expect([other.name, await fieldsOf(other.pattern, line)]).toEqual([other.name, null])
  })

  it('have names that collide with no field of ours', () => {
    const own = new Set(['pattern', 'unmatched', 'source', 'line', 'endLine', 'byte', 'endByte', 'stream'])
    const fields = NAMED_PATTERNS.flatMap(({ samples }) => Object.keys(samples[0]!.fields))
    expect(fields.filter((field) => own.has(field))).toEqual([])
  })
})

async function fieldsOf(pattern: string, line: string): Promise<Readonly<Record<string, unknown>> | null> {
  const splitter = new Splitter({ patterns: [{ text: pattern }] })
  for await (const [record] of splitter.records({ name: 'sample', bytes: line })) return record?.fields ?? null
  return null
}

function errorOf(action: () => unknown): PatternError {
  try {
    action()
  } catch (error) {
    return error as PatternError
  }
  throw new Error('nothing was thrown')
}
