import { describe, expect, it } from 'vitest'
import { g1, gcOf, gctrace, rulesOf, series, USING_G1 } from './logs.ts'

/** Each rule on a log where it must speak, and on healthy ones where it must not: a false alarm is worse than silence. */
const wave = (i: number) => Math.round(30 * Math.sin(i / 3))

const HEALTHY: Readonly<Record<string, string>> = {
  'a steady Go server': gctrace(series(400, (i) => ({ at: 1 + i * 0.5, live: 100 + wave(i) }))),
  'a Go program that fills its caches, then keeps them': gctrace(
    series(400, (i) => ({ at: 1 + i * 0.5, live: Math.min(300, 20 + i * 4) + wave(i) })),
  ),
  'a Go program that starts': gctrace(series(60, (i) => ({ at: 0.01 + i * 0.02, live: 4 + i * 3 }))),
  'a Go cache that is emptied now and then': gctrace(
    series(400, (i) => ({ at: 1 + i * 0.5, live: 50 + (i % 80) * 5 })),
  ),
  'a short Go program with a tiny heap': gctrace(series(12, (i) => ({ at: 0.01 + i / 100, live: 3, goal: 4 }))),
  'a low GOGC that costs little': gctrace(series(100, (i) => ({ at: 1 + i, live: 95, goal: 100 }))),
  'a Go benchmark': gctrace(series(9, (i) => ({ at: 1 + i, live: 5, forced: i % 2 === 0 }))),
  'a steady G1': USING_G1 + g1(series(300, (i) => ({ at: 1 + i, before: 700 + wave(i), after: 300 + wave(i) }))),
  'G1 with mixed collections':
    USING_G1 +
    g1(
      series(300, (i) => ({
        at: 1 + i,
        before: 800,
        after: 300 + (i % 30) * 10,
        title: i % 30 > 26 ? 'Pause Young (Mixed) (G1 Evacuation Pause)' : 'Pause Young (Normal) (G1 Evacuation Pause)',
      })),
    ),
  'a few full collections far apart':
    USING_G1 +
    g1(
      series(200, (i) => ({
        at: 1 + i,
        ...(i % 40 === 39 ? { title: 'Pause Full (G1 Compaction Pause)', ms: 80, before: 900, after: 200 } : {}),
      })),
    ),
  'one humongous allocation':
    USING_G1 +
    g1(
      series(100, (i) => ({
        at: 1 + i,
        title: `Pause Young (${i === 50 ? 'Concurrent Start' : 'Normal'}) (G1 ${i === 50 ? 'Humongous Allocation' : 'Evacuation Pause'})`,
      })),
    ),
  'System.gc() once':
    USING_G1 +
    g1(series(100, (i) => ({ at: 1 + i, ...(i === 50 ? { title: 'Pause Full (System.gc())', ms: 90 } : {}) }))),
}

describe('healthy logs', () => {
  it.each(Object.entries(HEALTHY))('%s: nothing is found', async (_, log) => {
    expect(await rulesOf(log)).toEqual([])
  })
})

