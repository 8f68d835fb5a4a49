import { GC_FIELDS, type GoGcBatchEvent, type GoGcEvent } from '../../model/event.ts'
import type { PeriodFilter } from './period.ts'
import { type GcRun, type GcTimeline, OF } from './timeline.ts'

const AT = Object.fromEntries(GC_FIELDS.map((name, index) => [name, index])) as Record<
  (typeof GC_FIELDS)[number],
  number
>
const WIDTH = GC_FIELDS.length
export const MIB = 1_048_576
/** Programs that write into one log at the same time. */
const MOST_OPEN = 64
const MOST_TEXTS = 8_000

/** Lines of gctrace onto a timeline. A number that starts anew is another program, or the same one restarted. */
export class GoCycles {
  private readonly timeline: GcTimeline
  private readonly period: PeriodFilter | null
  private readonly open: GcRun[] = []
  private readonly single = new Float64Array(WIDTH)

  constructor(timeline: GcTimeline, period: PeriodFilter | null) {
    this.timeline = timeline
    this.period = period
    timeline.collector = 'go concurrent mark-sweep'
  }

  addBatch({ cycles: { values, stride, length }, span }: GoGcBatchEvent): void {
    const source = this.timeline.names.code(span.source)
    for (let i = 0; i < length; i++) this.take(values, i * stride, source, Number.NaN, 0)
  }

  add(event: GoGcEvent): void {
    const { single } = this
    for (const [i, name] of GC_FIELDS.entries()) {
      if (name === 'line' || name === 'byte' || name === 'endByte') single[i] = event.span[name]
      else single[i] = event[name] === null ? Number.NaN : Number(event[name])
    }
    const wallMs = event.time === null ? Number.NaN : Date.parse(event.time)
    // How the runtime writes such a line today leaves no choice, and its numbers tell it; once it had other parts.
    const { texts, total, names } = this.timeline
    if (event.printed !== undefined && texts.size < MOST_TEXTS) texts.set(total, event.printed)
    this.take(single, 0, names.code(event.span.source), wallMs, event.span.endLine - event.span.line)
  }

  private take(values: Float64Array, from: number, source: number, wallMs: number, lines: number): void {
    const { timeline } = this
    const startMs = values[from + AT.atSeconds]! * 1_000
    if (this.period?.holds(startMs, wallMs) === false) return
    const cycle = values[from + AT.cycle]!
    const sweepTermMs = values[from + AT.sweepTermMs]!
    const markMs = values[from + AT.markMs]!
    const markTermMs = values[from + AT.markTermMs]!
    const pauseMs = sweepTermMs + markTermMs
    const before = values[from + AT.heapStartMiB]! * MIB
    const after = values[from + AT.heapLiveMiB]! * MIB
    const peak = values[from + AT.heapEndMiB]! * MIB
    const run = this.runOf(cycle, startMs)
    const clockMs = Number.isNaN(startMs) ? wallMs : startMs
    const rate = allocated(run, clockMs, clockMs, before, after)
    run.lastId = cycle
    run.lastMs = startMs
    if (run.events === 0) {
      run.firstMs = startMs
      run.fromStart = cycle === 1
      run.firstWallMs = wallMs
      run.maxHeapBytes = peak
    }
    run.events++
    run.pauseMs += pauseMs
    if (!Number.isNaN(wallMs)) run.lastWallMs = wallMs
    if (peak > run.maxHeapBytes) run.maxHeapBytes = peak
    const { go } = timeline
    go.sweepTermMs += sweepTermMs
    go.markTermMs += markTermMs
    go.markMs = plus(go.markMs, markMs)
    go.assistMs = plus(go.assistMs, values[from + AT.cpuAssistMs]!)
    go.backgroundMs = plus(go.backgroundMs, values[from + AT.cpuBackgroundMs]!)
    go.idleMs = plus(go.idleMs, values[from + AT.cpuIdleMs]!)
    if (values[from + AT.forced] === 1) go.forced++
    const ordinal = timeline.total++
    const isLong = timeline.countPause(pauseMs)
    if (timeline.rows.wants(ordinal, isLong)) {
      const row = timeline.rows.append(isLong)
      const { columns } = timeline.rows
      columns.ordinal.set(row, ordinal)
      columns.wallMs.set(row, wallMs)
      columns.run.set(row, run.number)
      columns.source.set(row, source)
      columns.lines.set(row, lines)
      columns.allocationRate.set(row, rate)
      this.fill(row, values, from)
    }
  }

