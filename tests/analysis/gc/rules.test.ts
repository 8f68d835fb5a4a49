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

/** Near to what a rule speaks of, and not it. */
const NEARLY: Readonly<Record<string, string>> = {
  'a promotion that succeeded: ParNew and a whole cycle of CMS': `1.000: [GC 1.000: [ParNew: 18238K->1982K(18240K), 0.0143 secs] 788938K->779281K(820672K), 0.0145 secs] [Times: user=0.14 sys=0.00, real=0.01 secs]
1.200: [GC [1 CMS-initial-mark: 777299K(802432K)] 780787K(820672K), 0.0080010 secs] [Times: user=0.01 sys=0.00, real=0.01 secs]
1.210: [CMS-concurrent-mark-start]
2.000: [CMS-concurrent-mark: 0.700/0.790 secs] [Times: user=0.78 sys=0.14, real=0.79 secs]
`,
  'Shenandoah whose cycles end in time':
    '[0.010s][info][gc] Using Shenandoah\n' +
    series(
      20,
      (i) =>
        `[${i + 1}.000s][info][gc] GC(${i}) Pause Init Mark 0.100ms\n[${i + 1}.010s][info][gc] GC(${i}) Pause Final Mark 0.200ms\n[${i + 1}.020s][info][gc] GC(${i}) Concurrent cleanup 300M->100M(1024M) 0.300ms\n`,
    ).join(''),
  'ZGC without a stall':
    '[0.1s][info][gc] Using The Z Garbage Collector\n' +
    series(10, (i) => `[${i + 1}.000s][info][gc] GC(${i}) Garbage Collection (Proactive) 96M(10%)->14M(1%)\n`).join(''),
  'threads that stop at once':
    '[0.057s][info][safepoint   ] Safepoint "G1CollectForAllocation", Time since last: 51000000 ns, Reaching safepoint: 180000 ns, At safepoint: 3000000 ns, Total: 3180000 ns\n',
  'G1 that evacuates everything': USING_G1 + g1(series(50, (i) => ({ at: 1 + i, before: 900, after: 880 - (i % 10) }))),
  'full collections that the program itself asks for, and that are cheap':
    USING_G1 +
    g1(
      series(100, (i) => ({
        at: 1 + i,
        ms: i % 30 === 9 ? 6 : 40,
        ...(i % 30 === 9 ? { title: 'Pause Full (System.gc())' } : {}),
      })),
    ),
  'a Go program whose goal stands still because nothing changes': gctrace(
    series(60, (i) => ({ at: 1 + i, live: 50, goal: 100 })),
  ),
  'humongous allocations now and then':
    USING_G1 +
    g1(
      series(100, (i) => ({
        at: 1 + i,
        title: `Pause Young (Concurrent Start) (G1 ${i % 10 === 0 ? 'Humongous Allocation' : 'Evacuation Pause'})`,
      })),
    ),
  'pauses that are long now and then, but not beyond the others':
    USING_G1 + g1(series(100, (i) => ({ at: 1 + i, ms: i % 10 === 0 ? 60 : 12 }))),
}

describe('healthy logs', () => {
  it.each(Object.entries(NEARLY))('%s: nothing is found', async (_, log) => {
    expect(await rulesOf(log)).toEqual([])
  })

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
    'gc/forced',
    /^System\.gc\(\) stopped the program 5 times for 10 s, up to 2 s$/,
    series(
      5,
      (i) =>
        `${i * 3}.000: [Full GC (System) ${i * 3}.000: [Tenured: 90K->80K(800K), 2.0 secs] 99K->80K(900K), 2.0 secs]\n`,
    ).join(''),
    1,
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
    'gc/promotion-failure',
    /^1 promotion failure and 1 concurrent mode failure, up to 41\.3 ms$/,
    `1.100: [GC 1.100: [ParNew (promotion failed): 59008K->59008K(59008K), 0.0210 secs]1.121: [CMS (concurrent mode failure): 65536K->30210K(131072K), 0.0202 secs] 124544K->30210K(190080K), [CMS Perm : 2700K->2699K(21248K)], 0.0413 secs] [Times: user=0.04 sys=0.00, real=0.04 secs]\n`,
    1,
  ],
  [
    'gc/degenerated',
    /^2 degenerated collections, up to 5\.6 s$/,
    '[0.010s][info][gc] Using Shenandoah\n[1.000s][info][gc] GC(0) Pause Degenerated GC (Mark) 900M->300M(1024M) 120.000ms\n[9.000s][info][gc] GC(1) Pause Degenerated GC (Outside of Cycle) 1000M->300M(1024M) 5600.000ms\n',
    2,
  ],
  [
    'gc/evacuation-failure',
    /^2 evacuation failures/,
    `${USING_G1}[1.000s][info][gc] GC(0) To-space exhausted\n[1.001s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 43M->40M(48M) 0.420ms\n9.000: [GC pause (G1 Evacuation Pause) (young) (to-space exhausted), 0.1156890 secs]\n   [Eden: 0.0B(448.0M)->0.0B(448.0M) Survivors: 0.0B->0.0B Heap: 9216.0M(10.0G)->9216.0M(10.0G)]\n [Times: user=0.27 sys=0.01, real=0.12 secs]\n`,
    3,
  ],
  [
    'gc/unsupported-log',
    /^The GC log of OpenJ9 is not supported$/,
    '<?xml version="1.0" encoding="UTF-8"?>\n<verbosegc xmlns="http://www.ibm.com/j9/verbosegc" version="b282767">\n<gc-start id="5" type="scavenge" contextid="4" timestamp="2016-01-26T11:00:03.411">\n',
    2,
  ],
  [
    'gc/unsupported-log',
    /^The GC log of JRockit is not supported$/,
    '[INFO ][memory ] [YC#1] 2.042-2.062: YC 524288KB->76543KB (1048576KB), 0.020 s, sum of pauses 19.813 ms\n',
    1,
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
