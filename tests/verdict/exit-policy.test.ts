import { describe, expect, it } from 'vitest'
import type { RunFacts } from '../../src/model/child-exit.ts'
import type { Verdict } from '../../src/model/report.ts'
import { EXIT_PRESETS, exitCodeFor, readExitTable, verdictLine } from '../../src/verdict/exit-policy.ts'
import { verdictOfRun } from '../../src/verdict/run-verdict.ts'

const CLEAN: Verdict = { status: 'clean', exitCode: 0, reasons: [] }
const PANIC: Verdict = { status: 'panic', exitCode: 128, reasons: ['panic: boom'] }
const DUMPED: Verdict = { status: 'killed', exitCode: 128, reasons: ['signal: SIGQUIT'] }
const DEADLOCK: Verdict = { status: 'deadlock', exitCode: 128, reasons: ['deadlock'] }

const exited = (exitCode: number): RunFacts => ({
  exitCode,
  signal: null,
  signalNumber: null,
  wasInterrupted: false,
  timedOut: false,
  hung: false,
  oom: null,
})
const killed = (signal: string, signalNumber: number): RunFacts => ({
  ...exited(0),
  exitCode: null,
  signal,
  signalNumber,
})
const SURE = { isCertain: true, text: 'the kernel counted 1' }

/** What happened, what it is called, and the code of each preset in the order of EXIT_PRESETS. */
const RUNS: readonly (readonly [string, Verdict, RunFacts, Verdict['status'], readonly number[]])[] = [
  ['a clean end', CLEAN, exited(0), 'clean', [0, 0, 0, 0]],
  ['an exit code of its own', CLEAN, exited(3), 'unknown', [3, 3, 3, 1]],
  ['a panic', PANIC, exited(2), 'panic', [2, 128, 2, 1]],
  ['a panic at level crash', PANIC, killed('SIGABRT', 6), 'panic', [134, 128, 134, 1]],
  ['a panic in a log, and success', PANIC, exited(0), 'panic', [0, 128, 2, 1]],
  ['a deadlock', DEADLOCK, exited(2), 'deadlock', [2, 128, 2, 1]],
  ['a kill without evidence', CLEAN, killed('SIGKILL', 9), 'killed', [137, 137, 137, 1]],
  ['a kill for lack of memory', CLEAN, { ...killed('SIGKILL', 9), oom: SURE }, 'oom', [137, 129, 137, 1]],
  ['a hangup, which is no lack of memory', CLEAN, killed('SIGHUP', 1), 'killed', [129, 1, 129, 1]],
  ['a program that exits with 129', CLEAN, exited(129), 'unknown', [129, 1, 129, 1]],
  ['a program that exits with 128', CLEAN, exited(128), 'unknown', [128, 1, 128, 1]],
  ['Ctrl-C', CLEAN, killed('SIGINT', 2), 'interrupted', [130, 130, 130, 1]],
  ['Ctrl-C and a clean end', CLEAN, { ...exited(0), wasInterrupted: true }, 'interrupted', [0, 130, 130, 1]],
  ['Ctrl-C and a panic on the way out', PANIC, { ...exited(2), wasInterrupted: true }, 'interrupted', [2, 130, 130, 1]],
  ['a timeout with a dump', DUMPED, { ...exited(2), timedOut: true }, 'timeout', [2, 124, 124, 1]],
  ['a panic before the timeout', PANIC, { ...exited(2), timedOut: true }, 'panic', [2, 128, 2, 1]],
  ['silence', DUMPED, { ...exited(2), hung: true }, 'timeout', [2, 124, 124, 1]],
  ['a dump that somebody asked for', DUMPED, exited(2), 'killed', [2, 2, 2, 1]],
]

describe('a run', () => {
  it.each(RUNS)('with %s', (_, log, facts, status, codes) => {
    const verdict = verdictOfRun(log, facts)
    expect(verdict.status).toBe(status)
    expect(EXIT_PRESETS.map((preset) => exitCodeFor(preset, verdict, facts))).toEqual(codes)
  })

  it('keeps every cause, the decisive one first', () => {
    const { reasons } = verdictOfRun(PANIC, { ...exited(2), wasInterrupted: true, timedOut: true })
    expect(reasons).toEqual(['somebody interrupted it', 'panic: boom', 'it ran longer than it may', 'it exited with 2'])
  })
})

describe('a table of one’s own', () => {
  it('names some verdicts and leaves the others to the program', () => {
    const read = readExitTable({ exitCodes: { panic: 40, oom: 41 } })
    if (!('table' in read)) throw new Error(read.wrong)
    expect(exitCodeFor(read, PANIC, exited(2))).toBe(40)
    expect(exitCodeFor(read, DEADLOCK, exited(2))).toBe(40)
    expect(exitCodeFor(read, { ...CLEAN, status: 'unknown' }, exited(7))).toBe(7)
    expect(exitCodeFor(read, { ...CLEAN, status: 'unknown' }, exited(41))).toBe(1)
  })

  it.each([
    [{ exitCodes: { panic: 5, oom: 5 } }, 'panic and oom share the code 5 (allowAmbiguous: true permits it)'],
    [{ exitCodes: { panic: 256 } }, 'the code of "panic" must be a whole number from 0 to 255, or "child"'],
    [{ exitCodes: { crash: 5 } }, expect.stringMatching(/^"crash" is no verdict: it knows clean, oom, panic, /)],
    [{ exitCodes: [] }, 'it holds no object "exitCodes"'],
    [null, 'it holds no object "exitCodes"'],
  ])('%j is refused', (json, wrong) => {
    expect(readExitTable(json)).toEqual({ wrong })
  })

  it('may say two things with one number when that is meant', () => {
    expect(readExitTable({ exitCodes: { panic: 5, oom: 5 }, allowAmbiguous: true })).toHaveProperty('table')
  })
})

describe('the machine line', () => {
  it('has a dash for what is not there', () => {
    expect(verdictLine('panic', 128, exited(2))).toBe('verdict=panic code=128 child_exit=2 child_signal=-')
    expect(verdictLine('killed', 137, killed('SIGKILL', 9))).toBe(
      'verdict=killed code=137 child_exit=- child_signal=SIGKILL',
    )
    expect(verdictLine('clean', 0, null)).toBe('verdict=clean code=0 child_exit=- child_signal=-')
  })
})
