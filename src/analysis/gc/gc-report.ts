import type { Finding } from '../../model/finding.ts'
import type { GcSummary } from '../../model/gc-summary.ts'
import type { Crash } from '../../model/report.ts'
import { checkGcRules } from '../rules/gc/registry.ts'
import { joinTimelines } from './join.ts'
import { type SummaryOptions, summaryOf } from './summary.ts'
import { GcTimeline } from './timeline.ts'

/** The collections of several sources, joined by runtime, and what the rules say of them. */
export interface GcTold {
  /** Null without a collection or a stop. */
  readonly go: GcOfRuntime | null
  readonly jvm: GcOfRuntime | null
  readonly findings: readonly Finding[]
}

export interface GcOfRuntime {
  readonly timeline: GcTimeline
  readonly summary: GcSummary
}

export interface GcTellingOptions extends SummaryOptions {
  readonly mostEvents: number
}

/** `--min-samples` of the article. */
export const MIN_SAMPLES = 5
/** Events of each runtime that a report of everything keeps: clusters of more take longer than reading the log. */
export const MOST_EVENTS = 16_384

const BESIDE_OTHERS: GcTellingOptions = {
  mostEvents: MOST_EVENTS,
  epsMs: null,
  heapEpsMb: null,
  minSamples: MIN_SAMPLES,
  features: null,
  withMembers: false,
}

export function tellGc(
  sources: readonly { readonly go: GcTimeline | null; readonly jvm: GcTimeline | null }[],
  crashes: readonly Crash[],
  options: GcTellingOptions = BESIDE_OTHERS,
): GcTold {
  const findings: Finding[] = []
  const tell = (runtime: 'go' | 'jvm'): GcOfRuntime | null => {
    const parts = sources.map((source) => source[runtime]).filter((part) => part !== null)
    const timeline = joinTimelines(parts, () => new GcTimeline(runtime, options.mostEvents))
    if (timeline === null) return null
    findings.push(...checkGcRules({ timeline, crashes }))
    return timeline.total + timeline.safepoints.count === 0 ? null : { timeline, summary: summaryOf(timeline, options) }
  }
  return { go: tell('go'), jvm: tell('jvm'), findings }
}
