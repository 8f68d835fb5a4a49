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
  private readonly raw: Buffer
  private readonly view: DataView
  private readonly machine: Machine

  constructor(raw: Uint8Array, machine: Machine) {
    this.raw = Buffer.from(raw.buffer, raw.byteOffset, raw.length)
    this.view = new DataView(raw.buffer, raw.byteOffset, raw.length)
    this.length = raw.length
    this.machine = machine
  }

  u8(at: number): number {
    return this.view.getUint8(this.checked(at, 1))
  }

  u16(at: number): number {
    return this.view.getUint16(this.checked(at, 2), this.machine.isLittleEndian)
  }

  u32(at: number): number {
    return this.view.getUint32(this.checked(at, 4), this.machine.isLittleEndian)
  }

  i32(at: number): number {
    return this.view.getInt32(this.checked(at, 4), this.machine.isLittleEndian)
  }

  /** Not exact above 2^53, where no address or size of an executable lies. */
  u64(at: number): number {
    const [low, high] = this.machine.isLittleEndian ? [at, at + 4] : [at + 4, at]
    return this.u32(high) * 2 ** 32 + this.u32(low)
  }

  word(at: number): number {
    return this.machine.wordBytes === 8 ? this.u64(at) : this.u32(at)
  }

  /** The text from there to the next NUL; `limit` is where it ends at the latest. */
  text(at: number, limit = this.length): string {
    const end = this.raw.indexOf(0, this.checked(at, 0))
    return this.raw.toString('utf8', at, end < 0 ? limit : Math.min(end, limit))
  }

  private checked(at: number, size: number): number {
    // The other way round NaN would pass.
    if (at >= 0 && at + size <= this.length) return at
    throw refusal('damaged')
  }
}
