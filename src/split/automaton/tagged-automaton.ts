/**
 * The machine made deterministic (Laurikari; Trofimovich, "Tagged Deterministic Finite Automata with Lookahead"). A state is
 * the list of nodes at which a backtracking engine could be, the one it would prefer first; for each it knows in which register
 * every tag stands. Of two ways to one node the preferred one is kept, so that the captures are those of the backtracking engine.
 * Tags are only set when the next byte is known, which leaves loops such as `\w+` without any work.
 */
import { MOST_REGISTERS } from '../../base/matcher/index.ts'
import { has, pairsOf, WORD } from '../regex/charset.ts'
import { type Branch, type ByteMachine, type ByteNode, NoAutomaton } from './byte-nodes.ts'

/** Registers get their values at once, from registers or HERE: where the byte stands that was just read. */
export interface Copy {
  readonly to: number
  readonly from: number
}

export const HERE = -1
/** In no register. */
const UNSET = -2

export interface Transition {
  readonly state: number
  readonly copies: readonly Copy[]
}

/** Bytes that no node tells apart. */
export interface ByteClass {
  readonly from: number
  readonly to: number
}

export interface TaggedAutomaton {
  /** In order; every byte is in one of them. */
  readonly classes: readonly ByteClass[]
  readonly states: readonly State[]
  readonly registers: number
}

export interface State {
  /** By class of byte; null: nothing can match any more. */
  readonly transitions: readonly (Transition | null)[]
  /** Where each tag stands when the line ends here: a register, HERE, or null for a tag that was not set; null: no match. */
  readonly final: readonly (number | null)[] | null
}

/** A way through the pattern. `tags`: registers, or what is to be put into one. */
interface Thread {
  readonly node: number
  readonly tags: readonly number[]
}

interface Draft {
  readonly threads: readonly Thread[]
  readonly isStart: boolean
  readonly isBehindWord: boolean
}

const MOST_STATES = 512
/** Nodes walked over in all. */
const MOST_STEPS = 60_000

/** The first state is the one at the start of a line. @throws NoAutomaton */
export function determine(machine: ByteMachine): TaggedAutomaton {
  return new Determiner(machine).run()
}

class Determiner {
  private readonly nodes: readonly ByteNode[]
  private readonly machine: ByteMachine
  private readonly asksForWords: boolean
  private readonly certain: Uint8Array
  private readonly drafts: Draft[] = []
  private readonly known = new Map<string, { readonly state: number; readonly registers: readonly number[] }>()
  /** Nodes that were seen in the walk of this number. */
  private readonly seen: Uint32Array
  private readonly classes: readonly ByteClass[]
  /** For each node what a byte of each class leads to, or -1. */
  private readonly nexts: readonly Int16Array[]
  private walk = 0
  private steps = 0
  private registers = 0

  constructor(machine: ByteMachine) {
    this.machine = machine
    this.nodes = machine.nodes
    this.asksForWords = machine.nodes.some((node) => node.kind === 'place' && /word/.test(node.where))
    this.seen = new Uint32Array(machine.nodes.length)
    this.certain = certainNodes(machine)
    this.classes = classesOf(machine.nodes, this.asksForWords)
    this.nexts = machine.nodes.map((node, index) =>
      node.kind === 'take' || node.kind === 'rest'
        ? Int16Array.from(this.classes, ({ from }) => (node.kind === 'rest' ? index : nextOf(node, from)))
        : NOWHERE,
    )
  }

  run(): TaggedAutomaton {
    const { machine, classes } = this
    const tags = new Array<number>(machine.tags).fill(UNSET)
    this.target([{ node: machine.start, tags }], true, false)
    const states: State[] = []
    for (let index = 0; index < this.drafts.length; index++) {
      const draft = this.drafts[index]!
      const beforeWord = this.asksForWords ? this.reach(draft, { isBeforeWord: true, isEnd: false }) : []
      const beforeOther = this.reach(draft, { isBeforeWord: false, isEnd: false })
      const targets = new Map<string, Transition>()
      const wordTargets = new Map<string, Transition>()
      const transitions = classes.map(({ from }, byteClass) => {
        if (machine.takesFirstBytes && from >= FOLLOWING.from && from <= FOLLOWING.to)
          return { state: index, copies: [] }
        const isWord = this.asksForWords && has(WORD, from)
        const reached = isWord ? beforeWord : beforeOther
        const { threads, key } = this.taking(reached, byteClass)
        if (threads.length === 0) return null
        // Most classes lead to the same.
        const known = (isWord ? wordTargets : targets).get(key)
        if (known !== undefined) return known
        const target = this.target(threads, false, isWord)
        ;(isWord ? wordTargets : targets).set(key, target)
        return target
      })
      const last = this.reach(draft, { isBeforeWord: false, isEnd: true }).at(-1)
      const isMatch = last !== undefined && this.nodes[last.node]!.kind === 'rest'
      const final = isMatch ? last.tags.map((source) => (source === UNSET ? null : source)) : null
      states.push({ transitions, final })
    }
    return { classes, states, registers: this.registers }
  }

