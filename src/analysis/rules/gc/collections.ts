import { medianOf } from '../../../base/statistics/trend.ts'
import { count, duration, megabytes, plural, short } from '../../../base/text/units.ts'
import { FULL_KINDS, isSystemGc } from '../../../model/gc-kinds.ts'
import { MIB } from '../../gc/go-cycles.ts'
import { timeOf } from '../../gc/live.ts'
import type { GcTimeline } from '../../gc/timeline.ts'
import { gcRule, rowsWhere } from './rule.ts'

const WINDOW = 5
/** Share of the time in a window that full collections took. */
const STORM = 0.3
const SPIRAL = 0.6
const FREED_LITTLE = 0.05

interface Storm {
  readonly rows: readonly number[]
  /** NaN without a clock. */
  readonly share: number
  readonly freedShare: number
}

/** The worst stretch of full collections that the program did not ask for. */
function worstStorm(timeline: GcTimeline): Storm | null {
  const full = rowsWhere(timeline, (row) => FULL_KINDS.has(timeline.kindOf(row)) && !isSystemGc(timeline.causeOf(row)))
  let worst: Storm | null = null
  for (let i = 0; i + WINDOW <= full.length; i++) {
    const rows = full.slice(i, i + WINDOW)
    const first = rows[0]!
    const last = rows.at(-1)!
    if (timeline.get('run', first) !== timeline.get('run', last)) continue
    const busy = rows.reduce((sum, row) => sum + (timeline.get('durationMs', row) || 0), 0)
    const elapsed = timeOf(timeline, last) + (timeline.get('durationMs', last) || 0) - timeOf(timeline, first)
    const share = elapsed > 0 ? Math.min(1, busy / elapsed) : Number.NaN
    const isDense = Number.isNaN(share)
      ? timeline.get('ordinal', last) - timeline.get('ordinal', first) <= WINDOW + 1
      : share >= STORM
    if (!isDense || (worst !== null && !(share > worst.share))) continue
    const before = rows.reduce((sum, row) => sum + timeline.get('beforeBytes', row), 0)
    const after = rows.reduce((sum, row) => sum + timeline.get('afterBytes', row), 0)
    worst = { rows, share, freedShare: (before - after) / before }
  }
  return worst
}

function isSpiral({ share, freedShare }: Storm): boolean {
  return share >= SPIRAL && freedShare <= FREED_LITTLE
}

function stormWords(timeline: GcTimeline, { rows, share }: Storm): string {
  const when = Number.isNaN(share)
    ? ''
    : `, ${Math.round(share * 100)} % of the time around line ${timeline.get('line', rows[0]!)}`
  const all = rowsWhere(timeline, (row) => FULL_KINDS.has(timeline.kindOf(row))).length
  return `${plural(all, 'full collection')}${when}`
}

export const fullStorm = gcRule({
  id: 'gc/full-collection-storm',
  severity: 'warning',
  summary: 'Full collections follow each other so closely that the program hardly runs.',
  limits:
    'JVM only. Five in a row that took at least 30 % of the time from the first to the last; without a clock, five among seven events. Calls of System.gc() do not count: gc/forced speaks of them.',
  tell({ timeline }) {
    if (timeline.runtime === 'go') return null
    const storm = worstStorm(timeline)
    if (storm === null || isSpiral(storm)) return null
    return {
      title: `Full-collection storm: ${stormWords(timeline, storm)}`,
      explanation: `The densest ${WINDOW} freed ${Math.round(storm.freedShare * 100)} % of the heap they found.`,
      advice: [
        'Look at the live heap after each: when it stays high, the heap is too small or leaks; when it falls, something allocates in bursts',
        'Find the allocating method while it happens: a JFR recording with allocation profiling, or thread dumps during the storm',
      ],
      confidence: Number.isNaN(storm.share) ? 0.7 : 0.9,
      rows: storm.rows,
      data: { sharePercent: Number.isNaN(storm.share) ? null : Math.round(storm.share * 100) },
    }
  },
})

const LAST_CYCLES = 10
const LEAST_GOAL_MIB = 16

export const deathSpiral = gcRule({
  id: 'gc/death-spiral',
  severity: 'error',
  summary: 'The collector works without end and frees next to nothing.',
  limits:
    'JVM: five full collections in a row take 60 % of the time and free at most 5 %. Go: over ten cycles or more the goal stands still, at least 85 % of it is live, and collecting takes 40 % of all CPU time; that is a memory limit (GOMEMLIMIT) that is too low, or a very low GOGC.',
  tell({ timeline }) {
    return timeline.runtime === 'go' ? goSpiral(timeline) : jvmSpiral(timeline)
  },
})

