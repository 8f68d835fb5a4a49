/** Groups of equal stacks as people talk about them. Text of the log is returned as it is. */
import { sparkline } from '../../base/text/sparkline.ts'
import { duration, plural } from '../../base/text/units.ts'
import type { Dump, Report, StackActivity, StackGroup } from '../../model/report.ts'

export function titleOf({ type, message }: Pick<StackGroup, 'type' | 'message'>): string {
  if (type === null) return message === '' ? 'a stack without a message' : message
  return message === '' ? type : `${type}: ${message}`
}

/** The stretch of time all groups lie in, so that their courses can be compared; null when they share no clock. */
export function commonStretch(groups: readonly StackGroup[]): Stretch | null {
  const activities = groups.flatMap(({ activity }) => (activity === null ? [] : [activity]))
  const unit = activities[0]?.unit
  const same = activities.filter((activity) => activity.unit === unit)
  if (unit === undefined || same.length < activities.length) return null
  return {
    unit,
    from: Math.min(...same.map(({ from }) => from)),
    to: Math.max(...same.map(({ from, width, counts }) => from + width * counts.length)),
  }
}

interface Stretch {
  readonly unit: StackActivity['unit']
  readonly from: number
  readonly to: number
}

const COLUMNS = 24

/** The course of one group over the common stretch, as bars; empty where it would show nothing. */
export function courseOf(activity: StackActivity | null, stretch: Stretch | null): string {
  if (activity === null || stretch === null || activity.unit !== stretch.unit) return ''
  const room = stretch.to - stretch.from
  const total = activity.counts.reduce((sum, count) => sum + count, 0)
  if (room <= 1 || total < 2) return ''
  const columns = new Array<number>(COLUMNS).fill(0)
  for (const [i, count] of activity.counts.entries()) {
    const at = activity.from + (i + 0.5) * activity.width - stretch.from
    columns[Math.min(COLUMNS - 1, Math.floor((at / room) * COLUMNS))]! += count
  }
  return sparkline(columns, COLUMNS)
}

/** `12 per minute`; empty where the log shows no times, or all of it lies in a moment. */
export function rateOf({ count, activity }: StackGroup): string {
  if (activity === null || activity.unit === 'line' || count < 3) return ''
  const ms = activity.width * activity.counts.length
  if (ms < 2_000) return ''
  const perMinute = (count / ms) * 60_000
  if (perMinute >= 1) return `${Math.round(perMinute)} per minute`
  return `one every ${duration(ms / count)}`
}

/** What a log without a stack holds instead, and which command shows it; '' for nothing. */
export function insteadOfStacks({ dumps, gc }: Report): string {
  const totalOf = (runtime: Dump['runtime']) =>
    dumps.reduce((sum, dump) => (dump.runtime === runtime ? sum + dump.total : sum), 0)
  const threads = [...counted(totalOf('jvm'), 'thread'), ...counted(totalOf('go'), 'goroutine')]
  const pauses = (gc.go?.summary.pauses.count ?? 0) + (gc.jvm?.summary.pauses.count ?? 0)
  const held = [
    threads.length === 0
      ? ''
      : `${threads.join(' and ')} in ${plural(dumps.length, 'dump')} (log-extractor goroutines)`,
    gc.go === null && gc.jvm === null ? '' : `${plural(pauses, 'pause')} of a collector (log-extractor gc)`,
  ].filter((text) => text !== '')
  return held.length === 0 ? '' : `It holds ${held.join(', and ')}.`
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [plural(count, noun)]
}
