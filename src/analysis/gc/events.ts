import type { GcEvent } from '../../model/gc-summary.ts'
import { MIB } from './go-cycles.ts'
import { flagsOf } from './jvm-events.ts'
import type { ColumnName } from './rows.ts'
import type { GcTimeline } from './timeline.ts'
import { isoOf } from './wall-time.ts'

/** The rows of a timeline as objects, one at a time: a million of them never exist together. */
export function* eventsOf(timeline: GcTimeline): Generator<GcEvent> {
  for (let row = 0; row < timeline.rows.length; row++) yield eventOf(timeline, row)
}

function eventOf(timeline: GcTimeline, row: number): GcEvent {
  const number = (name: ColumnName) => {
    const value = timeline.get(name, row)
    return Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6
  }
  return {
    index: row,
    runtime: timeline.runtime,
    kind: timeline.kindOf(row),
    of: timeline.ofRow(row),
    id: number('id'),
    run: timeline.get('run', row),
    span: timeline.spanOf(row),
    startMs: number('startMs'),
    time: isoOf(timeline.get('wallMs', row)),
    durationMs: number('durationMs'),
    pauseMs: number('pauseMs'),
    cause: timeline.causeOf(row),
    heapBeforeBytes: number('beforeBytes'),
    heapAfterBytes: number('afterBytes'),
    heapCapacityBytes: number('capacityBytes'),
    allocationRateMbPerSec: number('allocationRate'),
    go: timeline.runtime === 'go' ? goOf(timeline, row) : null,
    jvm: timeline.runtime === 'jvm' ? jvmOf(timeline, row) : null,
  }
}

function goOf(timeline: GcTimeline, row: number): GcEvent['go'] {
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  const printed = (name: ColumnName) => known(Math.round(timeline.get(name, row) * 1_000) / 1_000)
  const bytes = (name: ColumnName) => known(timeline.get(name, row) * MIB)
  return {
    forced: timeline.kindOf(row) === 'forced',
    sweepTerminationMs: printed('sweepTermMs'),
    markMs: printed('markMs'),
    markTerminationMs: printed('markTermMs'),
    assistCpuMs: printed('cpuAssistMs'),
    backgroundCpuMs: printed('cpuBackgroundMs'),
    idleCpuMs: printed('cpuIdleMs'),
    heapPeakBytes: bytes('peakMiB'),
    goalBytes: known(timeline.get('capacityBytes', row)),
    stacksBytes: bytes('stacksMiB'),
    globalsBytes: bytes('globalsMiB'),
    procs: known(timeline.get('procs', row)),
    cpuPercent: known(timeline.get('cpuPercent', row)),
  }
}

function jvmOf(timeline: GcTimeline, row: number): GcEvent['jvm'] {
  const user = timeline.get('userMs', row)
  const metaspace = timeline.get('metaspaceBytes', row)
  return {
    collector: timeline.collector,
    name: timeline.names.text(timeline.get('name', row)),
    flags: flagsOf(timeline.get('flags', row)),
    cpu: Number.isNaN(user)
      ? null
      : { userMs: user, sysMs: timeline.get('sysMs', row), realMs: timeline.get('realMs', row) },
    metaspaceBytes: Number.isNaN(metaspace) ? null : metaspace,
  }
}
