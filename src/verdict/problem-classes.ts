import { EXIT_CODES, type ExitName } from '../base/exit-codes.ts'
import type { Finding } from '../model/finding.ts'
import type { ProblemClass } from '../model/judgement.ts'
import type { Crash, CrashKind, Verdict, VerdictStatus } from '../model/report.ts'

interface ClassFacts {
  readonly meaning: string
  /** What it makes of a verdict. */
  readonly status: Exclude<VerdictStatus, 'clean'>
  readonly exit: ExitName
  /** It fails when nobody says anything: everything that ended the program or a test, and not knowing. */
  readonly fails: boolean
}

/** Every class of problem, the one that names a verdict before all others first. Statuses and exit codes follow from it. */
export const PROBLEM_CLASSES: { readonly [C in ProblemClass]: ClassFacts } = {
  oom: { meaning: 'death for lack of memory', status: 'oom', exit: 'oom', fails: true },
  panic: {
    meaning: 'a panic, a fatal error, a deadly signal, an uncaught exception',
    status: 'panic',
    exit: 'panic',
    fails: true,
  },
  deadlock: {
    meaning: 'goroutines or threads that can never run again',
    status: 'deadlock',
    exit: 'panic',
    fails: true,
  },
  timeout: { meaning: 'a test or a program that ran too long', status: 'timeout', exit: 'timeout', fails: true },
  race: { meaning: 'a data race', status: 'panic', exit: 'panic', fails: true },
  recovered: {
    meaning: 'a panic that was recovered and logged, or that ended one request only',
    status: 'panic',
    exit: 'panic',
    fails: true,
  },
  killed: { meaning: 'a kill from outside, without a sign of why', status: 'killed', exit: 'panic', fails: true },
  'test-failure': {
    meaning: 'a test that failed without a crash',
    status: 'test-failure',
    exit: 'panic',
    fails: true,
  },
  exit: {
    meaning: 'a program that exited with another code than 0, without a crash',
    status: 'unknown',
    exit: 'failed',
    fails: true,
  },
  leak: {
    meaning: 'goroutines that are blocked for good while the program goes on',
    status: 'unknown',
    exit: 'failed',
    fails: false,
  },
  finding: { meaning: 'any other finding', status: 'unknown', exit: 'failed', fails: false },
  interrupted: { meaning: 'somebody stopped it', status: 'interrupted', exit: 'interrupted', fails: true },
  unread: { meaning: 'a log that could not be read', status: 'unknown', exit: 'input', fails: true },
  incomplete: { meaning: 'a log that was cut', status: 'unknown', exit: 'failed', fails: false },
}

/** Strongest first. */
export const CLASS_ORDER = Object.keys(PROBLEM_CLASSES) as readonly ProblemClass[]

const OF_CRASH: { readonly [K in CrashKind]: ProblemClass } = {
  panic: 'panic',
  'fatal-error': 'panic',
  signal: 'panic',
  exception: 'panic',
  'vm-crash': 'panic',
  deadlock: 'deadlock',
  race: 'race',
  'test-timeout': 'timeout',
  'out-of-memory': 'oom',
  'http-panic': 'recovered',
  'logged-panic': 'recovered',
}

export const CRASH_KINDS = Object.keys(OF_CRASH) as readonly CrashKind[]

export function classOf({ kind, signal, noMemory }: Crash): ProblemClass {
  if (noMemory !== null) return 'oom'
  if (kind === 'signal' && signal?.name === 'SIGINT') return 'interrupted'
  // Somebody asked for the dump: the program did not crash by itself.
  if (kind === 'signal' && signal?.name === 'SIGQUIT') return 'killed'
  return OF_CRASH[kind]
}

export function classOfFinding({ rule, severity }: Finding): ProblemClass {
  // Beside a crash nobody knows whose memory it was.
  if (rule === 'os/oom-kill') return severity === 'error' ? 'oom' : 'finding'
  return BLOCKING[rule] ?? 'finding'
}

const BLOCKING: Readonly<Record<string, ProblemClass>> = {
  'go/deadlock': 'deadlock',
  'jvm/deadlock': 'deadlock',
  'go/leak': 'leak',
}

export function verdictFor(kind: ProblemClass, reasons: readonly string[]): Verdict {
  const { status, exit } = PROBLEM_CLASSES[kind]
  return { status, exitCode: EXIT_CODES[exit].code, reasons }
}

export const CLEAN: Verdict = { status: 'clean', exitCode: EXIT_CODES.clean.code, reasons: [] }
