import type { ByteSource } from '../byte-source.ts'
import { refuse } from './budget.ts'
import type { Decoding } from './decoding.ts'
import { nativeZstd } from './zlib.ts'

/** By the Node that has it, else by fzstd: a tenth as fast, and everywhere. */
export function unzstd(source: ByteSource, decoding: Decoding): AsyncGenerator<Uint8Array> {
  return nativeZstd(source, decoding) ?? inJavaScript(source, decoding)
}

const INPUT_BYTES = 65_536
/** The window is memory that a frame asks for before it has shown anything. */
const MOST_WINDOW_BYTES = 128 * 1_048_576

async function* inJavaScript(source: ByteSource, decoding: Decoding): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  let decoded: Uint8Array[] = []
  const engine = new Decompress((chunk) => {
    decoding.spend(chunk.length)
    if (chunk.length > 0) decoded.push(chunk)
  })
  const frames = new Frames()
  const input = new Uint8Array(INPUT_BYTES)
  for (;;) {
    const count = await source.read(input)
    const part = input.slice(0, count)
    if (!frames.walk(part)) throw refuse(source.name, 'a zstd frame asks for a window of more than 128 MiB')
    let failure: unknown = null
    try {
      engine.push(part, count === 0)
    } catch (error) {
      failure = error
    }
    yield* decoded
    decoded = []
    if (failure !== null) {
      // fzstd numbers its own errors; the others are ours (too much) and say so themselves.
      if (typeof (failure as { code?: unknown }).code !== 'number') throw failure
      decoding.broken(count === 0 ? 'early' : 'damaged')
      return
    }
    if (count === 0) return
  }
}

/**
 * Steps from header to header without decoding (RFC 8878 §3.1.1): every frame may ask for a window, and the decoder
 * gives it whatever it asks for.
 */
class Frames {
  private skip = 0
  private inFrame = false
  private hasChecksum = false
  private pending: number[] = []

  /** False when a frame wants too large a window. */
  walk(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length; ) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, bytes.length - at)
        this.skip -= step
        at += step
        continue
      }
      this.pending.push(bytes[at++]!)
      if (this.inFrame ? !this.block() : !this.header()) continue
      if (this.windowBytes > MOST_WINDOW_BYTES) return false
      this.pending = []
    }
    return true
  }

  private windowBytes = 0

  /** True when the header of a block is complete. */
  private block(): boolean {
    const [a, b, c] = this.pending
    if (c === undefined) return false
    const head = a! | (b! << 8) | (c << 16)
    // A block of one repeated byte holds that byte alone.
    this.skip = ((head >> 1) & 3) === 1 ? 1 : head >> 3
    if ((head & 1) === 1) {
      this.inFrame = false
      this.skip += this.hasChecksum ? 4 : 0
    }
    return true
  }

  private header(): boolean {
    const { pending } = this
    if (pending.length < 5) return false
    const view = new DataView(Uint8Array.from([...pending, ...Array<number>(20).fill(0)]).buffer)
    const magic = view.getUint32(0, true)
    if (magic >>> 4 === 0x184d2a5) {
      if (pending.length < 8) return false
      this.skip = view.getUint32(4, true)
      return true
    }
    const flags = pending[4]!
    const single = (flags & 0x20) !== 0
    const dictionaryBytes = [0, 1, 2, 4][flags & 3]!
    const sizeCode = flags >> 6
    const sizeBytes = sizeCode === 0 ? (single ? 1 : 0) : 1 << sizeCode
    const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes
    if (pending.length < sizeAt + sizeBytes) return false
    this.inFrame = magic === 0xfd2fb528
    this.hasChecksum = (flags & 4) !== 0
    if (!single) {
      const exponent = pending[5]! >> 3
      const base = 2 ** (10 + exponent)
      this.windowBytes = base + (base / 8) * (pending[5]! & 7)
    } else if (sizeBytes === 8) this.windowBytes = Number(view.getBigUint64(sizeAt, true))
    else if (sizeBytes === 4) this.windowBytes = view.getUint32(sizeAt, true)
    else this.windowBytes = 0
    // No frame of zstd: the decoder will say so, and nothing after it means anything.
    if (!this.inFrame) this.skip = Number.MAX_SAFE_INTEGER
    return true
  }
}
