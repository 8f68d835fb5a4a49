/**
 * Numbers as HotSpot prints them, read from bytes. Each answers -1 where there is none; `at` is
 * then the byte behind it.
 */
export class ByteNumbers {
  bytes: Buffer = Buffer.alloc(0)
  at = 0

  integer(from: number, to: number): number {
    const { bytes } = this
    let value = 0
    let at = from
    for (; at < to && at < from + 15; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    this.at = at
    return at === from ? -1 : value
  }

  /** `6M` */
  size(from: number, to: number): number {
    const value = this.integer(from, to)
    if (value < 0) return -1
    const unit = this.bytes[this.at++]
    if (unit === 0x4d) return value * 1_048_576
    if (unit === 0x4b) return value * 1_024
    if (unit === 0x47) return value * 1_073_741_824
    if (unit === 0x42) return value
    return unit === 0x54 ? value * 1_099_511_627_776 : -1
  }

  /** Correctly rounded, as `Number` would: both parts are whole numbers that a float holds. */
  decimal(from: number, to: number): number {
    const whole = this.integer(from, to)
    const { bytes } = this
    const point = this.at
    if (whole < 0 || (bytes[point] !== DOT && bytes[point] !== COMMA)) return -1
    const fraction = this.integer(point + 1, to)
    const digits = this.at - point - 1
    if (fraction < 0 || digits > 6 || point - from > 9) return -1
    return (whole * POWERS[digits]! + fraction) / POWERS[digits]!
  }
}

const DOT = 0x2e
const COMMA = 0x2c
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
