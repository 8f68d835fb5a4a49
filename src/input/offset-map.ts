/**
 * Leads from offsets in the UTF-8 that was made of a UTF-16 source back to that source. Chunks of ASCII, which are almost
 * all, need a multiplication; the others are walked, and kept as long as somebody may ask for them.
 */
export class OffsetMap {
  private readonly chunks: Chunk[] = []
  private keptBytes = 0
  private decodedEnd = 0
  private rawEnd: number

  /** `rawStart`: bytes of the source before the first character. */
  constructor(rawStart: number) {
    this.rawEnd = rawStart
  }

  /** The next piece: what it became, and the bytes it took. */
  add(text: Uint8Array, rawBytes: number): void {
    const isAscii = text.length * 2 === rawBytes
    this.chunks.push({ start: this.decodedEnd, raw: this.rawEnd, text: isAscii ? null : text, bytes: text.length })
    this.decodedEnd += text.length
    this.rawEnd += rawBytes
    this.keptBytes += text.length
    while (this.keptBytes > MOST_KEPT_BYTES) this.keptBytes -= this.chunks.shift()!.bytes
  }

  rawOf(position: number): number {
    const { chunks } = this
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (chunks[middle]!.start <= position) low = middle
      else high = middle - 1
    }
    const chunk = chunks[low]
    if (chunk === undefined) return this.rawEnd
    const within = Math.max(0, Math.min(position - chunk.start, chunk.bytes))
    return chunk.raw + 2 * (chunk.text === null ? within : unitsBefore(chunk.text, within))
  }
}

interface Chunk {
  readonly start: number
  readonly raw: number
  /** Null for ASCII. */
  readonly text: Uint8Array | null
  readonly bytes: number
}

/** More than the reader's window: a line is asked for while it is in there. */
const MOST_KEPT_BYTES = 16 * 1_048_576

/** UTF-16 units of so many bytes of UTF-8: the first byte of a character counts, of four bytes for two. */
function unitsBefore(text: Uint8Array, end: number): number {
  let units = 0
  for (let i = 0; i < end; i++) {
    const byte = text[i]!
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}
