import { createRecognisers } from '../formats/registry.ts'
import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import { openSource } from '../input/open-source.ts'
import { type Event, GC_FIELDS, type GoGcEvent } from '../model/event.ts'
import { Engine } from './engine.ts'
import { borrowKernel, returnKernel } from './kernels.ts'

export interface ReadOptions {
  /** Called between chunks, with the bytes read so far. */
  readonly onProgress?: (progress: {
    readonly source: string
    readonly bytes: number
    readonly size: number | null
  }) => void
  readonly signal?: AbortSignal
  /** `plain` runs without WebAssembly; the results are the same. */
  readonly kernel?: 'wasm' | 'plain'
}

/** What is known of a source once it was read. */
export interface ReadResult {
  readonly bytes: number
  readonly lines: number
  readonly claimedLines: number
  readonly encoding: string
  readonly compression: string | null
  /** Envelopes that were peeled, outermost first. */
  readonly layers: readonly string[]
}

const READ_BYTES = 1_048_576

/**
 * Runs one source through the engine, handing over events after every chunk. The only loop that awaits.
 * @throws LogExtractorError when the source cannot be opened or read.
 */
export async function readSource(
  input: SourceInput,
  options: ReadOptions & { readonly shareStacks: boolean },
  take: (events: Event[]) => void | Promise<void>,
): Promise<ReadResult> {
  const source = await openSource(input)
  try {
    return await pump(source, options, take)
  } finally {
    await source.close()
  }
}

async function pump(
  source: ByteSource,
  options: ReadOptions & { readonly shareStacks: boolean },
  take: (events: Event[]) => void | Promise<void>,
): Promise<ReadResult> {
  const kernel = borrowKernel(options.kernel)
  let pending = false
  try {
    const engine = new Engine(source.name, kernel, createRecognisers(), options)
    const hand = async () => {
      const events = engine.drain()
      if (events.length > 0) await take(events)
    }
    // The next bytes are read while these are looked at: they lie right behind them in the window.
    let reading: Promise<number> | null = null
    for (;;) {
      reading ??= source.read(engine.room(READ_BYTES).subarray(0, READ_BYTES))
      const count: number = await reading
      reading = null
      if (count === 0) break
      options.signal?.throwIfAborted()
      engine.advance(count)
      if (engine.hasRoom(READ_BYTES)) {
        reading = source.read(engine.room(0).subarray(0, READ_BYTES))
        pending = true
        // It is awaited only after the chunk: until then nobody else takes its failure.
        reading.catch(() => {}).finally(() => void (pending = false))
      }
      engine.process()
      await hand()
      options.onProgress?.({ source: source.name, bytes: engine.stats.bytes, size: source.size })
    }
    engine.finish()
    await hand()
    const { bytes, lines, claimedLines } = engine.stats
    return { bytes, lines, claimedLines, encoding: source.encoding, compression: source.compression, layers: [...(source.encoding.startsWith('utf-16') ? ['utf16'] : []), ...engine.layers] }
  } finally {
    // A read that is still under way would write into the next borrower's window.
    if (!pending) returnKernel(kernel)
  }
}

/**
 * The events of a log, in batches, as they are found. Goroutines carry their own arguments; traces come line by line.
 * @throws LogExtractorError when the source cannot be opened or read.
 */
export async function* extract(input: SourceInput, options: ReadOptions = {}): AsyncGenerator<Event[], ReadResult> {
  const source = await openSource(input)
  const queue = new Handover<Event[]>()
  const done = pump(source, { ...options, shareStacks: false }, (events) => queue.put(events.flatMap(unfold)))
  done.then(
    () => queue.end(),
    () => queue.end(),
  )
  try {
    for (let batch = await queue.take(); batch !== null; batch = await queue.take()) yield batch
    return await done
  } finally {
    queue.abandon()
    await source.close().catch(() => {})
  }
}

/** Between a producer and a consumer, one item deep: what is not used yet is not made yet. */
class Handover<T> {
  private item: T | null = null
  private ended = false
  private abandoned = false
  private readonly waiting: (() => void)[] = []

  async put(item: T): Promise<void> {
    while (this.item !== null && !this.abandoned) await this.change()
    if (this.abandoned) throw new Error('the consumer left')
    this.item = item
    this.changed()
  }

  async take(): Promise<T | null> {
    while (this.item === null && !this.ended) await this.change()
    const { item } = this
    this.item = null
    this.changed()
    return item
  }

  end(): void {
    this.ended = true
    this.changed()
  }

  abandon(): void {
    this.abandoned = true
    this.changed()
  }

  private change(): Promise<void> {
    return new Promise((resolve) => void this.waiting.push(resolve))
  }

  private changed(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

/** A batch of collections as one event each. */
function unfold(event: Event): Event | Event[] {
  if (event.kind !== 'go.gc-batch') return event
  const { values, length } = event.cycles
  return Array.from({ length }, (_, i): GoGcEvent => {
    const row = values.subarray(i * GC_FIELDS.length, (i + 1) * GC_FIELDS.length)
    const number = Object.fromEntries(GC_FIELDS.map((name, k) => [name, row[k]!])) as Record<
      (typeof GC_FIELDS)[number],
      number
    >
    const { line, byte, endByte, forced, leakDetection, stacksMiB, globalsMiB, ...rest } = number
    return {
      kind: 'go.gc',
      span: { source: event.span.source, line, endLine: line, byte, endByte },
      block: event.block,
      time: null,
      ...rest,
      stacksMiB: Number.isNaN(stacksMiB) ? null : stacksMiB,
      globalsMiB: Number.isNaN(globalsMiB) ? null : globalsMiB,
      forced: forced === 1,
      leakDetection: leakDetection === 1,
    }
  })
}
