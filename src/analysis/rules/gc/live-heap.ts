import { medianOf } from '../../../base/statistics/trend.ts'
import { duration, megabytes, plural, short } from '../../../base/text/units.ts'
import type { Crash } from '../../../model/report.ts'
import { MIB } from '../../gc/go-cycles.ts'
import { type LiveTrend, liveSeries, mainRun, timeOf, trendOf } from '../../gc/live.ts'
import type { GcTimeline } from '../../gc/timeline.ts'
import { gcRule } from './rule.ts'

const LEAST_POINTS = 12
const LEAST_GROWTH = 1.4
const LEAST_GROWTH_MIB = 16
const LEAST_R2 = 0.7
/** A shorter log cannot tell a leak from a start, unless it ends at the limit. */
const LEAST_MS = 30_000
const NEAR_LIMIT = 0.85

export const leakShaped = gcRule({
  id: 'gc/leak-shaped-heap',
  severity: 'warning',
  summary: 'What survives collections grows from the beginning to the end of the log.',
  limits:
    'Takes the series that shows live memory with this collector, leaves out the warm-up, and speaks when a straight line explains at least 70 % of at least 12 points, which grew by 40 % and 16 MB and still grow in the last third, over 30 s or up to the limit. A load that grows looks the same.',
  tell({ timeline }) {
    const run = mainRun(timeline)
    const series = run === null ? null : liveSeries(timeline, run)
    const trend = series === null ? null : trendOf(series)
    if (run === null || trend === null || !isLeakShaped(trend)) return null
    const limit = limitOf(timeline)
    const isFull = limit !== null && trend.toBytes >= limit * NEAR_LIMIT
    if (trend.spanMs < LEAST_MS && !isFull) return null
    const { bytes, from, rows } = trend.series
    const perMinute = (trend.bytesPerMs * 60_000) / MIB
    const left = limit === null || isFull ? null : (limit - bytes.at(-1)!) / trend.bytesPerMs
    return {
      title: `The live heap is leak-shaped: ${short(trend.fromBytes / MIB)} → ${megabytes(trend.toBytes / MIB)}, +${short(perMinute)} MB/min over ${duration(trend.spanMs)}`,
      explanation:
        `By ${from}, a straight line explains ${Math.round(trend.r2 * 100)} % of ${bytes.length} points, and the last third still rises.` +
        (isFull ? ` It ends at ${Math.round((trend.toBytes / limit) * 100)} % of the heap there is.` : '') +
        (left === null ? '' : ` At this rate the heap of ${megabytes(limit! / MIB)} is full in ${duration(left)}.`) +
        ' A leak, or a load or a cache that grows.',
      advice:
        timeline.runtime === 'go'
          ? [
              'Take two heap profiles some minutes apart and compare what is in use: go tool pprof -base first.pb.gz second.pb.gz',
              'Look for maps, slices and caches without a limit, and for goroutines that never end: log-extractor goroutines',
            ]
          : [
              'Take a heap dump while it is high (jcmd PID GC.heap_dump FILE) and look at what retains the most',
              'Set -XX:+HeapDumpOnOutOfMemoryError, so that the next death leaves one',
            ],
      confidence: isFull ? 0.85 : Math.min(0.8, 0.4 + trend.r2 * 0.4),
      rows: [rows[0]!, rows[Math.floor(rows.length / 2)]!, rows.at(-1)!],
      data: {
        bytesPerMinute: Math.round(trend.bytesPerMs * 60_000),
        r2: Math.round(trend.r2 * 1_000) / 1_000,
        points: bytes.length,
        fromBytes: trend.fromBytes,
        toBytes: trend.toBytes,
        fullInMs: left === null ? null : Math.round(left),
      },
    }
  },
})

function isLeakShaped(trend: LiveTrend): boolean {
  return (
    trend.series.bytes.length >= LEAST_POINTS &&
    trend.isGoingOn &&
    trend.r2 >= LEAST_R2 &&
    trend.toBytes >= trend.fromBytes * LEAST_GROWTH &&
    trend.toBytes - trend.fromBytes >= LEAST_GROWTH_MIB * MIB
  )
}

