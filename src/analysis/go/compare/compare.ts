import type { ComparedSite, GoroutineComparison, Trend } from '../../../model/goroutine-comparison.ts'
import { isoOf } from '../../gc/wall-time.ts'
import { waitReason } from '../wait-reasons.ts'
import type { SiteCount, Snapshot } from './snapshots.ts'

export type Comparison = Pick<GoroutineComparison, 'snapshots' | 'minutesFrom' | 'sites'>

/** What happened between the dumps, place by place. `everyMinutes`: told by the user, and so believed. */
export function compareSnapshots(snapshots: readonly Snapshot[], everyMinutes: number | null): Comparison {
  const { minutes, from } = clockOf(snapshots, everyMinutes)
  const keys = new Set(snapshots.flatMap(({ sites }) => [...sites.keys()]))
  const elapsed = minutes?.at(-1) ?? null
  const sites = [...keys].map((key) =>
    siteOver(
      snapshots.map((snapshot) => snapshot.sites.get(key) ?? null),
      elapsed,
      snapshots.at(-1)?.time ?? null,
    ),
  )
  return {
    snapshots: snapshots.map(({ span, total, time }, i) => ({ span, total, time, minutes: minutes?.[i] ?? null })),
    minutesFrom: from,
    sites: sites.sort((a, b) => RANK[a.trend] - RANK[b.trend] || weight(b) - weight(a)),
  }
}

const RANK: Readonly<Record<Trend, number>> = { growing: 0, new: 1, stuck: 2, gone: 3, steady: 4 }

function weight({ trend, counts, stuck }: ComparedSite): number {
  if (trend === 'growing') return counts.at(-1)! - counts[0]!
  return trend === 'gone' ? Math.max(...counts) : trend === 'stuck' ? (stuck ?? 0) : counts.at(-1)!
}

/** Minutes of each dump since the first. */
function clockOf(
  snapshots: readonly Snapshot[],
  every: number | null,
): { minutes: readonly number[] | null; from: Comparison['minutesFrom'] } {
  if (every !== null) return { minutes: snapshots.map((_, i) => i * every), from: 'option' }
  const times = snapshots.map(({ time }) => (time === null ? Number.NaN : Date.parse(time) / 60_000))
  if (times.length > 0 && times.every((time, i) => i === 0 || time >= times[i - 1]!))
    return { minutes: times.map((time) => round(time - times[0]!)), from: 'log' }
  const minutes = [0]
  for (let i = 1; i < snapshots.length; i++) {
    const step = waitedBetween(snapshots[i - 1]!, snapshots[i]!)
    if (step === null) return { minutes: null, from: null }
    minutes.push(minutes.at(-1)! + step)
  }
  return snapshots.length > 1 ? { minutes, from: 'waits' } : { minutes: null, from: null }
}

/**
 * A goroutine that had waited 3 minutes in one dump and 8 in the next, in one place, says that 5 have passed. The
 * collector's estimate may be off for one of them, so the middle of all is taken.
 */
function waitedBetween(before: Snapshot, after: Snapshot): number | null {
  const steps: number[] = []
  for (const [key, site] of after.sites) {
    const earlier = before.sites.get(key)
    if (earlier === undefined) continue
    for (const [id, minutes] of site.waits) {
      const was = earlier.waits.get(id) ?? -1
      if (was > 0 && minutes > was) steps.push(minutes - was)
    }
  }
  return steps.length === 0 ? null : steps.sort((a, b) => a - b)[steps.length >> 1]!
}

function siteOver(parts: readonly (SiteCount | null)[], elapsed: number | null, lastTime: string | null): ComparedSite {
  const shown = parts.findLast((part) => part !== null)!
  const counts = parts.map((part) => part?.count ?? 0)
  const stayed = stayedIn(parts)
  const state = mostCommon(shown.states)
  const grown = counts.at(-1)! - counts[0]!
  let longest = -1
  for (const minutes of parts.at(-1)?.waits.values() ?? []) longest = Math.max(longest, minutes)
  // Seen in the first and in the last dump is a wait, too.
  const seen = stayed !== null && stayed > 0 && elapsed !== null ? elapsed : -1
  const stuckMinutes = Math.max(longest, seen)
  const { normal } = waitReason(state)
  return {
    trend: trendOf(counts, stayed),
    state,
    counts,
    growthPerMinute: elapsed === null || elapsed === 0 ? null : round(grown / elapsed),
    stuck: stayed,
    stuckMinutes: stuckMinutes < 0 ? null : stuckMinutes,
    stuckSince: stuckMinutes <= 0 || lastTime === null ? null : isoOf(Date.parse(lastTime) - stuckMinutes * 60_000),
    normal: normal || shown.system,
    frames: shown.stack.frames,
    createdBy: shown.stack.createdBy,
    span: shown.span,
  }
}

/** In every dump under the same number; null when there are none, as in profiles. */
function stayedIn(parts: readonly (SiteCount | null)[]): number | null {
  if (parts.some((part) => part !== null && part.waits.size === 0)) return null
  if (parts.length < 2 || parts.some((part) => part === null)) return 0
  const [first, ...later] = parts as SiteCount[]
  let stayed = 0
  for (const [id, minutes] of first!.waits) {
    // One that waited longer before than now moved in between, and came back.
    let before = minutes
    const stays = later.every(({ waits }) => {
      const now = waits.get(id)
      if (now === undefined || now < before) return false
      before = now
      return true
    })
    if (stays) stayed++
  }
  return stayed
}

function trendOf(counts: readonly number[], stayed: number | null): Trend {
  const first = counts[0]!
  const last = counts.at(-1)!
  if (last === 0) return first === 0 && counts.every((count) => count === 0) ? 'steady' : 'gone'
  const neverLess = counts.every((count, i) => i === 0 || count >= counts[i - 1]!)
  if (first > 0 && last > first && neverLess) return 'growing'
  if (first === 0) return counts.filter((count) => count > 0).length > 1 && neverLess ? 'growing' : 'new'
  return stayed !== null && stayed > 0 ? 'stuck' : 'steady'
}

function mostCommon(states: ReadonlyMap<string, number>): string {
  let best = 'unknown'
  let most = 0
  for (const [state, count] of states) {
    if (count <= most) continue
    most = count
    best = state
  }
  return best
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
