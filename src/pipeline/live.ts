/**
 * The same analysis on streams that are still being written: each is read as far as it goes, events are told as they are
 * found, and a report of what is known so far can be had at any time.
 */
import { SourceAnalysis } from '../analysis/analysis.ts'
import type { ByteSource } from '../input/byte-source.ts'
import type { Event } from '../model/event.ts'
import type { Report } from '../model/report.ts'
import { assemble, tellSource } from './assemble.ts'
import type { ReadOptions, ReadResult } from './each-source.ts'
import { readSource } from './extract.ts'

export interface LiveOptions extends Pick<ReadOptions, 'kernel'> {
  readonly onEvents: (source: string, events: readonly Event[]) => void
}

/** One stream; its chunks may be used again as soon as `push` is done with them. */
export interface LiveStream {
  push(chunk: Uint8Array): Promise<void>
  end(): void
}

export class LiveAnalysis {
  private readonly started = performance.now()
  private readonly parts: { readonly name: string; readonly analysis: SourceAnalysis; result: ReadResult }[] = []
  private readonly readings: Promise<void>[] = []
  private readonly options: LiveOptions

  constructor(options: LiveOptions) {
    this.options = options
  }

  /** Streams stand in the report in the order in which they were opened. */
  open(name: string): LiveStream {
    const analysis = new SourceAnalysis(name)
    const part = { name, analysis, result: NOTHING }
    this.parts.push(part)
    const stream = new PushedSource(name)
    const reading = readSource(
      stream,
      {
        ...this.options,
        goroutines: 'counted',
        turn: (order) => analysis.turn(order),
        onStats: (result) => void (part.result = result),
      },
      (events, quote) => {
        for (const event of events) analysis.add(event, quote)
        analysis.settle(quote)
        this.options.onEvents(name, events)
      },
    )
    this.readings.push(reading.then((result) => void (part.result = result)).finally(() => stream.abandon()))
    return stream
  }

  /** What is known up to now. Costs as much as a whole report. */
  soFar(): Report {
    let crashes = 0
    const outcomes = this.parts.map(({ name, analysis, result }) => {
      const outcome = tellSource(name, analysis, crashes, result)
      crashes += outcome.findings.crashes.length
      return outcome
    })
    return assemble(outcomes, performance.now() - this.started)
  }

  /** Once every stream has ended. */
  async finish(): Promise<Report> {
    await Promise.all(this.readings)
    return this.soFar()
  }
}

const NOTHING: ReadResult = {
  bytes: 0,
  lines: 0,
  claimedLines: 0,
  encoding: 'utf-8',
  compression: null,
  layers: [],
}

/** A stream that is silent for so long has said for now what it had to say. */
const QUIET_MS = 100

/** Chunks that are pushed, read by a loop that pulls. Neither runs ahead of the other. */
class PushedSource implements ByteSource, LiveStream {
  readonly name: string
  readonly size = null
  readonly encoding = 'utf-8'
  readonly compression = null
  readonly layers = []
  readonly losses = []
  private waiting: ((count: number) => void) | null = null
  private into: Uint8Array | null = null
  private rest: Uint8Array | null = null
  private taken: (() => void) | null = null
  private isOver = false
  private quiet: (() => void) | null = null
  private timer: NodeJS.Timeout | null = null
  private lastPush = 0

  constructor(name: string) {
    this.name = name
  }

  push(chunk: Uint8Array): Promise<void> {
    if (this.isOver || chunk.length === 0) return Promise.resolve()
    this.rest = chunk
    const done = new Promise<void>((resolve) => void (this.taken = resolve))
    this.hand()
    this.watch()
    return done
  }

  end(): void {
    this.isOver = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.hand()
  }

  /** The reader is gone: what is pushed from now on goes nowhere. */
  abandon(): void {
    this.end()
    this.rest = null
    this.taken?.()
  }

  read(into: Uint8Array): Promise<number> {
    this.into = into
    const count = new Promise<number>((resolve) => void (this.waiting = resolve))
    this.hand()
    return count
  }

  /** Called when the stream pauses: what was read is then all there is for now. */
  whenQuiet(notice: () => void): void {
    this.quiet = notice
  }

  async close(): Promise<void> {
    this.abandon()
  }

  private hand(): void {
    const { waiting, into, rest } = this
    if (waiting === null || into === null) return
    if (rest === null) {
      if (!this.isOver) return
      this.waiting = null
      waiting(0)
      return
    }
    const count = Math.min(rest.length, into.length)
    into.set(rest.subarray(0, count))
    this.waiting = null
    if (count < rest.length) this.rest = rest.subarray(count)
    else {
      this.rest = null
      this.taken?.()
      this.taken = null
    }
    waiting(count)
  }

  private watch(): void {
    this.lastPush = performance.now()
    if (this.timer !== null || this.quiet === null) return
    const look = () => {
      this.timer = null
      const left = this.lastPush + QUIET_MS - performance.now()
      if (left <= 1) this.quiet?.()
      else this.timer = setTimeout(look, left).unref()
    }
    this.timer = setTimeout(look, QUIET_MS).unref()
  }
}
