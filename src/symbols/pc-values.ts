import type { Bytes } from './bytes.ts'
import { refusal } from './refusals.ts'

/**
 * Tables that give a value to each range of code, as pairs of variable-length numbers: by how much the value changes, and how
 * much code it holds for.
 */
export class PcValues {
  private readonly bytes: Bytes
  private readonly known = new Map<number, number>()
  /** Functions share tables, but tables share no bytes. A file in which they do was made to keep us busy. */
  private bytesLeft: number
  private at = 0

  constructor(bytes: Bytes) {
    this.bytes = bytes
    this.bytesLeft = bytes.length
  }

  /** The highest value of the table that begins there; -1 when it has none. */
  highestOf(offset: number): number {
    const known = this.known.get(offset)
    if (known !== undefined) return known
    let highest = -1
    let value = -1
    this.at = offset
    for (;;) {
      const change = this.next()
      // The first pair may leave the value as it is; a later one that does so is the end.
      if (change === 0 && this.at > offset + 1) break
      value += change & 1 ? ~(change >>> 1) : change >>> 1
      highest = Math.max(highest, value)
      this.next()
    }
    this.bytesLeft -= this.at - offset
    if (this.bytesLeft < 0) throw refusal('damaged')
    this.known.set(offset, highest)
    return highest
  }

  private next(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes.u8(this.at++)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw refusal('damaged')
  }
}
