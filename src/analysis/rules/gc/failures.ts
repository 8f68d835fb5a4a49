import { count, duration, plural } from '../../../base/text/units.ts'
import { flagsOf } from '../../gc/jvm-events.ts'
import { evidenceOfNotes } from '../../gc/quotes.ts'
import type { GcTimeline } from '../../gc/timeline.ts'
import { gcRule, rowsWhere } from './rule.ts'

/** How often the log itself says that this happened, and where; null when it never does. One time alone is no trouble. */
function saidByLog(timeline: GcTimeline, flag: string) {
  const rows = rowsWhere(timeline, (row) => flagsOf(timeline.get('flags', row)).includes(flag))
  if (rows.length === 0) return null
  const times = timeline.signs.get(flag) ?? rows.length
  const severity = times > 1 ? ('warning' as const) : ('info' as const)
  return { times, rows, telling: { confidence: 1, severity, rows, data: { times } } }
}

export const promotionFailure = gcRule({
  id: 'gc/promotion-failure',
  severity: 'warning',
  summary: 'The old generation had no room for what survived, so that a long full collection followed.',
  limits: 'Speaks when the log says so itself: promotion failed, concurrent mode failure.',
  tell({ timeline }) {
    const kinds = ['promotion-failed', 'concurrent-mode-failure'] as const
    const counts = kinds.map((kind) => timeline.kinds.get(kind)?.count ?? 0)
    const rows = rowsWhere(timeline, (row) => kinds.some((kind) => timeline.kindOf(row) === kind))
    if (rows.length === 0) return null
    const parts = [
      counts[0]! > 0 ? plural(counts[0]!, 'promotion failure') : '',
      counts[1]! > 0 ? plural(counts[1]!, 'concurrent mode failure') : '',
    ]
    const most = Math.max(0, ...rows.map((row) => timeline.get('pauseMs', row) || 0))
    return {
      title: `${parts.filter((part) => part !== '').join(' and ')}, up to ${duration(most)}`,
      explanation: 'The old generation was full or fragmented before concurrent collection had made room.',
      advice: [
        'Start concurrent collection earlier (-XX:CMSInitiatingOccupancyFraction with -XX:+UseCMSInitiatingOccupancyOnly) or enlarge the old generation',
        'CMS is gone since JDK 14: G1 compacts as it goes',
      ],
      confidence: 1,
      rows,
      data: { promotionFailed: counts[0], concurrentModeFailure: counts[1] },
    }
  },
})

export const evacuationFailure = gcRule({
  id: 'gc/evacuation-failure',
  severity: 'warning',
  summary: 'G1 found no free region to copy survivors to.',
  limits:
    'Speaks when the log says so itself: to-space exhausted, evacuation failure. Information while it is a single one.',
  tell({ timeline }) {
    const told = saidByLog(timeline, 'evacuation-failure')
    if (told === null) return null
    return {
      title: `${plural(told.times, 'evacuation failure')}: G1 ran out of free regions`,
      explanation: 'Survivors stay where they are, and the pause gets much longer; a full collection often follows.',
      advice: [
        'Give the heap more room (-Xmx) or a larger reserve (-XX:G1ReservePercent), and start marking earlier (-XX:InitiatingHeapOccupancyPercent)',
      ],
      ...told.telling,
    }
  },
})

export const degenerated = gcRule({
  id: 'gc/degenerated',
  severity: 'warning',
  summary: 'Shenandoah had to finish a concurrent cycle in a pause.',
  limits: 'Speaks when the log says so itself. Information while it is a single one.',
  tell({ timeline }) {
    const told = saidByLog(timeline, 'degenerated')
    if (told === null) return null
    const most = Math.max(0, ...told.rows.map((row) => timeline.get('pauseMs', row) || 0))
    return {
      title: `${plural(told.times, 'degenerated collection')}, up to ${duration(most)}`,
      explanation: 'The program allocated faster than the concurrent cycle freed.',
      advice: [
        'Give the heap more room, or the collector more threads (-XX:ConcGCThreads), or allocate less in bursts',
      ],
      ...told.telling,
    }
  },
})

