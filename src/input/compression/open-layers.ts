import { type ByteSource, peek } from '../byte-source.ts'
import type { Budget } from './budget.ts'
import { formatOf, HEAD_BYTES } from './magic.ts'

/**
 * The logs that a source holds: itself, or what is packed in it. Each one must be read to its end, or given up, before
 * the next is asked for. One that cannot be read fails at its first read, and the others still come.
 */
export async function* openLayers(source: ByteSource, budget: Budget): AsyncGenerator<ByteSource> {
  const { head, source: whole } = await peek(source, HEAD_BYTES)
  const format = formatOf(head)
  if (format === null) yield whole
  else {
    // Few logs are packed, and decoders take their time to load.
    const { expand } = await import('./expand.ts')
    yield* expand(budget.watch(whole), format, budget, 1)
  }
}
