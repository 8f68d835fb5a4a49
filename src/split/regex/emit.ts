/**
 * A tree as an expression of JavaScript, without flags: `i`, `u` and `m` would each cost V8's linear engine, which is what
 * saves a pattern that backtracks too much. Letter case and option letters are already in the tree. Only groups that
 * somebody asks for capture.
 */
import { ANY, type Charset, negated, pairsOf, single, within } from './charset.ts'
import { mayBeEmpty } from './refuse-differences.ts'
import { type AnchorNode, childrenOf, type Node, type Tree } from './syntax-tree.ts'

export interface EmitOptions {
  /** For texts that hold characters beyond U+FFFF, which JavaScript sees as two; the others are read faster. */
  readonly astral: boolean
  /** Texts may have several lines. */
  readonly manyLines: boolean
}

export interface Expression {
  readonly source: string
  /** For each group of the tree its number in the expression; 0 when it does not capture there. */
  readonly groups: readonly number[]
}

export function emit(tree: Tree, options: EmitOptions): Expression {
  const emitter = new Emitter(tree, options)
  const source = emitter.emit(tree.root)
  // No match begins between the halves of a character.
  return { source: options.astral ? `(?<![\\ud800-\\udbff])(?:${source})` : source, groups: emitter.groups }
}

class Emitter {
  readonly groups: number[]
  private captures = 0
  private readonly wanted: ReadonlySet<number>
  private readonly options: EmitOptions

  constructor({ root, names }: Tree, options: EmitOptions) {
    this.options = options
    this.groups = names.map(() => 0)
    this.wanted = new Set([...names.flatMap((name, index) => (name === null ? [] : [index])), ...referencesIn(root)])
  }

  emit(node: Node): string {
    switch (node.kind) {
      case 'set':
        return this.set(node.set)
      case 'sequence':
        return node.items.map((item) => (item.kind === 'choice' ? `(?:${this.emit(item)})` : this.emit(item))).join('')
      case 'choice':
        return node.options.map((option) => this.emit(option)).join('|')
      case 'group': {
        if (node.atomic) return this.atomic(() => this.emit(node.body))
        if (node.index === null || !this.wanted.has(node.index)) return `(?:${this.emit(node.body)})`
        this.groups[node.index] = ++this.captures
        return `(${this.emit(node.body)})`
      }
      case 'repeat': {
        if (node.mode === 'possessive')
          return this.atomic(() => this.repeated(node.body, node.least, node.most, 'greedy'))
        return this.repeated(node.body, node.least, node.most, node.mode)
      }
      case 'look':
        return `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}${this.emit(node.body)})`
      case 'anchor':
        return this.anchor(node.where)
      case 'reference':
        // A digit may follow.
        return `(?:\\${this.groups[node.index]})`
    }
  }

  /** JavaScript has no atomic groups; a lookahead is one, and a reference takes what it saw. */
  private atomic(body: () => string): string {
    const number = ++this.captures
    return `(?:(?=(${body()}))\\${number})`
  }

  private repeated(body: Node, least: number, most: number, mode: 'greedy' | 'lazy'): string {
    const lazy = mode === 'lazy' ? '?' : ''
    if (least === 0 && most === 1 && mayBeEmpty(body)) {
      // `(a*)?` leaves its group unset in JavaScript where PCRE2 lets it match nothing.
      const text = this.emit(body)
      return mode === 'lazy' ? `(?:|(?:${text}))` : `(?:(?:${text})|)`
    }
    const text = this.emit(body)
    return `${isAtom(text) ? text : `(?:${text})`}${quantifier(least, most)}${lazy}`
  }

  private anchor(where: AnchorNode['where']): string {
    const { manyLines } = this.options
    switch (where) {
      case 'start':
        return '^'
      case 'end':
        return '$'
      case 'end-or-newline':
        return manyLines ? '(?:$|(?=\\n$))' : '$'
      case 'line-start':
        return manyLines ? '(?:^|(?<=\\n)(?!$))' : '^'
      case 'line-end':
        return manyLines ? '(?:$|(?=\\n))' : '$'
      case 'word':
        return '\\b'
      case 'not-word':
        return '\\B'
    }
  }

