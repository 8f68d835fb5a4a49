// The matcher without WebAssembly: the same answers, byte for byte. It takes single steps only; the short cuts of the program
// come to the same.

import { UNSAFE } from '../text/safe-json.ts'
import {
  END_FIELD_BYTES,
  ENOUGH_OUTPUT_BYTES,
  fixedBytes,
  HERE_REGISTER,
  INFO_BYTES,
  LEFT_CAPACITY,
  LEFT_WORDS,
  type LineMatcher,
  LONGEST_MATCHED_BYTES,
  MATCHER_OUTPUT_BYTES,
  type MatcherOptions,
  type MatcherProgram,
  ROW_BYTES,
  SPARE_REGISTER,
  UNSET_REGISTER,
} from './contract.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const DELETE = 0x7f
/** By code; other control characters are written as numbers. */
const LETTERS: Readonly<Record<number, number>> = {
  8: 0x62,
  9: 0x74,
  12: 0x66,
  13: 0x72,
  [QUOTE]: QUOTE,
  [BACKSLASH]: BACKSLASH,
}

export class PlainMatcher implements LineMatcher {
  readonly implementation = 'plain'
  readonly bytes: Uint8Array
  output = new Uint8Array(MATCHER_OUTPUT_BYTES)
  readonly left = new Int32Array(LEFT_CAPACITY * LEFT_WORDS)
  outputBytes = 0
  matched = 0
  unmatched = 0
  firstUnmatched = -1
  linesBeforeUnmatched = 0
  leftCount = 0
  leftLines = 0

  readonly #program: MatcherProgram
  readonly #words: Int32Array
  readonly #halves: Uint16Array
  readonly #fixedBytes: number
  readonly #registers = new Int32Array(SPARE_REGISTER + 1)
  #spare = new Uint8Array(MATCHER_OUTPUT_BYTES)

  constructor(program: MatcherProgram, { bufferBytes }: MatcherOptions) {
    this.bytes = new Uint8Array(bufferBytes)
    const image = new Uint8Array(Math.ceil(program.image.length / 4) * 4)
    image.set(program.image)
    this.#program = { ...program, image }
    this.#words = new Int32Array(image.buffer)
    this.#halves = new Uint16Array(image.buffer)
    this.#fixedBytes = fixedBytes(program)
  }

  run(from: number, to: number): number {
    const stop = Math.min(to, this.bytes.length)
    this.outputBytes = this.matched = this.unmatched = this.leftCount = this.leftLines = 0
    this.firstUnmatched = -1
    const { output } = this
    this.output = this.#spare
    this.#spare = output
    let next = Math.max(0, from)
    while (next < stop && this.outputBytes < ENOUGH_OUTPUT_BYTES) {
      const line = next
      const newline = this.bytes.subarray(line, stop).indexOf(NEWLINE)
      const last = newline < 0 ? stop : line + newline
      const after = newline < 0 ? stop : last + 1
      // A carriage return belongs to the end of the line.
      const end = last > line && this.bytes[last - 1] === CARRIAGE_RETURN ? last - 1 : last
      const most = this.#fixedBytes + this.#program.fields * 6 * (end - line)
      if (end - line > LONGEST_MATCHED_BYTES || most > MATCHER_OUTPUT_BYTES || !isOrdinary(this.bytes, line, end)) {
        if (!this.#leave(line, after)) break
      } else if (most > MATCHER_OUTPUT_BYTES - this.outputBytes) break
      else {
        const final = this.#final(line, end)
        if (final === 0) this.#miss(line)
        else this.#write(final)
      }
      next = after
    }
    return next
  }

  /** Offset of the end in the image; 0 when there is no match. */
  #final(line: number, end: number): number {
    const { rowsEnd, start, infos } = this.#program
    let row = start
    for (let at = line; at < end; at++) {
      const entry = this.#words[(row >> 2) + this.bytes[at]!]!
      if (entry < rowsEnd) {
        row = entry
        continue
      }
      row = this.#words[entry >> 2]!
      const copiesEnd = this.#words[(entry >> 2) + 2]! >> 1
      this.#registers[HERE_REGISTER] = at
      for (let copy = this.#words[(entry >> 2) + 1]! >> 1; copy < copiesEnd; copy += 2) {
        this.#registers[this.#halves[copy]!] = this.#registers[this.#halves[copy + 1]!]!
      }
    }
    this.#registers[HERE_REGISTER] = end
    return this.#words[(infos + (row / ROW_BYTES) * INFO_BYTES + 4) >> 2]!
  }

  #miss(line: number): void {
    if (this.firstUnmatched < 0) {
      this.firstUnmatched = line
      this.linesBeforeUnmatched = this.matched + this.leftLines
    }
    this.unmatched++
  }

  /** false: no more can be noted. */
  #leave(from: number, to: number): boolean {
    const note = this.leftCount * LEFT_WORDS
    if (this.leftCount > 0 && this.left[note - LEFT_WORDS + 1] === from) this.left[note - LEFT_WORDS + 1] = to
    else {
      if (this.leftCount === LEFT_CAPACITY) return false
      this.left.set([from, to, this.matched + this.unmatched + this.leftLines, this.outputBytes], note)
      this.leftCount++
    }
    this.leftLines++
    return true
  }

  #write(final: number): void {
    const { image, heads, fields } = this.#program
    for (let field = 0; field < fields; field++) {
      const head = this.#words[(heads >> 2) + 2 * field]!
      this.#put(image.subarray(head, head + this.#words[(heads >> 2) + 2 * field + 1]!))
      const [open, close] = this.#halves.subarray((final + END_FIELD_BYTES * field) >> 1)
      if (close === UNSET_REGISTER) this.#put(NULL)
      else this.#value(this.#registers[open!]!, this.#registers[close!]!)
    }
    this.#put(RECORD_END)
    this.matched++
  }

  #put(bytes: ArrayLike<number>): void {
    this.output.set(bytes, this.outputBytes)
    this.outputBytes += bytes.length
  }

  #value(from: number, to: number): void {
    const { output } = this
    output[this.outputBytes++] = QUOTE
    for (let at = from; at < to; at++) {
      const byte = this.bytes[at]!
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH && byte !== DELETE) output[this.outputBytes++] = byte
      else if (LETTERS[byte] !== undefined) this.#put([BACKSLASH, LETTERS[byte]])
      else this.#put(new TextEncoder().encode(`\\u${byte.toString(16).padStart(4, '0')}`))
    }
    output[this.outputBytes++] = QUOTE
  }
}

const NULL = new TextEncoder().encode('null')
const RECORD_END = new TextEncoder().encode('}\n')

/** Whether the text is valid UTF-8 and holds no character that safe-json.ts escapes, beyond ASCII. */
function isOrdinary(bytes: Uint8Array, from: number, to: number): boolean {
  if (!bytes.subarray(from, to).some((byte) => byte > DELETE)) return true
  try {
    return !UNSAFE.test(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from, to)))
  } catch {
    return false
  }
}
