import { GC_FIELDS, type GoGcBatchEvent, type GoGcEvent } from '../model/event.ts'
import type { GcSummary, PauseStatistics } from '../model/report.ts'
import type { Span } from '../model/span.ts'

const AT = Object.fromEntries(GC_FIELDS.map((name, index) => [name, index])) as Record<
  (typeof GC_FIELDS)[number],
  number
>
const MIB = 1_048_576

/** Go's collections of one run, added up. Keeps one number per cycle, for exact percentiles. */
export class GoGcFold {
  private pauses = new Float64Array(1_024)
  private count = 0
  private forced = 0
  private totalMs = 0
  private firstSeconds = Number.NaN
  private lastSeconds = Number.NaN
  private liveFirst = 0
  private liveLast = 0
  private heapMax = 0
  private goalLast = 0
  private cpuPercent = 0
  private allocatedMiB = 0
  private previousLive = 0
  first: Span | null = null
  last: Span | null = null
  /** Consecutive cycles, up to the last one, in which the live heap did not fall; and the live heap where they began. */
  rising = { cycles: 0, fromMiB: 0, span: null as Span | null }

  addBatch(event: GoGcBatchEvent): void {
    const { values, length } = event.cycles
    for (let i = 0; i < length; i++) {
      const row = i * GC_FIELDS.length
      this.addCycle(
        values[row + AT.sweepTermMs]! + values[row + AT.markTermMs]!,
        values[row + AT.atSeconds]!,
        values[row + AT.forced] === 1,
        values[row + AT.heapStartMiB]!,
        values[row + AT.heapEndMiB]!,
        values[row + AT.heapLiveMiB]!,
        values[row + AT.goalMiB]!,
        values[row + AT.cpuPercent]!,
      )
    }
    this.first ??= event.span
    this.last = event.span
    if (this.rising.span === null) this.rising.span = event.span
  }

  add(event: GoGcEvent): void {
    this.addCycle(
      event.sweepTermMs + event.markTermMs,
      event.atSeconds,
      event.forced,
      event.heapStartMiB,
      event.heapEndMiB,
      event.heapLiveMiB,
      event.goalMiB,
      event.cpuPercent,
    )
    this.first ??= event.span
    this.last = event.span
    if (this.rising.span === null) this.rising.span = event.span
  }

  get cycles(): number {
    return this.count
  }

  get liveGrowthMiB(): number {
    return this.liveLast - this.rising.fromMiB
  }

  private addCycle(
    pauseMs: number,
    atSeconds: number,
    forced: boolean,
    start: number,
    end: number,
    live: number,
    goal: number,
    cpuPercent: number,
  ): void {
    if (this.count === this.pauses.length) {
      const larger = new Float64Array(this.pauses.length * 2)
      larger.set(this.pauses)
      this.pauses = larger
    }
    this.pauses[this.count++] = pauseMs
    this.totalMs += pauseMs
    if (forced) this.forced++
    if (Number.isNaN(this.firstSeconds)) {
      this.firstSeconds = atSeconds
      this.liveFirst = live
    } else this.allocatedMiB += Math.max(0, start - this.previousLive)
    if (live < this.liveLast || this.rising.cycles === 0) this.rising = { cycles: 1, fromMiB: live, span: null }
    else this.rising.cycles++
    this.previousLive = live
    this.lastSeconds = atSeconds
    this.liveLast = live
    this.goalLast = goal
    this.cpuPercent = cpuPercent
    if (end > this.heapMax) this.heapMax = end
  }

  summary(): GcSummary | null {
    if (this.count === 0) return null
    const spanSeconds = this.lastSeconds - this.firstSeconds
    return {
      runtime: 'go',
      collector: 'go concurrent mark-sweep',
      summary: {
        byKind: { cycle: this.count, forced: this.forced },
        pauses: pauseStatistics(this.pauses.subarray(0, this.count), this.totalMs),
        heap: {
          liveFirstBytes: this.liveFirst * MIB,
          liveLastBytes: this.liveLast * MIB,
          peakBytes: this.heapMax * MIB,
          goalLastBytes: this.goalLast * MIB,
          gcCpuPercent: this.cpuPercent,
        },
        throughputPercent:
          this.lastSeconds > 0 ? Math.max(0, 100 - (this.totalMs / (this.lastSeconds * 1_000)) * 100) : null,
        allocationRateMbPerSec: spanSeconds > 0 ? this.allocatedMiB / spanSeconds : null,
        spanSeconds: spanSeconds >= 0 ? spanSeconds : null,
      },
      correlation: {},
      clusters: [],
      noise: [],
    }
  }
}

/** Exact: nearest-rank percentiles over every pause. */
export function pauseStatistics(pauses: Float64Array, totalMs: number): PauseStatistics {
  const count = pauses.length
  if (count === 0) return { count: 0, totalMs: 0, meanMs: null, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null }
  const sorted = Float64Array.from(pauses).sort()
  const rank = (share: number) => sorted[Math.min(count - 1, Math.ceil(share * count) - 1)]!
  const round = (ms: number) => Math.round(ms * 1e6) / 1e6
  return {
    count,
    totalMs: round(totalMs),
    meanMs: round(totalMs / count),
    p50Ms: round(rank(0.5)),
    p90Ms: round(rank(0.9)),
    p99Ms: round(rank(0.99)),
    maxMs: round(sorted[count - 1]!),
  }
}
