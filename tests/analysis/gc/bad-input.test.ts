import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyzeGc, type GcTimelineReport, type SourceInput } from '../../../src/index.ts'
import { sorted } from '../../formats/jvm-gc/tally.ts'
import { g1, gcOf, gctrace, series, USING_G1 } from './logs.ts'

/** Logs as they are found: rotated, appended to, cut, mixed, with clocks that jump. Figures stay exact, or null. */
const recorded = (name: string) => readFileSync(new URL(`../../corpus/${name}`, import.meta.url), 'utf8')

async function jvmOf(...inputs: readonly SourceInput[]): Promise<GcTimelineReport> {
  const { timelines } = await analyzeGc(inputs)
  expect(timelines.map(({ runtime }) => runtime)).toEqual(['jvm'])
  return timelines[0]!
}

const source = (name: string, text: string): SourceInput => ({ name, bytes: Buffer.from(text) })
const added = (...parts: readonly Readonly<Record<string, number>>[]) => {
  const sum: Record<string, number> = {}
  for (const part of parts) for (const [kind, times] of Object.entries(part)) sum[kind] = (sum[kind] ?? 0) + times
  return sorted(sum)
}

describe('rotated files', () => {
  it('are one run in any order, with the counts of all', async () => {
    const names = ['rotated-g1.log.0', 'rotated-g1.log.1', 'rotated-g1.log']
    const parts = names.map((name) => source(name, recorded(`jvm-gc/jdk25/${name}`)))
    const alone = await Promise.all(parts.map((part) => jvmOf(part)))
    const joined = await jvmOf(...parts)
    expect(sorted(joined.summary.byKind)).toEqual(added(...alone.map(({ summary }) => summary.byKind)))
    expect(joined.summary.pauses.totalMs).toBeCloseTo(31.617 + 144.582 + 42.078, 6)
    expect(joined.summary.runs).toBe(1)
    const other = await jvmOf(parts[2]!, parts[0]!, parts[1]!)
    expect(other.summary).toEqual(joined.summary)
    const starts = [...other.events()].map(({ startMs }) => startMs!)
    expect(starts[0]).toBe(Math.min(...starts))
  })

  it('may begin in the middle of a line', async () => {
    const text = recorded('jvm-gc/jdk17/rotated-g1.log')
    const whole = await jvmOf(source('gc.log', text))
    const cut = await jvmOf(source('gc.log', text.slice(20)))
    const events = (one: GcTimelineReport) => [...one.events()].length
    expect(events(whole) - events(cut)).toBeLessThanOrEqual(1)
  })
})

describe('a log that was appended to', () => {
  it('is two runs of a JVM, and both count', async () => {
    const text = recorded('jvm-gc/jdk17/g1-gc.log')
    const once = await jvmOf(source('gc.log', text))
    const twice = await jvmOf(source('gc.log', text + text))
    expect(sorted(twice.summary.byKind)).toEqual(added(once.summary.byKind, once.summary.byKind))
    expect(twice.summary.pauses.totalMs).toBeCloseTo(2 * once.summary.pauses.totalMs, 6)
    expect(twice.summary.runs).toBe(2)
    expect(twice.summary.spanSeconds).toBeCloseTo(2 * once.summary.spanSeconds!, 6)
    expect(twice.summary.throughputPercent).toBeCloseTo(once.summary.throughputPercent!, 6)
  })

  it('is two runs of a Go program, even where the second is cut', async () => {
    const text = gctrace(series(30, (i) => ({ at: 1 + i, live: 20 })))
    const [go] = (await gcOf(text + text.slice(0, -40))).timelines
    expect(go!.summary.byKind.cycle).toBe(59)
    expect(go!.summary.runs).toBe(2)
  })
})