  private set(set: Charset): string {
    const one = single(set)
    if (one !== null && one <= 0xffff) return literal(one)
    const plain = classOf(within(set, 0, 0xffff))
    if (!this.options.astral) return plain
    const low = classOf(union16(within(set, 0, 0xffff)))
    const pairs = surrogatePairs(within(set, 0x10000, 0x10ffff))
    return pairs.length === 0 ? low : `(?:${[...(low === NOTHING ? [] : [low]), ...pairs].join('|')})`
  }
}

function referencesIn(node: Node): number[] {
  const own = node.kind === 'reference' ? [node.index] : []
  return [...own, ...childrenOf(node).flatMap(referencesIn)]
}

function quantifier(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`
  if (least === 0 && most === 1) return '?'
  return least === most ? `{${least}}` : `{${least},${most}}`
}

/** One class, one escape, one character, or one pair of parentheses that closes at the end. */
function isAtom(text: string): boolean {
  if (/^(?:\[(?:\\.|[^\]\\])*\]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|[^\\[(])$/s.test(text)) return true
  if (!/^\((?!\?[=!<])/.test(text)) return false
  let depth = 0
  let inClass = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\\') i++
    else if (inClass) inClass = character !== ']'
    else if (character === '[') inClass = true
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) return i === text.length - 1
  }
  return false
}

/** The empty class: it matches nothing. */
const NOTHING = '[]'

/** Without the halves of characters: where pairs are read as one, a half alone is no character. */
function union16(set: Charset): Charset {
  return { ranges: [...within(set, 0, 0xd7ff).ranges, ...within(set, 0xe000, 0xffff).ranges] }
}

function classOf(set: Charset): string {
  const { ranges } = set
  if (ranges.length === 0) return NOTHING
  const rest = negated(set, 0xffff).ranges
  if (rest.length === 0) return '[^]'
  return rest.length < ranges.length ? `[^${spans(rest)}]` : `[${spans(ranges)}]`
}

function spans(ranges: readonly number[]): string {
  return pairsOf(ranges)
    .map(([from, to]) => (from === to ? literal(from) : `${literal(from)}${to === from + 1 ? '' : '-'}${literal(to)}`))
    .join('')
}

/** The same inside a class and outside. */
function literal(codeUnit: number): string {
  const character = String.fromCharCode(codeUnit)
  if (/[A-Za-z0-9 _"'#%&,:;<=>@`~!]/.test(character)) return character
  return codeUnit <= 0xff
    ? `\\x${codeUnit.toString(16).padStart(2, '0')}`
    : `\\u${codeUnit.toString(16).padStart(4, '0')}`
}

/** Alternatives, each a high and a low surrogate. */
function surrogatePairs({ ranges }: Charset): string[] {
  if (ranges.length === 2 && ranges[0] === 0x10000 && ranges[1] === ANY.ranges[1])
    return ['[\\ud800-\\udbff][\\udc00-\\udfff]']
  return pairsOf(ranges).flatMap(([from, to]) => {
    const parts: string[] = []
    for (let start = from; start <= to; ) {
      const high = highOf(start)
      // A whole run of high surrogates at once where all their partners are in.
      const isWhole = lowOf(start) === 0xdc00
      const lastWhole = isWhole ? highOf(to + 1) - 1 : high - 1
      const end = lastWhole >= high ? from16(lastWhole, 0xdfff) : Math.min(to, from16(high, 0xdfff))
      const highs = lastWhole > high ? `[${literal(high)}-${literal(lastWhole)}]` : literal(high)
      const lows =
        lowOf(start) === lowOf(end) ? literal(lowOf(start)) : `[${literal(lowOf(start))}-${literal(lowOf(end))}]`
      parts.push(`${highs}${lows}`)
      start = end + 1
    }
    return parts
  })
}

const highOf = (codePoint: number) => 0xd800 + ((codePoint - 0x10000) >> 10)
const lowOf = (codePoint: number) => 0xdc00 + ((codePoint - 0x10000) & 0x3ff)
const from16 = (high: number, low: number) => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
