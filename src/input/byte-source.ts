/** A stream of raw bytes that is pulled: the reader offers memory, the source fills some of it. */
export interface ByteSource {
  readonly name: string
  /** Bytes in all, when known: for progress only. */
  readonly size: number | null
  readonly encoding: string
  readonly compression: string | null
  /** Fills a part of `into`; 0 at the end. */
  read(into: Uint8Array): Promise<number>
  close(): Promise<void>
}

/** What a caller of the library may analyse: a path (`-` is standard input), bytes, or a stream of them. */
export type SourceInput =
  | string
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array | string }
  | { readonly name: string; readonly stream: AsyncIterable<Uint8Array | string> }

/** Adapts pushed chunks to pulled reads. */
export function fromIterable(
  name: string,
  chunks: AsyncIterable<Uint8Array | string>,
  size: number | null = null,
): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return {
    name,
    size,
    encoding: 'utf-8',
    compression: null,
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
    name,
    size: bytes.length,
    encoding: 'utf-8',
    compression: null,
    async read(into) {
      const count = Math.min(into.length, bytes.length - offset)
      into.set(bytes.subarray(offset, offset + count))
      offset += count
      return count
    },
    async close() {},
  }
}
