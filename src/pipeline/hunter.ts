import { type Kernel, MAX_NEEDLE_BYTES } from '../base/kernel/index.ts'
import type { Recogniser } from '../formats/recogniser.ts'
import { sentinelsOf } from './kernels.ts'

/** Finds the next line that could open something: the kernel runs over the bytes, nothing is decoded. */
export class Hunter {
  private readonly kernel: Kernel
  private readonly buffer: Buffer
  /** For each needle, the recognisers whose sentinel it is, bit i the i-th. */
  private readonly owners: Int32Array
  private hits = 0
  private hit = 0
  /** The hits are those of [foundFrom, scannedTo). */
  private foundFrom = 0
  private scannedTo = 0

  constructor(kernel: Kernel, buffer: Buffer, recognisers: readonly Recogniser[]) {
    this.kernel = kernel
    this.buffer = buffer
    this.owners = ownersOf(recognisers)
  }

  /** What was found so far no longer stands where it stood. */
  forget(position: number): void {
    this.hits = 0
    this.hit = 0
    this.foundFrom = position
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
      this.foundFrom = from
      // A needle may lie across the border: the next scan begins a little before it.
      this.scannedTo = this.kernel.scannedTo < to || to === end ? this.kernel.scannedTo : to - MAX_NEEDLE_BYTES
      if (this.scannedTo <= from) this.scannedTo = to
    }
  }

  /** Which recognisers have a sentinel in the line [position, lineEnd), bit i the i-th. */
  wanted(position: number, lineEnd: number): number {
    const { kernel, owners } = this
    let wanted = 0
    if (this.foundFrom <= position && lineEnd <= this.scannedTo) {
      for (let i = this.hit; i < this.hits && kernel.hitOffsets[i]! < lineEnd; i++)
        if (kernel.hitOffsets[i]! >= position) wanted |= owners[kernel.hitNeedles[i]!]!
      return wanted
    }
    this.forget(Math.min(this.scannedTo, position))
    for (let from = position; from < lineEnd; from = kernel.scannedTo) {
      const hits = kernel.scan(from, lineEnd)
      for (let i = 0; i < hits; i++) wanted |= owners[kernel.hitNeedles[i]!]!
    }
    return wanted
  }
}

/** The kernel numbers its needles as `sentinelsOf` does. */
function ownersOf(recognisers: readonly Recogniser[]): Int32Array {
  const owners = sentinelsOf(recognisers).map((needle) =>
    recognisers.reduce((bits, { sentinels }, i) => bits | (sentinels.includes(needle) ? 1 << i : 0), 0),
  )
  return Int32Array.from(owners)
}

const SCAN_BYTES = 131_072
