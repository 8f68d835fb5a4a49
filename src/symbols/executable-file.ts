import { Bytes, type Machine } from './bytes.ts'
import { refusal } from './refusals.ts'

/** Gives less than `length` bytes at the end of the file only. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>

/** Tables of the largest programs that are known have a fifth of it. */
const MOST_BYTES = 512 * 1_048_576
const WINDOW = 1_048_576

/** A file, or the part of a universal one that is for one processor. */
export class ExecutableFile {
  readonly size: number
  private readonly readAt: ReadAt

  constructor(readAt: ReadAt, size: number) {
    this.readAt = readAt
    this.size = size
  }

  /** @throws LogExtractorError when the file ends before. */
  async read(offset: number, length: number, machine: Machine): Promise<Bytes> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) throw refusal('damaged')
    if (length > MOST_BYTES) throw refusal('large')
    const bytes = await this.readAt(offset, length)
    if (bytes.length < length) throw refusal('damaged')
    return new Bytes(bytes, machine)
  }

  /** The first bytes, or what there is of them. */
  start(length: number): Promise<Uint8Array> {
    return this.readAt(0, Math.min(length, this.size))
  }

  /** The bytes from `offset` on, piece by piece; each begins with the last `overlap` bytes of the one before. */
  async *windows(offset: number, length: number, overlap: number): AsyncGenerator<[offset: number, bytes: Buffer]> {
    const end = Math.min(offset + length, this.size)
    for (let at = offset; at < end; at += WINDOW) {
      const bytes = await this.readAt(at, Math.min(WINDOW + overlap, end - at))
      yield [at, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)]
    }
  }

  part(offset: number, size: number): ExecutableFile {
    if (!(offset >= 0 && size >= 0 && offset + size <= this.size)) throw refusal('damaged')
    return new ExecutableFile((at, length) => this.readAt(offset + at, Math.min(length, size - at)), size)
  }
}
