import { type Charset, ESCAPED_SETS, LAST_CODE_POINT, NEWLINE, negated, propertySet, range } from './charset.ts'
import { PatternError } from './pattern-error.ts'
import type { Scanner } from './scanner.ts'
import type { AnchorNode } from './syntax-tree.ts'

/** What a backslash means. A set stands for one character. */
export type Escape =
  | { readonly kind: 'set'; readonly set: Charset; readonly isSingle: boolean }
  | { readonly kind: 'anchor'; readonly where: AnchorNode['where'] }
  | { readonly kind: 'reference'; readonly to: number | string }
  | { readonly kind: 'newline' }

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }

const ANCHORS: Readonly<Record<string, AnchorNode['where']>> = {
  A: 'start',
  Z: 'end-or-newline',
  z: 'end',
  b: 'word',
  B: 'not-word',
}

const REFUSED: Readonly<Record<string, string>> = {
  K: 'it moves the start of the match; put what comes before into a lookbehind (?<=…), or just leave it unnamed',
  G: 'each line is matched once, from its start',
  X: 'characters are code points here, not grapheme clusters',
  C: 'characters are code points here, not bytes',
}

/** At the character behind a backslash, which stands at `from`. `groups`: capturing groups of the whole pattern. */
export function parseEscape(scanner: Scanner, from: number, groups: number, inClass: boolean): Escape {
  const letter = scanner.take()
  if (letter === '') throw new PatternError('the pattern ends with a backslash', from)
  if (!/^[a-zA-Z0-9]$/.test(letter)) return character(letter.codePointAt(0)!)
  const reason = REFUSED[letter]
  if (reason !== undefined) throw new PatternError(`\\${letter} cannot be translated: ${reason}`, from)
  const control = CONTROLS[letter]
  if (control !== undefined) return character(control)
  if (letter === 'b' && inClass) return character(8)
  const set = (ESCAPED_SETS as Readonly<Record<string, Charset>>)[letter.toLowerCase()]
  if (set !== undefined) {
    const isNegative = letter !== letter.toLowerCase()
    return { kind: 'set', set: isNegative ? negated(set) : set, isSingle: false }
  }
  if (!inClass) {
    const where = ANCHORS[letter]
    if (where !== undefined) return { kind: 'anchor', where }
    if (letter === 'R') return { kind: 'newline' }
    if (letter === 'N' && !scanner.startsWith('{')) return { kind: 'set', set: negated(NEWLINE), isSingle: false }
    if (letter === 'k') return { kind: 'reference', to: nameOf(scanner, from) }
    if (letter === 'g') return { kind: 'reference', to: numberOrName(scanner, from) }
    if (/[1-9]/.test(letter)) return referenceOrOctal(scanner, letter, groups)
  }
  if (/[0-7]/.test(letter)) {
    scanner.at--
    return character(Number.parseInt(scanner.match(/[0-7]{1,3}/y)![0], 8))
  }
  switch (letter) {
    case 'x':
      return character(hexadecimal(scanner, from))
    case 'u':
      return character(fourDigits(scanner, from))
    case 'o':
      return character(braced(scanner, from, /\{([0-7]+)\}/y, 8, 'o'))
    case 'c':
      return character(controlOf(scanner, from))
    case 'p':
    case 'P':
      return property(scanner, from, letter === 'P')
    default:
      throw new PatternError(
        `\\${letter} means nothing${inClass ? ' in a class' : ''}; a literal ${letter} needs no backslash`,
        from,
      )
  }
}

function character(codePoint: number): Escape {
  return { kind: 'set', set: range(codePoint), isSingle: true }
}

function hexadecimal(scanner: Scanner, from: number): number {
  if (scanner.startsWith('{')) return braced(scanner, from, /\{([0-9a-fA-F]+)\}/y, 16, 'x')
  const digits = scanner.match(/[0-9a-fA-F]{0,2}/y)![0]
  return digits === '' ? 0 : Number.parseInt(digits, 16)
}

/** As JavaScript writes it; PCRE2 has no meaning for it. */
function fourDigits(scanner: Scanner, from: number): number {
  if (scanner.startsWith('{')) return braced(scanner, from, /\{([0-9a-fA-F]+)\}/y, 16, 'u')
  const digits = scanner.match(/[0-9a-fA-F]{4}/y)
  if (digits === null) throw new PatternError('\\u needs four hexadecimal digits', from)
  return Number.parseInt(digits[0], 16)
}

function braced(scanner: Scanner, from: number, sticky: RegExp, base: number, letter: string): number {
  const digits = scanner.match(sticky)?.[1]
  if (digits === undefined) throw new PatternError(`\\${letter} needs digits in braces: \\${letter}{…}`, from)
  const codePoint = Number.parseInt(digits, base)
  if (codePoint > LAST_CODE_POINT) throw new PatternError('there is no such character', from)
  if (codePoint >= 0xd800 && codePoint <= 0xdfff)
    throw new PatternError('half a character never stands in a line', from)
  return codePoint
}

function controlOf(scanner: Scanner, from: number): number {
  const letter = scanner.take()
  if (!/^[\x20-\x7e]$/.test(letter)) throw new PatternError('\\c needs a printable character of ASCII behind it', from)
  return letter.toUpperCase().charCodeAt(0) ^ 0x40
}

function property(scanner: Scanner, from: number, isNegative: boolean): Escape {
  const written = scanner.match(/\{(\^?)\s*([A-Za-z&_ -]+)\s*\}|([A-Z])/y)
  if (written === null) throw new PatternError('\\p needs the name of a property: \\p{Lu}, \\p{Greek}', from)
  const name = (written[2] ?? written[3]!).replace(/[ _-]/g, '')
  const set = propertySet(name)
  if (set === null) {
    throw new PatternError(`\\p{${name}} is neither a general category nor a script of Unicode`, from)
  }
  return { kind: 'set', set: isNegative !== (written[1] === '^') ? negated(set) : set, isSingle: false }
}

const NAME = /\{([A-Za-z_]\w*)\}|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/y

function nameOf(scanner: Scanner, from: number): string {
  const name = scanner.match(NAME)
  if (name === null) throw new PatternError('\\k needs the name of a group: \\k<name>', from)
  return name[1] ?? name[2] ?? name[3]!
}

function numberOrName(scanner: Scanner, from: number): number | string {
  if (scanner.startsWith('<') || scanner.startsWith("'")) {
    throw new PatternError('\\g<…> calls a group again, which cannot be translated: write it out', from)
  }
  const found = scanner.match(/\{([+-]?\d{1,5})\}|([+-]?\d{1,5})|\{([A-Za-z_]\w*)\}/y)
  if (found === null) throw new PatternError('\\g needs the number or the name of a group: \\g{1}', from)
  if (found[3] !== undefined) return found[3]
  const digits = found[1] ?? found[2]!
  if (digits.startsWith('+')) throw new PatternError('a reference to a group further on always fails', from)
  return Number(digits)
}

/** `\12` is group 12 where there is one, else a character in octal, as in PCRE2. */
function referenceOrOctal(scanner: Scanner, first: string, groups: number): Escape {
  const start = scanner.at - 1
  const digits = first + scanner.match(/\d{0,4}/y)![0]
  const number = Number(digits)
  if (number < 10 || number <= groups || !/^[0-7]/.test(digits)) return { kind: 'reference', to: number }
  scanner.at = start
  const octal = scanner.match(/[0-7]{1,3}/y)![0]
  return character(Number.parseInt(octal, 8))
}
