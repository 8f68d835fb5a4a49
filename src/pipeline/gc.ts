import { SourceAnalysis } from '../analysis/analysis.ts'
import { eventsOf } from '../analysis/gc/events.ts'
import { type GcOfRuntime, MIN_SAMPLES, tellGc } from '../analysis/gc/gc-report.ts'
import { type Period, PeriodFilter } from '../analysis/gc/period.ts'
import { bySeverity } from '../analysis/rules/registry.ts'
import type { SourceInput } from '../input/byte-source.ts'
import type { GcFeature, GcReport, GcTimelineReport } from '../model/gc-summary.ts'
import { type Outcome, tellSource, unread } from './assemble.ts'
import type { ReadOptions } from './each-source.ts'
import { foldSource } from './extract.ts'
import { readAll } from './read-all.ts'
import { createRedactor, type Redact, redactGc } from './redaction.ts'

export interface GcOptions extends ReadOptions {
  /** Milliseconds along the pause axis; the knee of the distances when not given. */
  readonly epsMs?: number | null
  readonly heapEpsMb?: number | null
  readonly minSamples?: number
  readonly features?: readonly GcFeature[] | null
  readonly period?: Period | null
  /** Events of each runtime that are kept; figures are of all. */
  readonly mostEvents?: number
  /** Secrets become placeholders, unless this is false. */
  readonly redact?: Redact
}

/** A collection a second for most of a day. They are ten megabytes, and what is made of them is as much again. */
const MOST_EVENTS = 65_536

/**
 * What garbage collection did, by runtime: figures, correlation, clusters, findings, and the events themselves. Several
 * sources are one time axis.
 */
export async function analyzeGc(
  input: SourceInput | readonly SourceInput[],
  options: GcOptions = {},
): Promise<GcReport> {
  const mostEvents = options.mostEvents ?? MOST_EVENTS
  const period = options.period == null ? null : new PeriodFilter(options.period)
  const outcomes: Outcome[] = []
  await readAll(
    input,
    options,
    async (source) => {
      const { name } = source
      const analysis = new SourceAnalysis(name, undefined, undefined, { mostGcEvents: mostEvents, gcPeriod: period })
      const result = await foldSource(source, { ...options, goroutines: 'counted' }, analysis)
      outcomes.push(tellSource(name, analysis, 0, result))
    },
    (name, error) => outcomes.push({ source: unread(name, error), findings: null }),
  )
  const found = outcomes.flatMap(({ findings }) => (findings === null ? [] : [findings]))
  const told = tellGc(
    found.map(({ gc }) => gc),
    found.flatMap(({ crashes }) => crashes),
    {
      mostEvents,
      epsMs: options.epsMs ?? null,
      heapEpsMb: options.heapEpsMb ?? null,
      minSamples: options.minSamples ?? MIN_SAMPLES,
      features: options.features ?? null,
      withMembers: true,
    },
  )
  const report: GcReport = {
    timelines: [told.go, told.jvm].flatMap((one) => (one === null ? [] : [reportOf(one)])),
    findings: [...told.findings].sort(bySeverity),
    sources: outcomes.map(({ source }) => ({ name: source.name, error: source.error, lines: source.lines })),
  }
  return redactGc(report, createRedactor(options.redact))
}

function reportOf({ timeline, summary }: GcOfRuntime): GcTimelineReport {
  return {
    ...summary,
    eventCount: timeline.rows.length,
    events: () => eventsOf(timeline),
    series: (of) => timeline.rows.view(of === 'pauseMs' ? 'pauseMs' : 'afterBytes'),
  }
}