  /** What the line says. */
  private fill(row: number, values: Float64Array, from: number): void {
    const { columns } = this.timeline.rows
    const sweepTermMs = values[from + AT.sweepTermMs]!
    const markMs = values[from + AT.markMs]!
    const markTermMs = values[from + AT.markTermMs]!
    const pauseMs = sweepTermMs + markTermMs
    columns.startMs.set(row, values[from + AT.atSeconds]! * 1_000)
    columns.durationMs.set(row, pauseMs + (Number.isNaN(markMs) ? 0 : markMs))
    columns.pauseMs.set(row, pauseMs)
    columns.beforeBytes.set(row, values[from + AT.heapStartMiB]! * MIB)
    columns.afterBytes.set(row, values[from + AT.heapLiveMiB]! * MIB)
    columns.capacityBytes.set(row, values[from + AT.goalMiB]! * MIB)
    columns.byte.set(row, values[from + AT.byte]!)
    columns.byteLength.set(row, values[from + AT.endByte]! - values[from + AT.byte]!)
    columns.line.set(row, values[from + AT.line]!)
    columns.of.set(row, CYCLE)
    columns.kind.set(row, this.timeline.names.code(values[from + AT.forced] === 1 ? 'forced' : 'cycle'))
    columns.id.set(row, values[from + AT.cycle]!)
    columns.sweepTermMs.set(row, sweepTermMs)
    columns.markMs.set(row, markMs)
    columns.markTermMs.set(row, markTermMs)
    columns.cpuSweepTermMs.set(row, values[from + AT.cpuSweepTermMs]!)
    columns.cpuAssistMs.set(row, values[from + AT.cpuAssistMs]!)
    columns.cpuBackgroundMs.set(row, values[from + AT.cpuBackgroundMs]!)
    columns.cpuIdleMs.set(row, values[from + AT.cpuIdleMs]!)
    columns.cpuMarkTermMs.set(row, values[from + AT.cpuMarkTermMs]!)
    columns.peakMiB.set(row, values[from + AT.heapEndMiB]!)
    columns.stacksMiB.set(row, values[from + AT.stacksMiB]!)
    columns.globalsMiB.set(row, values[from + AT.globalsMiB]!)
    columns.procs.set(row, values[from + AT.procs]!)
    columns.cpuPercent.set(row, values[from + AT.cpuPercent]!)
    columns.leakDetection.set(row, values[from + AT.leakDetection]!)
  }

  /** Logs of several programs are told apart by their counting; the next number is always whose it is. */
  private runOf(cycle: number, startMs: number): GcRun {
    const last = this.open[this.open.length - 1]
    if (last !== undefined && cycle === last.lastId + 1 && isAfter(last, startMs)) return last
    return this.otherRun(last, cycle, startMs)
  }

  private otherRun(last: GcRun | undefined, cycle: number, startMs: number): GcRun {
    const { open } = this
    const next =
      open.find((run) => cycle === run.lastId + 1 && isAfter(run, startMs)) ??
      // Lines are missing in between; but a small number after many is a beginning.
      (last !== undefined && cycle > last.lastId && isAfter(last, startMs) ? last : undefined) ??
      this.timeline.startRun()
    const at = open.indexOf(next)
    if (at >= 0) open.splice(at, 1)
    else if (open.length >= MOST_OPEN) open.shift()
    open.push(next)
    return next
  }
}

const CYCLE = OF.indexOf('cycle')

/** Before Go 1.5 there is no clock to contradict. */
function isAfter(run: GcRun, startMs: number): boolean {
  return !(startMs < run.lastMs)
}

/** A sum that is unknown until something of it is known. */
export function plus(sum: number, value: number): number {
  if (Number.isNaN(value)) return sum
  return Number.isNaN(sum) ? value : sum + value
}

/** Adds what was allocated since the collection before; the rate in MB/s, NaN for the first. */
export function allocated(run: GcRun, startMs: number, endMs: number, before: number, after: number): number {
  const bytes = before - run.previousAfterBytes
  const elapsedMs = startMs - run.allocationToMs
  run.previousAfterBytes = after
  if (Number.isNaN(run.allocationFromMs)) {
    run.allocationFromMs = startMs
    run.firstBeforeBytes = before
  }
  run.allocationToMs = endMs
  if (!(bytes >= 0)) return Number.NaN
  run.allocatedBytes += bytes
  return elapsedMs > 0 ? bytes / MIB / (elapsedMs / 1_000) : Number.NaN
}
