/** An automaton as a block of memory for the matcher (src/base/matcher/contract.ts), with the short cuts it can take. */
import {
  HERE_REGISTER,
  INFO_BYTES,
  type MatcherProgram,
  ROW_BYTES,
  SPARE_REGISTER,
  UNSET_REGISTER,
  WAYS,
} from '../../base/matcher/index.ts'
import type { Tree } from '../regex/syntax-tree.ts'
import { NoAutomaton, toByteMachine } from './byte-nodes.ts'
import {
  type ByteClass,
  type Copy,
  determine,
  directly,
  HERE,
  staysIn,
  type TaggedAutomaton,
} from './tagged-automaton.ts'

/** A field: the text before its value in a record, and the number of its group. */
export interface ProgramField {
  readonly head: string
  readonly group: number
}

/** Looks for the pattern in each line. null: there is no such automaton, or it would be too large. */
export function compileProgram(tree: Tree, fields: readonly ProgramField[]): MatcherProgram | null {
  try {
    const groups = fields.map(({ group }) => group)
    return new Layout(determine(toByteMachine(tree, groups)), fields).write()
  } catch (error) {
    if (error instanceof NoAutomaton) return null
    throw error
  }
}

/** Rows, then infos, words of steps and ends, texts. Row 0 is where nothing can match any more; the states follow. */
class Layout {
  private readonly automaton: TaggedAutomaton
  private readonly fields: readonly ProgramField[]
  private readonly ways: readonly Way[]
  private readonly rowsEnd: number
  private readonly infos: DataView
  private readonly words: number[] = []
  private readonly steps = new Map<string, number>()

  constructor(automaton: TaggedAutomaton, fields: readonly ProgramField[]) {
    this.automaton = automaton
    this.fields = fields
    this.ways = waysOf(automaton)
    this.rowsEnd = rowOf(automaton.states.length)
    this.infos = new DataView(new ArrayBuffer((this.rowsEnd / ROW_BYTES) * INFO_BYTES))
  }

  write(): MatcherProgram {
    const { rowsEnd, infos, automaton, fields } = this
    const rows = new Int32Array(rowsEnd / 4)
    const dead = this.step(DEAD, [])
    rows.fill(dead, 0, ROW_BYTES / 4)
    this.info(DEAD, { way: 'dead' }, 0)
    for (const [index, { transitions, final }] of automaton.states.entries()) {
      const targets = transitions.map((transition) =>
        transition === null ? dead : this.entry(transition.state, transition.copies),
      )
      const row = rowOf(index) / 4
      for (const [i, { from, to }] of automaton.classes.entries()) rows.fill(targets[i]!, row + from, row + to + 1)
      this.info(index, this.ways[index]!, final === null ? 0 : this.end(final))
    }
    const texts = fields.map(({ head }) => ENCODER.encode(head))
    const heads = this.put(new Array(2 * texts.length).fill(0))
    const wordsAt = rowsEnd + infos.byteLength
    let at = wordsAt + 4 * this.words.length
    const image = new Uint8Array(at + texts.reduce((sum, { length }) => sum + length, 0))
    for (const [i, text] of texts.entries()) {
      this.words.splice((heads - wordsAt) / 4 + 2 * i, 2, at, text.length)
      image.set(text, at)
      at += text.length
    }
    image.set(new Uint8Array(rows.buffer))
    image.set(new Uint8Array(infos.buffer), rowsEnd)
    image.set(new Uint8Array(Int32Array.from(this.words).buffer), wordsAt)
    return { image, rowsEnd, infos: rowsEnd, start: rowOf(0), heads, fields: fields.length }
  }

  private entry(state: number, copies: readonly Copy[]): number {
    return copies.length === 0 && this.ways[state]!.way === 'step' ? rowOf(state) : this.step(state, copies)
  }

  private step(state: number, copies: readonly Copy[]): number {
    const pairs = inOrder(copies)
    const key = `${state} ${pairs.join()}`
    const known = this.steps.get(key)
    if (known !== undefined) return known
    const from = this.put(pairs.map(([to, from]) => halves(to, from)))
    const step = this.put([rowOf(state), from, from + 4 * pairs.length])
    this.steps.set(key, step)
    return step
  }

