import { EXIT_CODES } from '../base/exit-codes.ts'
import type { Crash, Verdict } from '../model/report.ts'

/** What else the sources say about the end, for when no crash decides. */
export interface Signs {
  /** `go test` said that a test or a package failed. */
  readonly testFailed: boolean
  /** `go test` said that the program was killed from outside. */
  readonly killed: boolean
  /** It said that somebody pressed Ctrl-C, or cancelled the job. */
  readonly interrupted: boolean
  /** Names of the sources that could not be read. */
  readonly unread: readonly string[]
}

/** What the program's end means, from the crashes of a report. The strongest wins; evidence decides, not exit codes. */
export function verdictOf(crashes: readonly Crash[], signs: Signs): Verdict {
  // A logged panic was survived, so it decides only where nothing fatal is in the log.
  const fatal = crashes.filter((crash) => crash.kind !== 'logged-panic' && crash.kind !== 'http-panic')
  const decided = ORDER.map((kind) => fatal.find((crash) => crash.kind === kind)).find((crash) => crash !== undefined)
  if (decided === undefined) {
    if (crashes.length > 0)
      return { status: 'panic', exitCode: EXIT_CODES.panic.code, reasons: crashes.slice(0, 3).map(reason) }
    return withoutCrash(signs)
  }
  const { status, exitCode } = statusOf(decided)
  return { status, exitCode, reasons: [reason(decided)] }
}

function withoutCrash({ testFailed, killed, interrupted, unread }: Signs): Verdict {
  // The tests that it took with it failed for no reason of their own.
  if (interrupted)
    return { status: 'interrupted', exitCode: EXIT_CODES.interrupted.code, reasons: ['somebody interrupted it'] }
  if (killed)
    return { status: 'killed', exitCode: EXIT_CODES.panic.code, reasons: ['the program was killed from outside'] }
  if (testFailed)
    return { status: 'test-failure', exitCode: EXIT_CODES.panic.code, reasons: ['a test failed without a crash'] }
  // Nothing was found, but not everything was seen: that is not clean.
  if (unread.length > 0)
    return {
      status: 'unknown',
      exitCode: EXIT_CODES.input.code,
      reasons: unread.map((name) => `${name} could not be read`),
    }
  return { status: 'clean', exitCode: EXIT_CODES.clean.code, reasons: [] }
}

const ORDER: readonly Crash['kind'][] = [
  'out-of-memory',
  'panic',
  'fatal-error',
  'exception',
  'vm-crash',
  'deadlock',
  'test-timeout',
  'race',
  'signal',
]

function statusOf(crash: Crash): { status: Verdict['status']; exitCode: number } {
  switch (crash.kind) {
    case 'out-of-memory':
      return { status: 'oom', exitCode: EXIT_CODES.oom.code }
    case 'deadlock':
      return { status: 'deadlock', exitCode: EXIT_CODES.panic.code }
    case 'test-timeout':
      return { status: 'timeout', exitCode: EXIT_CODES.timeout.code }
    case 'signal':
      if (crash.signal?.name === 'SIGINT') return { status: 'interrupted', exitCode: EXIT_CODES.interrupted.code }
      // Somebody asked for the dump: the program did not crash by itself.
      if (crash.signal?.name === 'SIGQUIT') return { status: 'killed', exitCode: EXIT_CODES.panic.code }
      return { status: 'panic', exitCode: EXIT_CODES.panic.code }
    default:
      return { status: 'panic', exitCode: EXIT_CODES.panic.code }
  }
}

function reason(crash: Crash): string {
  const where = crash.origin === null ? '' : ` at ${crash.origin.file}:${crash.origin.line}`
  return `${crash.kind}: ${crash.message.split('\n', 1)[0]!.slice(0, 200)}${where} (${crash.span.source}:${crash.span.line})`
}
