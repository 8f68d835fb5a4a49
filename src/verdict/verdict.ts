import type { Finding } from '../model/finding.ts'
import type { Crash, Verdict } from '../model/report.ts'
import { CLEAN, classOf, classOfFinding, verdictFor } from './problem-classes.ts'

/** What else the sources say about the end, for when no crash decides. */
export interface Signs {
  /** `go test` said that a test or a package failed, or Maven that a test did. */
  readonly testFailed: boolean
  /** What says that a process was killed for lack of memory, and where. */
  readonly oomKill: string | null
  /** `go test` said that the program was killed from outside. */
  readonly killed: boolean
  /** It said that somebody pressed Ctrl-C, or cancelled the job. */
  readonly interrupted: boolean
  /** A dump alone says no more of an end than what a finding proves of it. */
  readonly findings: readonly Finding[]
  /** Names of the sources that could not be read. */
  readonly unread: readonly string[]
}

/** What the program's end means, from the crashes of a report. The strongest wins; evidence decides, not exit codes. */
export function verdictOf(crashes: readonly Crash[], signs: Signs): Verdict {
  // A logged panic was survived, so it decides only where nothing fatal is in the log.
  const fatal = crashes.filter((crash) => crash.kind !== 'logged-panic' && crash.kind !== 'http-panic')
  const decided =
    fatal.find((crash) => classOf(crash) === 'oom') ??
    ORDER.map((kind) => fatal.find((crash) => crash.kind === kind)).find((crash) => crash !== undefined)
  if (decided !== undefined) return verdictFor(classOf(decided), [reason(decided)])
  return crashes.length > 0 ? verdictFor('recovered', crashes.slice(0, 3).map(reason)) : withoutCrash(signs)
}

function withoutCrash({ testFailed, oomKill, killed, interrupted, findings, unread }: Signs): Verdict {
  // The tests that it took with it failed for no reason of their own.
  if (interrupted) return verdictFor('interrupted', ['somebody interrupted it'])
  if (oomKill !== null) return verdictFor('oom', [oomKill])
  if (killed) return verdictFor('killed', ['the program was killed from outside'])
  const deadlock = findings.find((finding) => finding.severity === 'error' && classOfFinding(finding) === 'deadlock')
  if (deadlock !== undefined) return verdictFor('deadlock', [told(deadlock)])
  if (testFailed) return verdictFor('test-failure', ['a test failed without a crash'])
  // Nothing was found, but not everything was seen: that is not clean.
  if (unread.length === 0) return CLEAN
  return verdictFor(
    'unread',
    unread.map((name) => `${name} could not be read`),
  )
}

/** Death for lack of memory comes before all of these. */
const ORDER: readonly Crash['kind'][] = [
  'panic',
  'fatal-error',
  'exception',
  'vm-crash',
  'deadlock',
  'test-timeout',
  'race',
  'signal',
]

function reason(crash: Crash): string {
  const where = crash.origin === null ? '' : ` at ${crash.origin.file}:${crash.origin.line}`
  return `${crash.kind}: ${crash.message.split('\n', 1)[0]!.slice(0, 200)}${where} (${crash.span.source}:${crash.span.line})`
}

function told({ title, evidence }: Finding): string {
  const span = evidence[0]?.span
  return span === undefined ? title : `${title} (${span.source}:${span.line})`
}
