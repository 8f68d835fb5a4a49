import { sparkline } from '../../base/text/sparkline.ts'
import { count, duration, megabytes, megabytesPerSecond, plural, short } from '../../base/text/units.ts'
import type { GcReport, GcTimelineReport } from '../../model/gc-summary.ts'
import { liveHeapFact } from '../words/memory.ts'

/** What the views of `gc` say, whatever they look like. A figure that is not known is left out, never shown as 0. */

const MIB = 1_048_576

const COLLECTORS: Readonly<Record<string, string>> = {
  serial: 'Serial',
  parallel: 'Parallel',
  cms: 'CMS',
  g1: 'G1',
  zgc: 'ZGC',
  shenandoah: 'Shenandoah',
  epsilon: 'Epsilon',
}

export function collectorName({ runtime, collector }: GcTimelineReport): string {
  if (runtime === 'go') return 'Go'
  return collector === null ? 'JVM' : (COLLECTORS[collector] ?? collector)
}

/** `3 h 12 min`, `4 812 pauses, 41.9 s in all`, `throughput 99.64 %`. */
export function headFacts(one: GcTimelineReport): string[] {
  const { summary } = one
  const { pauses, byKind } = summary
  const facts: string[] = []
  if (summary.spanSeconds !== null) facts.push(duration(summary.spanSeconds * 1_000))
  if (one.runtime === 'go') {
    const forced = byKind.forced ?? 0
    facts.push(`${plural(byKind.cycle ?? 0, 'cycle')}${forced > 0 ? `, ${count(forced)} forced` : ''}`)
    facts.push(`${duration(pauses.totalMs)} of pauses`)
  } else
    facts.push(
      pauses.count === 0 ? 'no pauses printed' : `${plural(pauses.count, 'pause')}, ${duration(pauses.totalMs)} in all`,
    )
  if (summary.throughputPercent !== null) facts.push(`throughput ${summary.throughputPercent.toFixed(2)} %`)
  if (summary.allocationRateMbPerSec !== null)
    facts.push(`allocating ${megabytesPerSecond(summary.allocationRateMbPerSec)}`)
  if (summary.promotionRateMbPerSec !== null)
    facts.push(`promoting ${megabytesPerSecond(summary.promotionRateMbPerSec)}`)
  if (summary.runs > 1) facts.push(plural(summary.runs, 'run'))
  if (summary.firstTime !== null && summary.lastTime !== null) facts.push(`${summary.firstTime} to ${summary.lastTime}`)
  return facts
}

