import type { ByteSource } from './byte-source.ts'

/**
 * UTF-16 (a PowerShell redirection) becomes UTF-8 on the way in; positions then count decoded bytes. Everything else
 * passes as it is, a UTF-8 mark included: the line decoder drops it, so that positions stay those of the file.
 */
export async function decodeCharset(source: ByteSource): Promise<ByteSource> {
  const head = new Uint8Array(4)
  let filled = 0
  while (filled < head.length) {
    const count = await source.read(head.subarray(filled))
    if (count === 0) break
    filled += count
  }
  const start = head.subarray(0, filled)
  const encoding = detect(start)
  const replay = prepend(source, start.subarray(encoding !== 'utf-8' && hasMark(start) ? 2 : 0))
  if (encoding === 'utf-8') return replay
  return transcode(replay, encoding)
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

function detect(head: Uint8Array): Encoding {
  const [a, b, c, d] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // Without a mark: two ASCII characters, each with its zero byte.
  if (a !== 0 && b === 0 && c !== 0 && d === 0 && head.length === 4) return 'utf-16le'
  if (a === 0 && b !== 0 && c === 0 && d !== 0 && head.length === 4) return 'utf-16be'
  return 'utf-8'
}

function hasMark(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

function prepend(source: ByteSource, head: Uint8Array): ByteSource {
  let rest = head
  return {
    name: source.name,
    size: source.size,
    encoding: source.encoding,
    compression: source.compression,
    async read(into) {
      if (rest.length === 0) return source.read(into)
      const count = Math.min(rest.length, into.length)
      into.set(rest.subarray(0, count))
      rest = rest.subarray(count)
      return count
    },
    close: () => source.close(),
  }
}

function transcode(source: ByteSource, encoding: 'utf-16le' | 'utf-16be'): ByteSource {
  // Node's own decoder has no big endian on every build: swapping bytes first needs none.
  const decoder = new TextDecoder('utf-16le')
  const raw = new Uint8Array(65_536)
  let kept = 0
  let text: Uint8Array = new Uint8Array(0)
  let ended = false
  return {
    name: source.name,
    size: source.size,
    encoding,
    compression: source.compression,
    async read(into) {
      while (text.length === 0 && !ended) {
        const count = await source.read(raw.subarray(kept))
        const available = kept + count
        ended = count === 0
        const even = ended ? available : available & ~1
        if (encoding === 'utf-16be') for (let i = 0; i + 1 < even; i += 2) [raw[i], raw[i + 1]] = [raw[i + 1]!, raw[i]!]
        text = Buffer.from(decoder.decode(raw.subarray(0, even), { stream: !ended }))
        if (available > even) raw[0] = raw[even]!
        kept = available - even
      }
      const count = Math.min(text.length, into.length)
      into.set(text.subarray(0, count))
      text = text.subarray(count)
      return count
    },
    close: () => source.close(),
  }
}
