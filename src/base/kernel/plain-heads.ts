// Marked lines and their heads in the plain kernel.

import { encodeMark, HeadColumn, MAX_HEAD_BYTES, MAX_HEADS, MAX_MARKED_DIGITS, MIN_HEAD_BYTES } from './contract.ts'
import { equalAt, isDigit, isLetter, ZERO } from './plain-bytes.ts'

export class PlainHeads {
  #marked: ReturnType<typeof encodeMark> | null = null
  readonly #heads: { readonly text: Uint8Array; readonly kind: number }[] = []

  mark(lead: string, mark: string, tail: string): void {
    this.#marked = encodeMark(lead, mark, tail)
    this.#heads.length = 0
  }

  learn(head: Uint8Array, kind: number): boolean {
    if (head.length < MIN_HEAD_BYTES || head.length > MAX_HEAD_BYTES || this.#heads.length === MAX_HEADS) return false
    if (this.#heads.some(({ text }) => text.length === head.length && equalAt(head, 0, text))) return false
    this.#heads.push({ text: head.slice(), kind })
    return true
  }

  /** The kind of the line [start, stop), or -1; its row is filled from `row` on, but for the last number. */
  take(bytes: Uint8Array, start: number, stop: number, rows: Int32Array, row: number): number {
    if (this.#marked === null) return -1
    const { whole, mark, tail } = this.#marked
    let at = start
    while (at < stop && bytes[at] !== mark.at(-1)) at++
    if (++at > stop) return -1
    const wanted = at - start === mark.length ? mark : whole
    if (at - wanted.length < start || !equalAt(bytes, at - wanted.length, wanted)) return -1
    const digits = at
    let number = 0
    for (; at < stop && at < digits + MAX_MARKED_DIGITS && isDigit(bytes[at]!); at++)
      number = number * 10 + bytes[at]! - ZERO
    if (at === digits || at + 2 > stop || !equalAt(bytes, at, tail)) return -1
    const message = at + 2
    let head = message
    while (head < stop && !(isDigit(bytes[head]!) && (head === message || !isLetter(bytes[head - 1]!)))) head++
    for (const { text, kind } of this.#heads) {
      if (text.length !== head - message || !equalAt(bytes, message, text)) continue
      rows[row + HeadColumn.line] = start
      rows[row + HeadColumn.numberAt] = digits
      rows[row + HeadColumn.message] = message
      rows[row + HeadColumn.headEnd] = head
      rows[row + HeadColumn.lineEnd] = stop
      rows[row + HeadColumn.number] = number
      rows[row + HeadColumn.kind] = kind
      return kind
    }
    return -1
  }
}
