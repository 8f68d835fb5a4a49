import { duration, plural, short } from '../base/text/units.ts'
import { FULL_KINDS } from '../model/gc-kinds.ts'
import type { GcBreach, GcEvent, GcLimits, GcReport, GcTimelineReport } from '../model/gc-summary.ts'
import type { Span } from '../model/span.ts'

const MIB = 1_048_576

/**
 * Whether collections kept to what was asked. A limit that the log cannot answer is broken too: a gate that lets through
 * what it did not see is no gate.
 */
export function breachesOf(report: GcReport, limits: GcLimits): GcBreach[] {
  const { maxPauseMs, maxP99Ms, minThroughputPercent, maxFull, maxLiveGrowthBytesPerMin } = limits
  const asked: [limit: string, check: (timeline: GcTimelineReport) => GcBreach | null][] = []
  if (maxPauseMs !== null)
    asked.push(['--max-pause', (one) => pause('--max-pause', one, 'maxMs', 'the longest pause', maxPauseMs)])
  if (maxP99Ms !== null) asked.push(['--max-p99', (one) => pause('--max-p99', one, 'p99Ms', 'p99', maxP99Ms)])
  if (minThroughputPercent !== null) asked.push(['--min-throughput', (one) => throughput(one, minThroughputPercent)])
  if (maxFull !== null) asked.push(['--max-full', (one) => full(one, maxFull)])
  if (maxLiveGrowthBytesPerMin !== null)
    asked.push(['--max-live-growth', (one) => growth(one, maxLiveGrowthBytesPerMin)])
  if (report.timelines.length === 0) return asked.map(([limit]) => unknown(limit, 'the log holds no collection'))
  return asked.flatMap(([, check]) => report.timelines.map(check).filter((breach) => breach !== null))
}

function unknown(limit: string, why: string): GcBreach {
  return { limit, sentence: `${limit} cannot be checked: ${why}`, span: null }
}

function pause(
  limit: string,
  one: GcTimelineReport,
  figure: 'maxMs' | 'p99Ms',
  name: string,
  most: number,
): GcBreach | null {
  const ms = one.summary.pauses[figure]
  if (ms === null) return unknown(limit, 'the log holds no pause with its length')
  if (ms <= most) return null
  const span = firstSpan(one, (event) => event.pauseMs !== null && event.pauseMs > most)
  return {
    limit,
    sentence: `${limit} ${duration(most)}: ${name} is ${duration(ms)}`,
    span: span ?? one.summary.longest[0]!.span,
  }
}

function throughput(one: GcTimelineReport, least: number): GcBreach | null {
  const limit = '--min-throughput'
  const percent = one.summary.throughputPercent
  if (percent === null) return unknown(limit, 'the log holds no clock, or no pauses')
  if (percent >= least) return null
  // No single line breaks it: the longest pause is the first place to look.
  return {
    limit,
    sentence: `${limit} ${short(least)} %: it is ${percent.toFixed(2)} %`,
    span: one.summary.longest[0]?.span ?? null,
  }
}

function full(one: GcTimelineReport, most: number): GcBreach | null {
  // Every cycle of Go is concurrent: there is no such thing.
  if (one.runtime === 'go') return null
  const times = [...FULL_KINDS].reduce((sum, kind) => sum + (one.summary.byKind[kind] ?? 0), 0)
  if (times <= most) return null
  let seen = 0
  const span = firstSpan(one, (event) => FULL_KINDS.has(event.kind) && ++seen > most)
  return {
    limit: '--max-full',
    sentence: `--max-full ${most}: there ${times === 1 ? 'is' : 'are'} ${plural(times, 'full collection')}`,
    span,
  }
}

function growth(one: GcTimelineReport, most: number): GcBreach | null {
  const limit = '--max-live-growth'
  const bytes = one.summary.heap.liveGrowthBytesPerMin ?? null
  if (bytes === null) return unknown(limit, 'too few collections show the live heap, or too little time')
  if (bytes <= most) return null
  const span = firstSpan(one, (event) => event.heapAfterBytes !== null)
  return {
    limit,
    sentence: `${limit} ${short(most / MIB)} MB/min: the live heap grows by ${short(bytes / MIB)} MB/min`,
    span,
  }
}

function firstSpan(one: GcTimelineReport, is: (event: GcEvent) => boolean): Span | null {
  for (const event of one.events()) if (is(event)) return event.span
  return null
}
