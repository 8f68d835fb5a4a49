/**
 * A pattern as a machine over the bytes of a line in UTF-8: nodes that take a byte, and nodes that are passed without one.
 * Of two ways the first is preferred, as a backtracking engine would try it first.
 */
import { ANY, type Charset, has, LAST_CODE_POINT, pairsOf, within } from '../regex/charset.ts'
import { type AnchorNode, childrenOf, type Node, type Tree } from '../regex/syntax-tree.ts'

export type ByteNode =
  /** Takes one byte of a range, and goes on where that one leads. Ranges do not overlap. */
  | { readonly kind: 'take'; readonly branches: readonly Branch[] }
  | { readonly kind: 'fork'; first: number; second: number }
  /** The position here is remembered. */
  | { readonly kind: 'tag'; readonly tag: number; readonly next: number }
  | { readonly kind: 'place'; readonly where: Place; readonly next: number }
  /** Matched, whatever the rest of the line is. */
  | { readonly kind: 'rest' }

export interface Branch {
  readonly from: number
  readonly to: number
  readonly next: number
}

export type Place = 'start' | 'end' | 'word' | 'not-word'

export interface ByteMachine {
  readonly nodes: readonly ByteNode[]
  readonly start: number
  /** Nodes take the first byte of a character for all of it; the others do not matter. */
  readonly takesFirstBytes: boolean
  /** Tags 2i and 2i + 1 are where the group at i begins and ends. */
  readonly tags: number
}

/** Why a pattern has no machine. */
export class NoAutomaton extends Error {}

const MOST_NODES = 4_000

/**
 * The pattern looked for in a line: whatever stands before it, then the pattern, then the rest. `groups`: numbers of those
 * whose text is asked for.
 * @throws NoAutomaton
 */
export function toByteMachine(tree: Tree, groups: readonly number[]): ByteMachine {
  // Most patterns treat all characters beyond ASCII alike.
  const takesFirstBytes = everySet(tree.root, (set) => {
    const [from, to, ...more] = within(set, FIRST_WIDE, LAST_CODE_POINT).ranges
    return from === undefined || (from === FIRST_WIDE && to === LAST_CODE_POINT && more.length === 0)
  })
  const builder = new Builder(groups, takesFirstBytes)
  const rest = builder.add({ kind: 'rest' })
  const pattern = builder.compile(tree.root, rest)
  const start = beginsLine(tree.root) ? pattern : builder.anywhere(pattern)
  return { nodes: builder.nodes, start, takesFirstBytes, tags: 2 * groups.length }
}

function everySet(node: Node, holds: (set: Charset) => boolean): boolean {
  return node.kind === 'set' ? holds(node.set) : childrenOf(node).every((child) => everySet(child, holds))
}

/** Every match stands at the start of the line. */
function beginsLine(node: Node): boolean {
  switch (node.kind) {
    case 'anchor':
      return placeOf(node.where) === 'start'
    case 'sequence':
      return node.items.length > 0 && beginsLine(node.items[0]!)
    case 'choice':
      return node.options.every(beginsLine)
    case 'group':
      return beginsLine(node.body)
    default:
      return false
  }
}

function placeOf(where: AnchorNode['where']): Place {
  if (where === 'start' || where === 'line-start') return 'start'
  return where === 'word' || where === 'not-word' ? where : 'end'
}

class Builder {
  readonly nodes: ByteNode[] = []
  private readonly groups: readonly number[]
  private readonly takesFirstBytes: boolean
  /** Continuation bytes, by what they lead to. */
  private readonly shared = new Map<string, number>()

  constructor(groups: readonly number[], takesFirstBytes: boolean) {
    this.groups = groups
    this.takesFirstBytes = takesFirstBytes
  }

  add(node: ByteNode): number {
    if (this.nodes.length === MOST_NODES) throw new NoAutomaton('it is too large')
    return this.nodes.push(node) - 1
  }

  /** Skips characters, as few as possible. */
  anywhere(pattern: number): number {
    const fork = { kind: 'fork' as const, first: pattern, second: -1 }
    const index = this.add(fork)
    fork.second = this.character(ANY, index)
    return index
  }

