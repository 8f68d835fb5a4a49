import type { GoPacerEvent, GoScavengerEvent, GoSchedulerEvent } from '../../model/event.ts'
import type { GcFigures } from '../../model/gc-summary.ts'

/** What the runtime of Go says around its collections: how memory goes back, how the pacer plans, who waits for a processor. */
export class GoTraces {
  private readonly scavenger = {
    lines: 0,
    forced: 0,
    returnedKiB: Number.NaN,
    lastReleasedKiB: Number.NaN,
    lastUtilPercent: Number.NaN,
  }
  private readonly pacer = { lines: 0, maxAssistRatio: Number.NaN, maxCpuPercent: Number.NaN, maxOvershoot: Number.NaN }
  private readonly scheduler = {
    lines: 0,
    maxProcs: Number.NaN,
    maxThreads: Number.NaN,
    maxWaiting: Number.NaN,
    /** Lines that show every processor busy and goroutines waiting for one. */
    starved: 0,
  }

  addScavenger({ releasedKiB, utilPercent, forced, values }: GoScavengerEvent): void {
    const { scavenger } = this
    scavenger.lines++
    if (forced) scavenger.forced++
    const work = [values.workKiB, values.workBgKiB, values.workEagerKiB].filter((kib) => kib !== undefined)
    if (work.length > 0) scavenger.returnedKiB = work.reduce((sum, kib) => sum + kib, scavenger.returnedKiB || 0)
    if (releasedKiB !== null) scavenger.lastReleasedKiB = releasedKiB
    if (utilPercent !== null) scavenger.lastUtilPercent = utilPercent
  }

  addPacer({ values }: GoPacerEvent): void {
    const { pacer } = this
    pacer.lines++
    pacer.maxAssistRatio = larger(pacer.maxAssistRatio, values.assistRatio)
    pacer.maxCpuPercent = larger(pacer.maxCpuPercent, values.cpuPercent)
    pacer.maxOvershoot = larger(pacer.maxOvershoot, values.goalDeltaBytes)
  }

  /** The summary lines; those of single processors, threads and goroutines say nothing of memory. */
  addScheduler({ of, values, runQueues }: GoSchedulerEvent): void {
    if (of !== 'summary') return
    const { scheduler } = this
    scheduler.lines++
    const waiting = Number(values.runqueue) + (runQueues ?? []).reduce((sum, length) => sum + length, 0)
    scheduler.maxProcs = larger(scheduler.maxProcs, Number(values.gomaxprocs))
    scheduler.maxThreads = larger(scheduler.maxThreads, Number(values.threads))
    scheduler.maxWaiting = larger(scheduler.maxWaiting, waiting)
    if (waiting > 0 && Number(values.idleprocs) === 0) scheduler.starved++
  }

  addAll(other: GoTraces): void {
    const { scavenger, pacer, scheduler } = this
    scavenger.lines += other.scavenger.lines
    scavenger.forced += other.scavenger.forced
    if (!Number.isNaN(other.scavenger.returnedKiB))
      scavenger.returnedKiB = (scavenger.returnedKiB || 0) + other.scavenger.returnedKiB
    for (const name of ['lastReleasedKiB', 'lastUtilPercent'] as const)
      if (!Number.isNaN(other.scavenger[name])) scavenger[name] = other.scavenger[name]
    pacer.lines += other.pacer.lines
    for (const name of ['maxAssistRatio', 'maxCpuPercent', 'maxOvershoot'] as const)
      pacer[name] = larger(pacer[name], other.pacer[name])
    scheduler.lines += other.scheduler.lines
    scheduler.starved += other.scheduler.starved
    for (const name of ['maxProcs', 'maxThreads', 'maxWaiting'] as const)
      scheduler[name] = larger(scheduler[name], other.scheduler[name])
  }

  /** Null where no such line was printed. */
  figures(): GcFigures['traces'] {
    const { scavenger, pacer, scheduler } = this
    if (scavenger.lines + pacer.lines + scheduler.lines === 0) return null
    return {
      scavenger:
        scavenger.lines === 0
          ? null
          : {
              lines: scavenger.lines,
              forced: scavenger.forced,
              returnedBytes: known(scavenger.returnedKiB * 1_024),
              releasedBytes: known(scavenger.lastReleasedKiB * 1_024),
              utilPercent: known(scavenger.lastUtilPercent),
            },
      pacer:
        pacer.lines === 0
          ? null
          : {
              lines: pacer.lines,
              maxAssistRatio: known(pacer.maxAssistRatio),
              maxCpuPercent: known(pacer.maxCpuPercent),
              maxOvershootBytes: known(pacer.maxOvershoot),
            },
      scheduler:
        scheduler.lines === 0
          ? null
          : {
              lines: scheduler.lines,
              maxProcs: known(scheduler.maxProcs),
              maxThreads: known(scheduler.maxThreads),
              maxWaiting: known(scheduler.maxWaiting),
              starvedLines: scheduler.starved,
            },
    }
  }
}

/** The larger of two of which either may be unknown. */
function larger(a: number, b: number | undefined): number {
  if (b === undefined || Number.isNaN(b)) return a
  return a >= b ? a : b
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
