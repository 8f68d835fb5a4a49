import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LEGACY, type Shape, UNIFIED } from '../formats/jvm-gc/shapes.ts'
import { sorted, type Tally } from '../formats/jvm-gc/tally.ts'
import { runCli } from './run-cli.ts'

/**
 * What scripts read: `summary` of `gc --format json`, for every log whose truth is known. Pauses are added up a second
 * time here, by patterns over the raw text that share nothing with the program.
 */
const JVM = new URL('../corpus/jvm-gc/', import.meta.url)
const GO = new URL('../corpus/go/', import.meta.url)
const OTHERS = new URL('../../../shared/samples/jvm/third-party/gctoolkit/', import.meta.url)

interface Summary {
  readonly byKind: Readonly<Record<string, number>>
  readonly pauses: { readonly count: number; readonly totalMs: number; readonly maxMs: number | null }
  readonly go: Readonly<Record<string, number>> | null
}

async function summaryOf(path: string, files: Readonly<Record<string, string>> = {}): Promise<Summary> {
  const { stdout } = await runCli({ argv: ['gc', '--format', 'json', path], files })
  const { summary, events } = JSON.parse(stdout)
  // The events tell the same story as their sum.
  const pauses = events.flatMap(({ pauseMs }: { pauseMs: number | null }) => (pauseMs === null ? [] : [pauseMs]))
  expect(pauses).toHaveLength(summary.pauses.count)
  expect(rounded(pauses.reduce((sum: number, ms: number) => sum + ms, 0))).toBe(rounded(summary.pauses.totalMs))
  return summary
}

const rounded = (ms: number) => Math.round(ms * 1e6) / 1e6

function sumOf(values: readonly number[]) {
  return {
    count: values.length,
    totalMs: rounded(values.reduce((sum, ms) => sum + ms, 0)),
    maxMs: values.length === 0 ? null : rounded(Math.max(...values)),
  }
}

const figures = ({ pauses: { count, totalMs, maxMs } }: Summary) => ({ count, totalMs, maxMs })
const counted = ({ byKind }: Summary) =>
  sorted(Object.fromEntries(Object.entries(byKind).filter(([, times]) => times > 0)))

const recorded: Record<string, Tally> = JSON.parse(readFileSync(new URL('expected.json', JVM), 'utf8'))

describe('a recorded log of a JVM', () => {
  it.each(Object.entries(recorded))('%s', async (name, { byKind, pauseSumMs }) => {
    const text = readFileSync(new URL(name, JVM), 'utf8')
    const summary = await summaryOf(new URL(name, JVM).pathname)
    expect(counted(summary)).toEqual(sorted(byKind))
    expect(rounded(summary.pauses.totalMs)).toBe(pauseSumMs)
    const raw = [...text.matchAll(/GC\(\d+\) (?:[YyOo]: )?Pause [^\n]* (\d+)[.,](\d{3})ms *\r?$/gm)]
    expect(figures(summary)).toEqual(sumOf(raw.map(([, whole, thousandths]) => Number(`${whole}.${thousandths}`))))
  })
})

const traces = readdirSync(GO, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.log') && /^gc \d+ @/m.test(readFileSync(new URL(name, GO), 'latin1')))
  .sort()

describe('a recorded log of a Go program', () => {
  it.each(traces)('%s', async (name) => {
    const text = readFileSync(new URL(name, GO), 'latin1')
    const raw = [
      ...text.matchAll(
        /^gc \d+ @[\d.]+s \d+%[^:\n]*: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, [\d.]+\+([\d.]+)\/([\d.]+)\/([\d.]+)\+[\d.]+ ms cpu, .* P( \(forced\))?$/gm,
      ),
    ]
    const column = (at: number) => rounded(raw.reduce((sum, m) => sum + Number(m[at]), 0))
    const summary = await summaryOf(new URL(name, GO).pathname)
    expect(summary.byKind).toEqual({ cycle: raw.length, forced: raw.filter((m) => m[7] !== undefined).length })
    expect(figures(summary)).toEqual(sumOf(raw.map((m) => Number(m[1]) + Number(m[3]))))
    expect(summary.go).toMatchObject({
      sweepTerminationMs: column(1),
      markMs: column(2),
      markTerminationMs: column(3),
      assistCpuMs: column(4),
      backgroundCpuMs: column(5),
      idleCpuMs: column(6),
    })
  })
})

/** `young 28.4871 11089->2647(97216) [nested]`: kind, duration, flags. */
const EXPECTED = /^(\S+) ([\d.]+|\?)(?: \S+->\S+)?(?: \[(.*)\])?$/

function truthOf({ events }: Shape) {
  const byKind: Record<string, number> = {}
  const pauses: number[] = []
  for (const event of events) {
    const [, kind, ms, flags = ''] = EXPECTED.exec(event)!
    byKind[kind!] = (byKind[kind!] ?? 0) + 1
    const isPause = !/^concurrent-(?!mode)|stall$|collection$|generation$|cycle$|^coalescing/.test(kind!)
    if (isPause && ms !== '?' && !flags.includes('nested')) pauses.push(Number(ms))
  }
  return { byKind, ...sumOf(pauses) }
}

describe('a shape of a JVM log', () => {
  it.each([...LEGACY, ...UNIFIED])('$name', async (shape) => {
    const summary = await summaryOf('gc.log', { 'gc.log': shape.log })
    const { 'full-system-gc': _, ...byKind } = counted(summary)
    const { byKind: truth, ...pauses } = truthOf(shape)
    expect(byKind).toEqual(sorted(truth))
    expect(figures(summary)).toEqual(pauses)
  })

  it('with a collection inside another one adds the time of the outer one only', async () => {
    const nested = LEGACY.filter(({ events }) => events.some((event) => event.includes('nested')))
    expect(nested.length).toBeGreaterThanOrEqual(2)
    for (const shape of nested) {
      const { byKind, pauses } = await summaryOf('gc.log', { 'gc.log': shape.log })
      expect(pauses.count).toBeLessThan(Object.values(byKind).reduce((sum, times) => sum + times, 0))
    }
  })
})

const third: Record<string, Tally> = JSON.parse(
  readFileSync(new URL('../formats/jvm-gc/third-party.json', import.meta.url), 'utf8'),
)
const isThere = existsSync(OTHERS)
if (!isThere) console.info(`GC logs of other projects are not here: ${Object.keys(third).length} logs skipped`)

describe.runIf(isThere)('a log of another project', () => {
  it.each(Object.entries(third))('%s', async (name, { byKind, pauseSumMs }) => {
    const summary = await summaryOf(new URL(name, OTHERS).pathname)
    expect(counted(summary)).toEqual(sorted(byKind))
    expect(rounded(summary.pauses.totalMs)).toBe(pauseSumMs)
  })
})
