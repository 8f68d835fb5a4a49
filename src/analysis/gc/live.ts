import { lineThrough, medianOf } from '../../base/statistics/trend.ts'
import type { GcRun, GcTimeline } from './timeline.ts'

/**
 * How much of the heap was really in use: what a young collection leaves holds garbage, so each collector has its own
 * events to read it from. Where there are none, the lowest of neighbouring collections is as near as a log comes.
 */
export interface LiveSeries {
  readonly run: number
  /** What the figures are taken from, in words. */
  readonly from: string
  /** Time, of whichever clock the log has; NaN where it has none. */
  readonly atMs: readonly number[]
  readonly bytes: readonly number[]
  readonly rows: readonly number[]
}

export interface LiveTrend {
  readonly series: LiveSeries
  readonly bytesPerMs: number
  readonly r2: number
  /** Medians of the first and the last fifth. */
  readonly fromBytes: number
  readonly toBytes: number
  /** Steps that rose, in percent. */
  readonly risingPercent: number
  /** It still rises in its last third, at a rate worth speaking of beside that of the whole. */
  readonly isGoingOn: boolean
  readonly spanMs: number
}

/** By collector, the surest first: the first that comes often enough is taken. */
const SOURCES: Readonly<Record<string, readonly (readonly [kinds: RegExp, from: string])[]>> = {
  go: [[/^(?:cycle|forced)$/, 'the marked heap of each cycle']],
  g1: [
    [/^full$/, 'the heap after full collections'],
    [/^(?:remark|cleanup|mixed)$/, 'the heap after remark, cleanup and mixed collections'],
  ],
  cms: [
    [/^(?:full|concurrent-mode-failure)$/, 'the heap after full collections'],
    [/^concurrent-sweep$/, 'the heap after sweeping'],
  ],
  zgc: [
    [/major/, 'the heap after major collections'],
    [/cycle|collection/, 'the heap after each cycle'],
  ],
  shenandoah: [[/cleanup|full|degenerated/, 'the heap after cleanup']],
}
const FULL = [[/^full$/, 'the heap after full collections']] as const
const LEAST_POINTS = 5
const ENVELOPE = 5
/** More points than that are told by the floor of neighbours. */
const MOST_POINTS = 40
/** A warm program has filled its caches; what came before says nothing about leaks. */
const WARM_UP = 0.15

export function liveSeries(timeline: GcTimeline, run: GcRun): LiveSeries | null {
  const sources = timeline.runtime === 'go' ? SOURCES.go! : (SOURCES[timeline.collector ?? ''] ?? FULL)
  const mine: number[] = []
  const runs = timeline.rows.view('run')
  const after = timeline.rows.view('afterBytes')
  for (let row = 0; row < runs.length; row++) if (runs[row] === run.number && !Number.isNaN(after[row]!)) mine.push(row)
  for (const [kinds, from] of sources) {
    const rows = timeline.ofKind(mine, (kind) => kinds.test(kind))
    if (rows.length >= LEAST_POINTS) return seriesOf(timeline, run, from, floorOf(timeline, rows))
  }
  const lowest = lowestOfEach(timeline, mine, ENVELOPE)
  return lowest.length < LEAST_POINTS
    ? null
    : seriesOf(timeline, run, `the lowest of each ${ENVELOPE} collections`, lowest)
}

/** Of many points the lowest of neighbours: a load that comes and goes hides a floor that rises. */
function floorOf(timeline: GcTimeline, rows: readonly number[]): number[] {
  const width = Math.floor(rows.length / MOST_POINTS)
  if (width < 2) return [...rows]
  return lowestOfEach(timeline, rows, width)
}

function lowestOfEach(timeline: GcTimeline, rows: readonly number[], width: number): number[] {
  const lowest: number[] = []
  for (let from = 0; from + width <= rows.length; from += width) {
    let least = rows[from]!
    for (let i = from + 1; i < from + width; i++)
      if (timeline.get('afterBytes', rows[i]!) < timeline.get('afterBytes', least)) least = rows[i]!
    lowest.push(least)
  }
  return lowest
}

function seriesOf(timeline: GcTimeline, run: GcRun, from: string, rows: readonly number[]): LiveSeries {
  return {
    run: run.number,
    from,
    rows,
    atMs: rows.map((row) => timeOf(timeline, row)),
    bytes: rows.map((row) => timeline.get('afterBytes', row)),
  }
}

/** Uptime, else the wall clock. */
export function timeOf(timeline: GcTimeline, row: number): number {
  const startMs = timeline.get('startMs', row)
  return Number.isNaN(startMs) ? timeline.get('wallMs', row) : startMs
}

export function trendOf(series: LiveSeries): LiveTrend | null {
  const from = Math.floor(series.bytes.length * WARM_UP)
  const bytes = series.bytes.slice(from)
  const atMs = series.atMs.slice(from)
  if (bytes.length < LEAST_POINTS || atMs.some(Number.isNaN)) return null
  const line = lineThrough(atMs, bytes)
  const third = Math.floor((bytes.length * 2) / 3)
  const end = lineThrough(atMs.slice(third), bytes.slice(third))
  if (line === null) return null
  const fifth = Math.max(1, Math.floor(bytes.length / 5))
  const rising = bytes.filter((value, i) => i > 0 && value > bytes[i - 1]!).length
  return {
    series: { ...series, bytes, atMs, rows: series.rows.slice(from) },
    bytesPerMs: line.slope,
    r2: line.r2,
    fromBytes: medianOf(bytes.slice(0, fifth)),
    toBytes: medianOf(bytes.slice(-fifth)),
    risingPercent: (rising / (bytes.length - 1)) * 100,
    isGoingOn: end !== null && end.slope > 0 && end.slope >= line.slope * 0.3,
    spanMs: atMs.at(-1)! - atMs[0]!,
  }
}

/** The run that a trend is told of: the one with the most collections. */
export function mainRun(timeline: GcTimeline): GcRun | null {
  return timeline.runs.reduce<GcRun | null>(
    (most, run) => (most !== null && most.events >= run.events ? most : run),
    null,
  )
}
