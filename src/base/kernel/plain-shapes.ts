// Lines of known shapes in the plain kernel.

import { MAX_NUMBER_BYTES, MAX_NUMBERS, type Template } from './contract.ts'
import { DOT, equalAt, isDigit, ZERO } from './plain-bytes.ts'
import { compileShape, type Shape } from './shape.ts'

/** Finds the shape of a line, and what its numbers are. */
export class PlainShapes {
  readonly all: Shape[] = []
  /** Where the numbers of the line in hand start and end, in turn. */
  readonly edges = new Int32Array(2 * MAX_NUMBERS)
  /** Values of the numbers of the line in hand. */
  readonly values = new Float64Array(MAX_NUMBERS)
  /** The byte after the newline of the line in hand. */
  stop = 0
  /** Shape of the last line: most lines look like the one before. */
  #last = 0

  register(exampleLine: string, template?: Template): number {
    return this.all.push(compileShape(exampleLine, template, this.all)) - 1
  }

  /** Finds the shape of the line at `at`, or -1 when it has none of them or does not end before `end`. */
  take(bytes: Uint8Array, at: number, end: number): number {
    const { all } = this
    if (this.#last < all.length && this.#match(all[this.#last]!, bytes, at, end)) return this.#last
    for (let shape = 0; shape < all.length; shape++) {
      if (shape === this.#last || !this.#match(all[shape]!, bytes, at, end)) continue
      this.#last = shape
      return shape
    }
    return -1
  }

  /** Whether the line at `at` has this shape; if so, its edges, its values and its end are known. */
  #match({ pieces }: Shape, bytes: Uint8Array, at: number, end: number): boolean {
    const last = pieces.length - 1
    for (let i = 0; i <= last; i++) {
      const piece = pieces[i]!
      if (at + piece.length > end || !equalAt(bytes, at, piece)) return false
      at += piece.length
      if (i === last) break
      const stop = this.#readNumber(bytes, at, end, i)
      if (stop < 0) return false
      at = stop
    }
    this.stop = at
    return true
  }

  /** Reads number i of a line. Returns the offset after it, or -1 when there is none, or none that a float64 holds as written. */
  #readNumber(bytes: Uint8Array, start: number, end: number, i: number): number {
    let at = start
    let digits = 0
    let dot = -1
    for (; at < end; at++) {
      const byte = bytes[at]!
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit
        if (digits > Number.MAX_SAFE_INTEGER) return -1
      } else if (byte === DOT && at > start && at + 1 < end && isDigit(bytes[at + 1]!)) {
        if (dot >= 0) return -1
        dot = at
      } else break
    }
    const fraction = dot < 0 ? 0 : at - dot - 1
    if (at === start || at - start > MAX_NUMBER_BYTES || fraction > 15) return -1
    this.edges[2 * i] = start
    this.edges[2 * i + 1] = at
    // Both operands are exact, so the one division rounds as Number() does.
    this.values[i] = digits / POWERS[fraction]!
    return at
  }
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const
