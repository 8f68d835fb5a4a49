import { short } from '../../base/text/units.ts'
import type { GcCluster } from '../../model/gc-summary.ts'
import { MIB } from './go-cycles.ts'
import { flagsOf } from './jvm-events.ts'
import type { GcTimeline } from './timeline.ts'

/** Why a pause is like no others, as far as its own figures tell. */
export function reasonOf(timeline: GcTimeline, row: number, clusters: readonly GcCluster[]): string {
  const kind = timeline.kindOf(row)
  const pauseMs = timeline.get('pauseMs', row)
  const nearest = nearestCluster(timeline, row, clusters)
  const flags = flagsOf(timeline.get('flags', row))
  const reasons: string[] = []
  if (flags.length > 0) reasons.push(flags.join(', ').replaceAll('-', ' '))
  const cpu = cpuReason(timeline, row)
  if (cpu !== null) reasons.push(cpu)
  const cause = timeline.causeOf(row)
  if (kind === 'forced') reasons.push('forced by the program')
  else if (kind === 'full' || kind === 'degenerated')
    reasons.push(cause === null ? `a ${kind} collection` : `full: ${cause}`)
  const fill = timeline.get('afterBytes', row) / timeline.get('capacityBytes', row)
  if (timeline.runtime === 'jvm' && fill >= 0.9) reasons.push(`heap ${Math.round(fill * 100)} % full afterwards`)
  if (timeline.runtime === 'go' && !Number.isNaN(timeline.get('markMs', row))) {
    const share = timeline.get('sweepTermMs', row) / pauseMs
    if (pauseMs >= 1 && share >= 0.8) reasons.push('waited for goroutines to stop (sweep termination)')
    else if (pauseMs >= 1 && share <= 0.2) reasons.push('mark termination')
  }
  if (nearest !== null && reasons.length === 0) {
    const times = pauseMs / nearest.centroid.pauseMs
    const name = `the ${nearest.size} pauses it is nearest to`
    if (times >= 1.5) reasons.push(`${short(times)} times as long as ${name}`)
    else if (times <= 0.67) reasons.push(`shorter than ${name}`)
    else reasons.push(`another heap size than ${name}`)
  }
  return reasons.length === 0 ? 'alone in its place' : reasons.join('; ')
}

/** Much more time passed than the collector computed: the machine did not run it. */
function cpuReason(timeline: GcTimeline, row: number): string | null {
  const user = timeline.get('userMs', row)
  const sys = timeline.get('sysMs', row)
  const real = timeline.get('realMs', row)
  // The clock ticks every 10 ms.
  if (!(real >= 100)) return null
  if (user + sys < real * 0.5) return 'little CPU time for its length: swapping, slow disk or a busy machine'
  return sys > user && sys >= 100 ? 'more time in the kernel than in the collector: paging or huge pages' : null
}

function nearestCluster(timeline: GcTimeline, row: number, clusters: readonly GcCluster[]): GcCluster | null {
  const after = timeline.get('afterBytes', row) / MIB
  const pauseMs = timeline.get('pauseMs', row)
  let best: GcCluster | null = null
  let least = Number.POSITIVE_INFINITY
  for (const cluster of clusters) {
    const { centroid } = cluster
    const heap =
      centroid.heapAfterMb === null || Number.isNaN(after)
        ? 0
        : Math.abs(after - centroid.heapAfterMb) / (1 + centroid.heapAfterMb)
    const distance = heap + Math.abs(Math.log((1e-3 + pauseMs) / (1e-3 + centroid.pauseMs)))
    if (distance >= least) continue
    least = distance
    best = cluster
  }
  return best
}
