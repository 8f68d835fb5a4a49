/**
 * Which exit code a verdict becomes. Child facts and our own codes are different things: a number that a table gives to
 * one verdict is never passed on from a child that merely exited with it.
 */
import { EXIT_CODES } from '../base/exit-codes.ts'
import type { ChildExit } from '../model/child-exit.ts'
import type { Verdict, VerdictStatus } from '../model/report.ts'
import { CLASS_ORDER, CLEAN, verdictFor } from './problem-classes.ts'

export const EXIT_PRESETS = ['passthrough', 'mission', 'posix', 'boolean'] as const

export type ExitPreset = (typeof EXIT_PRESETS)[number]

/** Codes by verdict; `child`: what the program itself ended with. A verdict that is left out is `child`. */
export type ExitTable = Readonly<Partial<Record<VerdictStatus, number | 'child'>>>

export type ExitPolicy = ExitPreset | { readonly table: ExitTable }

/** As a gate's own codes; but of a kill that nobody explains, and of what nobody knows, the program's end says more. */
const MISSION: ExitTable = {
  clean: CLEAN.exitCode,
  ...Object.fromEntries(
    CLASS_ORDER.map((kind) => verdictFor(kind, [])).map(({ status, exitCode }) => [status, exitCode]),
  ),
  killed: 'child',
  unknown: 'child',
}

/** A panic has many forms; a table that names one means all of them. */
const FORMS_OF_PANIC: readonly VerdictStatus[] = ['deadlock', 'test-failure']

const POSIX: ExitTable = { oom: 137, interrupted: 130, timeout: EXIT_CODES.timeout.code }

/** Where nothing better is known: it failed. */
const FAILED = 1

export function exitCodeFor(policy: ExitPolicy, verdict: Verdict, child: ChildExit): number {
  const own = ownStatus(child)
  if (policy === 'passthrough') return own
  if (policy === 'boolean') return verdict.status === 'clean' ? 0 : FAILED
  const table = policy === 'mission' ? MISSION : policy === 'posix' ? POSIX : policy.table
  const code = table[verdict.status] ?? 'child'
  if (code !== 'child') return code
  // A program that says nothing is wrong, and a log that shows a panic: the log decides.
  if (own === 0) return verdict.status === 'clean' ? 0 : policy === 'posix' ? GO_PANIC : FAILED
  return Object.values(table).some((taken) => taken === own) && !isPlainly(verdict.status, own, policy) ? FAILED : own
}

/** What a Go program that panics exits with. */
const GO_PANIC = 2

/** Under POSIX a number may say the same thing twice: 137 is a kill, for lack of memory or not. */
function isPlainly(status: VerdictStatus, own: number, policy: ExitPolicy): boolean {
  return policy === 'posix' && status === 'killed' && own > 128
}

/** As a shell reports it. */
export function ownStatus({ exitCode, signalNumber }: ChildExit): number {
  return exitCode ?? 128 + (signalNumber ?? 0)
}

const STATUSES = Object.keys(MISSION) as readonly VerdictStatus[]

/**
 * A table from a configuration file: `{ "exitCodes": { "panic": 128, … }, "allowAmbiguous": false }`. Returns what is
 * wrong with it, in one sentence, when it cannot be used.
 */
export function readExitTable(json: unknown): { readonly table: ExitTable } | { readonly wrong: string } {
  const codes = isRecord(json) ? json['exitCodes'] : undefined
  if (!isRecord(codes)) return { wrong: 'it holds no object "exitCodes"' }
  const table: Partial<Record<VerdictStatus, number | 'child'>> = {}
  for (const [name, code] of Object.entries(codes)) {
    const status = STATUSES.find((known) => known === name)
    if (status === undefined) return { wrong: `"${name}" is no verdict: it knows ${STATUSES.join(', ')}` }
    if (code !== 'child' && !(Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255))
      return { wrong: `the code of "${name}" must be a whole number from 0 to 255, or "child"` }
    table[status] = code as number | 'child'
  }
  if (table.panic !== undefined) for (const form of FORMS_OF_PANIC) table[form] ??= table.panic
  const twice = (json as Record<string, unknown>)['allowAmbiguous'] === true ? null : ambiguous(table)
  return twice === null ? { table } : { wrong: `${twice} (allowAmbiguous: true permits it)` }
}

function ambiguous(table: ExitTable): string | null {
  const owners = new Map<number, string>()
  for (const [status, code] of Object.entries(table) as [VerdictStatus, number | 'child'][]) {
    if (code === 'child') continue
    const meaning = FORMS_OF_PANIC.includes(status) ? 'panic' : status
    const other = owners.get(code)
    if (other !== undefined && other !== meaning) return `${other} and ${meaning} share the code ${code}`
    owners.set(code, meaning)
  }
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The machine line on stderr, behind the program's name: what a script branches on. */
export function verdictLine(status: VerdictStatus, code: number, child: ChildExit | null): string {
  return `verdict=${status} code=${code} child_exit=${child?.exitCode ?? '-'} child_signal=${child?.signal ?? '-'}`
}
