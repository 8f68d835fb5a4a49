/** Goroutine groups as people talk about them. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { minutes, plural } from '../../base/text/units.ts'
import type { Crash, Dump, Group, Report } from '../../model/report.ts'

export interface NumberedGroup {
  /** 1-based, running through all dumps of the report: what `--group` takes. */
  readonly number: number
  readonly group: Group
  readonly dump: Dump
}

export function numberedGroups(report: Report): NumberedGroup[] {
  let number = 0
  return report.dumps.flatMap((dump) => dump.groups.map((group) => ({ number: ++number, group, dump })))
}

/** `chan send`, or `chan send, select` when the group has several states, most frequent first. */
export function stateOf(group: Group): string {
  const states = Object.entries(group.states).sort((a, b) => b[1] - a[1])
  const names = states.slice(0, 2).map(([state]) => neutralizeLine(state))
  return names.join(', ') + (states.length > names.length ? ', …' : '')
}

/** `up to 12 min`; empty when no wait was printed, which is not the same as no wait. */
export function waitOf({ waitMinutes }: Group): string {
  return waitWords(waitMinutes)
}

export function waitWords(wait: Group['waitMinutes']): string {
  if (wait === null) return ''
  return wait.min === wait.max ? minutes(wait.max) : `up to ${minutes(wait.max)}`
}

/**
 * The cause where it concludes something: `leaked: nobody receives`. `sleeps` beside the state `sleep` says nothing, and
 * is only worth its room where there is room.
 */
export function conclusionOf(group: Group): string {
  return group.cause.includes(': ') ? group.cause : ''
}

export function unitOf(dump: Dump): 'goroutine' | 'thread' {
  return dump.runtime === 'jvm' ? 'thread' : 'goroutine'
}

/** `10 432 goroutines in 9 groups` */
export function headOf({ groups, total }: Others, dump: Dump): string {
  const who = plural(total, unitOf(dump))
  if (groups.every(({ group }) => group.normal)) return `${who}, all of the runtime or idle by design`
  return total === 1 ? who : `${who} in ${plural(groups.length, 'group')}`
}

interface Others {
  readonly groups: readonly NumberedGroup[]
  /** Goroutines without the crashing one. */
  readonly total: number
}

/** Everyone but the crashing goroutine. */
export function othersOf(groups: readonly NumberedGroup[], dump: Dump, crash: Crash | null): Others {
  const own = groups.filter((entry) => entry.dump === dump)
  const id = crash?.goroutine?.id
  const alone = own.find(({ group }) => group.count === 1 && id !== undefined && group.ids.includes(id))
  const within = own.some(({ group }) => id !== undefined && group.ids.includes(id))
  return { groups: own.filter((entry) => entry !== alone), total: dump.total - (within ? 1 : 0) }
}