/** `p50 6.1 ms`, …, `max 912 ms`. */
export function pauseFacts({ summary: { pauses } }: GcTimelineReport): string[] {
  const figures: [string, number | null][] = [
    ['p50', pauses.p50Ms],
    ['p90', pauses.p90Ms],
    ['p99', pauses.p99Ms],
    ['max', pauses.maxMs],
    ['mean', pauses.meanMs],
  ]
  return figures.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${duration(ms)}`]))
}

export function heapFact({ runtime, summary }: GcTimelineReport): string {
  const live = liveHeapFact(summary)
  if (live === '') return ''
  const { heap } = summary
  const peak = heap.peakBytes ?? null
  const most = heap.maxHeapBytes ?? heap.capacityMaxBytes ?? null
  return (
    `${runtime === 'go' ? 'live' : 'after GC'} ${live}` +
    (peak === null ? '' : `, peak ${megabytes(peak / MIB)}`) +
    (most === null ? '' : ` of ${megabytes(most / MIB)}`)
  )
}

/** Where the time of a Go collector goes. */
export function workFact({ summary: { go } }: GcTimelineReport): string {
  if (go === null) return ''
  const { cpuPercent, markMs, assistCpuMs, backgroundCpuMs, idleCpuMs } = go
  const all = (assistCpuMs ?? 0) + (backgroundCpuMs ?? 0) + (idleCpuMs ?? 0)
  const assist = all === 0 ? '' : `, assists ${short(((assistCpuMs ?? 0) / all) * 100)} % of marking`
  return [
    cpuPercent === null ? '' : `${short(cpuPercent)} % of CPU since start`,
    markMs === null ? '' : `concurrent mark ${duration(markMs)}${assist}`,
    markMs === null
      ? 'nothing is concurrent before Go 1.5'
      : `stopped for sweep termination ${duration(go.sweepTerminationMs)}, mark termination ${duration(go.markTerminationMs)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** What the other traces of a Go program add: memory that went back, plans that failed, goroutines that waited. */
export function traceFacts({ summary: { traces } }: GcTimelineReport): string[] {
  const facts: string[] = []
  const { scavenger = null, pacer = null, scheduler = null } = traces ?? {}
  if (scavenger !== null) {
    const { lines, returnedBytes, releasedBytes, utilPercent } = scavenger
    const parts = [
      returnedBytes === null ? '' : `gave ${megabytes(returnedBytes / MIB)} back`,
      releasedBytes === null ? '' : `${megabytes(releasedBytes / MIB)} released at the end`,
      utilPercent === null ? '' : `${short(utilPercent)} % of what is held in use`,
    ].filter((part) => part !== '')
    facts.push(`scavenger: ${parts.length === 0 ? plural(lines, 'line') : parts.join(', ')}`)
  }
  if (pacer !== null) {
    const { lines, maxAssistRatio, maxCpuPercent, maxOvershootBytes } = pacer
    const parts = [
      maxAssistRatio === null ? '' : `assist ratio up to ${short(maxAssistRatio)}`,
      maxCpuPercent === null ? '' : `up to ${short(maxCpuPercent)} % of CPU in a cycle`,
      maxOvershootBytes === null || maxOvershootBytes <= 0
        ? ''
        : `up to ${megabytes(maxOvershootBytes / MIB)} above the goal`,
    ].filter((part) => part !== '')
    facts.push(`pacer: ${parts.length === 0 ? plural(lines, 'line') : parts.join(', ')}`)
  }
  if (scheduler !== null) {
    const { lines, maxThreads, maxWaiting, starvedLines } = scheduler
    const parts = [
      maxThreads === null ? '' : `up to ${plural(maxThreads, 'thread')}`,
      maxWaiting === null ? '' : `up to ${plural(maxWaiting, 'goroutine')} waiting for a processor`,
      starvedLines === 0 ? '' : `none idle while they waited in ${count(starvedLines)} of ${plural(lines, 'line')}`,
    ].filter((part) => part !== '')
    facts.push(`scheduler: ${parts.length === 0 ? plural(lines, 'line') : parts.join(', ')}`)
  }
  return facts
}

/** `full 12, 3.1 s`, by what they cost. */
export function kindFacts({ summary: { kinds, byKind } }: GcTimelineReport): string[] {
  return kinds.map(({ kind, of, count: times, totalMs, timed }) => {
    const system = kind === 'full' ? (byKind['full-system-gc'] ?? 0) : 0
    const cost = timed === 0 ? '' : ` ${duration(totalMs)}${of === 'concurrent' ? ' concurrent' : ''}`
    return `${count(times)} ${kind.replaceAll('-', ' ')}${system > 0 ? ` (${count(system)} by System.gc())` : ''}${cost}`
  })
}

export function causeFacts({ summary: { causes } }: GcTimelineReport): string[] {
  return causes.map(
    ({ cause, count: times, totalMs }) => `${cause} ${count(times)}${totalMs > 0 ? `, ${duration(totalMs)}` : ''}`,
  )
}

/** `DBSCAN eps 12.8 ms, heap-eps 52 MB, min 5`. */
export function clusteringWords({ clustering }: GcTimelineReport): string {
  if (clustering === null) return ''
  const { epsMs, epsSource, heapEpsMb, heapEpsSource, minSamples, features, pauseScale } = clustering
  const eps = features.includes('pause')
    ? `eps ${short(epsMs)} ms${epsSource === 'knee' ? ` found${pauseScale === 'logarithmic' ? ' at the median' : ''}` : ''}, `
    : ''
  const heap =
    heapEpsMb === null ? '' : `heap-eps ${short(heapEpsMb)} MB${heapEpsSource === 'derived' ? ' derived' : ''}, `
  return `DBSCAN over ${features.join(', ')}: ${eps}${heap}min ${minSamples}`
}

/** A, B, … Z, then numbers. */
export function clusterName(id: number): string {
  return id < 26 ? String.fromCharCode(65 + id) : String(id)
}

export interface Histogram {
  readonly bars: string
  readonly fromMs: number
  readonly toMs: number
}

/** How often pauses of each length came, short ones on the left, each column so many times the one before. */
export function histogramOf(one: GcTimelineReport, columns: number): Histogram | null {
  const pauses = one.series('pauseMs')
  let count = 0
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (let i = 0; i < pauses.length; i++) {
    const ms = pauses[i]!
    if (!(ms > 0)) continue
    count++
    low = Math.min(low, ms)
    high = Math.max(high, ms)
  }
  if (count < 5 || high <= low) return null
  const bins = new Array<number>(columns).fill(0)
  const scale = columns / Math.log(high / low)
  for (let i = 0; i < pauses.length; i++)
    if (pauses[i]! > 0) bins[Math.min(columns - 1, Math.floor(Math.log(pauses[i]! / low) * scale))]!++
  // Of a single pause a bar must be seen beside thousands.
  const heights = bins.map((bin) => (bin === 0 ? Number.NaN : Math.log1p(bin)))
  return { bars: sparkline(heights, columns), fromMs: low, toMs: high }
}

export function heapSparkline(one: GcTimelineReport, columns: number): string {
  const series = one.series('heapAfterBytes')
  const values: number[] = []
  for (let i = 0; i < series.length; i++) if (!Number.isNaN(series[i]!)) values.push(series[i]!)
  return values.length < 3 ? '' : sparkline(values, columns)
}

/** Why there is nothing to show, and how to get it next time. */
export function nothingWords(report: GcReport): string {
  const lines = report.sources.reduce((sum, source) => sum + source.lines, 0)
  if (report.findings.some(({ rule }) => rule === 'gc/unsupported-log'))
    return `No garbage collection in ${plural(lines, 'line')} that this program reads.`
  return `No garbage collection in ${plural(lines, 'line')}. Go prints it with GODEBUG=gctrace=1, a JVM with -Xlog:gc* (JDK 8: -Xloggc:FILE -XX:+PrintGCDetails).`
}

export function thinnedWords({ summary: { thinned } }: GcTimelineReport): string {
  if (thinned === null) return ''
  return `${count(thinned.total)} events: figures are of all, clusters, correlation and lists of ${count(thinned.kept)} evenly spread ones and the longest`
}