  /** A null tag is one that was not set. */
  private end(tags: readonly (number | null)[]): number {
    const registers = tags.map((tag) => (tag === null ? UNSET_REGISTER : tag === HERE ? HERE_REGISTER : tag))
    return this.put(this.fields.map((_, i) => halves(registers[2 * i]!, registers[2 * i + 1]!)))
  }

  private info(state: number, way: Way, end: number): void {
    const { infos } = this
    const info = (rowOf(state) / ROW_BYTES) * INFO_BYTES
    infos.setInt32(info, WAYS[way.way], true)
    infos.setInt32(info + 4, end, true)
    if (way.way === 'run') {
      infos.setInt32(info + 8, way.ranges.length, true)
      infos.setInt32(info + 12, rowOf(way.to), true)
      for (let i = 0; i < RUN_BYTES; i++) {
        const [from, to] = way.ranges[i] ?? [0, 255]
        infos.setUint8(info + 16 + i, from)
        infos.setUint8(info + 32 + i, to - from)
      }
    }
    if (way.way === 'span') {
      for (const byte of way.bytes) {
        const at = info + 16 + (byte & 15)
        infos.setUint8(at, infos.getUint8(at) | (1 << (byte >> 4)))
      }
    }
  }

  /** Returns the offset in the image. */
  private put(words: readonly number[]): number {
    const at = this.rowsEnd + this.infos.byteLength + 4 * this.words.length
    this.words.push(...words)
    return at
  }
}

const ENCODER = new TextEncoder()
const halves = (low: number, high: number) => low | (high << 16)

const DEAD = -1
const rowOf = (state: number) => (state + 1) * ROW_BYTES

/** One after the other, though all of them mean the values before. */
function inOrder(copies: readonly Copy[]): [to: number, from: number][] {
  const open = copies.map(({ to, from }): [number, number] => [to, from === HERE ? HERE_REGISTER : from])
  const ordered: [number, number][] = []
  while (open.length > 0) {
    const free = open.findIndex(([to]) => open.every(([other, from]) => from !== to || other === to))
    if (free >= 0) ordered.push(...open.splice(free, 1))
    else {
      // A circle: one value waits elsewhere.
      const [to] = open[0]!
      ordered.push([SPARE_REGISTER, to])
      for (const copy of open) if (copy[1] === to) copy[1] = SPARE_REGISTER
    }
  }
  return ordered
}

type Way =
  | { readonly way: 'step' | 'dead' | 'rest' }
  | { readonly way: 'span'; readonly bytes: readonly number[] }
  | { readonly way: 'run'; readonly ranges: readonly Range[]; readonly to: number }

type Range = readonly [from: number, to: number]

const RUN_BYTES = 16
/** Shorter ones are no faster than single steps. */
const SHORTEST_RUN = 4
const FEWEST_SPAN_BYTES = 8

function waysOf(automaton: TaggedAutomaton): Way[] {
  const only = automaton.states.map((_, state) => onlyWay(automaton, state))
  return automaton.states.map((_, state): Way => {
    if (staysIn(automaton, state)) return { way: 'rest' }
    const bytes = automaton.classes.flatMap((each, i) => (directly(automaton, state, i) === state ? asciiOf(each) : []))
    if (bytes.length >= FEWEST_SPAN_BYTES) return { way: 'span', bytes }
    const ranges: Range[] = []
    let to = state
    for (let next = only[to]; next != null && ranges.length < RUN_BYTES; next = only[to]) {
      ranges.push(next.range)
      to = next.state
    }
    return ranges.length < SHORTEST_RUN ? { way: 'step' } : { way: 'run', ranges, to }
  })
}

function asciiOf({ from, to }: ByteClass): number[] {
  return Array.from({ length: Math.max(0, Math.min(to, 0x7f) - from + 1) }, (_, i) => from + i)
}

/** The one way that can lead to a match, where it is for bytes that lie together. */
function onlyWay(automaton: TaggedAutomaton, state: number): { readonly range: Range; readonly state: number } | null {
  const { transitions } = automaton.states[state]!
  const [target, ...others] = new Set(transitions.flatMap((transition) => transition?.state ?? []))
  if (target === undefined || target === state || others.length > 0) return null
  let range: Range | null = null
  for (const [i, { from, to }] of automaton.classes.entries()) {
    if (directly(automaton, state, i) === null) continue
    if (range !== null && range[1] !== from - 1) return null
    range = [range?.[0] ?? from, to]
  }
  return range === null ? null : { range, state: target }
}