const SICK: readonly (readonly [rule: string, title: RegExp, log: string, line: number])[] = [
  [
    'gc/leak-shaped-heap',
    /^The live heap is leak-shaped: \d+ → \d+ MB, \+120 MB\/min over \d+ s$/,
    gctrace(series(100, (i) => ({ at: 1 + i, live: 50 + i * 2 }))),
    15,
  ],
  [
    'gc/leak-shaped-heap',
    /leak-shaped/,
    USING_G1 +
      g1(
        series(200, (i) => ({
          at: 1 + i,
          before: 700 + i,
          after: 200 + i * 2,
          title: i % 8 === 7 ? 'Pause Remark' : 'Pause Young (Normal) (G1 Evacuation Pause)',
        })),
      ),
    33,
  ],
  [
    'gc/death-spiral',
    /^GC death spiral: 89 % of all CPU goes into collecting a heap that stands at its goal of 100 MB$/,
    gctrace(series(30, (i) => ({ at: 1 + i * 0.02, live: 98, goal: 100, mark: 18, cpu: '0.10+40/30/0+0.10 ms cpu' }))),
    1,
  ],
  [
    'gc/death-spiral',
    /^GC death spiral: 6 full collections, \d+ % of the time around line \d+, freeing 1 %$/,
    USING_G1 +
      g1(
        series(6, (i) => ({
          at: 1 + i * 0.25,
          title: 'Pause Full (G1 Compaction Pause)',
          ms: 240,
          before: 1000,
          after: 990,
        })),
      ),
    2,
  ],
  [
    'gc/full-collection-storm',
    /^Full-collection storm: 5 full collections/,
    USING_G1 +
      g1(
        series(5, (i) => ({
          at: 1 + i * 0.5,
          title: 'Pause Full (G1 Compaction Pause)',
          ms: 300,
          before: 1000,
          after: 400,
        })),
      ),
    2,
  ],
  [
    'gc/humongous-churn',
    /^Humongous churn: 25 of 50 pauses/,
    USING_G1 +
      g1(
        series(50, (i) => ({
          at: 1 + i,
          title: `Pause Young (Concurrent Start) (G1 ${i % 2 === 0 ? 'Humongous Allocation' : 'Evacuation Pause'})`,
        })),
      ),
    2,
  ],
  [
    'gc/pause-outliers',
    /^1 pause far beyond the usual 5 ms, up to 900 ms$/,
    USING_G1 + g1(series(100, (i) => ({ at: 1 + i, ms: i === 70 ? 900 : 5 }))),
    72,
  ],
  [
    'gc/pause-outliers',
    /^1 pause far beyond the usual 0.1 ms, up to 30 ms$/,
    gctrace(series(100, (i) => ({ at: 1 + i, live: 50, pause: i === 70 ? 15 : 0.1 }))).replace(
      '15+1.0+0.010',
      '15+1.0+15',
    ),
    71,
  ],
  [
    'gc/forced',
    /^20 of 40 cycles were forced by the program$/,
    gctrace(series(40, (i) => ({ at: 1 + i, live: 20, forced: i % 2 === 1 }))),
    2,
  ],
  [
    'gc/forced',
    /^System\.gc\(\) stopped the program 10 times for 4 s, up to 400 ms$/,
    USING_G1 +
      g1(series(100, (i) => ({ at: 1 + i, ...(i % 10 === 9 ? { title: 'Pause Full (System.gc())', ms: 400 } : {}) }))),
    11,
  ],
  [
    'gc/evacuation-failure',
    /^2 evacuation failures/,
    USING_G1 +
      g1(
        series(30, (i) => ({
          at: 1 + i,
          title: `Pause Young (Normal) (G1 Evacuation Pause)${i > 27 ? ' (Evacuation Failure: Allocation)' : ''}`,
        })),
      ),
    30,
  ],
  [
    'gc/allocation-stall',
    /^2 allocation stalls: threads waited 19\.5 ms for memory, up to 12\.3 ms$/,
    '[0.1s][info][gc] Using The Z Garbage Collector\n[0.171s][info][gc] Allocation Stall (main) 12.299ms\n[0.190s][info][gc] Allocation Stall (worker) 7.201ms\n',
    2,
  ],
  [
    'gc/time-to-safepoint',
    /^Threads took up to 180 ms to reach a safepoint$/,
    '[0.057s][info][safepoint   ] Safepoint "G1CollectForAllocation", Time since last: 51000000 ns, Reaching safepoint: 180000000 ns, At safepoint: 3000000 ns, Total: 183000000 ns\n',
    1,
  ],
  [
    'gc/pressure-before-crash',
    /^Memory pressure before the crash: the last 5 cycles kept at least 120 MB, usual is 40 MB$/,
    `${gctrace(series(40, (i) => ({ at: 1 + i, live: i < 35 ? 40 : 120 })))}fatal error: runtime: out of memory\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\n`,
    36,
  ],
]

describe('sick logs', () => {
  it.each(SICK)('%s says %s', async (rule, title, log, line) => {
    const { findings } = await gcOf(log)
    const finding = findings.find((one) => one.rule === rule)
    expect(findings.map((one) => one.rule)).toContain(rule)
    expect(finding!.title).toMatch(title)
    expect(finding!.evidence[0]!.span.line).toBe(line)
    const lines = log.split('\n')
    for (const { span, quote } of finding!.evidence) {
      // Bytes and words of the log itself.
      const there = Buffer.from(log).subarray(span.byte, span.endByte).toString()
      expect(there).toBe(lines.slice(span.line - 1, span.endLine).join('\n'))
      expect(there).toContain(quote.replace(/…$/, ''))
    }
  })

  it('no crash, no word of pressure before it', async () => {
    const log = gctrace(series(40, (i) => ({ at: 1 + i, live: i < 35 ? 40 : 120 })))
    expect(await rulesOf(log)).toEqual([])
  })
})
