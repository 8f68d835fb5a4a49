import { decodeLine } from './decode-line.ts'
import { READ_BYTES } from './limits.ts'

const LONGEST_TEXT = 65_536
/** What lies behind is written to only for a long line: up to then the machine gives no memory for it. */
const USUAL_BYTES = 4 * READ_BYTES

/**
 * A sliding window over a byte source, kept in the kernel's memory: bytes are read in at its end, lines are taken from
 * its start, and an unfinished line stays until its newline comes. Nothing is copied but the rest, once per window.
 */
export class Window {
  /** Start of what is not processed yet, and end of what was read; offsets in `bytes`. */
  from = 0
  to = 0
  /** Offset in the source of `bytes[0]`. */
  base = 0
  /** A little of what was processed stays readable, for a line that is explained by the one before it. */
  private readonly history: number
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, history = 8_192) {
    this.bytes = bytes
    this.history = history
  }

  /** First readable offset. */
  get start(): number {
    return Math.max(0, this.from - this.history)
  }

  /** Where to put the next `count` bytes, or as many as there is room for; offsets change where that is at the front. */
  roomFor(count: number): Uint8Array {
    if (this.to + count > USUAL_BYTES) this.compact()
    return this.bytes.subarray(this.to, this.to + count)
  }

  /** What is there begins at the front. */
  private compact(): void {
    const start = this.start
    if (start === 0) return
    this.bytes.copyWithin(0, start, this.to)
    this.base += start
    this.from -= start
    this.to -= start
  }

  /** What stands in the source from one byte to another, the last `most` bytes of it; null when it is not here any more. */
  text(byte: number, endByte: number, most = LONGEST_TEXT): string | null {
    const to = endByte - this.base
    const from = Math.max(0, byte - this.base, to - most)
    if (to > this.to || from >= to) return null
    return decodeLine(Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength), from, to)
  }

  append(chunk: Uint8Array): void {
    this.bytes.set(chunk, this.to)
    this.to += chunk.length
  }
}
