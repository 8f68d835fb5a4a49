import type { GcCycle } from '../../model/event.ts'

/** Lines of gctrace from before Go 1.6, whose phases were others. */

const NUMBER = String.raw`\d+(?:\.\d+)?`
const FIVE = new RegExp(
  `^gc #?(\\d+) @(${NUMBER})s (\\d+)%: ` +
    `(${NUMBER})\\+(${NUMBER})\\+(${NUMBER})\\+(${NUMBER})\\+(${NUMBER}) ms clock, ` +
    `(${NUMBER})\\+(${NUMBER})\\+(${NUMBER})\\+(${NUMBER})/(${NUMBER})/(${NUMBER})\\+(${NUMBER}) ms cpu, ` +
    `(\\d+)->(\\d+)->(\\d+) MB, (\\d+) MB goal, (\\d+) P( \\(forced\\))?$`,
)

/**
 * Go 1.5: sweep termination, scan, synchronisation, mark, mark termination, of which the first and the last stop the
 * world. What lies between them is the concurrent mark of later releases; scanning was done in the background.
 */
export function parseFiveParts(text: string): GcCycle | null {
  const m = FIVE.exec(text)
  if (m === null) return null
  const number = (at: number) => Number(m[at])
  const sum = (...at: number[]) => Number(at.reduce((all, i) => all + number(i), 0).toFixed(6))
  return {
    cycle: number(1),
    atSeconds: number(2),
    cpuPercent: number(3),
    sweepTermMs: number(4),
    markMs: sum(5, 6, 7),
    markTermMs: number(8),
    cpuSweepTermMs: number(9),
    cpuAssistMs: number(12),
    cpuBackgroundMs: sum(10, 11, 13),
    cpuIdleMs: number(14),
    cpuMarkTermMs: number(15),
    heapStartMiB: number(16),
    heapEndMiB: number(17),
    heapLiveMiB: number(18),
    goalMiB: number(19),
    stacksMiB: null,
    globalsMiB: null,
    procs: number(20),
    forced: m[21] !== undefined,
    leakDetection: false,
  }
}

/** Go 1.0 prints milliseconds, 1.3 and 1.4 microseconds and one part more; what follows the heap differs from each to each. */
const STOPPED =
  /^gc(\d{1,9})\((\d{1,5})\): (\d{1,12}(?:\+\d{1,12}){2,3}) (us|ms),? (\d{1,9}) -> (\d{1,9}) MB,? \d[^\n]{0,300} handoff/

/**
 * Go before 1.5: nothing was concurrent, so that all parts together are one pause. The first stands for sweep
 * termination, the rest for mark termination; there is no clock, no goal, and no CPU time.
 */
export function parseStopped(text: string): GcCycle | null {
  const m = STOPPED.exec(text)
  if (m === null) return null
  const [first = 0, ...rest] = m[3]!.split('+').map(Number)
  const toMs = (value: number) => (m[4] === 'us' ? value / 1_000 : value)
  return {
    cycle: Number(m[1]),
    atSeconds: null,
    cpuPercent: null,
    sweepTermMs: toMs(first),
    markMs: null,
    markTermMs: toMs(rest.reduce((sum, value) => sum + value, 0)),
    cpuSweepTermMs: null,
    cpuAssistMs: null,
    cpuBackgroundMs: null,
    cpuIdleMs: null,
    cpuMarkTermMs: null,
    heapStartMiB: Number(m[5]),
    // The program stood still, so the heap could not grow.
    heapEndMiB: Number(m[5]),
    heapLiveMiB: Number(m[6]),
    goalMiB: null,
    stacksMiB: null,
    globalsMiB: null,
    procs: Number(m[2]),
    forced: false,
    leakDetection: false,
  }
}

/** As far as such a line can be told to be one that was cut. */
export const STOPPED_CUT = /^gc\d{1,9}\(\d{1,5}\): \d{1,12}\+\d/
