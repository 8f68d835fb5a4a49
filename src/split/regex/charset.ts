/**
 * Sets of characters, as sorted ranges of code points that do not touch: what a class, an escape or a literal of a
 * pattern stands for. Letter case is resolved here, so that a pattern needs no flag of the engine: V8's linear engine
 * refuses patterns with `i` or `u`.
 */
export interface Charset {
  /** From, to, from, to …: both ends inclusive. */
  readonly ranges: readonly number[]
}

export const LAST_CODE_POINT = 0x10ffff

export function range(from: number, to = from): Charset {
  return { ranges: [from, to] }
}

export function ofText(characters: string): Charset {
  return union([...characters].map((character) => range(character.codePointAt(0)!)))
}

export function union(sets: readonly Charset[]): Charset {
  const pairs = sets.flatMap(({ ranges }) => pairsOf(ranges)).sort((a, b) => a[0] - b[0])
  const merged: number[] = []
  for (const [from, to] of pairs) {
    const last = merged.length - 1
    if (last > 0 && from <= merged[last]! + 1) merged[last] = Math.max(merged[last]!, to)
    else merged.push(from, to)
  }
  return { ranges: merged }
}

export function negated({ ranges }: Charset, last = LAST_CODE_POINT): Charset {
  const gaps: number[] = []
  let next = 0
  for (const [from, to] of pairsOf(ranges)) {
    if (from > next) gaps.push(next, from - 1)
    next = to + 1
  }
  if (next <= last) gaps.push(next, last)
  return { ranges: gaps }
}

/** What of the set lies in [from, to]. */
export function within({ ranges }: Charset, from: number, to: number): Charset {
  return {
    ranges: pairsOf(ranges).flatMap(([a, b]) => (b < from || a > to ? [] : [Math.max(a, from), Math.min(b, to)])),
  }
}

export function has({ ranges }: Charset, codePoint: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (codePoint >= ranges[i]! && codePoint <= ranges[i + 1]!) return true
  return false
}

/** The one character of the set, null when there are more. */
export function single({ ranges }: Charset): number | null {
  return ranges.length === 2 && ranges[0] === ranges[1] ? ranges[0]! : null
}

/** With the other cases of every letter in it. */
export function anyCase(set: Charset): Charset {
  const more: Charset[] = [set]
  for (const variants of caseTable()) {
    if (variants.some((letter) => has(set, letter))) more.push(...variants.map((letter) => range(letter)))
  }
  return union(more)
}

/** Blocks that hold letters with case. */
const CASED = [
  [0x41, 0x58f],
  [0x10a0, 0x10ff],
  [0x13a0, 0x13ff],
  [0x1c80, 0x1cbf],
  [0x1d79, 0x1d8e],
  [0x1e00, 0x1fff],
  [0x2126, 0x2188],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2d],
  [0xa640, 0xa7f6],
  [0xab53, 0xabbf],
  [0xff21, 0xff5a],
  [0x10400, 0x104fb],
  [0x10c80, 0x10cf2],
  [0x118a0, 0x118df],
  [0x16e40, 0x16e7f],
  [0x1e900, 0x1e943],
] as const

let cases: readonly (readonly number[])[] | null = null

/** Letters that are the same but for their case: k, K and the Kelvin sign. Made when the first pattern asks for it. */
function caseTable(): readonly (readonly number[])[] {
  if (cases !== null) return cases
  const byUpper = new Map<string, number[]>()
  for (const [from, to] of CASED) {
    for (let letter = from; letter <= to; letter++) {
      const character = String.fromCodePoint(letter)
      const lower = oneCharacter(character.toLowerCase()) ?? character
      const key = oneCharacter(lower.toUpperCase()) ?? lower
      const variants = byUpper.get(key) ?? []
      variants.push(letter)
      byUpper.set(key, variants)
    }
  }
  cases = [...byUpper.values()].filter(({ length }) => length > 1)
  return cases
}

function oneCharacter(text: string): string | null {
  return [...text].length === 1 ? text : null
}

export function pairsOf(ranges: readonly number[]): [from: number, to: number][] {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!])
  return pairs
}

const DIGIT = range(0x30, 0x39)
const UPPER = range(0x41, 0x5a)
const LOWER = range(0x61, 0x7a)
const ALPHA = union([UPPER, LOWER])
const BLANK = ofText('\t ')
export const WORD = union([ALPHA, DIGIT, ofText('_')])

/** As PCRE2 has them without its option for Unicode properties: letters and digits are those of ASCII. */
export const ESCAPED_SETS = {
  d: DIGIT,
  w: WORD,
  s: union([range(0x09, 0x0d), ofText(' ')]),
  h: union([BLANK, ofText('\xa0\u1680\u180e'), range(0x2000, 0x200a), ofText('\u202f\u205f\u3000')]),
  v: union([range(0x0a, 0x0d), ofText('\x85\u2028\u2029')]),
} as const

export const POSIX_SETS: ReadonlyMap<string, Charset> = new Map(
  Object.entries({
    alpha: ALPHA,
    lower: LOWER,
    upper: UPPER,
    alnum: union([ALPHA, DIGIT]),
    ascii: range(0, 0x7f),
    blank: BLANK,
    cntrl: union([range(0, 0x1f), range(0x7f)]),
    digit: DIGIT,
    graph: range(0x21, 0x7e),
    print: range(0x20, 0x7e),
    punct: union([range(0x21, 0x2f), range(0x3a, 0x40), range(0x5b, 0x60), range(0x7b, 0x7e)]),
    space: ESCAPED_SETS.s,
    word: WORD,
    xdigit: union([DIGIT, range(0x41, 0x46), range(0x61, 0x66)]),
  }),
)

export const NEWLINE = range(0x0a)
export const ANY = range(0, LAST_CODE_POINT)

/** `L`, `Lu`, `Greek`, `L&`, `Any`: a general category or a script of Unicode; null when there is no such. */
export function propertySet(name: string): Charset | null {
  if (name === 'Any') return ANY
  if (name === 'L&') return union(['Lu', 'Ll', 'Lt'].map((each) => propertySet(each)!))
  // The name goes into an expression.
  if (!/^[A-Za-z_]{1,40}$/.test(name)) return null
  const expression = propertyTest(name) ?? propertyTest(`Script=${name}`)
  if (expression === null) return null
  const ranges: number[] = []
  let from = -1
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT + 1; codePoint++) {
    const isIn = codePoint <= LAST_CODE_POINT && expression.test(String.fromCodePoint(codePoint))
    if (isIn && from < 0) from = codePoint
    if (!isIn && from >= 0) {
      ranges.push(from, codePoint - 1)
      from = -1
    }
  }
  return { ranges }
}

function propertyTest(name: string): RegExp | null {
  try {
    return new RegExp(`^\\p{${name}}$`, 'u')
  } catch {
    return null
  }
}
