import { type ByteSource, peek } from './byte-source.ts'
import type { Loss } from './envelopes/envelope.ts'
import { OffsetMap } from './offset-map.ts'

/**
 * UTF-16 (a PowerShell redirection) becomes UTF-8 on the way in, and `rawOffset` leads back to the bytes of the source.
 * Everything else passes as it is, a UTF-8 mark included: the line decoder drops it, so that positions stay those of
 * the file.
 */
export async function decodeCharset(source: ByteSource): Promise<ByteSource> {
  const { head, source: whole } = await peek(source, HEAD_BYTES)
  const encoding = detect(head)
  return encoding === null ? whole : transcode(whole, encoding, hasMark(head))
}

type Encoding = 'utf-16le' | 'utf-16be'

const HEAD_BYTES = 512
/** Without a mark: so many of every hundred characters are ASCII, each with its zero byte. */
const ZERO_PERCENT = 30

function detect(head: Uint8Array): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const pairs = head.length >> 1
  let even = 0
  let odd = 0
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (head[i] === 0) even++
    if (head[i + 1] === 0) odd++
  }
  if (pairs < 2) return null
  // Binary noise has its zeros anywhere.
  if (odd * 100 >= ZERO_PERCENT * pairs && even * 20 <= odd) return 'utf-16le'
  if (even * 100 >= ZERO_PERCENT * pairs && odd * 20 <= even) return 'utf-16be'
  return null
}

function hasMark(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

const CHUNK_BYTES = 65_536

function transcode(source: ByteSource, encoding: Encoding, marked: boolean): ByteSource {
  const raw = Buffer.alloc(CHUNK_BYTES)
  const losses: Loss[] = []
  const offsets = new OffsetMap(marked ? 2 : 0)
  let kept = 0
  let text: Uint8Array = new Uint8Array(0)
  let ended = false
  let skip = marked ? 2 : 0

  async function fill(): Promise<void> {
    const count = await source.read(raw.subarray(kept))
    const available = kept + count
    ended = count === 0
    const from = Math.min(skip, available)
    skip -= from
    let end = available - ((available - from) % 2)
    // Half a character beyond the basic plane waits for its other half.
    if (!ended && end > from && (raw[end - (encoding === 'utf-16le' ? 1 : 2)]! & 0xfc) === 0xd8) end -= 2
    const part = Buffer.from(raw.subarray(from, end))
    if (encoding === 'utf-16be') part.swap16()
    text = Buffer.from(part.toString('utf16le'))
    offsets.add(text, part.length)
    raw.copyWithin(0, end, available)
    kept = available - end
    if (ended && kept > 0) losses.push({ id: 'E09', text: 'the UTF-16 text ends inside a character' })
  }

  return {
    ...source,
    encoding,
    layers: [...source.layers, 'utf16'],
    get losses() {
      return [...source.losses, ...losses]
    },
    rawOffset: (position) => offsets.rawOf(position),
    async read(into) {
      while (text.length === 0 && !ended) await fill()
      const count = Math.min(text.length, into.length)
      into.set(text.subarray(0, count))
      text = text.subarray(count)
      return count
    },
  }
}
