import { analyzeGc, type GcOptions, type GcReport } from '../../../src/index.ts'

/** Logs of the collectors, as they print them, from the few numbers a test is about. */

export interface Cycle {
  readonly at: number
  readonly live: number
  readonly pause?: number
  readonly mark?: number
  readonly goal?: number
  readonly forced?: boolean
  readonly cpu?: string
  readonly id?: number
}

function ms(value: number): string {
  if (value >= 10) return String(Math.round(value))
  if (value === 0) return '0'
  return value.toFixed(value >= 1 ? 1 : value >= 0.1 ? 2 : 3)
}

export function gctrace(cycles: readonly Cycle[]): string {
  return cycles
    .map(({ at, live, pause = 0.1, mark = 1, goal = live * 2, forced = false, cpu, id }, i) => {
      const work = cpu ?? `${ms(pause * 4)}+0.10/${ms(mark)}/0.10+0.10 ms cpu`
      return `gc ${id ?? i + 1} @${at.toFixed(3)}s 2%: ${ms(pause)}+${ms(mark)}+0.010 ms clock, ${work}, ${goal - 1}->${goal}->${live} MB, ${goal} MB goal, 0 MB stacks, 0 MB globals, 4 P${forced ? ' (forced)' : ''}\n`
    })
    .join('')
}

export interface Pause {
  readonly at: number
  /** `Pause Young (Normal) (G1 Evacuation Pause)`. */
  readonly title?: string
  readonly ms?: number
  readonly before?: number
  readonly after?: number
  readonly capacity?: number
}

const YOUNG = 'Pause Young (Normal) (G1 Evacuation Pause)'

export function g1(pauses: readonly Pause[], from = 0): string {
  return pauses
    .map(({ at, title = YOUNG, ms: length = 5, before = 400, after = 100, capacity = 1024 }, i) => {
      const end = (at + length / 1_000).toFixed(3)
      return `[${end}s][info][gc] GC(${from + i}) ${title} ${before}M->${after}M(${capacity}M) ${length.toFixed(3)}ms\n`
    })
    .join('')
}

export const USING_G1 = '[0.010s][info][gc] Using G1\n'

export async function gcOf(text: string, options: GcOptions = {}): Promise<GcReport> {
  return analyzeGc({ name: 'gc.log', bytes: text }, options)
}

export function series<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

export async function rulesOf(text: string): Promise<string[]> {
  return (await gcOf(text)).findings.map(({ rule }) => rule).sort()
}
