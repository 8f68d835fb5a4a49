import { plural } from '../../base/text/units.ts'
import type {
  GcCauseFigures,
  GcFigures,
  GcKindFigures,
  GcLongest,
  GcSummary,
  PauseStatistics,
} from '../../model/gc-summary.ts'
import { type ClusterOptions, clustersOf } from './clusters.ts'
import { correlationOf } from './correlation.ts'
import { MIB } from './go-cycles.ts'
import { type LiveTrend, liveSeries, mainRun, trendOf } from './live.ts'
import { quoteOf } from './quotes.ts'
import type { GcRun, GcTimeline, Sum } from './timeline.ts'
import { isoOf } from './wall-time.ts'

/** A growth per minute, or a rate of few collections, out of milliseconds, would be a number without a meaning. */
const LEAST_TREND_MS = 1_000
const MOST_CAUSES = 50
const MOST_LONGEST = 10

export interface SummaryOptions extends ClusterOptions {
  /** False where no events are printed that members could point at. */
  readonly withMembers: boolean
}

export function summaryOf(timeline: GcTimeline, options: SummaryOptions): GcSummary {
  const clustered = clustersOf(timeline, options)
  const { withMembers } = options
  return {
    runtime: timeline.runtime,
    collector: timeline.collector,
    summary: figuresOf(timeline),
    correlation: correlationOf(timeline),
    clustering: clustered?.clustering ?? null,
    clusters: (clustered?.clusters ?? []).map((cluster) => (withMembers ? cluster : { ...cluster, members: null })),
    noise: withMembers ? (clustered?.noise ?? []) : [],
    outliers: (clustered?.outliers ?? []).map((one) => (withMembers ? one : { ...one, event: null })),
  }
}

function figuresOf(timeline: GcTimeline): GcFigures {
  const { runs } = timeline
  const run = mainRun(timeline)
  const series = run === null ? null : liveSeries(timeline, run)
  const wall = runs
    .flatMap(({ firstWallMs, lastWallMs }) => [firstWallMs, lastWallMs])
    .filter((ms) => !Number.isNaN(ms))
  return {
    byKind: byKind(timeline),
    pauses: pauseStatistics(timeline),
    pausesNote: pausesNote(timeline),
    heap: heapOf(timeline, series === null ? null : trendOf(series)),
    throughputPercent: throughputOf(timeline),
    allocationRateMbPerSec: isMixed(timeline) ? null : rate(runs, 'allocatedBytes'),
    promotionRateMbPerSec:
      runs.some((one) => one.promotedBytes > 0) && !isMixed(timeline) ? rate(runs, 'promotedBytes') : null,
    spanSeconds: isMixed(timeline) ? null : spanOf(timeline),
    runs: runs.length,
    firstTime: wall.length === 0 ? null : isoOf(Math.min(...wall)),
    lastTime: wall.length === 0 ? null : isoOf(Math.max(...wall)),
    kinds: kindsOf(timeline),
    causes: causesOf(timeline),
    longest: longestOf(timeline),
    signs: Object.fromEntries([...timeline.signs].filter(([name]) => name !== 'full-system-gc')),
    safepoints: safepointsOf(timeline),
    go: goOf(timeline),
    traces: timeline.traces.figures(),
    thinned: timeline.rows.length < timeline.total ? { kept: timeline.rows.length, total: timeline.total } : null,
  }
}

function byKind(timeline: GcTimeline): Record<string, number> {
  if (timeline.runtime === 'go') return { cycle: timeline.total, forced: timeline.go.forced }
  const counts = Object.fromEntries([...timeline.kinds].map(([kind, { count }]) => [kind, count]))
  const system = timeline.signs.get('full-system-gc')
  return system === undefined ? counts : { ...counts, 'full-system-gc': system }
}

