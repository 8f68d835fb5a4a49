import type { Loss } from './envelopes/envelope.ts'

/** A stream of raw bytes that is pulled: the reader offers memory, the source fills some of it. */
export interface ByteSource {
  readonly name: string
  /** Bytes in all, when known: for progress only. */
  readonly size: number | null
  readonly encoding: string
  readonly compression: string | null
  /** Ids of what was taken off the bytes before anybody sees lines, outermost first: `gzip`, `utf16`. */
  readonly layers: readonly string[]
  /** What the source itself says is missing; complete only once it was read to its end. */
  readonly losses: readonly Loss[]
  /** Fills a part of `into`; 0 at the end. */
  read(into: Uint8Array): Promise<number>
  close(): Promise<void>
  /** A source that is still being written says when it pauses: nothing more will come for now. */
  whenQuiet?(notice: () => void): void
  /** Random access, where there is any: an archive is then read from its directory. Needs a `size`. */
  readAt?(into: Uint8Array, position: number): Promise<number>
  /**
   * Where a byte that `read` gave stood before decoding; missing where that is the same. Asked for bytes of the last
   * few megabytes only, and for none before they were read.
   */
  rawOffset?(position: number): number
}

/**
 * What a caller of the library may analyse: a path (`-` is standard input), bytes, a stream of them, or a descriptor that
 * is open and that nobody else reads: it is closed behind its end. A name with an
 * `error` stands for nothing: it is told where the others are read, as a source that could not be.
 */
export type SourceInput =
  | string
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array | string }
  | { readonly name: string; readonly stream: AsyncIterable<Uint8Array | string> }
  | { readonly name: string; readonly fd: number }
  | { readonly name: string; readonly error: string }

type Facts = Pick<ByteSource, 'size' | 'compression' | 'layers' | 'losses'>

const PLAIN: Facts = { size: null, compression: null, layers: [], losses: [] }

/** Adapts pushed chunks to pulled reads. */
export function fromIterable(
  name: string,
  chunks: AsyncIterable<Uint8Array | string>,
  facts: Partial<Facts> = {},
): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return {
    ...PLAIN,
    ...facts,
    name,
    encoding: 'utf-8',
    async read(into) {
      while (rest.length === 0) {
        const next = await iterator.next()
        if (next.done === true) return 0
        rest = typeof next.value === 'string' ? Buffer.from(next.value) : next.value
      }
      const count = Math.min(rest.length, into.length)
      into.set(rest.subarray(0, count))
      rest = rest.subarray(count)
      return count
    },
    async close() {
      await iterator.return?.()
    },
  }
}

export function fromBytes(name: string, bytes: Uint8Array): ByteSource {
  let offset = 0
  return {
    ...PLAIN,
    name,
    size: bytes.length,
    encoding: 'utf-8',
    async read(into) {
      const count = copy(bytes, offset, into)
      offset += count
      return count
    },
    readAt: async (into, position) => copy(bytes, position, into),
    async close() {},
  }
}

/** A source that is known, but cannot be read: its first read says why. */
export function failing(name: string, error: Error): ByteSource {
  return { ...PLAIN, name, encoding: 'utf-8', read: () => Promise.reject(error), async close() {} }
}

/** The same source from its beginning, and the first bytes of it: fewer than asked for only where there are no more. */
export async function peek(
  source: ByteSource,
  count: number,
): Promise<{ readonly head: Uint8Array; readonly source: ByteSource }> {
  const head = new Uint8Array(count)
  const filled = await readFully(source, head)
  let rest = head.subarray(0, filled)
  return {
    head: head.subarray(0, filled),
    source: {
      ...source,
      async read(into) {
        if (rest.length === 0) return source.read(into)
        const taken = copy(rest, 0, into)
        rest = rest.subarray(taken)
        return taken
      },
    },
  }
}

/** Reads until `into` is full or the source ends; returns how much there was. */
export async function readFully(source: ByteSource, into: Uint8Array): Promise<number> {
  let filled = 0
  while (filled < into.length) {
    const count = await source.read(into.subarray(filled))
    if (count === 0) break
    filled += count
  }
  return filled
}

function copy(from: Uint8Array, position: number, into: Uint8Array): number {
  const part = from.subarray(position, position + into.length)
  into.set(part)
  return part.length
}
