/**
 * The spelling of PCRE2 (https://www.pcre.org/current/doc/html/pcre2pattern.html), read into a tree: groups named in any
 * of its ways, which includes those of JavaScript, Python and .NET, option letters, POSIX classes, quoting, atomic groups
 * and possessive quantifiers. Where JavaScript reads the same spelling differently, PCRE2's meaning holds. What cannot be
 * expressed for our engine is refused by name.
 */
import { ANY, anyCase, type Charset, ESCAPED_SETS, NEWLINE, negated, range } from './charset.ts'
import { parseClass } from './parse-class.ts'
import { parseEscape } from './parse-escape.ts'
import { PatternError } from './pattern-error.ts'
import { Scanner } from './scanner.ts'
import type { GroupNode, Node, Tree } from './syntax-tree.ts'

/** Option letters in force, as `(?i)` and its like set them. */
interface Options {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  /** 2: also in classes. */
  readonly x: 0 | 1 | 2
  /** Plain parentheses do not capture. */
  readonly n: boolean
  /** Quantifiers are lazy, and greedy with a question mark. */
  readonly U: boolean
}

const NO_OPTIONS: Options = { i: false, m: false, s: false, x: 0, n: false, U: false }

/** Deeper nesting than anybody writes. */
const MOST_DEPTH = 200
const MOST_CHARACTERS = 20_000
const MOST_REPEATS = 65_535

/**
 * `dotAll`: as if the pattern began with `(?s)`.
 * @throws PatternError
 */
export function parsePattern(text: string, dotAll = false): Tree {
  if (text.length > MOST_CHARACTERS)
    throw new PatternError(`the pattern is longer than ${MOST_CHARACTERS} characters`, 0)
  return new PatternParser(text, dotAll).parse()
}

class PatternParser {
  private readonly scanner: Scanner
  private readonly names: (string | null)[] = [null]
  private readonly groups: number
  private options: Options
  private depth = 0

  constructor(text: string, dotAll: boolean) {
    this.scanner = new Scanner(text)
    this.options = { ...NO_OPTIONS, s: dotAll }
    this.groups = countGroups(text)
  }

  parse(): Tree {
    const root = this.choice()
    if (!this.scanner.done) throw new PatternError('this parenthesis was never opened', this.scanner.at)
    return { root, names: this.names }
  }

  /** Alternatives up to the end or a closing parenthesis, which is left. Options set inside end with it. */
  private choice(): Node {
    const outside = this.options
    if (++this.depth > MOST_DEPTH) throw new PatternError('groups are nested too deeply here', this.scanner.at)
    const options = [this.sequence()]
    while (this.scanner.skip('|')) options.push(this.sequence())
    this.depth--
    this.options = outside
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }

  private sequence(): Node {
    const items: Node[] = []
    for (;;) {
      this.skipIgnored()
      if (this.scanner.done || this.scanner.startsWith('|') || this.scanner.startsWith(')')) break
      const at = this.scanner.at
      if (this.scanner.skip('\\Q')) {
        items.push(...this.quoted())
        continue
      }
      if (this.scanner.skip('\\E')) continue
      const node = this.item()
      // Options that were set, a comment.
      if (node !== null) items.push(this.quantified(node, at))
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items }
  }

  /** Behind `\Q`. A quantifier after `\E` repeats the last character. */
  private quoted(): Node[] {
    const end = this.scanner.text.indexOf('\\E', this.scanner.at)
    const to = end < 0 ? this.scanner.text.length : end
    const literals = [...this.scanner.text.slice(this.scanner.at, to)].map((each) => this.literal(each))
    const last = literals.pop()
    this.scanner.at = end < 0 ? to : to + 2
    return last === undefined ? [] : [...literals, this.quantified(last, this.scanner.at)]
  }

