import { correlate, ranksOf } from '../../base/statistics/correlation.ts'
import { quantileOf } from '../../base/statistics/trend.ts'
import { short } from '../../base/text/units.ts'
import type { GcCorrelation, GcRelation } from '../../model/gc-summary.ts'
import { timeOf } from './live.ts'
import type { GcTimeline } from './timeline.ts'

/**
 * What pauses follow. Correlation is not cause: the words say "follows", and speak only where the figure is large, the
 * pauses are many, and ranks agree, so that two long pauses do not make a law.
 */
const LEAST_PAUSES = 12
const LEAST_R = 0.5
const MOST_LAG = 5
const MOST_RANKED = 65_536
const FAR_BEYOND = 3
/** So much better must a shifted comparison be before it is believed. */
const LAG_GAIN = 0.1

export function correlationOf(timeline: GcTimeline): GcCorrelation {
  const rows = timeline.pauseRows()
  const pauses = clipped(timeline.valuesOf('pauseMs', rows))
  const before = timeline.valuesOf('beforeBytes', rows)
  const after = timeline.valuesOf('afterBytes', rows)
  const overlap = concurrentOf(timeline, rows)
  const sweep = sweepOf(timeline)
  const factors: [GcRelation['with'], Float64Array | null][] = [
    ['heap-before', before],
    ['heap-after', after],
    // Since the pause before.
    ['heap-growth', before.map((bytes, i) => (i === 0 ? Number.NaN : bytes - before[i - 1]!))],
    ['freed', before.map((bytes, i) => bytes - after[i]!)],
    ['allocation-rate', timeline.valuesOf('allocationRate', rows)],
    ['concurrent-work', timeline.runtime === 'go' ? timeline.valuesOf('markMs', rows) : (overlap?.flags ?? null)],
    // Part of the pause itself: how much of the variation it brings.
    ['sweep', timeline.runtime === 'go' ? timeline.valuesOf('sweepTermMs', rows) : null],
  ]
  const ranks = pauses.length > MOST_RANKED ? null : ranksOf(pauses)
  const rest = withoutLongest(pauses)
  const relations = factors
    .flatMap(([name, values]) => (values === null ? [] : [relationOf(name, pauses, ranks, rest, values)]))
    .filter((relation) => relation !== null)
    .sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
  return {
    n: rows.length,
    conclusion: conclude(rows.length, relations, sweep, overlap?.summary ?? null),
    relations,
    sweep,
    concurrent: overlap?.summary ?? null,
  }
}

/** A relation that two pauses make is none. */
function withoutLongest(pauses: Float64Array): Float64Array {
  const left = Math.max(0, pauses.length - Math.max(2, Math.ceil(pauses.length * 0.03)))
  const sorted = pauses.toSorted()
  const limit = left === 0 ? Number.NEGATIVE_INFINITY : sorted[left - 1]!
  // Of those as long as the longest that are left, only so many are.
  let equal = 0
  for (let i = left - 1; i >= 0 && sorted[i] === limit; i--) equal++
  return pauses.map((ms) => (ms < limit || (ms === limit && equal-- > 0) ? ms : Number.NaN))
}

/** A pause far beyond the 99th percentile counts as that: with its own length it would outweigh all others together. */
function clipped(pauses: Float64Array): Float64Array {
  const most = quantileOf(pauses, 0.99)
  return pauses.some((ms) => ms > most * FAR_BEYOND) ? pauses.map((ms) => Math.min(ms, most)) : pauses
}

