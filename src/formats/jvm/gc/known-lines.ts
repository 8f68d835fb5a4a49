import { decimal } from './quantities.ts'
import { WALL_BYTES, WallClock, wallClock } from './stamp.ts'

/**
 * Lines that an expression has read once. A program prints one of a few lines over and over, with other numbers: the text
 * between them is then compared, the numbers are read, and the expression is not asked again. It stays the only description
 * of the line, since what is known of a line is taken from its answer.
 */
export class KnownLines<Meaning> {
  /** The one found last stands first. */
  private readonly lines: KnownLine<Meaning>[] = []
  private readonly clock = new WallClock()
  private view: DataView = new DataView(new ArrayBuffer(0))
  private viewed: Uint8Array | null = null

  /** A line of the bytes [from, to), read; null when none like it was learned. Valid until the next call. */
  find(bytes: Uint8Array, from: number, to: number): KnownLine<Meaning> | null {
    const { lines } = this
    if (bytes !== this.viewed) {
      this.viewed = bytes
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!
      if (!line.read(bytes, this.view, from, to, this.clock)) continue
      if (i > 0) {
        lines[i] = lines[0]!
        lines[0] = line
      }
      return line
    }
    return null
  }

  /** What `expression` says of `text`. A program whose lines are all different learns only the first. */
  learn(text: string, expression: RegExp, meaning: Meaning): void {
    if (this.lines.length >= MOST_KNOWN || COMMA.test(text)) return
    const m = new RegExp(expression, 'd').exec(text)
    if (m !== null) this.lines.push(new KnownLine(text, m, meaning))
  }
}

/** What stands in the groups of an expression, as numbers: a date in milliseconds since 1970, NaN where there is none. */
export function numbersOf(m: RegExpExecArray): Float64Array {
  return Float64Array.from(m, (text: string | undefined) => {
    if (text === undefined) return Number.NaN
    if (text.length === WALL_BYTES) return wallClock(text) ?? Number.NaN
    return decimal(text.endsWith('K') ? text.slice(0, -1) : text)
  })
}

class KnownLine<Meaning> {
  readonly meaning: Meaning
  /** By group of the expression, as `numbersOf` gives them. */
  readonly numbers: Float64Array
  /** What stands before each number, and behind the last. */
  private readonly pieces: readonly Piece[]
  /** For each number: how many digits stand behind its point, or that it is a date. */
  private readonly decimals: readonly number[]
  /** The group that is each number, 0 for one that nobody asked for. */
  private readonly groups: readonly number[]

  constructor(text: string, m: RegExpExecArray, meaning: Meaning) {
    this.meaning = meaning
    this.numbers = new Float64Array(m.length).fill(Number.NaN)
    const found = [...text.matchAll(NUMBER)]
    this.pieces = text.split(NUMBER).map((piece) => new Piece(Buffer.from(piece, 'latin1')))
    this.decimals = found.map(([number]) => (number.length === WALL_BYTES ? DATE : (number.split('.')[1] ?? '').length))
    this.groups = found.map(({ index }) =>
      Math.max(
        0,
        m.indices!.findIndex((at, i) => i > 0 && at?.[0] === index),
      ),
    )
  }

  read(bytes: Uint8Array, view: DataView, from: number, to: number, clock: WallClock): boolean {
    const { pieces, decimals, groups, numbers } = this
    let at = from
    for (let k = 0; k < decimals.length; k++) {
      const piece = pieces[k]!
      if (!piece.isAt(view, at)) return false
      at += piece.length
      let value: number
      if (decimals[k] === DATE) {
        value = clock.read(bytes, at) ?? Number.NaN
        if (Number.isNaN(value)) return false
        at += WALL_BYTES
      } else {
        const start = at
        value = 0
        let digit = bytes[at]! - 0x30
        for (; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30) value = value * 10 + digit
        if (at === start || at - start > MOST_DIGITS) return false
        const fraction = decimals[k]!
        if (fraction > 0) {
          if (bytes[at] !== POINT) return false
          const end = at + 1 + fraction
          while (++at < end) {
            digit = bytes[at]! - 0x30
            if (!(digit >= 0 && digit <= 9)) return false
            value = value * 10 + digit
          }
          // Both are exact, so that the quotient is rounded as `Number` rounds.
          if (value > Number.MAX_SAFE_INTEGER) return false
          value /= POWERS[fraction]!
        }
      }
      numbers[groups[k]!] = value
    }
    const last = pieces[decimals.length]!
    return at + last.length === to && last.isAt(view, at)
  }
}

/** A text of a line, compared by words of four bytes: by single bytes that took half of the time of such a line. */
class Piece {
  readonly length: number
  private readonly words: Int32Array
  private readonly rest: Uint8Array

  constructor(text: Buffer) {
    this.length = text.length
    this.words = Int32Array.from({ length: text.length >> 2 }, (_, i) => text.readInt32LE(4 * i))
    this.rest = text.subarray(text.length & ~3)
  }

  isAt(view: DataView, at: number): boolean {
    const { words, rest } = this
    if (at + this.length > view.byteLength) return false
    for (let i = 0; i < words.length; i++, at += 4) if (view.getInt32(at, true) !== words[i]) return false
    for (let i = 0; i < rest.length; i++) if (view.getUint8(at + i) !== rest[i]) return false
    return true
  }
}

const MOST_KNOWN = 16
/** Of what stands before a point: no expression that reads such lines takes fewer. */
const MOST_DIGITS = 9
const POINT = 0x2e
const DATE = -1
const POWERS = Array.from({ length: 10 }, (_, i) => 10 ** i)
const NUMBER = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}|\d+(?:\.\d{1,9})?/g
/** The point of another language, or a number that is not one number here. */
const COMMA = /\d,\d|\d\.\d+\.\d/
