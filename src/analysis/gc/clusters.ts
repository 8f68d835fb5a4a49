import { dbscan, NOISE } from '../../base/statistics/dbscan.ts'
import { kDistances, kneeOf } from '../../base/statistics/k-distance.ts'
import { quantilesOf } from '../../base/statistics/trend.ts'
import { duration, short } from '../../base/text/units.ts'
import type { GcCluster, GcClustering, GcFeature, GcOutlier } from '../../model/gc-summary.ts'
import { MIB } from './go-cycles.ts'
import { timeOf } from './live.ts'
import { reasonOf } from './outliers.ts'
import type { GcTimeline } from './timeline.ts'
import { isoOf, timeText } from './wall-time.ts'

export interface ClusterOptions {
  readonly epsMs: number | null
  readonly heapEpsMb: number | null
  readonly minSamples: number
  /** Null: those that most pauses have. */
  readonly features: readonly GcFeature[] | null
}

export interface Clustered {
  readonly clustering: GcClustering
  readonly clusters: readonly GcCluster[]
  readonly noise: readonly number[]
  readonly outliers: readonly GcOutlier[]
}

export const GC_FEATURES: readonly GcFeature[] = ['pause', 'heap-before', 'heap-after']
const COLUMN = { pause: 'pauseMs', 'heap-before': 'beforeBytes', 'heap-after': 'afterBytes' } as const

/** The knee is where clusters begin to thin out; a little more takes their fringe in. */
const BEYOND_KNEE = 1.4
/** Shares of the range of an axis: finer than this, the rounding of the log decides. */
const LEAST_EPS = 0.02
/** Pauses that differ by less are the same, and so are heaps by less than a megabyte. */
const LEAST_RATIO = 0.08
const MOST_OUTLIERS = 20

/**
 * Regimes of a program, as clumps of pauses that are alike in length and heap. A given eps means milliseconds everywhere.
 * A found one grows with the pause, since the longer a kind of pause is, the more it varies; the heap has an axis of its
 * own, so that 50 MB may be as far as 10 ms.
 */
export function clustersOf(timeline: GcTimeline, options: ClusterOptions): Clustered | null {
  const rows = timeline.pauseRows()
  const features = options.features ?? commonFeatures(timeline, rows)
  const columns = features.map((name) => timeline.rows.view(COLUMN[name]))
  const placed = rows.filter((row) => columns.every((column) => !Number.isNaN(column[row]!)))
  if (placed.length === 0) return null
  const axes = features.map((name) => timeline.valuesOf(COLUMN[name], placed))
  const scale = scaleOf(features, axes, options)
  const points = new Float64Array(placed.length * features.length)
  for (const [d, axis] of axes.entries())
    for (let i = 0; i < axis.length; i++) points[i * features.length + d] = scale.place(d, axis[i]!)
  const { labels, sizes } = dbscan(points, features.length, 1, options.minSamples)
  const members = sizes.map((size) => new Uint32Array(size))
  const filled = new Uint32Array(sizes.length)
  const noise: number[] = []
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label === NOISE) noise.push(placed[i]!)
    else members[label]![filled[label]!++] = placed[i]!
  }
  const clusters = members.map((ones, id) => describe(timeline, id, ones))
  return {
    clustering: {
      algorithm: 'dbscan',
      features,
      minSamples: options.minSamples,
      epsMs: scale.epsMs,
      epsSource: options.epsMs === null ? 'knee' : 'given',
      heapEpsMb: scale.heapEpsMb,
      heapEpsSource: scale.heapEpsMb === null ? null : options.heapEpsMb === null ? 'derived' : 'given',
      pauseScale: options.epsMs === null ? 'logarithmic' : 'linear',
      points: placed.length,
      unplaced: rows.length - placed.length,
    },
    clusters,
    noise,
    outliers: [...noise]
      .sort((a, b) => timeline.get('pauseMs', b) - timeline.get('pauseMs', a) || a - b)
      .slice(0, MOST_OUTLIERS)
      .map((row) => outlier(timeline, row, clusters)),
  }
}

/** Pauses of ZGC come without heap sizes: then the pauses alone are compared. */
function commonFeatures(timeline: GcTimeline, rows: Uint32Array): GcFeature[] {
  return GC_FEATURES.filter((name) => {
    if (name === 'pause') return true
    let known = 0
    for (const value of timeline.valuesOf(COLUMN[name], rows)) if (!Number.isNaN(value)) known++
    return known * 2 >= rows.length
  })
}

interface Scale {
  readonly epsMs: number
  readonly heapEpsMb: number | null
  /** In units of eps. */
  place(dimension: number, value: number): number
}

