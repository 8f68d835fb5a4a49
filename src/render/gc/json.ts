import { safeJson } from '../../base/text/safe-json.ts'
import type { GcReport, GcTimelineReport } from '../../model/gc-summary.ts'
import { eventWriter } from './event-json.ts'

/**
 * The contract of `gc --format json`, in pieces: events may be a million. One runtime is one document; a log of two has
 * both below `timelines`, each as it would be alone.
 */
export function* renderGcJson(report: GcReport): Generator<string> {
  const { timelines, findings, sources } = report
  const [first] = timelines
  if (timelines.length > 1) {
    yield '{\n"runtime": "mixed",\n"collector": null,\n"timelines": [\n'
    for (const [i, timeline] of timelines.entries()) {
      if (i > 0) yield ',\n'
      yield '{\n'
      yield* timelineJson(timeline)
      yield '}'
    }
    yield '\n],\n'
  } else if (first !== undefined) yield* withComma(timelineJson(first))
  else yield `{\n${field('runtime', null)},\n${field('collector', null)},\n${field('events', [])},\n${NONE},\n`
  yield `${field('findings', findings)},\n${field('sources', sources)}\n}\n`
}

/** A log without a collection: every figure is unknown, and the shape stays. */
const NONE = [
  field('summary', {
    byKind: {},
    pauses: { count: 0, totalMs: 0, meanMs: null, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null },
    heap: {},
    throughputPercent: null,
    allocationRateMbPerSec: null,
  }),
  field('correlation', {
    n: 0,
    conclusion: 'The log holds no collection.',
    relations: [],
    sweep: null,
    concurrent: null,
  }),
  field('clustering', null),
  field('clusters', []),
  field('noise', []),
].join(',\n')

function* withComma(parts: Iterable<string>): Generator<string> {
  yield '{\n'
  yield* parts
  yield ',\n'
}

function* timelineJson(timeline: GcTimelineReport): Generator<string> {
  const { runtime, collector, summary, correlation, clustering, clusters, noise, outliers } = timeline
  yield `${field('runtime', runtime)},\n${field('collector', collector)},\n"events": [`
  let separator = '\n'
  const eventJson = eventWriter()
  for (const event of timeline.events()) {
    yield `${separator}${eventJson(event)}`
    separator = ',\n'
  }
  yield `\n],\n${field('summary', summary)},\n${field('correlation', correlation)},\n${field('clustering', clustering)},\n`
  yield `${field('clusters', clusters)},\n${field('noise', noise)},\n${field('outliers', outliers)}`
}

/** One line a field, except where it is read by people. */
function field(name: string, value: unknown): string {
  const isList = name === 'clusters' || name === 'noise'
  return `"${name}": ${safeJson(value, isList ? 0 : 2)}`
}

export function* renderGcJsonLines(report: GcReport): Generator<string> {
  const eventJson = eventWriter()
  for (const timeline of report.timelines) for (const event of timeline.events()) yield `${eventJson(event)}\n`
}

/**
 * The file of `--output`, in pieces, by the names that scripts know. A log of two runtimes has one such object for each,
 * below its name.
 */
export function* renderClusterFile({ timelines }: GcReport): Generator<string> {
  if (timelines.length <= 1) {
    yield* clusterFile(timelines[0] ?? null)
    yield '\n'
    return
  }
  for (const [i, timeline] of timelines.entries()) {
    yield `${i === 0 ? '{' : ','}\n"${timeline.runtime}": `
    yield* clusterFile(timeline)
  }
  yield '\n}\n'
}

function* clusterFile(timeline: GcTimelineReport | null): Generator<string> {
  const clustering = timeline?.clustering ?? null
  const head = {
    features: clustering?.features ?? [],
    eps: clustering?.epsMs ?? null,
    min_samples: clustering?.minSamples ?? null,
  }
  yield `${safeJson(head, 2).slice(0, -'\n}'.length)},\n  "clusters": [`
  let separator = '\n    '
  for (const { id, size, centroid, members, label } of timeline?.clusters ?? []) {
    const { pauseMs, heapBeforeMb, heapAfterMb } = centroid
    const cluster = {
      cluster_id: id,
      size,
      centroid: { pause_ms: pauseMs, heap_before_mb: heapBeforeMb, heap_after_mb: heapAfterMb },
      members: members ?? [],
      label,
    }
    yield `${separator}${safeJson(cluster)}`
    separator = ',\n    '
  }
  yield `\n  ],\n  "noise": ${safeJson(timeline?.noise ?? [])}\n}`
}