  /** Space and comments in `(?x)`. */
  private skipIgnored(): void {
    const { scanner } = this
    if (this.options.x > 0) scanner.match(/(?:[\t-\r \x85\u200e\u200f\u2028\u2029]|#[^\n]*)*/y)
    const from = scanner.at
    if (scanner.skip('(?#')) {
      scanner.until(')', 'this comment has no closing )', from)
      this.skipIgnored()
    }
  }

  private item(): Node | null {
    const { scanner } = this
    const at = scanner.at
    switch (scanner.peek()) {
      case '(':
        scanner.take()
        return this.parenthesis(at)
      case '[': {
        scanner.take()
        const { i, x } = this.options
        return setNode(parseClass(scanner, at, { ignoreCase: i, ignoreSpaces: x === 2, groups: this.groups }))
      }
      case '\\':
        scanner.take()
        return this.escape(at)
      case '.':
        scanner.take()
        return setNode(this.options.s ? ANY : negated(NEWLINE))
      case '^':
        scanner.take()
        return { kind: 'anchor', where: this.options.m ? 'line-start' : 'start' }
      case '$':
        scanner.take()
        return { kind: 'anchor', where: this.options.m ? 'line-end' : 'end-or-newline' }
      default:
        if (readQuantifier(new Scanner(scanner.text.slice(at))) !== null) {
          throw new PatternError('there is nothing here to repeat', at)
        }
        return this.literal(scanner.take())
    }
  }

  private literal(character: string): Node {
    const set = range(character.codePointAt(0)!)
    return setNode(this.options.i ? anyCase(set) : set)
  }

  private escape(at: number): Node {
    const meant = parseEscape(this.scanner, at, this.groups, false)
    switch (meant.kind) {
      case 'set':
        return setNode(this.options.i && meant.isSingle ? anyCase(meant.set) : meant.set)
      case 'anchor':
        return { kind: 'anchor', where: meant.where }
      case 'reference':
        return this.reference(meant.to, at)
      case 'newline':
        // The two characters of Windows are not given back one by one.
        return group(
          {
            kind: 'choice',
            options: [
              { kind: 'sequence', items: [setNode(range(0x0d)), setNode(range(0x0a))] },
              setNode(ESCAPED_SETS.v!),
            ],
          },
          at,
          { atomic: true },
        )
    }
  }

  private reference(to: number | string, at: number): Node {
    const index = typeof to === 'string' ? this.names.indexOf(to) : to < 0 ? this.names.length + to : to
    if (index < 1 || index >= this.names.length) {
      const isLater =
        typeof to === 'number' ? to <= this.groups : this.scanner.text.includes(`<${to}>`, this.scanner.at)
      throw new PatternError(
        isLater ? 'a reference to a group further on cannot be translated' : 'there is no such group',
        at,
      )
    }
    return { kind: 'reference', index, ignoreCase: this.options.i, at }
  }

  /** Behind `(`, which stands at `at`. */
  private parenthesis(at: number): Node | null {
    const { scanner } = this
    if (scanner.startsWith('*')) {
      throw new PatternError('verbs such as (*UTF) or (*SKIP) cannot be translated', at)
    }
    if (!scanner.skip('?')) return this.captured(null, at)
    const name = scanner.match(/P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/y)
    if (name !== null) return this.captured(name[1] ?? name[2]!, at)
    if (scanner.skip('P=')) return this.namedReference(at)
    for (const [opener, behind, negative] of LOOKS) {
      if (scanner.skip(opener)) return { kind: 'look', behind, negative, body: this.enclosed(at), at }
    }
    if (scanner.skip(':')) return group(this.enclosed(at), at)
    if (scanner.skip('>')) return group(this.enclosed(at), at, { atomic: true })
    for (const [opener, what] of REFUSED) {
      if (scanner.match(opener) !== null) throw new PatternError(`${what} cannot be translated`, at)
    }
    if (/^(?:P?<|')/.test(scanner.text.slice(scanner.at, scanner.at + 2))) {
      throw new PatternError('the name of a group is made of letters, digits and _, and begins with no digit', at)
    }
    return this.optionLetters(at)
  }

  private namedReference(at: number): Node {
    const name = this.scanner.match(/([A-Za-z_]\w*)\)/y)
    if (name === null) throw new PatternError('(?P= needs the name of a group and a )', at)
    return this.reference(name[1]!, at)
  }

  private captured(name: string | null, at: number): GroupNode {
    if (name === null && this.options.n) return group(this.enclosed(at), at)
    if (name !== null && this.names.includes(name)) {
      throw new PatternError(`a second group is called ${name}: names must differ`, at)
    }
    const index = this.names.length
    this.names.push(name)
    return group(this.enclosed(at), at, { index, name })
  }

  private enclosed(at: number): Node {
    const body = this.choice()
    if (!this.scanner.skip(')')) throw new PatternError('this parenthesis is never closed', at)
    return body
  }

  /** `(?i)` up to the end of the group around it, `(?i:…)` for what is inside. */
  private optionLetters(at: number): Node | null {
    const { scanner } = this
    const letters = scanner.match(/(\^?)([imsnUx]*)(?:-([imsnUx]*))?([:)])/y)
    if (letters === null) {
      const unknown = scanner.match(/[\^a-zA-Z-]*/y)![0]
      throw new PatternError(
        unknown === ''
          ? 'behind (? must stand one of <name> : > = ! <= <! or option letters'
          : `(?${unknown} is unknown: the option letters are i, m, s, x, n and U`,
        at,
      )
    }
    const outside = this.options
    let options = letters[1] === '^' ? { ...NO_OPTIONS, U: outside.U } : outside
    options = { ...options, ...optionsOf(letters[2]!, true), ...optionsOf(letters[3] ?? '', false) }
    this.options = options
    if (letters[4] === ')') return null
    const body = this.enclosed(at)
    this.options = outside
    return group(body, at)
  }

  private quantified(node: Node, at: number): Node {
    this.skipIgnored()
    const from = this.scanner.at
    const found = readQuantifier(this.scanner)
    if (found === null) return node
    if (node.kind === 'anchor') throw new PatternError('a place such as ^ or \\b cannot be repeated', from)
    const { least, most, suffix } = found
    if (most !== Number.POSITIVE_INFINITY && least > most)
      throw new PatternError('these numbers stand in the wrong order', from)
    if (least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY)) {
      throw new PatternError(`a number of repeats is at most ${MOST_REPEATS}`, from)
    }
    const again = this.scanner.at
    this.skipIgnored()
    if (readQuantifier(this.scanner) !== null) throw new PatternError('there is nothing here to repeat', again)
    const isLazy = (suffix === '?') !== this.options.U
    const mode = suffix === '+' ? 'possessive' : isLazy ? 'lazy' : 'greedy'
    return { kind: 'repeat', body: node, least, most, mode, at }
  }
}