/** Nearest-rank percentiles over every pause. */
function pauseStatistics({ pauses }: GcTimeline): PauseStatistics {
  const { count } = pauses
  const [p50Ms = null, p90Ms = null, p99Ms = null] = count === 0 ? [] : pauses.quantiles([0.5, 0.9, 0.99])
  return {
    count,
    totalMs: pauses.totalMs,
    meanMs: count === 0 ? null : rounded(pauses.totalMs / count),
    p50Ms,
    p90Ms,
    p99Ms,
    maxMs: pauses.maxMs,
  }
}

/** So many beginnings with so little behind each are no restarts: several programs wrote, line by line. */
function isMixed({ runs, total }: GcTimeline): boolean {
  return runs.length > MOST_RESTARTS && total < runs.length * LEAST_OF_RUN
}

const MOST_RESTARTS = 8
const LEAST_OF_RUN = 4

function pausesNote(timeline: GcTimeline): string | null {
  const { count, isExact } = timeline.pauses
  const notes: string[] = []
  if (isMixed(timeline))
    notes.push('lines of several programs alternate and nothing tells them apart, so that no rate can be told')
  if (count > 0 && count < 10) notes.push(`p90 and p99 of ${plural(count, 'pause')} are their maximum: n is too small`)
  else if (count > 0 && count < 100) notes.push(`p99 of ${count} pauses is their maximum: n is too small`)
  if (!isExact) notes.push('so many different durations that percentiles are rounded to three digits')
  return notes.length === 0 ? null : notes.join('; ')
}

function heapOf(timeline: GcTimeline, trend: LiveTrend | null): Record<string, number | null> {
  const figure = (column: 'beforeBytes' | 'afterBytes' | 'capacityBytes', from: 'first' | 'last' | 'most') => {
    const values = timeline.rows.view(column)
    let found = Number.NaN
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!
      if (Number.isNaN(value)) continue
      if (from === 'first') return value
      if (from === 'last' || !(value <= found)) found = value
    }
    return Number.isNaN(found) ? null : found
  }
  const most = timeline.runs.map((run) => run.maxHeapBytes).filter((bytes) => !Number.isNaN(bytes))
  const isGo = timeline.runtime === 'go'
  const last = timeline.rows.length - 1
  return {
    liveFirstBytes: figure('afterBytes', 'first'),
    liveLastBytes: figure('afterBytes', 'last'),
    peakBytes: isGo ? (most.length === 0 ? null : Math.max(...most)) : figure('beforeBytes', 'most'),
    ...(isGo
      ? {
          goalLastBytes: figure('capacityBytes', 'last'),
          gcCpuPercent: last < 0 ? null : known(timeline.get('cpuPercent', last)),
        }
      : {
          capacityLastBytes: figure('capacityBytes', 'last'),
          capacityMaxBytes: figure('capacityBytes', 'most'),
          maxHeapBytes: most.length === 0 ? null : Math.max(...most),
        }),
    liveGrowthBytesPerMin:
      trend === null || trend.spanMs < LEAST_TREND_MS ? null : Math.round(trend.bytesPerMs * 60_000),
    liveGrowthR2: trend === null || trend.spanMs < LEAST_TREND_MS ? null : Math.round(trend.r2 * 1_000) / 1_000,
  }
}

/** Time in which the program ran, as far as the log saw it: from its start, or from its first collection. */
export function observedMs(run: GcRun): number {
  const uptime = run.lastMs - (run.fromStart ? 0 : run.firstMs)
  return Number.isNaN(uptime) ? run.lastWallMs - run.firstWallMs : uptime
}

export function throughputOf(timeline: GcTimeline): number | null {
  const { runs, runtime, pauses } = timeline
  // Collectors that print no pauses did not stop the program for nothing.
  if ((runtime === 'jvm' && pauses.count === 0) || isMixed(timeline)) return null
  let observed = 0
  let paused = 0
  for (const run of runs) {
    const ms = observedMs(run)
    if (!(ms > 0)) continue
    // From the beginning of the only collection to its end nobody saw the program run.
    if (run.events < 2 && !(run.fromStart && run.lastMs > 0)) continue
    observed += ms
    paused += run.pauseMs
  }
  return observed === 0 ? null : Math.max(0, 100 - (paused / observed) * 100)
}

