import { LogExtractorError } from '../base/errors.ts'
import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import type { ExpansionLimits } from '../input/compression/budget.ts'
import { openSources } from '../input/open-source.ts'

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
  /** How much an archive may become. */
  readonly limits?: ExpansionLimits
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

/**
 * What comes of each source of an input, as one stream; spans say whose it is. A log of an archive that cannot be read
 * does not end the others: the first such failure is thrown behind them.
 */
export async function* fromEach<T>(
  input: SourceInput,
  options: ReadOptions,
  produce: (source: ByteSource, put: (item: T) => Promise<void>) => Promise<ReadResult>,
): AsyncGenerator<T, ReadResult> {
  let total: ReadResult | null = null
  let failure: LogExtractorError | null = null
  for await (const source of openSources(input, options.limits)) {
    try {
      const result = yield* handOver<T>(source, (put) => produce(source, put))
      total = total === null ? result : added(total, result)
    } catch (error) {
      if (!(error instanceof LogExtractorError)) throw error
      failure ??= error
    }
  }
  if (failure !== null) throw failure
  return total ?? { bytes: 0, lines: 0, claimedLines: 0, encoding: 'utf-8', compression: null, layers: [] }
}

function added(a: ReadResult, b: ReadResult): ReadResult {
  return {
    ...a,
    bytes: a.bytes + b.bytes,
    lines: a.lines + b.lines,
    claimedLines: a.claimedLines + b.claimedLines,
    layers: [...new Set([...a.layers, ...b.layers])],
  }
}

/** Turns a loop that pushes into one that is pulled from; the source is closed when either side is done. */
async function* handOver<T>(
  source: ByteSource,
  produce: (put: (item: T) => Promise<void>) => Promise<ReadResult>,
): AsyncGenerator<T, ReadResult> {
  const queue = new Handover<T>()
  const done = produce((item) => queue.put(item))
  done.then(
    () => queue.end(),
    () => queue.end(),
  )
  try {
    for (let item = await queue.take(); item !== null; item = await queue.take()) yield item
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
