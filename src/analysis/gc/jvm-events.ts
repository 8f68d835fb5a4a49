import type { GcPool, JvmGcEvent, JvmGcInitEvent, JvmGcNoteEvent, JvmSafepointEvent } from '../../model/gc-event.ts'
import { isSystemGc } from '../../model/gc-kinds.ts'
import type { Span } from '../../model/span.ts'
import { allocated } from './go-cycles.ts'
import type { PeriodFilter } from './period.ts'
import { type GcRun, type GcTimeline, OF } from './timeline.ts'

/** The text of a place that was just read; null when it is no longer in memory. */
export type Quote = (span: Span) => string | null

/** Kinds that are rare in a healthy log and that rules speak of. */
const TROUBLE =
  /^(?:full|promotion-failed|concurrent-mode-failure|concurrent-mode-interrupted|degenerated|allocation-stall|relocation-stall)/
/** Texts of any event, and of those that are in trouble or long. */
const MOST_TEXTS = 4_000
const MOST_TELLING_TEXTS = 8_000
const NOTES_OF_KIND = 5
const MOST_KINDS = 1_000

const FLAGS = [
  'evacuation-failure',
  'promotion-failed',
  'concurrent-mode-failure',
  'concurrent-mode-interrupted',
  'humongous',
  'degenerated',
  'aborted',
  'partial',
  'nested',
] as const

type Told = Pick<JvmGcEvent, 'span' | 'name' | 'gcId' | 'durationMs'>

/** What a JVM's collectors print onto a timeline. */
export class JvmEvents {
  private readonly timeline: GcTimeline
  private readonly period: PeriodFilter | null
  private readonly runs = new Map<number, GcRun>()
  /** The run asked for last: mostly that of the next event too. */
  private run: GcRun | null = null
  private runNumber = -1
  private readonly troubles = new Map<string, boolean>()
  private last: Told | null = null
  private lastOrdinal = -1
  private lastText = -1

  constructor(timeline: GcTimeline, period: PeriodFilter | null) {
    this.timeline = timeline
    this.period = period
  }

  init(event: JvmGcInitEvent): void {
    this.timeline.collector = event.collector ?? this.timeline.collector
    const run = this.runOf(event.run)
    run.fromStart = true
    if (event.heapMaxBytes !== null) run.maxHeapBytes = event.heapMaxBytes
  }

  safepoint(event: JvmSafepointEvent, quote: Quote): void {
    if (this.period?.holds(event.startMs ?? Number.NaN, event.wallMs ?? Number.NaN) === false) return
    const { safepoints } = this.timeline
    safepoints.count++
    safepoints.totalMs += event.totalMs
    if (event.reachingMs === null || event.reachingMs <= safepoints.maxReachingMs) return
    safepoints.maxReachingMs = event.reachingMs
    const name = `Safepoint "${event.operation ?? 'unnamed'}"`
    const text = quote(event.span)
    const reaching = `Reaching safepoint: ${Math.round(event.reachingMs * 1e6)} ns`
    const told = { span: event.span, name: reaching, gcId: null, durationMs: null }
    safepoints.worst = { span: event.span, quote: text === null ? name : tellingLine(text, told) }
  }

  note(event: JvmGcNoteEvent): void {
    const { timeline } = this
    if (
      event.note !== 'unsupported' &&
      this.period?.holds(event.atMs ?? Number.NaN, event.wallMs ?? Number.NaN) === false
    )
      return
    timeline.sign(event.note)
    if (timeline.signs.get(event.note)! <= NOTES_OF_KIND)
      timeline.notes.push({
        sign: event.note,
        dialect: event.dialect,
        span: event.span,
        quote: event.text,
        atMs: event.atMs ?? Number.NaN,
      })
  }