function spanOf({ runs }: GcTimeline): number | null {
  let seconds = 0
  let isKnown = false
  for (const { firstMs, lastMs, firstWallMs, lastWallMs } of runs) {
    const ms = Number.isNaN(lastMs - firstMs) ? lastWallMs - firstWallMs : lastMs - firstMs
    if (!(ms >= 0)) continue
    isKnown = true
    seconds += ms / 1_000
  }
  return isKnown ? rounded(seconds) : null
}

/**
 * null: over too few collections in too short a time, or so little that it may be the rounding of the sizes it is computed
 * from, which are printed in kilobytes at best.
 */
function rate(runs: readonly GcRun[], column: 'allocatedBytes' | 'promotedBytes'): number | null {
  let bytes = 0
  let ms = 0
  let collections = 0
  for (const run of runs) {
    const elapsed = run.allocationToMs - run.allocationFromMs
    if (!(elapsed > 0)) continue
    bytes += run[column]
    ms += elapsed
    collections += run.events
  }
  if (collections < LEAST_RATED && ms < LEAST_TREND_MS) return null
  return bytes <= collections * ROUNDING_BYTES ? null : bytes / MIB / (ms / 1_000)
}

const LEAST_RATED = 4
const ROUNDING_BYTES = 2_048

function kindsOf(timeline: GcTimeline): GcKindFigures[] {
  return [...timeline.kinds]
    .map(([kind, sum]) => ({ kind, of: sum.of, timed: sum.timed.count, ...figures(sum) }))
    .sort((a, b) => b.totalMs - a.totalMs || b.count - a.count)
}

function causesOf(timeline: GcTimeline): GcCauseFigures[] {
  return [...timeline.causes]
    .map(([cause, sum]) => {
      const { count, totalMs, maxMs } = figures(sum)
      return { cause, count, totalMs, maxMs }
    })
    .sort((a, b) => b.totalMs - a.totalMs || b.count - a.count)
    .slice(0, MOST_CAUSES)
}

function figures({ count, timed }: Sum) {
  return {
    count,
    totalMs: rounded(timed.totalMs),
    meanMs: timed.count === 0 ? null : rounded(timed.totalMs / timed.count),
    maxMs: timed.count === 0 ? null : rounded(timed.maxMs),
  }
}

function longestOf(timeline: GcTimeline): GcLongest[] {
  return timeline.longestPauses(MOST_LONGEST).map((row) => {
    const startMs = timeline.get('startMs', row)
    return {
      kind: timeline.kindOf(row),
      cause: timeline.causeOf(row),
      pauseMs: rounded(timeline.get('pauseMs', row)),
      startMs: Number.isNaN(startMs) ? null : rounded(startMs),
      time: isoOf(timeline.get('wallMs', row)),
      span: timeline.spanOf(row),
      quote: quoteOf(timeline, row),
    }
  })
}

function safepointsOf({ safepoints: { count, totalMs, maxReachingMs } }: GcTimeline): GcFigures['safepoints'] {
  if (count === 0) return null
  return { count, totalMs: rounded(totalMs), maxReachingMs: Number.isNaN(maxReachingMs) ? null : maxReachingMs }
}

function goOf(timeline: GcTimeline): GcFigures['go'] {
  const { go, rows } = timeline
  if (timeline.runtime !== 'go' || rows.length === 0) return null
  return {
    sweepTerminationMs: rounded(go.sweepTermMs),
    markMs: known(go.markMs),
    markTerminationMs: rounded(go.markTermMs),
    assistCpuMs: known(go.assistMs),
    backgroundCpuMs: known(go.backgroundMs),
    idleCpuMs: known(go.idleMs),
    cpuPercent: known(rows.get('cpuPercent', rows.length - 1)),
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : rounded(value)
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