const LOOKS = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
] as const

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\|/y, 'a branch reset group (?|…)'],
  [/\(/y, 'a conditional group (?(…)…)'],
  [/(?:R|[+-]?\d+|&|P>)/y, 'recursion into a group'],
  [/C/y, 'a callout (?C)'],
]

interface Quantifier {
  readonly least: number
  readonly most: number
  readonly suffix: string
}

/** `{,3}` is no quantifier in PCRE2 up to 10.42, nor in JavaScript. */
const QUANTIFIER = /(?:([*+?])|\{(\d{1,9})(?:(,)(\d{1,9})?)?\})([?+]?)/y

function readQuantifier(scanner: Scanner): Quantifier | null {
  const found = scanner.match(QUANTIFIER)
  if (found === null) return null
  const [, sign, low, comma, high, suffix] = found
  if (sign !== undefined) {
    return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY, suffix: suffix! }
  }
  const least = Number(low)
  const most = comma === undefined ? least : high === undefined ? Number.POSITIVE_INFINITY : Number(high)
  return { least, most, suffix: suffix! }
}

function optionsOf(letters: string, value: boolean): Partial<Options> {
  const options: { -readonly [K in keyof Options]?: Options[K] } = {}
  for (const [letter] of letters.matchAll(/xx|[imsnxU]/g)) {
    if (letter === 'xx') options.x = value ? 2 : 0
    else if (letter === 'x') options.x = value ? 1 : 0
    else options[letter as 'i' | 'm' | 's' | 'n' | 'U'] = value
  }
  return options
}

function setNode(set: Charset): Node {
  return { kind: 'set', set }
}

function group(body: Node, at: number, more: Partial<GroupNode> = {}): GroupNode {
  return { kind: 'group', index: null, name: null, atomic: false, body, at, ...more }
}

/** How many groups capture, which decides what `\12` means. Classes and escapes are stepped over. */
function countGroups(text: string): number {
  let count = 0
  const opener = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]?|\((?!\?)|\(\?(?:P?<[A-Za-z_]|')/gs
  for (const [found] of text.matchAll(opener)) if (found.startsWith('(')) count++
  return count
}