  /** The entry of a machine that takes what the node takes and then is at `next`. */
  compile(node: Node, next: number): number {
    switch (node.kind) {
      case 'set':
        return this.character(node.set, next)
      case 'sequence':
        return node.items.reduceRight((then, item) => this.compile(item, then), next)
      case 'choice': {
        const entries = node.options.map((option) => this.compile(option, next))
        return entries.reduceRight((second, first) => this.add({ kind: 'fork', first, second }))
      }
      case 'group': {
        if (node.atomic) throw new NoAutomaton('it has a group that gives nothing back')
        const tag = node.index === null ? -1 : this.groups.indexOf(node.index)
        if (tag < 0) return this.compile(node.body, next)
        const closed = this.add({ kind: 'tag', tag: 2 * tag + 1, next })
        return this.add({ kind: 'tag', tag: 2 * tag, next: this.compile(node.body, closed) })
      }
      case 'repeat': {
        if (node.mode === 'possessive') throw new NoAutomaton('it has a repeat that gives nothing back')
        return this.repeat(node.body, node.least, node.most, node.mode === 'greedy', next)
      }
      case 'anchor':
        return this.add({ kind: 'place', where: placeOf(node.where), next })
      case 'look':
        throw new NoAutomaton('it looks ahead or behind')
      case 'reference':
        throw new NoAutomaton('it refers to what a group matched')
    }
  }

  private repeat(body: Node, least: number, most: number, isGreedy: boolean, next: number): number {
    const option = (inside: number) =>
      this.add(isGreedy ? { kind: 'fork', first: inside, second: next } : { kind: 'fork', first: next, second: inside })
    let entry = next
    if (most === Number.POSITIVE_INFINITY) {
      const fork = { kind: 'fork' as const, first: next, second: next }
      entry = this.add(fork)
      fork[isGreedy ? 'first' : 'second'] = this.compile(body, entry)
    } else for (let i = least; i < most; i++) entry = option(this.compile(body, entry))
    for (let i = 0; i < least; i++) entry = this.compile(body, entry)
    return entry
  }

  /** One character of the set. Lines are known to be valid UTF-8, so that what no line holds may be taken, too. */
  private character(set: Charset, next: number): number {
    const branches: Branch[] = pairsOf(within(set, 0, 0x7f).ranges).map(([from, to]) => ({ from, to, next }))
    if (this.takesFirstBytes) {
      if (has(set, FIRST_WIDE)) branches.push({ from: FIRST_LEAD, to: 0xff, next })
      return this.add({ kind: 'take', branches })
    }
    for (const { lead, continuations, first, last, end } of LENGTHS) {
      const ranges = pairsOf(within(set, first, last).ranges).flatMap(([from, to]) => [
        from === first ? 0 : from,
        to === last ? end : to,
      ])
      for (const branch of this.digits(ranges, continuations, next)) {
        branches.push({ ...branch, from: lead + branch.from, to: lead + branch.to })
      }
    }
    return this.add({ kind: 'take', branches })
  }

  /** The first of some digits to the base 64, and what must follow each: `ranges` of what all of them are worth. */
  private digits(ranges: readonly number[], following: number, next: number): Branch[] {
    const unit = 64 ** following
    const branches: Branch[] = []
    const put = (from: number, to: number, inside: readonly number[]): void => {
      const target = following === 0 ? next : this.continuation(inside, following - 1, next)
      const last = branches.at(-1)
      if (last !== undefined && last.to === from - 1 && last.next === target) branches.splice(-1, 1, { ...last, to })
      else branches.push({ from, to, next: target })
    }
    const cut = new Map<number, number[]>()
    for (const [from, to] of pairsOf(ranges)) {
      for (let digit = Math.floor(from / unit); digit <= Math.floor(to / unit); digit++) {
        const inside = cut.get(digit) ?? []
        inside.push(Math.max(from - digit * unit, 0), Math.min(to - digit * unit, unit - 1))
        cut.set(digit, inside)
      }
    }
    for (const [digit, inside] of cut) put(digit, digit, inside)
    return branches
  }

  private continuation(ranges: readonly number[], following: number, next: number): number {
    const key = `${next} ${following} ${ranges}`
    const known = this.shared.get(key)
    if (known !== undefined) return known
    const branches = this.digits(ranges, following, next).map((branch) => ({
      ...branch,
      from: CONTINUATION + branch.from,
      to: CONTINUATION + branch.to,
    }))
    const node = this.add({ kind: 'take', branches })
    this.shared.set(key, node)
    return node
  }
}

const FIRST_WIDE = 0x80
const CONTINUATION = 0x80
const FIRST_LEAD = 0xc0

/** How UTF-8 writes what is not ASCII. `end`: the largest number that its bits could hold. */
const LENGTHS = [
  { lead: 0xc0, continuations: 1, first: 0x80, last: 0x7ff, end: 0x7ff },
  { lead: 0xe0, continuations: 2, first: 0x800, last: 0xffff, end: 0xffff },
  { lead: 0xf0, continuations: 3, first: 0x10000, last: 0x10ffff, end: 0x1fffff },
] as const