  add(event: JvmGcEvent, quote: Quote): void {
    const { timeline } = this
    const durationMs = event.durationMs ?? Number.NaN
    const startMs = startOf(event)
    const wallMs = event.wallMs ?? (event.time === null ? Number.NaN : Date.parse(event.time))
    if (this.period?.holds(startMs, wallMs) === false) return
    timeline.collector = event.collector ?? timeline.collector
    // The time of a pause inside another one is part of that one's.
    const isNested = event.flags.includes('nested')
    const pauseMs = event.of === 'pause' && !isNested ? durationMs : Number.NaN
    const before = event.heapBeforeBytes ?? Number.NaN
    const after = event.heapAfterBytes ?? Number.NaN
    const ordinal = timeline.total
    const isLong = timeline.count(event.type, event.of, isNested ? null : event.cause, pauseMs, durationMs)
    if (event.type === 'full' && isSystemGc(event.cause)) timeline.sign('full-system-gc')
    for (const flag of event.flags) timeline.sign(flag)
    const run = this.runOf(event.run)
    const rate = this.follow(run, event, startMs, wallMs, durationMs)
    if (!Number.isNaN(pauseMs)) run.pauseMs += pauseMs
    const isTrouble = this.isTrouble(event.type) || event.of === 'stall' || event.flags.length > 0
    this.last = event
    this.lastOrdinal = ordinal
    if (timeline.texts.size < (isLong || isTrouble ? MOST_TELLING_TEXTS : MOST_TEXTS))
      this.keepText(event, ordinal, quote)
    if (!timeline.rows.wants(ordinal, isLong || isTrouble)) return
    const { rows } = timeline
    const { columns } = rows
    const row = rows.append(isLong || isTrouble)
    columns.ordinal.set(row, ordinal)
    columns.startMs.set(row, startMs)
    columns.wallMs.set(row, wallMs)
    columns.durationMs.set(row, durationMs)
    columns.pauseMs.set(row, pauseMs)
    columns.beforeBytes.set(row, before)
    columns.afterBytes.set(row, after)
    columns.capacityBytes.set(row, event.heapCapacityBytes ?? Number.NaN)
    columns.byte.set(row, event.span.byte)
    columns.byteLength.set(row, event.span.endByte - event.span.byte)
    columns.line.set(row, event.span.line)
    columns.lines.set(row, Math.min(65_535, event.span.endLine - event.span.line))
    columns.of.set(row, OF.indexOf(event.of))
    columns.kind.set(row, timeline.names.code(event.type))
    columns.cause.set(row, timeline.names.code(event.cause))
    columns.name.set(row, timeline.names.code(event.name))
    columns.run.set(row, run.number)
    columns.source.set(row, timeline.names.code(event.span.source))
    columns.id.set(row, event.gcId ?? Number.NaN)
    columns.flags.set(row, flagBits(event.flags))
    columns.allocationRate.set(row, rate)
    columns.metaspaceBytes.set(row, event.metaspace?.afterBytes ?? Number.NaN)
    if (event.cpu === null) return
    columns.userMs.set(row, event.cpu.userMs)
    columns.sysMs.set(row, event.cpu.sysMs)
    columns.realMs.set(row, event.cpu.realMs)
  }

  /** Between two chunks: the last event may become the end of a trend, and its text is still there. */
  settle(quote: Quote): void {
    if (this.last === null) return
    const { texts } = this.timeline
    const told = this.last
    const ordinal = this.lastOrdinal
    this.last = null
    if (texts.has(ordinal)) return
    texts.delete(this.lastText)
    this.lastText = ordinal
    this.keepText(told, ordinal, quote)
  }

  private keepText(told: Told, ordinal: number, quote: Quote): void {
    const text = quote(told.span)
    if (text !== null) this.timeline.texts.set(ordinal, tellingLine(text, told).trim().slice(0, 400))
  }

