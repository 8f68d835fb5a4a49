/** What memory was doing, in figures. A figure that is not known is left out, never shown as 0. */
import { count, duration, megabytes, megabytesPerSecond, plural, short } from '../../base/text/units.ts'
import type { GcSummary } from '../../model/gc-summary.ts'
import type { AllocationSign, Report } from '../../model/report.ts'

const MIB = 1_048_576

/** `812 GC cycles in 94 s`, `pauses p50 0.3 ms, p99 12.8 ms, max 87 ms`, `live heap 4 → 912 MB`. */
export function gcFacts(gc: GcSummary): string[] {
  const { summary } = gc
  const facts: string[] = []
  const cycles = summary.byKind.cycle ?? null
  const what =
    gc.runtime === 'go' && cycles !== null ? plural(cycles, 'GC cycle') : plural(summary.pauses.count, 'GC pause')
  facts.push(summary.spanSeconds === null ? what : `${what} in ${duration(summary.spanSeconds * 1000)}`)
  const forced = summary.byKind.forced ?? 0
  if (gc.runtime === 'go' && forced > 0) facts.push(`${count(forced)} forced`)
  const pauses = pauseFact(gc)
  if (pauses !== '') facts.push(pauses)
  const heap = liveHeapFact(summary)
  if (heap !== '') facts.push(`live heap ${heap}`)
  if (summary.throughputPercent !== null) facts.push(`throughput ${summary.throughputPercent.toFixed(2)} %`)
  if (summary.allocationRateMbPerSec !== null && isLongEnough(gc)) {
    facts.push(`allocating ${megabytesPerSecond(summary.allocationRateMbPerSec)}`)
  }
  return facts
}

function pauseFact({ summary: { pauses } }: GcSummary): string {
  const figures: [string, number | null][] = [
    ['p50', pauses.p50Ms],
    ['p99', pauses.p99Ms],
    ['max', pauses.maxMs],
  ]
  const known = figures.filter((entry): entry is [string, number] => entry[1] !== null)
  return known.length === 0 ? '' : `pauses ${known.map(([name, ms]) => `${name} ${duration(ms)}`).join(', ')}`
}

/** `4 → 912 MB (trend +9.7 MB/min)`, in the collector's own unit: its MB are 2^20 bytes. */
export function liveHeapFact({ heap }: GcSummary['summary']): string {
  const first = heap.liveFirstBytes ?? null
  const last = heap.liveLastBytes ?? null
  if (first === null || last === null) return ''
  // A slope that nothing follows is none.
  const growth = (heap.liveGrowthR2 ?? 0) >= 0.5 ? (heap.liveGrowthBytesPerMin ?? null) : null
  const slope = growth === null ? '' : ` (trend ${growth < 0 ? '−' : '+'}${short(Math.abs(growth) / MIB)} MB/min)`
  return `${short(first / MIB)} → ${megabytes(last / MIB)}${slope}`
}

/** A rate per second, out of a few milliseconds, would be a number without a meaning. */
function isLongEnough({ summary: { spanSeconds } }: GcSummary): boolean {
  return spanSeconds !== null && spanSeconds >= 1
}

/** One sign in a sentence. */
export function signText(sign: AllocationSign): string {
  if (sign.kind === 'allocator-frame') return `${plural(sign.count, 'goroutine')} in ${sign.detail}`
  return sign.detail
}

/** Signs that say more than the crash itself already does. */
export function newSigns(report: Report): AllocationSign[] {
  if (!report.crashes.some((crash) => crash.kind === 'out-of-memory')) return [...report.allocation]
  return report.allocation.filter(
    (sign) => sign.kind !== 'out-of-memory' && !(sign.kind === 'allocator-frame' && sign.count === 1),
  )
}
