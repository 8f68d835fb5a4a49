import type { Kernel } from '../base/kernel/index.ts'
import type { Detail } from '../formats/recogniser.ts'
import { createRecognisers } from '../formats/registry.ts'
import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import { READ_BYTES } from '../input/limits.ts'
import { type Event, GC_FIELDS, type GoGcEvent } from '../model/event.ts'
import type { Span } from '../model/span.ts'
import type { Stack } from '../model/stack.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { EventBytes } from '../render/event-bytes.ts'
import { runTemplate } from '../render/jsonl.ts'
import { fromEach, type ReadOptions, type ReadResult } from './each-source.ts'
import { Engine, type EngineOptions } from './engine.ts'
import { borrowKernel, returnKernel, writingKernel } from './kernels.ts'
import { createRedactor, type Redact, redactEvent } from './redaction.ts'

/** The text of a place that was just read; null when it is no longer in memory. */
type Quote = (span: Span) => string | null

export interface PumpOptions extends ReadOptions {
  readonly onStats?: (result: ReadResult) => void
  readonly engine: EngineOptions
  readonly kernels: { borrow(): Kernel; giveBack(kernel: Kernel): void }
  /** Called after every chunk: what the engine emitted is handed on, and the next chunk waits for it. */
  readonly hand: (quote: Quote) => void | Promise<void>
}

type ReadSourceOptions = ReadOptions & {
  readonly goroutines: Detail
  /** Numbers of blocks, where several sources share them. */
  readonly nextBlock?: () => number
  readonly turn?: EngineOptions['turn']
  /** Called after every chunk, with what is known so far of the source. */
  readonly onStats?: (result: ReadResult) => void
}

export const SHARED = (implementation: 'wasm' | 'plain' | undefined): PumpOptions['kernels'] => ({
  borrow: () => borrowKernel(implementation),
  giveBack: returnKernel,
})

/**
 * Runs one source through the engine, handing over events after every chunk, and closes it.
 * @throws LogExtractorError when the source cannot be read.
 */
export async function readSource(
  source: ByteSource,
  options: ReadSourceOptions,
  take: (events: Event[], quote: Quote) => void | Promise<void>,
): Promise<ReadResult> {
  let events: Event[] = []
  const { goroutines, nextBlock, turn } = options
  try {
    return await pump(source, {
      ...options,
      kernels: SHARED(options.kernel),
      engine: {
        goroutines,
        ...(nextBlock && { nextBlock }),
        ...(turn && { turn }),
        emit: (event) => void events.push(keepable(event)),
      },
      async hand(quote) {
        const batch = events
        events = []
        if (batch.length > 0) await take(batch, quote)
      },
    })
  } finally {
    await source.close()
  }
}

/** Who makes something of events, one by one as they are found. */
export interface Fold {
  /** The source does not stand as it was written: events come as it was, and their spans say where they stand. */
  turn(order: WrittenOrder): void
  add(event: Event, quote: Quote): void
  /** A chunk of the source is over; the next one takes the place of its text. */
  settle(quote: Quote): void
}

/**
 * Runs one source through the engine and closes it. No list of a chunk's events is made: a log of millions of collections
 * is folded where it stands. A fold may keep an event that it needs later, but no `go.gc-batch`, whose numbers are the
 * kernel's, who writes over them.
 * @throws LogExtractorError when the source cannot be read.
 */
export async function foldSource(
  source: ByteSource,
  options: ReadOptions & { readonly goroutines: Detail },
  fold: Fold,
): Promise<ReadResult> {
  const { goroutines } = options
  try {
    return await pump(source, {
      ...options,
      kernels: SHARED(options.kernel),
      engine: { goroutines, turn: (order) => fold.turn(order), emit: (event, quote) => fold.add(event, quote) },
      hand: (quote) => fold.settle(quote),
    })
  } finally {
    await source.close()
  }
}

/** The loop that reads a source: the only one of the events that awaits. */
export async function pump(source: ByteSource, options: PumpOptions): Promise<ReadResult> {
  const kernel = options.kernels.borrow()
  let isReading = false
  try {
    const engine = new Engine(source, kernel, createRecognisers(), options.engine)
    const result = () => resultOf(engine, source)
    const quote: Quote = (span) => engine.quote(span)
    // Of what goes wrong in a pause the loop hears with the next bytes: nobody else would.
    const trouble: { error?: unknown } = {}
    const inPause = async () => {
      engine.process(true)
      await options.hand(quote)
    }
    source.whenQuiet?.(() => void inPause().catch((error: unknown) => (trouble.error ??= error)))
    const read = async () => {
      isReading = true
      try {
        return await source.read(engine.window.roomFor(READ_BYTES))
      } finally {
        isReading = false
      }
    }
    let reading = read()
    for (;;) {
      const count = await reading
      if (trouble.error !== undefined) throw trouble.error
      if (count === 0) break
      options.signal?.throwIfAborted()
      engine.advance(count)
      // The next bytes are read while these are looked at: they lie right behind them in the window.
      reading = read()
      // It is awaited only after the chunk: until then nobody else takes its failure.
      reading.catch(() => {})
      engine.process()
      await options.hand(quote)
      options.onStats?.(result())
      options.onProgress?.({ source: source.name, bytes: engine.stats.bytes, size: source.size })
    }
    engine.finish(source.losses)
    await options.hand(quote)
    return result()
  } finally {
    // A read that is still under way would write into the next borrower's window.
    if (!isReading) options.kernels.giveBack(kernel)
  }
}

