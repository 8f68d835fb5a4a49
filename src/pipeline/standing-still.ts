import { plural } from '../base/text/units.ts'
import type { Dump, Group } from '../model/report.ts'

const MOST_TOLD = 5

/** What several dumps of one program, taken one after the other, have in common: who has not moved, in sentences. */
export function standingStill(dumps: readonly Dump[]): string[] {
  const looks = dumps.map(({ groups }) => groups.filter((group) => !isWriter(group))).filter(({ length }) => length > 0)
  const [first, ...later] = looks
  if (first === undefined || later.length === 0) return []
  const still = first.flatMap((group) => {
    const ids = later.reduce((left, groups) => inSamePlace(left, group, groups), group.ids)
    return ids.length === 0 || group.normal ? [] : [{ group, count: ids.length }]
  })
  if (still.length === 0) return [`everybody moved between ${looks.length} dumps: slow, not stuck`]
  const told = still.slice(0, MOST_TOLD).map(({ group, count }) => {
    const frame = group.frames.find(({ kind }) => kind === 'app') ?? group.frames[0]
    const where = frame === undefined ? '' : ` in ${frame.function} (${frame.file}:${frame.line})`
    const state = Object.keys(group.states)[0] ?? 'unknown'
    return `${plural(count, dumps[0]!.runtime === 'jvm' ? 'thread' : 'goroutine')} did not move in ${looks.length} dumps: ${state}${where}`
  })
  const rest = still.length - told.length
  return rest > 0 ? [...told, `and ${plural(rest, 'more group')} of them`] : told
}

/** Whoever writes the dump stands where dumps are written. */
function isWriter({ frames }: Group): boolean {
  return frames.some((frame) => frame.package === 'runtime/pprof')
}

function inSamePlace(ids: readonly number[], group: Group, groups: readonly Group[]): readonly number[] {
  const same = groups.filter(({ fingerprint }) => fingerprint === group.fingerprint).flatMap((other) => other.ids)
  const there = new Set(same)
  return ids.filter((id) => there.has(id))
}