function scaleOf(
  features: readonly GcFeature[],
  axes: readonly Float64Array[],
  { epsMs, heapEpsMb, minSamples }: ClusterOptions,
): Scale {
  const at = features.indexOf('pause')
  const pauses = axes[at]
  // Below its bend a pause counts in milliseconds, above it by its ratio to others.
  const [quarter, half] = pauses === undefined ? [1, 1] : quantilesOf(pauses, [0.25, 0.5])
  const bend = Math.max(quarter!, 1e-4)
  const bent = (ms: number) => bend * Math.log1p(ms / bend)
  const isBent = epsMs === null
  const raw = (d: number, value: number) => (d === at && isBent ? bent(value) : value)
  const heapRange = Math.max(0, ...axes.map((axis, d) => (d === at ? 0 : rangeOf(axis)))) || MIB
  const ranges = axes.map((axis, d) => (d === at ? rangeOf(isBent ? axis.map(bent) : axis) || bend : heapRange))
  const wanted = axes.map((_, d) => (d === at ? epsMs === null : heapEpsMb === null))
  const share = Math.max(LEAST_EPS, BEYOND_KNEE * knee(axes, ranges, raw, wanted, minSamples))
  const eps = axes.map((_, d) => {
    const given = d === at ? epsMs : heapEpsMb === null ? null : heapEpsMb * MIB
    return given ?? Math.max(share * ranges[d]!, d === at ? bend * LEAST_RATIO : MIB)
  })
  const heap = eps.find((_, d) => d !== at)
  const pauseEps = at < 0 ? 0 : eps[at]!
  const atMedian = isBent && pauses !== undefined ? 1 + half! / bend : 1
  return {
    epsMs: Number((pauseEps * atMedian).toPrecision(6)),
    heapEpsMb: heap === undefined ? null : Number((heap / MIB).toPrecision(6)),
    place: (d, value) => raw(d, value) / eps[d]!,
  }
}

/** Over the axes whose eps is wanted, each taken by its range. */
function knee(
  axes: readonly Float64Array[],
  ranges: readonly number[],
  raw: (d: number, value: number) => number,
  wanted: readonly boolean[],
  minSamples: number,
): number {
  const used = axes.flatMap((_, d) => (wanted[d] ? [d] : []))
  if (used.length === 0) return 0
  const count = axes[0]!.length
  const points = new Float64Array(count * used.length)
  for (const [k, d] of used.entries())
    for (let i = 0; i < count; i++) points[i * used.length + k] = raw(d, axes[d]![i]!) / ranges[d]!
  return kneeOf(kDistances(points, used.length, minSamples))
}

/** Without the extremes, which would squeeze everything else together. */
function rangeOf(axis: ArrayLike<number>): number {
  const [low, high] = quantilesOf(axis, [0.02, 0.98])
  return high! - low!
}

function describe(timeline: GcTimeline, id: number, rows: Uint32Array): GcCluster {
  const kinds = new Map<string, number>()
  for (const row of rows) kinds.set(timeline.kindOf(row), (kinds.get(timeline.kindOf(row)) ?? 0) + 1)
  const ranked = [...kinds].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const mean = (column: 'pauseMs' | 'beforeBytes' | 'afterBytes') => {
    let sum = 0
    for (const row of rows) sum += timeline.get(column, row)
    return sum / rows.length
  }
  const megabytes = (column: 'beforeBytes' | 'afterBytes') => {
    const bytes = mean(column)
    return Number.isNaN(bytes) ? null : rounded(bytes / MIB)
  }
  const centroid = {
    pauseMs: rounded(mean('pauseMs')),
    heapBeforeMb: megabytes('beforeBytes'),
    heapAfterMb: megabytes('afterBytes'),
  }
  return {
    id,
    label: [
      kindWords(ranked, rows.length),
      duration(centroid.pauseMs),
      heapWords(centroid),
      ...whenWords(timeline, rows),
    ]
      .filter((part) => part !== '')
      .join(', '),
    size: rows.length,
    centroid,
    kinds: Object.fromEntries(ranked),
    members: [...rows],
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function kindWords(ranked: readonly (readonly [string, number])[], size: number): string {
  const [first, second] = ranked
  const name = (kind: string) => kind.replaceAll('-', ' ')
  if (second === undefined || first![1] >= size * 0.9) return name(first![0])
  return `${name(first![0])} and ${name(second[0])}`
}

function heapWords({ heapBeforeMb, heapAfterMb }: GcCluster['centroid']): string {
  if (heapBeforeMb === null) return heapAfterMb === null ? '' : `${short(heapAfterMb)} MB after`
  return heapAfterMb === null ? `${short(heapBeforeMb)} MB` : `${short(heapBeforeMb)} → ${short(heapAfterMb)} MB`
}

/** `every ~23 s` when it keeps a beat; `all after …` when it began late. Each run has a clock of its own. */
function whenWords(timeline: GcTimeline, rows: Uint32Array): string[] {
  if (rows.length < 5) return []
  const gaps: number[] = []
  for (let i = 1; i < rows.length; i++) {
    if (timeline.get('run', rows[i]!) !== timeline.get('run', rows[i - 1]!)) continue
    const gap = timeOf(timeline, rows[i]!) - timeOf(timeline, rows[i - 1]!)
    if (gap >= 0) gaps.push(gap)
  }
  const [low, middle, high] = quantilesOf(gaps, [0.25, 0.5, 0.75])
  if (middle! >= 1_000 && high! - low! < middle! * 0.4) return [`every ~${duration(middle!)}`]
  if (timeline.runs.length > 1) return []
  const first = timeOf(timeline, rows[0]!)
  const begin = timeOf(timeline, 0)
  const end = timeOf(timeline, timeline.rows.length - 1)
  if (first - begin > (end - begin) / 2) return [`all after ${timeText(timeline, rows[0]!)}`]
  return []
}

function outlier(timeline: GcTimeline, row: number, clusters: readonly GcCluster[]): GcOutlier {
  const startMs = timeline.get('startMs', row)
  return {
    event: row,
    kind: timeline.kindOf(row),
    pauseMs: rounded(timeline.get('pauseMs', row)),
    startMs: Number.isNaN(startMs) ? null : rounded(startMs),
    time: isoOf(timeline.get('wallMs', row)),
    span: timeline.spanOf(row),
    reason: reasonOf(timeline, row, clusters),
  }
}
