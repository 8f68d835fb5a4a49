import type {
  GcFlag,
  JvmCollector,
  JvmGcEvent,
  JvmGcInitEvent,
  JvmGcNoteEvent,
  JvmSafepointEvent,
} from '../../../model/gc-event.ts'
import type { Line } from '../../../model/line.ts'
import { cover, type Span } from '../../../model/span.ts'
import type { Sink } from '../../recogniser.ts'
import { CollectionNumbers } from './collection-numbers.ts'
import { before, type Stamp } from './stamp.ts'

export type Cpu = NonNullable<JvmGcEvent['cpu']>
type Head = Omit<JvmGcInitEvent, 'kind' | 'span' | 'block' | 'time' | 'run'>
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What a reader knows of a happening; the rest is filled in here. */
export interface Happening {
  readonly of: JvmGcEvent['of']
  readonly type: string
  readonly name: string
  readonly gcId?: number | null
  readonly cause?: string | null
  readonly thread?: string | null
  readonly generation?: JvmGcEvent['generation']
  readonly start: Stamp
  readonly end: Stamp
  readonly durationMs: number | null
  readonly heapBeforeBytes?: number | null
  readonly heapAfterBytes?: number | null
  readonly heapCapacityBytes?: number | null
  readonly pools?: JvmGcEvent['pools']
  readonly metaspace?: JvmGcEvent['metaspace']
  readonly cpu?: Cpu | null
  readonly phases?: JvmGcEvent['phases']
  readonly flags?: readonly GcFlag[]
}

const NO_HEAD: Head = {
  collector: null,
  version: null,
  cpus: null,
  memoryBytes: null,
  heapMinBytes: null,
  heapInitialBytes: null,
  heapMaxBytes: null,
  regionBytes: null,
  parallelWorkers: null,
  concurrentWorkers: null,
  commandLine: null,
}

/**
 * What lines of one lane tell about each other: which JVM is speaking, its head, and the happenings that are over but
 * whose processor times are still to come. A log that was appended to holds several JVMs, one after the other.
 */
export class RunMemory {
  run = 0
  collector: JvmCollector | null = null
  private readonly sink: Sink
  private head: Mutable<Head> | null = null
  private headSpan: Span | null = null
  private headTime: string | null = null
  private headTold = false
  private events = 0
  private uptimeMs: number | null = null
  private numbers = new CollectionNumbers()
  private lastNumbered: Line | null = null
  private readonly waiting: { event: Mutable<JvmGcEvent>; awaits: boolean }[] = []
  /** Told when another JVM begins, so that readers drop what they hold of the one before. */
  onNewRun: (() => void) | null = null

  constructor(sink: Sink) {
    this.sink = sink
  }

  get regionBytes(): number | null {
    return this.head?.regionBytes ?? null
  }

  /** Uptime that goes back is another JVM; the wall clock may be set back at any time. */
  watch({ uptimeMs }: Stamp): void {
    if (uptimeMs === null) return
    if (this.uptimeMs !== null && uptimeMs < this.uptimeMs - RESTART_MS) this.newRun()
    this.uptimeMs = uptimeMs
  }

  /** A line of this collection. */
  saw(gcId: number, line: Line, of: Happening['of']): void {
    this.numbers.saw(gcId)
    if (of !== 'pause') this.numbers.concurrent()
    this.lastNumbered = line
  }

  /** A line that a JVM prints once, before its first collection. */
  header(line: Line, facts: Partial<Head>): void {
    const repeats = facts.collector !== undefined && this.head !== null && this.head.collector !== null
    if (this.events > 0 || repeats) this.newRun()
    this.learn(line, facts)
    if (facts.collector != null) this.collector = facts.collector
  }

  learn(line: Line, facts: Partial<Head>): void {
    this.head = Object.assign(this.head ?? { ...NO_HEAD }, facts)
    this.headSpan = this.headSpan === null ? line.span : cover(this.headSpan, line.span)
    this.headTime ??= line.time
  }

  /** The collector as told by what only it prints. */
  suppose(collector: JvmCollector | null): void {
    this.collector ??= collector
  }

  happened(line: Line, span: Span, happening: Happening, awaitsCpu: boolean): void {
    const { of, type, name, start, end, durationMs } = happening
    this.enqueue(
      {
        kind: 'jvm.gc',
        span,
        block: null,
        time: line.time,
        run: this.run,
        gcId: happening.gcId ?? null,
        collector: this.collector,
        of,
        type,
        name,
        cause: happening.cause ?? null,
        thread: happening.thread ?? null,
        generation: happening.generation ?? null,
        startMs: start.uptimeMs,
        endMs: end.uptimeMs,
        wallMs: start.wallMs ?? envelopeTime(line, durationMs),
        durationMs,
        heapBeforeBytes: happening.heapBeforeBytes ?? null,
        heapAfterBytes: happening.heapAfterBytes ?? null,
        heapCapacityBytes: happening.heapCapacityBytes ?? null,
        pools: happening.pools ?? null,
        metaspace: happening.metaspace ?? null,
        cpu: happening.cpu ?? null,
        phases: happening.phases ?? [],
        flags: happening.flags ?? [],
      },
      awaitsCpu,
    )
  }