describe('clocks', () => {
  const walled = (times: readonly string[]) =>
    times
      .map(
        (time, i) =>
          `[2026-11-23T${time}.000+0000][info][gc] GC(${i}) Pause Young (Normal) (G1 Evacuation Pause) 400M->100M(1024M) 5.000ms\n`,
      )
      .join('')

  it('that are set back end no run and make nothing negative', async () => {
    const { summary } = await jvmOf(source('gc.log', walled(['10:00:10', '10:00:20', '09:00:05', '09:00:15'])))
    expect(summary).toMatchObject({ byKind: { young: 4 }, runs: 1 })
    expect(summary.spanSeconds).toBeGreaterThanOrEqual(0)
    expect(summary.allocationRateMbPerSec ?? 0).toBeGreaterThanOrEqual(0)
  })

  it('that jump ahead leave counts and pauses alone', async () => {
    const calm = USING_G1 + g1(series(20, (i) => ({ at: 1 + i })))
    const asleep = USING_G1 + g1(series(20, (i) => ({ at: i < 10 ? 1 + i : 86_400 + i })))
    const [a, b] = await Promise.all([jvmOf(source('a', calm)), jvmOf(source('b', asleep))])
    expect(b.summary.pauses).toEqual(a.summary.pauses)
    expect(b.summary.runs).toBe(1)
  })

  it('with a decimal comma are the same', async () => {
    const text = recorded('jvm-gc/jdk17/g1-gcstar.log')
    const comma = text.replaceAll(/(\d)\.(\d{3}s\])/g, '$1,$2').replaceAll(/(\d)\.(\d+ms)$/gm, '$1,$2')
    expect(comma).not.toBe(text)
    const [a, b] = await Promise.all([jvmOf(source('gc.log', text)), jvmOf(source('gc.log', comma))])
    const { longest: _a, ...left } = a.summary
    const { longest: _b, ...right } = b.summary
    expect(right).toEqual(left)
  })
})

describe('two JVMs that write into one file', () => {
  const lines = (name: string) => recorded(name).trimEnd().split('\n')
  const one = lines('jvm-gc/jdk17/g1-gc.log')
  const two = lines('jvm-gc/jdk25/g1-gc.log')
  const later = two.map((line) => line.replace(/^\[(\d+\.\d+)s\]/, (_, at) => `[${(Number(at) + 100).toFixed(3)}s]`))

  it('are counted to the last pause, and no rate is told that nobody can tell', async () => {
    const mixed = one.flatMap((line, i) => (i < later.length ? [line, later[i]!] : [line]))
    const rest = later.slice(one.length)
    const { summary } = await jvmOf(source('gc.log', `${[...mixed, ...rest].join('\n')}\n`))
    const [a, b] = await Promise.all([
      jvmOf(source('a', recorded('jvm-gc/jdk17/g1-gc.log'))),
      jvmOf(source('b', recorded('jvm-gc/jdk25/g1-gc.log'))),
    ])
    expect(sorted(summary.byKind)).toEqual(added(a.summary.byKind, b.summary.byKind))
    expect(summary.pauses.totalMs).toBeCloseTo(a.summary.pauses.totalMs + b.summary.pauses.totalMs, 6)
    expect(summary).toMatchObject({ throughputPercent: null, spanSeconds: null, allocationRateMbPerSec: null })
    expect(summary.pausesNote).toMatch(/^lines of several programs alternate/)
  })
})

describe('lines of others between', () => {
  it('take nothing from a log of any collector', async () => {
    for (const name of ['g1-gcstar', 'serial-gcstar', 'zgc-gcstar', 'shenandoah-gcstar', 'parallel-debug']) {
      const text = recorded(`jvm-gc/jdk17/${name}.log`)
      const noisy = text
        .trimEnd()
        .split('\n')
        .flatMap((line, i) => [
          line,
          i % 3 === 0
            ? '2026-11-26 12:00:01 INFO com.acme.Api - 12 ms for /v1 [GC] GC(a) Pause'
            : '{"level":"info","msg":"collected 3M->1M"}',
        ])
        .join('\n')
      const [clean, dirty] = await Promise.all([jvmOf(source('gc.log', text)), jvmOf(source('gc.log', `${noisy}\n`))])
      expect(dirty.summary.byKind, name).toEqual(clean.summary.byKind)
      expect(dirty.summary.pauses, name).toEqual(clean.summary.pauses)
    }
  })
})
