import { EXIT_CODES } from '../base/exit-codes.ts'
import type { RunFacts } from '../model/child-exit.ts'
import type { Verdict, VerdictStatus } from '../model/report.ts'
import { ownStatus } from './exit-policy.ts'

/**
 * What a run meant, from what its log says and from how it ended. Who asked for the end knows best, then the kernel,
 * then the log, then the clock; what else holds is kept in `reasons`.
 */
export function verdictOfRun(log: Verdict, run: RunFacts): Verdict {
  const causes: Verdict[] = []
  if (run.wasInterrupted || run.signal === 'SIGINT')
    causes.push(verdict('interrupted', EXIT_CODES.interrupted.code, 'somebody interrupted it'))
  if (run.oom !== null) {
    const sure = run.oom.isCertain ? '' : 'probably killed for lack of memory: '
    causes.push(verdict('oom', EXIT_CODES.oom.code, `${sure}${run.oom.text}`))
  }
  // A dump that was asked for is no crash: it says only that somebody ended the program.
  const isAsked = log.status === 'killed' && (run.timedOut || run.hung)
  if (log.status !== 'clean' && !isAsked) causes.push(log)
  if (run.hung) causes.push(verdict('timeout', EXIT_CODES.timeout.code, 'nothing came from it any more'))
  if (run.timedOut) causes.push(verdict('timeout', EXIT_CODES.timeout.code, 'it ran longer than it may'))
  if (run.signal !== null) causes.push(verdict('killed', ownStatus(run), `ended by ${run.signal}`))
  else if (run.exitCode !== 0) causes.push(verdict('unknown', ownStatus(run), exited(run, log.status === 'clean')))
  const [first, ...others] = causes
  if (first === undefined) return log
  return { ...first, reasons: [...new Set([first, ...others].flatMap(({ reasons }) => reasons))] }
}

function verdict(status: VerdictStatus, exitCode: number, reason: string): Verdict {
  return { status, exitCode, reasons: [reason] }
}

function exited({ exitCode }: RunFacts, isUnexplained: boolean): string {
  const hint =
    isUnexplained && exitCode === 2
      ? ': a Go program as process 1 ends so when it is asked to stop, and prints nothing'
      : ''
  return `it exited with ${exitCode}${hint}`
}