  /** What can be reached without a byte, in order of preference, up to a match. */
  private reach(
    { threads, isStart, isBehindWord }: Draft,
    { isBeforeWord, isEnd }: { readonly isBeforeWord: boolean; readonly isEnd: boolean },
  ): Thread[] {
    const reached: Thread[] = []
    const open = [...threads].reverse()
    this.walk++
    for (;;) {
      const thread = open.pop()
      if (thread === undefined) return reached
      if (this.seen[thread.node] === this.walk) continue
      this.seen[thread.node] = this.walk
      if (++this.steps > MOST_STEPS) throw new NoAutomaton('it is too large')
      const node = this.nodes[thread.node]!
      switch (node.kind) {
        case 'take':
          reached.push(thread)
          break
        case 'rest':
          reached.push(thread)
          return reached
        case 'fork':
          open.push({ ...thread, node: node.second }, { ...thread, node: node.first })
          break
        case 'tag':
          open.push({ node: node.next, tags: thread.tags.with(node.tag, HERE) })
          break
        case 'place': {
          const isEdge = isBehindWord !== isBeforeWord
          const holds = { start: isStart, end: isEnd, word: isEdge, 'not-word': !isEdge }[node.where]
          if (holds) open.push({ ...thread, node: node.next })
        }
      }
    }
  }

  /** The threads behind a byte; `key` tells which of those before it go where. */
  private taking(
    reached: readonly Thread[],
    byteClass: number,
  ): { readonly threads: readonly Thread[]; readonly key: string } {
    const threads: Thread[] = []
    let key = ''
    this.walk++
    for (let i = 0; i < reached.length; i++) {
      const { node, tags } = reached[i]!
      const next = this.nexts[node]![byteClass]!
      if (next < 0 || this.seen[next] === this.walk) continue
      this.seen[next] = this.walk
      threads.push({ node: next, tags })
      key += `${i}:${next} `
      // What is less preferred will not be asked.
      if (this.certain[next] === 1) break
    }
    return { threads, key }
  }

  /** The state of these threads, and how the registers come to hold what it expects. */
  private target(threads: readonly Thread[], isStart: boolean, isBehindWord: boolean): Transition {
    // What the threads know, in order of appearance: states that differ in nothing but registers are one.
    const sources: number[] = []
    let key = `${isStart} ${isBehindWord}`
    for (const { node, tags } of threads) {
      key += ` ${node}:`
      for (const source of tags) {
        if (source !== UNSET && !sources.includes(source)) sources.push(source)
        key += `${source === UNSET ? '' : sources.indexOf(source)},`
      }
    }
    let found = this.known.get(key)
    if (found === undefined) {
      if (this.drafts.length === MOST_STATES) throw new NoAutomaton('it has too many states')
      // What is in a register stays there.
      const registers = sources.map((source) => source)
      for (const [i, source] of sources.entries()) {
        if (source !== HERE) continue
        let free = 0
        while (registers.includes(free)) free++
        registers[i] = free
      }
      this.registers = Math.max(this.registers, 1 + Math.max(-1, ...registers))
      if (this.registers > MOST_REGISTERS) throw new NoAutomaton('it remembers too many places')
      const placed = (source: number) => (source === UNSET ? UNSET : registers[sources.indexOf(source)]!)
      const draft = {
        threads: threads.map(({ node, tags }) => ({ node, tags: tags.map(placed) })),
        isStart,
        isBehindWord,
      }
      found = { state: this.drafts.push(draft) - 1, registers }
      this.known.set(key, found)
    }
    const { registers, state } = found
    const copies = registers.flatMap((to, i) => (sources[i] === to ? [] : [{ to, from: sources[i]! }]))
    return { state, copies }
  }
}