function resultOf(engine: Engine, source: ByteSource): ReadResult {
  const { bytes, lines, claimedLines } = engine.stats
  return {
    bytes: source.rawOffset?.(bytes) ?? bytes,
    lines,
    claimedLines,
    encoding: engine.hasLatin1 ? 'latin1' : source.encoding,
    compression: source.compression,
    layers: [...source.layers, ...engine.layers],
  }
}

/**
 * The events of a log as JSON lines, in chunks of bytes: what `extract` gives, turned into text. Traces that come by the
 * million go from bytes to bytes without becoming objects.
 * @throws LogExtractorError when the source cannot be opened or read.
 */
export async function* extractLines(
  input: SourceInput,
  options: ReadOptions & {
    readonly keep?: (event: Event) => boolean
    readonly redact?: Redact
    /** A chunk is written over when the next one is asked for. */
    readonly reuse?: boolean
  } = {},
): AsyncGenerator<Uint8Array, ReadResult> {
  const keep = options.keep
  const redactor = createRedactor(options.redact)
  const lines = new EventBytes()
  const nextBlock = counter()
  const chunks = fromEach<Uint8Array>(input, options, (source, put) =>
    pump(source, {
      ...options,
      kernels: {
        borrow: () =>
          writingKernel(options.kernel, (runs, shape) => runTemplate(runs.kind, source.name, runs.layouts[shape]!)),
        giveBack: () => {},
      },
      engine: {
        goroutines: 'each',
        nextBlock,
        emit(event) {
          if (keep === undefined || keep(event)) lines.add(redactEvent(event, redactor))
        },
        ...(keep === undefined ? { writeRun: (bytes) => lines.addBytes(bytes) } : {}),
      },
      async hand() {
        for (const part of lines.take()) await put(part)
      },
    }),
  )
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done === true) return next.value
      yield next.value
      if (options.reuse === true) lines.giveBack(next.value)
    }
  } finally {
    await chunks.return(undefined as never)
  }
}

/**
 * The events of a log, in batches, as they are found. Goroutines carry their own arguments; traces come line by line. Texts
 * are as the log has them, secrets too: `analyze` and `extractLines`, which print, take an option `redact`.
 * @throws LogExtractorError when the source cannot be opened or read.
 */
export async function* extract(input: SourceInput, options: ReadOptions = {}): AsyncGenerator<Event[], ReadResult> {
  const nextBlock = counter()
  return yield* fromEach<Event[]>(input, options, (source, put) =>
    readSource(source, { ...options, goroutines: 'each', nextBlock }, (events) => put(events.flatMap(unfold))),
  )
}

function counter(): () => number {
  let count = 0
  return () => count++
}

/** The numbers of a batch are the kernel's, who writes over them. */
function keepable(event: Event): Event {
  if (event.kind !== 'go.gc-batch') return event
  const { length, stride, values } = event.cycles
  return { ...event, cycles: { length, stride, values: values.slice(0, length * stride) } }
}

/** A batch of collections as one event each, a stack that is made when asked for as a plain one. */
function unfold(event: Event): Event | Event[] {
  if (event.kind === 'go.goroutine' && event.stack.pattern !== undefined) return { ...event, stack: plain(event.stack) }
  if (event.kind !== 'go.gc-batch') return event
  const { values, stride, length } = event.cycles
  return Array.from({ length }, (_, i): GoGcEvent => {
    const row = values.subarray(i * stride, (i + 1) * stride)
    const number = Object.fromEntries(GC_FIELDS.map((name, k) => [name, row[k]!])) as Record<
      (typeof GC_FIELDS)[number],
      number
    >
    const { line, byte, endByte, stacksMiB, globalsMiB, procs, forced, leakDetection, ...rest } = number
    return {
      kind: 'go.gc',
      span: { source: event.span.source, line, endLine: line, byte, endByte },
      time: null,
      block: null,
      ...rest,
      stacksMiB: Number.isNaN(stacksMiB) ? null : stacksMiB,
      globalsMiB: Number.isNaN(globalsMiB) ? null : globalsMiB,
      procs,
      forced: forced === 1,
      leakDetection: leakDetection === 1,
    }
  })
}

function plain({ frames, createdBy, ancestors, elided, elidedAt, unavailable }: Stack): Stack {
  return { frames, createdBy, ancestors, elided, elidedAt, unavailable }
}