function relationOf(
  name: GcRelation['with'],
  pauses: Float64Array,
  pauseRanks: Float64Array | null,
  rest: Float64Array,
  values: Float64Array,
): GcRelation | null {
  let best = correlate(values, pauses)
  if (best === null || best.n < LEAST_PAUSES) return null
  let lag = 0
  for (let shift = 1; shift <= MOST_LAG && name !== 'sweep'; shift++) {
    const shifted = correlate(values, pauses, shift)
    if (shifted === null || shifted.n < LEAST_PAUSES) break
    if (Math.abs(shifted.r) <= Math.abs(best.r) + (lag === 0 ? LAG_GAIN : 0)) continue
    best = shifted
    lag = shift
  }
  const rankR =
    pauseRanks === null ? rankOfSample(values, pauses, lag) : (correlate(ranksOf(values), pauseRanks, lag)?.r ?? 0)
  const restR = correlate(values, rest, lag)?.r ?? null
  return {
    with: name,
    r: rounded(best.r),
    rankR: rounded(rankR),
    restR: restR === null ? null : rounded(restR),
    lag,
    n: best.n,
    explainedPercent: rounded(best.r ** 2 * 100),
  }
}

/** Of evenly spread pairs: to rank a million takes longer than everything else, and says nothing more. */
function rankOfSample(values: Float64Array, pauses: Float64Array, lag: number): number {
  const step = pauses.length / MOST_RANKED
  const places = Uint32Array.from({ length: MOST_RANKED - 1 }, (_, i) => Math.floor(i * step))
  const sampled = (from: Float64Array, shift: number) => Float64Array.from(places, (place) => from[place + shift]!)
  return correlate(ranksOf(sampled(values, 0)), ranksOf(sampled(pauses, lag)))?.r ?? 0
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

const WORDS: Readonly<Record<GcRelation['with'], string>> = {
  'heap-before': 'the heap before the collection',
  'heap-after': 'the heap that is left after the collection',
  'heap-growth': 'how much the heap grew since the pause before',
  freed: 'how much is freed',
  'allocation-rate': 'the allocation rate',
  'concurrent-work': 'concurrent work',
  sweep: 'the wait for sweeping to end',
}

/** Far from chance, and not the work of a few. */
function isRelation({ r, rankR, restR, n }: GcRelation): boolean {
  const isLarge = Math.abs(r) >= LEAST_R && Math.abs(r) > 3 / Math.sqrt(n)
  return (
    isLarge && rankR * r > 0 && Math.abs(rankR) >= 0.25 && restR !== null && restR * r > 0 && Math.abs(restR) >= 0.3
  )
}

function conclude(
  n: number,
  relations: readonly GcRelation[],
  sweep: GcCorrelation['sweep'],
  concurrent: GcCorrelation['concurrent'],
): string {
  const sentences: string[] = []
  if (n < LEAST_PAUSES) {
    sentences.push(`Too few pauses to compare with anything: ${n} of at least ${LEAST_PAUSES}.`)
  } else {
    // What is a part of the pause explains it without saying anything.
    const others = relations.filter((relation) => relation.with !== 'sweep')
    const found = others.filter(isRelation)
    const [first, second] = found
    if (first === undefined) {
      const nearest = others[0]
      const most = nearest === undefined ? '' : `; the nearest is ${WORDS[nearest.with]} (r = ${nearest.r.toFixed(2)})`
      sentences.push(
        `No relation found between ${n} pauses and heap size, growth, allocation rate or concurrent work${most}.`,
      )
    } else {
      sentences.push(
        `${Math.round(first.explainedPercent)} % of the variation of ${n} pauses follows ${WORDS[first.with]} (${figures(first)})${first.r < 0 ? ', the other way round' : ''}.`,
      )
      if (second !== undefined) sentences.push(`Next is ${WORDS[second.with]} (${figures(second)}).`)
    }
  }
  if (sweep !== null) {
    sentences.push(
      sweep.isInsidePauses
        ? `${capital(sweep.phase)} is ${short(sweep.sharePercent)} % of all pause time.`
        : `${capital(sweep.phase)} is concurrent and adds nothing to the pauses.`,
    )
  }
  if (concurrent !== null && concurrent.meanInsideMs !== null && concurrent.meanOutsideMs !== null) {
    sentences.push(
      `Pauses beside a concurrent phase last ${short(concurrent.meanInsideMs)} ms in the mean (${concurrent.inside}), others ${short(concurrent.meanOutsideMs)} ms (${concurrent.outside}).`,
    )
  }
  return sentences.join(' ')
}

function figures({ r, lag }: GcRelation): string {
  return `r = ${r.toFixed(2)}, lag ${lag}`
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}

/** What reclaims memory has another name with every collector, and stands inside the pauses or beside them. */
function sweepOf(timeline: GcTimeline): GcCorrelation['sweep'] {
  const pauseMs = timeline.pauses.totalMs
  if (timeline.runtime === 'go') {
    // Before Go 1.5 the whole cycle is one pause, and its parts are others.
    if (pauseMs === 0 || Number.isNaN(timeline.go.markMs)) return null
    const totalMs = round6(timeline.go.sweepTermMs)
    return {
      phase: 'sweep termination',
      isInsidePauses: true,
      totalMs,
      sharePercent: rounded((totalMs / pauseMs) * 100),
    }
  }
  for (const [kind, phase] of SWEEPS) {
    const sum = timeline.kinds.get(kind)
    if (sum === undefined || sum.timed.count === 0) continue
    const isInsidePauses = sum.of === 'pause'
    const totalMs = round6(sum.timed.totalMs)
    return {
      phase,
      isInsidePauses,
      totalMs,
      sharePercent: isInsidePauses && pauseMs > 0 ? rounded((totalMs / pauseMs) * 100) : 0,
    }
  }
  return null
}

const SWEEPS: readonly (readonly [kind: string, phase: string])[] = [
  ['concurrent-sweep', 'sweeping'],
  ['cleanup', 'cleanup'],
  ['concurrent-relocate', 'relocation'],
  ['concurrent-evacuation', 'evacuation'],
]

function round6(ms: number): number {
  return Math.round(ms * 1e6) / 1e6
}

function concurrentOf(
  timeline: GcTimeline,
  rows: Uint32Array,
): { readonly summary: GcCorrelation['concurrent']; readonly flags: Float64Array } | null {
  if (timeline.runtime === 'go') return null
  const phases = phasesOf(timeline)
  if (phases.size === 0) return null
  const sums = { inside: 0, outside: 0, insideMs: 0, outsideMs: 0 }
  const flags = Float64Array.from(rows, (row) => {
    const at = timeOf(timeline, row)
    if (Number.isNaN(at)) return Number.NaN
    const isInside = holds(phases.get(timeline.get('run', row)) ?? [], at)
    const ms = timeline.get('pauseMs', row)
    if (isInside) sums.insideMs += ms
    else sums.outsideMs += ms
    if (isInside) sums.inside++
    else sums.outside++
    return isInside ? 1 : 0
  })
  return {
    flags,
    summary: {
      inside: sums.inside,
      outside: sums.outside,
      meanInsideMs: sums.inside === 0 ? null : round6(sums.insideMs / sums.inside),
      meanOutsideMs: sums.outside === 0 ? null : round6(sums.outsideMs / sums.outside),
    },
  }
}

/** When something concurrent was under way, by run: each has a clock of its own. */
function phasesOf(timeline: GcTimeline): Map<number, [from: number, to: number][]> {
  const byRun = new Map<number, [number, number][]>()
  for (let row = 0; row < timeline.rows.length; row++) {
    const at = timeOf(timeline, row)
    if (timeline.ofRow(row) !== 'concurrent' || Number.isNaN(at)) continue
    const run = timeline.get('run', row)
    const phase: [number, number] = [at, at + (timeline.get('durationMs', row) || 0)]
    const others = byRun.get(run)
    if (others === undefined) byRun.set(run, [phase])
    else others.push(phase)
  }
  for (const [run, phases] of byRun) byRun.set(run, merged(phases))
  return byRun
}

function merged(phases: [number, number][]): [number, number][] {
  const apart: [number, number][] = []
  for (const [from, to] of phases.sort(([a], [b]) => a - b)) {
    const last = apart.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else apart.push([from, to])
  }
  return apart
}

function holds(intervals: readonly (readonly [number, number])[], at: number): boolean {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (intervals[middle]![0] <= at) low = middle + 1
    else high = middle
  }
  return low > 0 && at < intervals[low - 1]![1]
}