  private follow(run: GcRun, event: JvmGcEvent, startMs: number, wallMs: number, durationMs: number): number {
    if (run.events === 0 && event.gcId === 0) run.fromStart = true
    run.events++
    const lasts = Number.isNaN(durationMs) ? 0 : durationMs
    if (Number.isNaN(run.firstMs) || startMs < run.firstMs) run.firstMs = startMs
    if (!(startMs + lasts <= run.lastMs)) run.lastMs = Number.isNaN(startMs) ? run.lastMs : startMs + lasts
    if (Number.isNaN(run.firstWallMs) || wallMs < run.firstWallMs) run.firstWallMs = wallMs
    if (!(wallMs + lasts <= run.lastWallMs)) run.lastWallMs = Number.isNaN(wallMs) ? run.lastWallMs : wallMs + lasts
    const promoted = promotedBytes(event)
    if (promoted > 0) run.promotedBytes += promoted
    const { heapBeforeBytes, heapAfterBytes } = event
    if (event.of !== 'pause' && event.of !== 'cycle') return Number.NaN
    if (heapBeforeBytes === null || heapAfterBytes === null) return Number.NaN
    const start = Number.isNaN(startMs) ? wallMs : startMs
    // A collection inside another one says nothing of what came before that.
    if (start < run.allocationToMs) return Number.NaN
    return allocated(run, start, start, heapBeforeBytes, heapAfterBytes)
  }

  /** A log has few kinds; asking a map about each event costs a third of asking an expression. */
  private isTrouble(kind: string): boolean {
    let answer = this.troubles.get(kind)
    if (answer === undefined) {
      answer = TROUBLE.test(kind)
      if (this.troubles.size < MOST_KINDS) this.troubles.set(kind, answer)
    }
    return answer
  }

  private runOf(number: number): GcRun {
    if (number === this.runNumber) return this.run!
    let run = this.runs.get(number)
    if (run === undefined) {
      run = this.timeline.startRun()
      this.runs.set(number, run)
    }
    this.runNumber = number
    this.run = run
    return run
  }
}

/** Of an event of many lines, or a record of many events, the one that says it all: with the title, the last of these. */
function tellingLine(text: string, { name, gcId, durationMs }: Told): string {
  const lines = text.split('\n')
  if (lines.length === 1) return text
  const titled = lines.filter((line) => line.includes(name))
  const own = gcId === null ? titled : titled.filter((line) => line.includes(`GC(${gcId})`))
  const timed = durationMs === null ? [] : own.filter((line) => line.includes(String(durationMs)))
  return timed.at(-1) ?? own.at(-1) ?? titled.at(-1) ?? lines[0]!
}

function startOf({ startMs, endMs, durationMs }: JvmGcEvent): number {
  if (startMs !== null) return startMs
  return endMs === null ? Number.NaN : endMs - (durationMs ?? 0)
}

function flagBits(flags: readonly string[]): number {
  if (flags.length === 0) return 0
  let bits = 0
  for (const [i, flag] of FLAGS.entries()) if (flags.includes(flag)) bits |= 1 << i
  return bits
}

export function flagsOf(bits: number): string[] {
  return FLAGS.filter((_, i) => (bits & (1 << i)) !== 0)
}

interface PoolName {
  /** What G1 and CMS print: told without asking an expression of each event. */
  readonly usual: string
  readonly pattern: RegExp
}

const OLD: PoolName = { usual: 'Old', pattern: /^(?:Tenured|ParOldGen|PSOldGen|CMS|Old)/i }
const YOUNG: PoolName = { usual: 'ParNew', pattern: /^(?:DefNew|ParNew|PSYoungGen|Young)/i }

/** What a young collection moved into the old generation; NaN where the pools do not tell. */
function promotedBytes({ generation, pools, heapBeforeBytes, heapAfterBytes }: JvmGcEvent): number {
  if (pools === null || (generation !== 'young' && generation !== 'mixed' && generation !== 'minor')) return Number.NaN
  const old = poolOf(pools, OLD)
  if (old !== null && old.beforeBytes !== null && old.afterBytes !== null) return old.afterBytes - old.beforeBytes
  const young = poolOf(pools, YOUNG)
  if (young === null || heapBeforeBytes === null || heapAfterBytes === null) return Number.NaN
  return freed(young) - (heapBeforeBytes - heapAfterBytes)
}

/** The first one with such a name. */
function poolOf(pools: NonNullable<JvmGcEvent['pools']>, wanted: PoolName): GcPool | null {
  for (const name in pools) if (name === wanted.usual || wanted.pattern.test(name)) return pools[name]!
  return null
}

function freed({ beforeBytes, afterBytes }: GcPool): number {
  return beforeBytes === null || afterBytes === null ? Number.NaN : beforeBytes - afterBytes
}
