import type { ByteSource } from '../../input/byte-source.ts'
import { decodeLine } from '../../input/decode-line.ts'
import { LONGEST_LINE_BYTES, READ_BYTES } from '../../input/limits.ts'
import { Window } from '../../input/window.ts'
import type { ReadOptions } from '../each-source.ts'
import type { TextUnit } from './text-unit.ts'

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

/** The longest line, and room to read ahead. */
export const CHUNK_MEMORY_BYTES = 2 * LONGEST_LINE_BYTES

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
  /** Bytes from `window.from` on that hold no newline. */
  let searched = 0
  const hand = async (to: number, isCut: boolean): Promise<void> => {
    line += await take({ bytes, from: window.from, to, firstLine: line, base: window.base, isCut })
    window.from = to
    searched = 0
  }
  let reading = source.read(window.roomFor(READ_BYTES))
  for (;;) {
    const count = await reading
    if (count === 0) break
    options.signal?.throwIfAborted()
    window.to += count
    read += count
    reading = source.read(window.roomFor(READ_BYTES))
    // It is awaited only after the chunk: until then nobody else takes its failure.
    reading.catch(() => {})
    if (isSkipping) {
      const newline = bytes.subarray(window.from, window.to).indexOf(0x0a)
      window.from = newline < 0 ? window.to : window.from + newline + 1
      if (newline < 0) continue
      isSkipping = false
      line++
    }
    // Only what is new can end a line that was not complete before.
    const newline = bytes.subarray(window.from + searched, window.to).lastIndexOf(0x0a)
    if (newline >= 0) await hand(window.from + searched + newline + 1, false)
    else if (window.to - window.from >= LONGEST_LINE_BYTES) {
      await hand(window.from + LONGEST_LINE_BYTES, true)
      isSkipping = true
      window.from = window.to
    } else searched = window.to - window.from
    options.onProgress?.({ source: source.name, bytes: read, size: source.size })
  }
  if (isSkipping) line++
  else if (window.to > window.from) {
    await hand(window.to, false)
    line++
  }
  return { bytes: read, lines: line - 1 }
}

/** Texts in work at a time: a megabyte of empty lines is a million. */
export const MOST_UNITS = 2_048

/** The lines of a chunk as texts, some at a time. */
export function* textUnits(
  source: ByteSource,
  { bytes, from, to, firstLine, base, isCut }: LineChunk,
  onCut: (unit: TextUnit) => void,
): Generator<TextUnit[]> {
  let units: TextUnit[] = []
  let line = firstLine
  const place = (offset: number) => source.rawOffset?.(base + offset) ?? base + offset
  for (let position = from; position < to; line++) {
    const newline = bytes.indexOf(0x0a, position)
    const end = newline < 0 || newline > to ? to : newline
    const last = Math.min(end, position + LONGEST_LINE_BYTES)
    const text = decodeLine(bytes, position, last)
    // A carriage return belongs to the end of the line.
    const endByte = place(last > position && bytes[last - 1] === 0x0d ? last - 1 : last)
    const span = { source: source.name, line, endLine: line, byte: place(position), endByte }
    const unit = { text, stream: '', span }
    if (isCut || last < end) onCut(unit)
    units.push(unit)
    if (units.length === MOST_UNITS) {
      yield units
      units = []
    }
    position = end + 1
  }
  yield units
}
