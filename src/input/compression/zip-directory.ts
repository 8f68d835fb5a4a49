import type { ByteSource } from '../byte-source.ts'
import { decodeName } from './member.ts'

export interface DirectoryEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly packedBytes: number
  readonly bytes: number
  /** Offset of its local header. */
  readonly at: number
}

const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const END = 0x06054b50
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const ENTRY = 0x02014b50
const ENTRY_BYTES = 46
const PAGE_BYTES = 65_536 * 4

/** The entries of a zip file's central directory; null when there is none, as in a file that is cut. */
export async function readDirectory(archive: ByteSource, size: number): Promise<AsyncIterable<DirectoryEntry> | null> {
  const tail = new Uint8Array(Math.min(size, END_BYTES + LONGEST_COMMENT))
  await readAll(archive, tail, size - tail.length)
  const view = new DataView(tail.buffer)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue
    const isLarge = at >= 20 && view.getUint32(at - 20, true) === LOCATOR64
    const place = isLarge
      ? await readLargeEnd(archive, number64(view, at - 20 + 8))
      : { from: view.getUint32(at + 16, true), bytes: view.getUint32(at + 12, true) }
    if (place === null || place.from + place.bytes > size) return null
    return entries(archive, place.from, place.from + place.bytes)
  }
  return null
}

async function readLargeEnd(
  archive: ByteSource,
  at: number,
): Promise<{ readonly from: number; readonly bytes: number } | null> {
  const end = new Uint8Array(56)
  const view = new DataView(end.buffer)
  if ((await readAll(archive, end, at)) < end.length || view.getUint32(0, true) !== END64) return null
  return { from: number64(view, 48), bytes: number64(view, 40) }
}

/** Page by page: the size of a directory is a claim like any other. */
async function* entries(archive: ByteSource, from: number, to: number): AsyncGenerator<DirectoryEntry> {
  const page = new Uint8Array(PAGE_BYTES)
  const view = new DataView(page.buffer)
  for (let at = from; at + ENTRY_BYTES <= to; ) {
    const filled = await readAll(archive, page.subarray(0, Math.min(page.length, to - at)), at)
    let next = 0
    for (;;) {
      if (next + ENTRY_BYTES > filled) break
      if (view.getUint32(next, true) !== ENTRY) return
      const nameBytes = view.getUint16(next + 28, true)
      const extraBytes = view.getUint16(next + 30, true)
      const end = next + ENTRY_BYTES + nameBytes + extraBytes + view.getUint16(next + 32, true)
      if (end > filled) break
      const nameAt = next + ENTRY_BYTES
      const extra = page.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes)
      yield {
        name: decodeName(page.subarray(nameAt, nameAt + nameBytes)),
        flags: view.getUint16(next + 8, true),
        method: view.getUint16(next + 10, true),
        ...sizesOf(
          extra,
          view.getUint32(next + 24, true),
          view.getUint32(next + 20, true),
          view.getUint32(next + 42, true),
        ),
      }
      next = end
    }
    if (next === 0) return
    at += next
  }
}

/** Where 32 bits do not do, the field holds ones and the number stands in an extra field. */
export function sizesOf(
  extra: Uint8Array,
  bytes: number,
  packedBytes: number,
  at = 0,
): Pick<DirectoryEntry, 'bytes' | 'packedBytes' | 'at'> {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let field = 0; field + 4 <= extra.length; ) {
    const end = field + 4 + view.getUint16(field + 2, true)
    if (view.getUint16(field, true) === 1) {
      let value = field + 4
      const wide = (short: number): number => {
        if (short !== 0xffffffff || value + 8 > Math.min(end, extra.length)) return short
        value += 8
        return number64(view, value - 8)
      }
      const wideBytes = wide(bytes)
      return { bytes: wideBytes, packedBytes: wide(packedBytes), at: wide(at) }
    }
    field = end
  }
  return { bytes, packedBytes, at }
}

function number64(view: DataView, at: number): number {
  return Math.min(Number(view.getBigUint64(at, true)), Number.MAX_SAFE_INTEGER)
}

async function readAll(source: ByteSource, into: Uint8Array, position: number): Promise<number> {
  let filled = 0
  while (filled < into.length) {
    const count = await source.readAt!(into.subarray(filled), position + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}