/**
 * Nodes from which a match is certain, whatever follows: they come to one without a byte, or they may take the whole line
 * and match at its end.
 */
function certainNodes({ nodes, takesFirstBytes }: ByteMachine): Uint8Array {
  const certain = new Uint8Array(nodes.length)
  /** A match when the line ends there. */
  const ends = new Uint8Array(nodes.length)
  // What follows a node was made before it, loops excepted. Missing one costs time only.
  for (const [index, node] of nodes.entries()) {
    switch (node.kind) {
      case 'rest':
        certain[index] = ends[index] = 1
        break
      case 'tag':
        certain[index] = certain[node.next]!
        ends[index] = ends[node.next]!
        break
      case 'place':
        ends[index] = node.where === 'end' ? ends[node.next]! : 0
        break
      case 'fork': {
        const ways = [node.first, node.second]
        ends[index] = ways.some((way) => ends[way] === 1) ? 1 : 0
        const isLoop = ends[index] === 1 && ways.some((way) => takesAll(nodes, way, index, takesFirstBytes))
        certain[index] = isLoop || ways.some((way) => certain[way] === 1) ? 1 : 0
      }
    }
  }
  return certain
}

/** The node takes any one character, and then is at `next`. Branches stand in order. */
function takesAll(nodes: readonly ByteNode[], index: number, next: number, takesFirstBytes: boolean): boolean {
  const leads = (at: number, from: number, to: number, following: number): boolean => {
    const node = nodes[at]!
    if (node.kind !== 'take') return false
    let byte = from
    for (const branch of node.branches) {
      if (branch.from > byte || branch.to < byte) continue
      const isThere =
        following === 0 ? branch.next === next : leads(branch.next, FOLLOWING.from, FOLLOWING.to, following - 1)
      if (!isThere) return false
      byte = branch.to + 1
      if (byte > to) return true
    }
    return false
  }
  return CHARACTERS.every(({ from, to, following }) => leads(index, from, to, takesFirstBytes ? 0 : following))
}

function nextOf(node: { readonly branches: readonly Branch[] }, byte: number): number {
  return node.branches.find(({ from, to }) => byte >= from && byte <= to)?.next ?? -1
}

const NOWHERE = new Int16Array(0)

/** First bytes of the characters in a line, and how many follow. */
const CHARACTERS = [
  { from: 0x00, to: 0x09, following: 0 },
  { from: 0x0b, to: 0x7f, following: 0 },
  { from: 0xc2, to: 0xdf, following: 1 },
  { from: 0xe0, to: 0xef, following: 2 },
  { from: 0xf0, to: 0xf4, following: 3 },
] as const
const FOLLOWING = { from: 0x80, to: 0xbf }

function classesOf(nodes: readonly ByteNode[], asksForWords: boolean): ByteClass[] {
  const starts = new Set([0])
  const tellApart = (from: number, to: number) => void starts.add(from).add(to + 1)
  for (const node of nodes) if (node.kind === 'take') for (const { from, to } of node.branches) tellApart(from, to)
  tellApart(FOLLOWING.from, FOLLOWING.to)
  if (asksForWords) for (const [from, to] of pairsOf(WORD.ranges)) tellApart(from, to)
  const ordered = [...starts.add(256)].sort((a, b) => a - b)
  return ordered.slice(0, -1).map((from, i) => ({ from, to: ordered[i + 1]! - 1 }))
}

/** Where a byte of the class leads when no register changes on the way; null: elsewhere. */
export function directly({ states }: TaggedAutomaton, state: number, byteClass: number): number | null {
  const transition = states[state]!.transitions[byteClass]
  return transition == null || transition.copies.length > 0 ? null : transition.state
}

/** Whatever follows in the line, the automaton stays in that state. */
export function staysIn(automaton: TaggedAutomaton, state: number): boolean {
  const { classes } = automaton
  const leads = (at: number, from: number, to: number, following: number): boolean =>
    classes.every((each, index) => {
      if (each.to < from || each.from > to) return true
      const next = directly(automaton, at, index)
      if (next === null || following === 0) return next === state
      return leads(next, FOLLOWING.from, FOLLOWING.to, following - 1)
    })
  return CHARACTERS.every(({ from, to, following }) => leads(state, from, to, following))
}
