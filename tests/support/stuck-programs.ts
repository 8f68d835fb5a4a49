import { readdirSync, readFileSync } from 'node:fs'
import type { Finding } from '../../src/index.ts'

/** Dumps of programs that are stuck, with the truth about each. */
export interface StuckProgram {
  /** Below tests/corpus, with its folder. */
  readonly log: string
  /** Name of the program: one program is recorded in several forms. */
  readonly program: string
  /** `sigquit`, `pprof-debug2`, `asleep`, `timeout`, `crash`, with the Go version where there are several. */
  readonly form: string
  readonly class: string
  readonly cause: string
  /** Functions that are stuck, the innermost ones of the program; null where nobody wrote them down. */
  readonly blockedAt: readonly string[] | null
}

export const CORPUS = new URL('../corpus/', import.meta.url).pathname

export function logsIn(folder: string): string[] {
  return readdirSync(CORPUS + folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
}

const CLASS: Readonly<Record<string, string>> = {
  'double-lock': 'resource',
  'lock-order': 'resource',
  'rwlock-reentry': 'resource',
  channel: 'communication',
  'channel-context': 'communication',
  'condition-variable': 'communication',
  'wait-group': 'mixed',
  'channel-lock': 'mixed',
  'channel-wait-group': 'mixed',
}

/** The words of GoBench for the same. */
const GOBENCH: Readonly<Record<string, string>> = {
  'Double locking': 'double-lock',
  'AB-BA deadlock': 'lock-order',
  'RWR deadlock': 'rwlock-reentry',
  Channel: 'channel',
  'Channel & Context': 'channel-context',
  'Condition Variable': 'condition-variable',
  'Channel & Lock': 'channel-lock',
}

/** 17 real deadlocks reduced to kernels, with the class and cause that GoBench gives them. */
export function goBenchKernels(): StuckProgram[] {
  const labels = JSON.parse(readFileSync(`${CORPUS}go-deadlocks/labels.json`, 'utf8')) as Record<
    string,
    { class: string; cause: string; blockedAt: string[] }
  >
  return logsIn('go-deadlocks').map((name) => {
    const [program, form] = name.split('.') as [string, string]
    const { cause, blockedAt } = labels[program]!
    return stuck('go-deadlocks', name, program, form, GOBENCH[cause]!, blockedAt)
  })
}

/** Programs of this project: the truth stands in the first lines of each. */
export function ownPrograms(): StuckProgram[] {
  return logsIn('go-deadlocks/own').map((name) => {
    const [program, form] = name.split('.') as [string, string]
    const head = readFileSync(`${CORPUS}go-deadlocks/own/src/${program}/main.go`, 'utf8')
    return stuck('go-deadlocks/own', name, program, form, causeIn(head), stuckIn(head))
  })
}

/** Tests that hang or leave something behind, in five forms where they have them. */
export function testKernels(): StuckProgram[] {
  return logsIn('go-deadlocks/kernels').map((name) => {
    const [, program, form] = /^([^.]+)\.(.+)\.log$/.exec(name) as unknown as [string, string, string]
    const head = readFileSync(`${CORPUS}go-deadlocks/kernels/src/${program}/kernel_test.go`, 'utf8')
    return stuck('go-deadlocks/kernels', name, program, form, causeIn(head), stuckIn(head))
  })
}

function causeIn(head: string): string {
  return /^\/\/ Cause: (\S+)$/m.exec(head)![1]!
}

function stuckIn(head: string): string[] | null {
  return /^\/\/ Stuck: (.+)$/m.exec(head)?.[1]?.split(', ') ?? null
}

function stuck(
  folder: string,
  name: string,
  program: string,
  form: string,
  cause: string,
  blockedAt: readonly string[] | null,
): StuckProgram {
  return { log: `${folder}/${name}`, program, form, class: CLASS[cause]!, cause, blockedAt }
}

const BLOCKING = new Set(['go/deadlock', 'go/leak', 'go/blocked-unproven'])

export function isBlocking({ rule }: Finding): boolean {
  return BLOCKING.has(rule)
}
