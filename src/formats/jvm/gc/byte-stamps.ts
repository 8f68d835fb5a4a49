import type { ByteNumbers } from './byte-numbers.ts'
import { type Stamp, WALL_BYTES, WallClock, wallClock } from './stamp.ts'

const BRACKET = 0x5b
const END_BRACKET = 0x5d

/** What the decorations of a unified line tell of its time, read from bytes. */
export class ByteStamps {
  private readonly numbers: ByteNumbers
  private readonly clock = new WallClock()

  constructor(numbers: ByteNumbers) {
    this.numbers = numbers
  }

  /**
   * Of a line that begins at `from`, with nothing but decorations up to the blank before `behind`. Null where there are counts
   * of units, which need more thought, or something else between them.
   */
  read(from: number, behind: number): Stamp | null {
    const { bytes } = this.numbers
    let uptimeMs: number | null = null
    let wallMs: number | null = null
    let at = from
    while (at < behind && bytes[at] === BRACKET) {
      let close = at + 1
      while (close < behind && bytes[close] !== END_BRACKET) close++
      const first = bytes[at + 1]!
      if (first >= 0x30 && first <= 0x39) {
        const last = bytes[close - 1]
        if (last === 0x73) {
          if (bytes[close - 2] === 0x6d || bytes[close - 2] === 0x6e) return null
          const seconds = this.numbers.decimal(at + 1, close)
          if (seconds < 0 || this.numbers.at !== close - 1) return null
          uptimeMs = Math.round(seconds * 1_000)
        } else if (close - at > WALL_BYTES && bytes[at + 5] === 0x2d) {
          wallMs ??= this.wall(at + 1, close)
          if (wallMs === null) return null
        }
      }
      at = close + 1
    }
    // Something else stands among the decorations, so that not all of them were seen.
    if (behind > from && at + 1 !== behind) return null
    return { uptimeMs, wallMs }
  }

  private wall(from: number, to: number): number | null {
    const { bytes } = this.numbers
    if (to - from === WALL_BYTES) return this.clock.read(bytes, from)
    return wallClock(bytes.toString('latin1', from, to))
  }
}