export const allocationStall = gcRule({
  id: 'gc/allocation-stall',
  severity: 'warning',
  summary: 'Threads had to wait until the collector had freed memory.',
  limits:
    'Speaks of every allocation or relocation stall that ZGC prints. They are what users feel, and are in no pause figure.',
  tell({ timeline }) {
    const rows = rowsWhere(timeline, (row) => timeline.ofRow(row) === 'stall')
    if (rows.length === 0) return null
    const sums = [...timeline.kinds.values()].filter(({ of }) => of === 'stall')
    const times = sums.reduce((sum, one) => sum + one.count, 0)
    const total = sums.reduce((sum, one) => sum + one.timed.totalMs, 0)
    const most = Math.max(...sums.map((one) => one.timed.maxMs))
    rows.sort((a, b) => (timeline.get('durationMs', b) || 0) - (timeline.get('durationMs', a) || 0))
    return {
      title: `${plural(times, 'allocation stall')}: threads waited ${duration(total)} for memory, up to ${duration(most)}`,
      explanation: 'The collector is concurrent, but did not keep up with the allocation.',
      advice: [
        'Give the heap more room (-Xmx), or start cycles earlier (-XX:ZAllocationSpikeTolerance), or allocate less in bursts',
      ],
      confidence: 1,
      rows,
      data: { times, totalMs: total, maxMs: most },
    }
  },
})

const HUMONGOUS_SHARE = 0.2
const LEAST_HUMONGOUS = 5

export const humongousChurn = gcRule({
  id: 'gc/humongous-churn',
  severity: 'warning',
  summary: 'Objects larger than half a region drive the collector.',
  limits: 'G1 only: at least five collections, and a fifth of all pauses, with the cause G1 Humongous Allocation.',
  tell({ timeline }) {
    const humongous = timeline.causes.get('G1 Humongous Allocation')?.count ?? 0
    if (humongous < LEAST_HUMONGOUS || humongous < timeline.pauses.count * HUMONGOUS_SHARE) return null
    return {
      title: `Humongous churn: ${count(humongous)} of ${plural(timeline.pauses.count, 'pause')} were caused by humongous allocations`,
      explanation:
        'Each takes whole regions of its own and starts marking cycles, whatever the rest of the heap looks like.',
      advice: [
        'Enlarge the regions (-XX:G1HeapRegionSize) so that these objects are no longer humongous, or allocate them in pieces and reuse them',
      ],
      confidence: 0.95,
      rows: rowsWhere(timeline, (row) => timeline.causeOf(row) === 'G1 Humongous Allocation'),
      data: { humongous, pauses: timeline.pauses.count },
    }
  },
})

const LONG_REACHING_MS = 50
const LONG_STOP_MS = 20

export const timeToSafepoint = gcRule({
  id: 'gc/time-to-safepoint',
  severity: 'warning',
  summary: 'Threads took long to stop before a pause could begin.',
  limits:
    'JVM: a safepoint was reached after 50 ms or more. Go: at least 20 ms went into stopping the world before marking, four fifths of the pause; a busy machine looks the same, so that it is a hint only.',
  tell({ timeline }) {
    if (timeline.runtime === 'go') {
      const rows = rowsWhere(
        timeline,
        (row) =>
          timeline.get('sweepTermMs', row) >= LONG_STOP_MS &&
          timeline.get('sweepTermMs', row) >= timeline.get('pauseMs', row) * 0.8,
      ).sort((a, b) => timeline.get('sweepTermMs', b) - timeline.get('sweepTermMs', a))
      if (rows.length === 0) return null
      return {
        title: `Stopping the world took up to ${duration(timeline.get('sweepTermMs', rows[0]!))} (${plural(rows.length, 'cycle')})`,
        explanation:
          'A goroutine that cannot be preempted (assembly, cgo, a long page fault) or a machine without free CPU delays everybody.',
        advice: [
          'Look for CPU throttling first; then for loops in cgo or assembly, with the execution trace (go tool trace)',
        ],
        confidence: 0.5,
        severity: 'info',
        rows,
        data: { cycles: rows.length },
      }
    }
    const { worst, maxReachingMs } = timeline.safepoints
    if (worst === null || !(maxReachingMs >= LONG_REACHING_MS)) return null
    return {
      title: `Threads took up to ${duration(maxReachingMs)} to reach a safepoint`,
      explanation:
        'This wait stands in no GC pause, but the program stands still all the same. Counted loops, large array copies, memory mapping and swapping cause it.',
      advice: ['Find the thread with -XX:+SafepointTimeout -XX:SafepointTimeoutDelay=50, and check for swapping'],
      confidence: 0.9,
      evidence: evidenceOfNotes([worst]),
      data: { maxReachingMs },
    }
  },
})
