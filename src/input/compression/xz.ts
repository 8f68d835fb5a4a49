import { ReadableStream } from 'node:stream/web'
import type { ByteSource } from '../byte-source.ts'
import type { Decoding } from './decoding.ts'

const INPUT_BYTES = 65_536

export async function* unxz(source: ByteSource, decoding: Decoding): AsyncGenerator<Uint8Array> {
  type Library = typeof import('xz-decompress')
  const library = (await import('xz-decompress')) as Library & { readonly default?: Library }
  // Node hands over a bundle of the old kind whole, as `default`; loaders that look inside name its parts.
  const { XzReadableStream } = library.default ?? library
  let isOver = false
  const compressed = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part = new Uint8Array(INPUT_BYTES)
        const count = await source.read(part)
        isOver ||= count === 0
        if (count > 0) controller.enqueue(part.subarray(0, count))
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const reader = new XzReadableStream(compressed as never).getReader()
  try {
    for (;;) {
      const next = await reader.read().catch((error: unknown) => ({ error }))
      if ('error' in next) {
        decoding.broken(isOver ? 'early' : 'damaged')
        return
      }
      if (next.done) return
      decoding.spend(next.value.length)
      // The decoder's memory is its own and is written again.
      yield next.value.slice()
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