  /** The processor times of a happening come behind its last line. */
  cpu(gcId: number, cpu: Cpu): void {
    const { waiting } = this
    let at = 0
    while (at < waiting.length && !(waiting[at]!.awaits && waiting[at]!.event.gcId === gcId)) at++
    const found = waiting[at]
    if (found === undefined) return
    found.event.cpu = cpu
    found.awaits = false
    if (waiting.length === 1) this.settle()
    else while (waiting.length > 0 && !waiting[0]!.awaits) this.sink.emit(waiting.shift()!.event)
  }

  /** Nobody can come behind what is over anymore. */
  settle(): void {
    const { waiting } = this
    // Nearly always there is one at most; emptying an array costs more than taking its last.
    if (waiting.length > 1) for (const { event } of waiting.splice(0)) this.sink.emit(event)
    else if (waiting.length === 1) this.sink.emit(waiting.pop()!.event)
  }

  note(line: Line, note: JvmGcNoteEvent['note'], stamp: Stamp, text: string, gcId: number | null = null): void {
    this.tellHead()
    this.settle()
    this.sink.emit({
      kind: 'jvm.gc-note',
      span: line.span,
      block: null,
      time: line.time,
      run: this.run,
      note,
      gcId,
      atMs: stamp.uptimeMs,
      wallMs: stamp.wallMs ?? envelopeTime(line, 0),
      dialect: null,
      text: text.slice(0, LONGEST_TEXT),
    })
  }

  safepoint(
    line: Line,
    span: Span,
    end: Stamp,
    found: Pick<JvmSafepointEvent, 'operation' | 'reachingMs' | 'atMs' | 'totalMs'>,
  ): void {
    this.tellHead()
    this.settle()
    const start = before(end, found.totalMs)
    this.sink.emit({
      kind: 'jvm.safepoint',
      span,
      block: null,
      time: line.time,
      run: this.run,
      ...found,
      startMs: start.uptimeMs,
      wallMs: start.wallMs ?? envelopeTime(line, found.totalMs),
    })
  }

  broken(line: Line, code: 'trace-line-cut' | 'torn-token', format: string): void {
    this.tellHead()
    this.settle()
    const { span, time, text } = line
    this.sink.emit({ kind: 'malformed', span, block: null, time, format, code, text: text.slice(0, LONGEST_TEXT) })
  }

  nearMiss(line: Line, reason: string, format: string): void {
    const { span, time, text } = line
    this.sink.emit({ kind: 'near-miss', span, block: null, time, format, reason, text: text.slice(0, LONGEST_TEXT) })
  }

  end(): void {
    this.onNewRun?.()
    this.tellHead()
    this.settle()
    this.tellGap()
  }

  private tellGap(): void {
    const gap = this.numbers.gap()
    const { lastNumbered: line } = this
    this.numbers = new CollectionNumbers()
    this.lastNumbered = null
    if (gap === null || line === null) return
    const { from, to, count } = gap
    const range = from === to ? `GC(${from})` : `GC(${from}) to GC(${to})`
    const text = to - from + 1 === count ? range : `${count} numbers, among them ${range}`
    const { span, time } = line
    const what = { format: 'jvm-gc', code: 'lines-missing', evidence: 'E29' } as const
    this.sink.emit({ kind: 'malformed', span, block: null, time, ...what, text })
  }

  newRun(): void {
    this.end()
    this.run++
    this.collector = null
    this.head = null
    this.headSpan = null
    this.headTime = null
    this.headTold = false
    this.events = 0
    this.uptimeMs = null
  }

  private enqueue(event: Mutable<JvmGcEvent>, awaits: boolean): void {
    this.tellHead()
    this.events++
    if (!awaits && this.waiting.length === 0) this.sink.emit(event)
    else if (this.waiting.push({ event, awaits }) > MOST_WAITING) this.settle()
  }

  private tellHead(): void {
    if (this.headTold || this.head === null || this.headSpan === null) return
    this.headTold = true
    const { head, headSpan: span, headTime: time, run } = this
    this.sink.emit({ kind: 'jvm.gc-init', span, block: null, time, run, ...head, collector: this.collector })
  }
}

/** When a collector's own log has no clock, whoever carried the line may have had one. */
function envelopeTime(line: Line, durationMs: number | null): number | null {
  const ms = line.time === null ? Number.NaN : Date.parse(line.time)
  return Number.isNaN(ms) ? null : Math.round(ms - (durationMs ?? 0))
}

const RESTART_MS = 1_000
const MOST_WAITING = 8
const LONGEST_TEXT = 400
