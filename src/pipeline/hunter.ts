import { type Kernel, MAX_NEEDLE_BYTES } from '../base/kernel/index.ts'

/** Finds the next line that could open something: the kernel runs over the bytes, nothing is decoded. */
export class Hunter {
  private readonly kernel: Kernel
  private readonly buffer: Buffer
  private hits = 0
  private hit = 0
  private scannedTo = 0

  constructor(kernel: Kernel, buffer: Buffer) {
    this.kernel = kernel
    this.buffer = buffer
  }

  /** What was found so far no longer stands where it stood. */
  forget(position: number): void {
    this.hits = 0
    this.hit = 0
    this.scannedTo = position
  }

  /** Start of the next line at or after `position` that holds a sentinel, `end` when there is none. */
  next(position: number, end: number): number {
    if (this.scannedTo < position) this.forget(position)
    for (;;) {
      while (this.hit < this.hits) {
        const at = this.kernel.hitOffsets[this.hit]!
        if (at >= position) return Math.max(position, this.buffer.lastIndexOf(0x0a, at) + 1)
        this.hit++
      }
      if (this.scannedTo >= end) return end
      // Not the whole chunk: a block that opens here would make the rest of the scan useless.
      const from = this.scannedTo
      const to = Math.min(end, from + SCAN_BYTES)
      this.hits = this.kernel.scan(from, to)
      this.hit = 0
      // A needle may lie across the border: the next scan begins a little before it.
      this.scannedTo = this.kernel.scannedTo < to || to === end ? this.kernel.scannedTo : to - MAX_NEEDLE_BYTES
      if (this.scannedTo <= from) this.scannedTo = to
    }
  }

  /** Whether one line holds a sentinel. Asked only for lines that an open block does not want. */
  holds(position: number, lineEnd: number): boolean {
    this.forget(Math.min(this.scannedTo, position))
    return this.kernel.scan(position, lineEnd) > 0
  }
}

const SCAN_BYTES = 131_072