function jvmSpiral(timeline: GcTimeline) {
  const storm = worstStorm(timeline)
  if (storm === null || !isSpiral(storm)) return null
  return {
    title: `GC death spiral: ${stormWords(timeline, storm)}, freeing ${short(Math.max(0, storm.freedShare * 100))} %`,
    explanation: 'Nearly all of the heap is in use, so that each collection is followed by the next.',
    advice: [
      'Give the heap more room (-Xmx), or find what fills it: jcmd PID GC.heap_dump FILE',
      'Set -XX:+ExitOnOutOfMemoryError, so that a program in this state ends and is restarted',
    ],
    confidence: 0.95,
    rows: storm.rows,
    data: { sharePercent: Math.round(storm.share * 100), freedPercent: Math.round(storm.freedShare * 1_000) / 10 },
  }
}

/** The worst stretch, as far as the kept cycles follow each other. */
function goSpiral(timeline: GcTimeline) {
  const { rows } = timeline
  const after = rows.view('afterBytes')
  const goal = rows.view('capacityBytes')
  let worst: { readonly rows: readonly number[]; readonly cpu: number } | null = null
  let nearGoal = 0
  for (let to = 0; to < rows.length; to++) {
    const from = to - LAST_CYCLES + 1
    if (after[to]! >= goal[to]! * 0.85) nearGoal++
    if (from > 0 && after[from - 1]! >= goal[from - 1]! * 0.85) nearGoal--
    if (from < 0 || nearGoal < LAST_CYCLES * 0.8) continue
    if (rows.get('ordinal', to) - rows.get('ordinal', from) !== LAST_CYCLES - 1) continue
    if (rows.get('run', from) !== rows.get('run', to)) continue
    const stretch = Array.from({ length: LAST_CYCLES }, (_, i) => from + i)
    const goals = stretch.map((row) => goal[row]!)
    const least = Math.min(...goals)
    if (least < LEAST_GOAL_MIB * MIB || Math.max(...goals) > least * 1.05) continue
    const cpu = cpuShare(timeline, stretch)
    if (cpu >= 0.4 && (worst === null || cpu > worst.cpu)) worst = { rows: stretch, cpu }
  }
  if (worst === null) return null
  const goalBytes = goal[worst.rows[0]!]!
  const assist = worst.rows.reduce((sum, row) => sum + timeline.get('cpuAssistMs', row), 0)
  const all = worst.rows.reduce((sum, row) => sum + cpuOf(timeline, row), 0)
  return {
    title: `GC death spiral: ${Math.round(worst.cpu * 100)} % of all CPU goes into collecting a heap that stands at its goal of ${megabytes(goalBytes / MIB)}`,
    explanation: `${LAST_CYCLES} cycles from line ${timeline.get('line', worst.rows[0]!)} on free almost nothing, and the goal does not move: a memory limit. Goroutines that allocate do ${Math.round((assist / all) * 100)} % of the work themselves.`,
    advice: [
      'Raise GOMEMLIMIT (and the limit of the container), or reduce what is live: take a heap profile',
      'Do not combine GOGC=off with a limit that is near the live heap',
    ],
    confidence: 0.9,
    rows: worst.rows,
    data: { cpuPercent: Math.round(worst.cpu * 100), goalBytes },
  }
}

function cpuOf(timeline: GcTimeline, row: number): number {
  return (
    timeline.get('cpuSweepTermMs', row) +
    timeline.get('cpuAssistMs', row) +
    timeline.get('cpuBackgroundMs', row) +
    timeline.get('cpuMarkTermMs', row)
  )
}

/** Of all CPU time between the first and the last, what collecting took; idle time is nobody's loss. */
function cpuShare(timeline: GcTimeline, rows: readonly number[]): number {
  const first = rows[0]!
  const last = rows.at(-1)!
  const elapsed = timeline.get('startMs', last) + timeline.get('durationMs', last) - timeline.get('startMs', first)
  const cpu = rows.reduce((sum, row) => sum + cpuOf(timeline, row), 0)
  return elapsed > 0 ? Math.min(1, cpu / (elapsed * timeline.get('procs', first))) : 0
}

