import { type Automaton, NOWHERE } from './automaton.ts'

/** What became of a line. */
export const UNMATCHED = 0
export const WRITTEN = 1
/** Neither, so far: it holds bytes beyond ASCII where it matters, or the output is full. Nothing was written. */
export const UNDECIDED = 2

/**
 * Lines to lines of JSON by an automaton: from bytes to bytes, and no string in between. A JavaScript engine compiles these
 * loops to what a hand-written scanner would do.
 */
export class LineWriter {
  private readonly automaton: Automaton
  /** What stands before each value. */
  private readonly heads: readonly Uint8Array[]
  private readonly places: Int32Array
  readonly output: Uint8Array
  /** Bytes of output so far. */
  length = 0

  constructor(automaton: Automaton, fields: readonly string[], output: Uint8Array) {
    this.automaton = automaton
    this.output = output
    this.heads = fields.map((name, i) => new TextEncoder().encode(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`))
    this.places = new Int32Array(automaton.registers)
  }

  /** What was written; the output is empty again. */
  take(): Uint8Array {
    const written = this.output.slice(0, this.length)
    this.length = 0
    return written
  }

  /** The line is `bytes[from, to)`, without what ends it. */
  write(bytes: Uint8Array, from: number, to: number): typeof UNMATCHED | typeof WRITTEN | typeof UNDECIDED {
    const { steps, classOf, classes, isIdle, start, startRegister, ends } = this.automaton
    const { places } = this
    let state = start
    if (startRegister >= 0) places[startRegister] = from
    for (let at = from; at < to && isIdle[state] === 0; ) {
      const byte = bytes[at++]!
      if (byte > 127) return UNDECIDED
      const step = steps[state * classes + classOf[byte]!]!
      state = step & 0xffff
      if (step > 0xffff) places[(step >>> 16) - 1] = at
    }
    const end = ends[state]!
    if (end === null) return UNMATCHED
    return this.record(bytes, end, to) ? WRITTEN : UNDECIDED
  }

  private record(bytes: Uint8Array, end: readonly number[], lineEnd: number): boolean {
    const { output, heads, places } = this
    let length = this.length
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i]!
      const first = end[2 * i]!
      const last = end[2 * i + 1]!
      const from = first < 0 ? lineEnd : places[first]!
      const to = last < 0 ? lineEnd : places[last]!
      // Every byte may need an escape.
      if (length + head.length + 2 * (to - from) + ENDING > output.length) return false
      for (let k = 0; k < head.length; k++) output[length++] = head[k]!
      if (first === NOWHERE || last === NOWHERE) {
        for (let k = 0; k < NULL.length; k++) output[length++] = NULL[k]!
        continue
      }
      output[length++] = QUOTE
      for (let at = from; at < to; at++) {
        const byte = bytes[at]!
        const kind = KINDS[byte]!
        if (kind === ESCAPED) output[length++] = BACKSLASH
        else if (kind === DIFFICULT) return false
        output[length++] = byte === TAB ? LETTER_T : byte
      }
      output[length++] = QUOTE
    }
    output[length++] = CLOSING
    output[length++] = NEWLINE
    this.length = length
    return true
  }
}

const [QUOTE, BACKSLASH, TAB, LETTER_T, CLOSING, NEWLINE] = [0x22, 0x5c, 0x09, 0x74, 0x7d, 0x0a]
const NULL = new TextEncoder().encode('null')
/** Quotes, null, and what ends a record. */
const ENDING = 16

const [PLAIN, ESCAPED, DIFFICULT] = [0, 1, 2]
/** How each byte stands in JSON: as it is, behind a backslash, or otherwise. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === QUOTE || byte === BACKSLASH || byte === TAB) return ESCAPED
  return byte < 0x20 || byte > 0x7e ? DIFFICULT : PLAIN
})
