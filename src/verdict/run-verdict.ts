import type { RunFacts } from '../model/child-exit.ts'
import type { Verdict } from '../model/report.ts'
import { ownStatus } from './exit-policy.ts'
import { verdictFor } from './problem-classes.ts'

/**
 * What a run meant, from what its log says and from how it ended. Who asked for the end knows best, then the kernel,
 * then the log, then the clock; what else holds is kept in `reasons`.
 */
export function verdictOfRun(log: Verdict, run: RunFacts): Verdict {
  const causes: Verdict[] = []
  if (run.wasInterrupted || run.signal === 'SIGINT') causes.push(verdictFor('interrupted', ['somebody interrupted it']))
  if (run.oom !== null) {
    const sure = run.oom.isCertain ? '' : 'probably killed for lack of memory: '
    causes.push(verdictFor('oom', [`${sure}${run.oom.text}`]))
  }
  // A dump that was asked for is no crash: it says only that somebody ended the program.
  const isAsked = log.status === 'killed' && (run.timedOut || run.hung)
  if (log.status !== 'clean' && !isAsked) causes.push(log)
  if (run.hung) causes.push(verdictFor('timeout', ['nothing came from it any more']))
  if (run.timedOut) causes.push(verdictFor('timeout', ['it ran longer than it may']))
  if (run.signal !== null) causes.push(asItEnded('killed', `ended by ${run.signal}`, run))
  else if (run.exitCode !== 0) causes.push(asItEnded('exit', exited(run, log.status === 'clean'), run))
  const [first, ...others] = causes
  if (first === undefined) return log
  return { ...first, reasons: [...new Set([first, ...others].flatMap(({ reasons }) => reasons))] }
}

/** Nothing is known but how it ended: that code is passed on. */
function asItEnded(kind: 'killed' | 'exit', reason: string, run: RunFacts): Verdict {
  return { ...verdictFor(kind, [reason]), exitCode: ownStatus(run) }
}

function exited({ exitCode }: RunFacts, isUnexplained: boolean): string {
  const hint =
    isUnexplained && exitCode === 2
      ? ': a Go program as process 1 ends so when it is asked to stop, and prints nothing'
      : ''
  return `it exited with ${exitCode}${hint}`
}
