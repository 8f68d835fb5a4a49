import { MIB } from './go-cycles.ts'
import type { ColumnName } from './rows.ts'
import type { GcTimeline } from './timeline.ts'

/**
 * The line of a cycle as the runtime printed it, from its numbers: how it writes them leaves no choice (runtime/mgc.go,
 * `itoaDiv` and `fmtNSAsMS`).
 */
export function goLine(timeline: GcTimeline, row: number): string {
  const { rows } = timeline
  const ms = (name: ColumnName) => asMs(rows.get(name, row))
  const mib = (name: ColumnName) => Math.round(rows.get(name, row) / MIB)
  const stacks = rows.get('stacksMiB', row)
  return (
    `gc ${rows.get('id', row)} @${(rows.get('startMs', row) / 1_000).toFixed(3)}s ${rows.get('cpuPercent', row)}%` +
    `${rows.get('leakDetection', row) === 1 ? ' (checking for goroutine leaks)' : ''}: ` +
    `${ms('sweepTermMs')}+${ms('markMs')}+${ms('markTermMs')} ms clock, ` +
    `${ms('cpuSweepTermMs')}+${ms('cpuAssistMs')}/${ms('cpuBackgroundMs')}/${ms('cpuIdleMs')}+${ms('cpuMarkTermMs')} ms cpu, ` +
    `${mib('beforeBytes')}->${rows.get('peakMiB', row)}->${mib('afterBytes')} MB, ${mib('capacityBytes')} MB goal` +
    `${Number.isNaN(stacks) ? '' : `, ${stacks} MB stacks, ${rows.get('globalsMiB', row)} MB globals`}, ${rows.get('procs', row)} P` +
    (timeline.kindOf(row) === 'forced' ? ' (forced)' : '')
  )
}

function asMs(value: number): string {
  if (value >= 9.9999) return String(Math.round(value))
  if (value === 0) return '0'
  const digits = value >= 0.99999 ? 1 : value >= 0.099999 ? 2 : 3
  return value.toFixed(digits)
}
