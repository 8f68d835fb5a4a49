import { refusal } from './refusals.ts'

/** How a machine writes numbers. */
export interface Machine {
  readonly isLittleEndian: boolean
  /** Of a pointer. */
  readonly wordBytes: 4 | 8
}

/** A part of an executable. What is asked for behind its end makes the file a damaged one, not us. */
export class Bytes {
  readonly length: number
  readonly raw: Buffer
  private readonly view: DataView
  private readonly isLittleEndian: boolean
  private readonly wordBytes: 4 | 8

  constructor(raw: Uint8Array, machine: Machine) {
    this.raw = Buffer.from(raw.buffer, raw.byteOffset, raw.length)
    this.view = new DataView(raw.buffer, raw.byteOffset, raw.length)
    this.length = raw.length
    this.isLittleEndian = machine.isLittleEndian
    this.wordBytes = machine.wordBytes
  }

  u8(at: number): number {
    return this.view.getUint8(this.checked(at, 1))
  }

  u16(at: number): number {
    return this.view.getUint16(this.checked(at, 2), this.isLittleEndian)
  }

  u32(at: number): number {
    return this.view.getUint32(this.checked(at, 4), this.isLittleEndian)
  }

  i32(at: number): number {
    return this.view.getInt32(this.checked(at, 4), this.isLittleEndian)
  }

  /** Not exact above 2^53, where no address or size of an executable lies. */
  u64(at: number): number {
    const [low, high] = this.isLittleEndian ? [at, at + 4] : [at + 4, at]
    return this.u32(high) * 2 ** 32 + this.u32(low)
  }

  word(at: number): number {
    return this.wordBytes === 8 ? this.u64(at) : this.u32(at)
  }

  /** The text from there to the next NUL, if that comes within so many bytes. */
  text(at: number, mostBytes: number): string {
    const bytes = this.raw.subarray(this.checked(at, 0), at + mostBytes)
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
  }

  private checked(at: number, size: number): number {
    // The other way round NaN would pass.
    if (at >= 0 && at + size <= this.length) return at
    throw refusal('damaged')
  }
}
