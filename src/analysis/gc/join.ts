import { plus } from './go-cycles.ts'
import type { GcRun, GcTimeline, Sum } from './timeline.ts'

/** Clocks are read a little apart, and printed in whole milliseconds. */
const SLACK_MS = 1_000

/**
 * Timelines of several sources as one: rotated files in the order of their first stamp, whatever their names are. Where
 * one begins behind the end of the one before it, the program went on; else it is another run.
 */
export function joinTimelines(parts: readonly GcTimeline[], make: () => GcTimeline): GcTimeline | null {
  if (parts.length <= 1) return parts[0] ?? null
  const joined = make()
  // One that was thinned more than those before it must not stand for less of the time than they do.
  joined.rows.stride = Math.max(...parts.map(({ rows }) => rows.stride))
  const ordered = parts.map((part, i) => ({ part, i })).sort((a, b) => before(a.part, b.part) || a.i - b.i)
  for (const { part } of ordered) append(joined, part)
  return joined
}

function before(a: GcTimeline, b: GcTimeline): number {
  const first = a.runs[0]
  const other = b.runs[0]
  if (first === undefined || other === undefined) return 0
  const wall = first.firstWallMs - other.firstWallMs
  if (!Number.isNaN(wall)) return wall
  // A log with its beginning stays where it was named: its uptime says nothing about other programs.
  const uptime = first.firstMs - other.firstMs
  return Number.isNaN(uptime) ? 0 : uptime
}

function append(to: GcTimeline, from: GcTimeline): void {
  to.collector = from.collector ?? to.collector
  to.pauses.addAll(from.pauses)
  addSums(to.kinds, from.kinds)
  addSums(to.causes, from.causes)
  for (const [name, times] of from.signs) to.sign(name, times)
  for (const name of Object.keys(to.go) as (keyof GcTimeline['go'])[]) to.go[name] = plus(to.go[name], from.go[name])
  to.traces.addAll(from.traces)
  to.safepoints.count += from.safepoints.count
  to.safepoints.totalMs += from.safepoints.totalMs
  if (!(from.safepoints.maxReachingMs <= to.safepoints.maxReachingMs) && from.safepoints.worst !== null) {
    to.safepoints.maxReachingMs = from.safepoints.maxReachingMs
    to.safepoints.worst = from.safepoints.worst
  }
  to.notes.push(...from.notes)
  const runs = from.runs.map((run, i) => appendRun(to, run, i === 0))
  for (const [ordinal, text] of from.texts) to.texts.set(to.total + ordinal, text)
  for (const row of to.rows.wantedOf(from.rows)) {
    const copy = to.rows.copy(from.rows, row)
    to.rows.set('ordinal', copy, to.total + from.get('ordinal', row))
    to.rows.set('run', copy, runs[from.get('run', row)] ?? 0)
    for (const name of ['source', 'kind', 'cause', 'name'] as const) {
      const code = from.get(name, row)
      to.rows.set(name, copy, code === 0 ? 0 : to.names.code(from.names.text(code)))
    }
  }
  to.total += from.total
}

/** The number of the run in the joined timeline. */
function appendRun(to: GcTimeline, run: GcRun, isFirst: boolean): number {
  const last = to.runs.at(-1)
  if (isFirst && last !== undefined && continues(last, run)) {
    if (!Number.isNaN(run.lastMs)) last.lastMs = run.lastMs
    if (!Number.isNaN(run.lastWallMs)) last.lastWallMs = run.lastWallMs
    last.pauseMs += run.pauseMs
    last.events += run.events
    last.lastId = run.lastId
    last.allocatedBytes += run.allocatedBytes + Math.max(0, run.firstBeforeBytes - last.previousAfterBytes || 0)
    last.previousAfterBytes = run.previousAfterBytes
    last.promotedBytes += run.promotedBytes
    last.allocationToMs = run.allocationToMs
    if (!(run.maxHeapBytes <= last.maxHeapBytes)) last.maxHeapBytes = run.maxHeapBytes
    return last.number
  }
  const fresh = to.startRun()
  Object.assign(fresh, { ...run, number: fresh.number })
  return fresh.number
}

function continues(last: GcRun, next: GcRun): boolean {
  if (next.fromStart) return false
  if (!Number.isNaN(last.lastMs) && !Number.isNaN(next.firstMs)) return next.firstMs >= last.lastMs - SLACK_MS
  return next.firstWallMs >= last.lastWallMs - SLACK_MS
}

function addSums<S extends Sum>(to: Map<string, S>, from: ReadonlyMap<string, S>): void {
  for (const [name, sum] of from) {
    const known = to.get(name)
    if (known === undefined) {
      to.set(name, { ...sum, timed: { ...sum.timed } })
      continue
    }
    known.count += sum.count
    known.timed.count += sum.timed.count
    known.timed.totalMs += sum.timed.totalMs
    known.timed.maxMs = Math.max(known.timed.maxMs, sum.timed.maxMs)
  }
}