const LEAST_PAUSES = 20
const TIMES_MEDIAN = 10
const LEAST_OUTLIER_MS = { go: 10, jvm: 100 } as const

export const pauseOutliers = gcRule({
  id: 'gc/pause-outliers',
  severity: 'warning',
  summary: 'A few pauses are very much longer than all others of their kind.',
  limits:
    'At most 2 % of at least 20 pauses of one kind, each ten times its median and at least 10 ms (Go) or 100 ms (JVM). Information below 200 ms.',
  tell({ timeline }) {
    const byKind = new Map<string, number[]>()
    for (const row of timeline.pauseRows()) {
      const kind = timeline.runtime === 'go' ? 'cycle' : timeline.kindOf(row)
      const rows = byKind.get(kind)
      if (rows === undefined) byKind.set(kind, [row])
      else rows.push(row)
    }
    const found: number[] = []
    let usual = 0
    for (const rows of byKind.values()) {
      if (rows.length < LEAST_PAUSES) continue
      const median = medianOf(timeline.valuesOf('pauseMs', rows))
      const limit = Math.max(median * TIMES_MEDIAN, LEAST_OUTLIER_MS[timeline.runtime])
      const long = rows.filter((row) => timeline.get('pauseMs', row) >= limit)
      if (long.length > Math.max(1, rows.length * 0.02) || long.length === 0) continue
      found.push(...long)
      usual = Math.max(usual, median)
    }
    if (found.length === 0) return null
    found.sort((a, b) => timeline.get('pauseMs', b) - timeline.get('pauseMs', a))
    const most = timeline.get('pauseMs', found[0]!)
    return {
      title: `${plural(found.length, 'pause')} far beyond the usual ${duration(usual)}, up to ${duration(most)}`,
      explanation:
        'Single long pauses seldom come from the heap itself: swapping, a busy machine, slow log disks and CPU limits stop the collector.',
      advice: [
        'Compare the times with what the machine did: CPU throttling (cpu.stat), swapping, disk stalls',
        'log-extractor gc prints for each its likely reason',
      ],
      confidence: 0.8,
      severity: most >= 200 ? 'warning' : 'info',
      rows: found,
      data: { count: found.length, maxMs: most, medianMs: usual },
    }
  },
})

export const forced = gcRule({
  id: 'gc/forced',
  severity: 'warning',
  summary: 'The program asks for collections itself, so often that it costs.',
  limits:
    'Go: at least 10 forced cycles that are a fifth of all. JVM: at least 3 full collections by System.gc() with a tenth of all pause time, or one of a second. Benchmarks force collections on purpose.',
  tell({ timeline }) {
    if (timeline.runtime === 'go') {
      const { forced: times } = timeline.go
      if (times < 10 || times < timeline.total * 0.2) return null
      const rows = rowsWhere(timeline, (row) => timeline.kindOf(row) === 'forced')
      return {
        title: `${count(times)} of ${plural(timeline.total, 'cycle')} were forced by the program`,
        explanation: 'runtime.GC() and debug.FreeOSMemory() stop the caller until a whole cycle is done.',
        advice: [
          'Remove the calls of runtime.GC() and debug.FreeOSMemory(), or set GOMEMLIMIT where they were to save memory',
        ],
        confidence: 0.9,
        rows,
        data: { forced: times, cycles: timeline.total },
      }
    }
    const rows = rowsWhere(timeline, (row) => isSystemGc(timeline.causeOf(row)) && timeline.kindOf(row) === 'full')
    const ms = rows.map((row) => timeline.get('pauseMs', row) || 0)
    const total = ms.reduce((sum, value) => sum + value, 0)
    const most = Math.max(0, ...ms)
    const isCostly = rows.length >= 3 && total >= timeline.pauses.totalMs * 0.1
    if (!isCostly && most < 1_000) return null
    return {
      title: `System.gc() stopped the program ${plural(rows.length, 'time')} for ${duration(total)}, up to ${duration(most)}`,
      explanation: 'Each call is a full collection. Libraries, RMI (every hour) and direct buffers call it too.',
      advice: [
        'Find the caller, or let it run concurrently (-XX:+ExplicitGCInvokesConcurrent); -XX:+DisableExplicitGC may let direct memory run out',
      ],
      confidence: 0.9,
      rows,
      data: { calls: rows.length, totalMs: total },
    }
  },
})
