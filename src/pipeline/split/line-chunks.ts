import type { ByteSource } from '../../input/byte-source.ts'
import { Window } from '../../input/window.ts'
import type { ReadOptions } from '../extract.ts'

/** Some whole lines of a source, as bytes: `bytes[from, to)`. Only the last line of the source may lack its newline. */
export interface LineChunk {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number
  /** 1-based number of the first line. */
  readonly firstLine: number
  /** Offset in the source of `bytes[0]`. */
  readonly base: number
  /** The line goes on beyond `to`; its rest is left out. */
  readonly isCut: boolean
}

const READ_BYTES = 1_048_576
/** What is longer is cut there. */
export const LONGEST_TEXT_BYTES = 4 * 1024 * 1024
/** The longest line, and room to read ahead. */
export const CHUNK_MEMORY_BYTES = 2 * LONGEST_TEXT_BYTES

/**
 * Hands the lines of a source on in chunks, reading the next one meanwhile. A chunk is looked at until `take` returns; the
 * number of newlines in it is what `take` answers.
 */
export async function eachChunk(
  source: ByteSource,
  memory: Uint8Array,
  options: ReadOptions,
  take: (chunk: LineChunk) => Promise<number>,
): Promise<{ readonly bytes: number; readonly lines: number }> {
  const window = new Window(memory, 0)
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength)
  let read = 0
  let line = 1
  let isSkipping = false
  let searched = 0
  const hand = async (to: number, isCut: boolean): Promise<void> => {
    line += await take({ bytes, from: window.from, to, firstLine: line, base: window.base, isCut })
    window.from = searched = to
  }
  let reading: Promise<number> | null = null
  for (;;) {
    if (reading === null) {
      if (window.room < READ_BYTES) {
        searched -= window.from
        window.compact()
      }
      reading = source.read(window.bytes.subarray(window.to, window.to + READ_BYTES))
    }
    const count: number = await reading
    reading = null
    if (count === 0) break
    options.signal?.throwIfAborted()
    window.to += count
    read += count
    if (isSkipping) {
      const newline = bytes.subarray(window.from, window.to).indexOf(0x0a)
      window.from = searched = newline < 0 ? window.to : window.from + newline + 1
      if (newline < 0) continue
      isSkipping = false
      line++
    }
    if (window.room >= READ_BYTES) {
      reading = source.read(window.bytes.subarray(window.to, window.to + READ_BYTES))
      // It is awaited only after the chunk: until then nobody else takes its failure.
      reading.catch(() => {})
    }
    // Only what is new can end a line that was not complete before.
    const newline = bytes.subarray(searched, window.to).lastIndexOf(0x0a)
    if (newline >= 0) await hand(searched + newline + 1, false)
    else if (window.to - window.from >= LONGEST_TEXT_BYTES) {
      await hand(window.from + LONGEST_TEXT_BYTES, true)
      isSkipping = true
      window.from = searched = window.to
    } else searched = window.to
    options.onProgress?.({ source: source.name, bytes: read, size: source.size })
  }
  if (isSkipping) line++
  else if (window.to > window.from) {
    await hand(window.to, false)
    line++
  }
  return { bytes: read, lines: line - 1 }
}