/** What the heap may become at most, as far as the log says; of Go it says nothing. */
function limitOf(timeline: GcTimeline): number | null {
  if (timeline.runtime === 'go') return null
  const most = timeline.runs.map((run) => run.maxHeapBytes).filter((bytes) => bytes > 0)
  if (most.length > 0) return Math.max(...most)
  let capacity = 0
  for (let row = 0; row < timeline.rows.length; row++) {
    const bytes = timeline.get('capacityBytes', row)
    if (bytes > capacity) capacity = bytes
  }
  return capacity === 0 ? null : capacity
}

const LAST = 5
const OUT_OF_MEMORY = /OutOfMemoryError|out of memory|cannot allocate memory/i

export const pressureBeforeCrash = gcRule({
  id: 'gc/pressure-before-crash',
  severity: 'warning',
  summary: 'The last collections before the crash ran against the limit, or far above what was usual.',
  limits:
    'Speaks only when a crash follows the last collection in the same source. JVM: three of the last five collections left the heap 90 % full. Go: the last five cycles kept more than twice the usual. Sure when the crash itself is a lack of memory, a hint otherwise.',
  tell({ timeline, crashes }) {
    const rows: number[] = []
    for (let row = timeline.rows.length - 1; row >= 0 && rows.length < LAST; row--)
      if (!Number.isNaN(timeline.get('afterBytes', row))) rows.unshift(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < LAST) return null
    const span = timeline.spanOf(last)
    const crash = crashes.find((one) => one.span.source === span.source && one.span.endLine >= span.endLine)
    if (crash === undefined || crash.kind === 'logged-panic' || crash.kind === 'http-panic') return null
    const isMemory = crash.kind === 'out-of-memory' || OUT_OF_MEMORY.test(crash.message.slice(0, 2_000))
    const found = timeline.runtime === 'go' ? aboveUsual(timeline, rows) : nearlyFull(timeline, rows)
    if (found === null) return null
    return {
      title: `Memory pressure before the crash: ${found.words}`,
      explanation: `${found.reason} ${isMemory ? 'The crash itself is a lack of memory.' : 'The crash names another reason, which may be a consequence.'}`,
      advice: advise(timeline, crash),
      confidence: isMemory ? 0.95 : 0.4,
      severity: isMemory ? 'warning' : 'info',
      rows,
      data: { ...(isMemory ? {} : { weak: true }), last: rows.length },
    }
  },
})

function nearlyFull(timeline: GcTimeline, rows: readonly number[]): { words: string; reason: string } | null {
  const limit = limitOf(timeline)
  if (limit === null) return null
  const shares = rows.map((row) => timeline.get('afterBytes', row) / limit)
  const full = shares.filter((share) => share >= 0.9).length
  if (full < 3) return null
  const most = Math.round(Math.max(...shares) * 100)
  return {
    words: `${full} of the last ${rows.length} collections left the heap ${most} % full`,
    reason: `Of ${megabytes(limit / MIB)} there was nothing left to free.`,
  }
}

function aboveUsual(timeline: GcTimeline, rows: readonly number[]): { words: string; reason: string } | null {
  const before: number[] = []
  for (let row = 0; row < rows[0]!; row++) before.push(timeline.get('afterBytes', row))
  if (before.length < LAST * 2) return null
  const usual = medianOf(before)
  const least = Math.min(...rows.map((row) => timeline.get('afterBytes', row)))
  if (least < usual * 2 || least - usual < LEAST_GROWTH_MIB * MIB) return null
  const elapsed = timeOf(timeline, rows.at(-1)!) - timeOf(timeline, rows[0]!)
  return {
    words: `the last ${plural(rows.length, 'cycle')} kept at least ${megabytes(least / MIB)}, usual is ${megabytes(usual / MIB)}`,
    reason: `They came within ${duration(Math.max(0, elapsed))}.`,
  }
}

function advise(timeline: GcTimeline, crash: Crash): string[] {
  return timeline.runtime === 'go'
    ? [
        `Look at what allocates right before line ${crash.span.line}: take a heap profile under the same load`,
        'Set GOMEMLIMIT somewhat below the limit of the container, so that the collector works harder before the kernel kills',
      ]
    : [
        'Give the heap more room (-Xmx) if this load is legitimate, or find what retains it in a heap dump',
        'Set -XX:+HeapDumpOnOutOfMemoryError, so that the next death leaves one',
      ]
}
