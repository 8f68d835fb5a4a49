// Marks and heads of lines → the tables that `readHeads` in kernel.wat looks them up in.

import { encodeMark, MAX_HEAD_BYTES, MAX_HEADS, MAX_MARK_BYTES, MIN_HEAD_BYTES } from './contract.ts'

/** Sizes of the records, and how many slots there are, as in kernel.wat. */
const HEAD_RECORD_BYTES = 128
const MARK_RECORD_BYTES = 64
const HEAD_SLOTS = 512

export class HeadTable {
  readonly #memory: { readonly buffer: ArrayBuffer }
  readonly #area: Readonly<Record<'mark' | 'heads' | 'headSlots', number>>
  #count = 0

  /** `area`: addresses in the memory. */
  constructor(
    memory: { readonly buffer: ArrayBuffer },
    area: Readonly<Record<'mark' | 'heads' | 'headSlots', number>>,
  ) {
    this.#memory = memory
    this.#area = area
  }

  markLines(lead: string, mark: string, tail: string): void {
    const encoded = encodeMark(lead, mark, tail)
    const bytes = new Uint8Array(this.#memory.buffer)
    for (const [i, text] of [encoded.whole, encoded.mark].entries()) {
      const record = bytes.subarray(this.#area.mark + MARK_RECORD_BYTES * i).fill(0, 0, MARK_RECORD_BYTES)
      record.set(text, MAX_MARK_BYTES - text.length)
      record.fill(255, 2 * MAX_MARK_BYTES - text.length, 2 * MAX_MARK_BYTES)
      record[2 * MAX_MARK_BYTES] = text.length
      record.set(encoded.tail, 2 * MAX_MARK_BYTES + 4)
    }
    bytes.fill(0, this.#area.headSlots, this.#area.headSlots + HEAD_SLOTS)
    this.#count = 0
  }

  learn(head: Uint8Array, kind: number): boolean {
    if (head.length < MIN_HEAD_BYTES || head.length > MAX_HEAD_BYTES || this.#count === MAX_HEADS) return false
    const bytes = new Uint8Array(this.#memory.buffer)
    const words = new DataView(bytes.buffer)
    const { heads, headSlots } = this.#area
    const recordOf = (slot: number): number => heads + HEAD_RECORD_BYTES * (bytes[headSlots + slot]! - 1)
    let slot = headHash(head)
    for (; bytes[headSlots + slot] !== 0; slot = (slot + 1) % HEAD_SLOTS) {
      const record = recordOf(slot)
      const isSame = words.getInt32(record + MAX_HEAD_BYTES, true) === head.length
      if (isSame && head.every((byte, i) => byte === bytes[record + i])) return false
    }
    bytes[headSlots + slot] = ++this.#count
    const record = recordOf(slot)
    bytes.set(head, record)
    words.setInt32(record + MAX_HEAD_BYTES, head.length, true)
    words.setInt32(record + MAX_HEAD_BYTES + 4, kind, true)
    return true
  }
}

/** Of the first and last four bytes of a head and its length; 9 bits, as $headAt in kernel.wat computes it. */
function headHash(head: Uint8Array): number {
  const words = new DataView(head.buffer, head.byteOffset)
  const last = words.getInt32(head.length - 4, true)
  const mixed = words.getInt32(0, true) ^ ((last << 11) | (last >>> 21))
  return Math.imul(mixed + (head.length << 8), 0x9e3779b1) >>> 23
}
