import { describe, expect, it } from 'vitest'
import { analyze, analyzeGc } from '../../../src/index.ts'
import { adjustedRand, normal, seeded } from '../../base/statistics/worlds.ts'
import { g1, gcOf, gctrace, series, USING_G1 } from './logs.ts'

describe('figures', () => {
  it('of Go are exact', async () => {
    const { timelines } = await gcOf(
      'gc 1 @1.000s 5%: 0.20+0.49+0.003 ms clock, 0.41+0.15/0.089/0.082+0.007 ms cpu, 3->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n' +
        'gc 2 @2.000s 5%: 0.17+1.1+0.003 ms clock, 0.34+0/0.15/0.067+0.007 ms cpu, 4->5->2 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)\n' +
        'gc 3 @3.000s 6%: 12+0.60+0 ms clock, 0.24+0.11/0.053/0.055+0.004 ms cpu, 3->5->2 MB, 4 MB goal, 2 P\n',
    )
    const [go] = timelines
    expect(go!.summary.byKind).toEqual({ cycle: 3, forced: 1 })
    expect(go!.summary.pauses).toEqual({
      count: 3,
      totalMs: 12.376,
      meanMs: 4.125333,
      p50Ms: 0.203,
      p90Ms: 12,
      p99Ms: 12,
      maxMs: 12,
    })
    expect(go!.summary.pausesNote).toBe('p90 and p99 of 3 pauses are their maximum: n is too small')
    expect(go!.summary.spanSeconds).toBe(2)
    expect(go!.summary.throughputPercent).toBeCloseTo(100 - (12.376 / 3_000) * 100, 9)
    // 3 MiB before the second and 1 before the third, in the two seconds between the first and the last.
    expect(go!.summary.allocationRateMbPerSec).toBe(2)
    expect(go!.summary.go).toEqual({
      sweepTerminationMs: 12.37,
      markMs: 2.19,
      markTerminationMs: 0.006,
      assistCpuMs: 0.26,
      backgroundCpuMs: 0.292,
      idleCpuMs: 0.204,
      cpuPercent: 6,
    })
    const events = [...go!.events()]
    expect(events.map(({ kind, startMs, pauseMs }) => [kind, startMs, pauseMs])).toEqual([
      ['cycle', 1000, 0.203],
      ['forced', 2000, 0.173],
      ['cycle', 3000, 12],
    ])
    expect(events[2]!.go!.stacksBytes).toBeNull()
  })

  it('of G1 are exact', async () => {
    const log =
      USING_G1 +
      g1([
        { at: 1, ms: 5.25, before: 400, after: 100 },
        { at: 2, ms: 7.5, before: 500, after: 150, title: 'Pause Young (Mixed) (G1 Evacuation Pause)' },
        { at: 4, ms: 100, before: 900, after: 90, title: 'Pause Full (System.gc())' },
      ])
    const [jvm] = (await gcOf(log)).timelines
    expect(jvm!.collector).toBe('g1')
    expect(jvm!.summary.byKind).toEqual({ young: 1, mixed: 1, full: 1, 'full-system-gc': 1 })
    expect(jvm!.summary.pauses).toMatchObject({ count: 3, totalMs: 112.75, p50Ms: 7.5, maxMs: 100 })
    expect(jvm!.summary.heap).toMatchObject({ liveFirstBytes: 100 * 2 ** 20, liveLastBytes: 90 * 2 ** 20 })
    expect(jvm!.summary.throughputPercent).toBeCloseTo(100 - (112.75 / 4_100) * 100, 6)
    expect(jvm!.summary.longest[0]).toMatchObject({
      kind: 'full',
      cause: 'System.gc()',
      pauseMs: 100,
      startMs: 4000,
      quote: '[4.100s][info][gc] GC(2) Pause Full (System.gc()) 900M->90M(1024M) 100.000ms',
    })
  })

  describe('are rates only where there is enough to tell one from', () => {
    const line = (ms: number, before: number, after: number) =>
      `[0.${ms}s][info][gc] GC(${ms}) Pause Young (Normal) (G1 Evacuation Pause) ${before}M->${after}M(248M) 1.742ms\n`
    const parNew = (at: string, young: string, heap: string) =>
      `${at}: [GC (Allocation Failure) ${at}: [ParNew: ${young}(929024K), 0.0097075 secs] ${heap}(1961216K), 0.0098566 secs]\n`

    it.each([
      ['three lines of an instant', line(151, 27, 23) + line(170, 44, 46) + line(191, 72, 74), null],
      ['four', line(151, 27, 23) + line(171, 43, 40) + line(191, 50, 40) + line(211, 50, 40), 40 / 0.06],
      [
        'three lines of minutes',
        parNew('48.286', '830330K->485K', '852477K->22632K') + parNew('249.357', '826341K->173K', '848490K->22322K'),
        (848490 - 22632) / 1024 / 201.071,
      ],
    ])('%s', async (_, log, rate) => {
      const { allocationRateMbPerSec } = (await gcOf(log)).timelines[0]!.summary
      if (rate === null) expect(allocationRateMbPerSec).toBeNull()
      else expect(allocationRateMbPerSec).toBeCloseTo(rate, 1)
    })

    it('and not the rounding of sizes', async () => {
      const rate = async (second: string) =>
        (await gcOf(parNew('48.286', '830330K->485K', '852477K->22634K') + parNew('249.357', '826341K->173K', second)))
          .timelines[0]!.summary.promotionRateMbPerSec
      expect(await rate('848490K->22322K')).toBeNull()
      expect(await rate('848490K->32322K')).toBeCloseTo(10_000 / 1_024 / 201, 3)
    })

    it('nor a throughput of one pause', async () => {
      const stamp = (ms: string, text: string) => `[2024-01-01T10:00:00.${ms}+0000][info][gc] GC(0) ${text}\n`
      const one = stamp('123', 'Pause Young (Normal)') + stamp('145', 'Pause Young (Normal) 10M->8M(32M) 21.234ms')
      expect((await gcOf(one)).timelines[0]!.summary.throughputPercent).toBeNull()
    })
  })

  it('of the view and of the whole report are the same', async () => {
    const log = gctrace(series(50, (i) => ({ at: 1 + i, live: 20 + (i % 7) })))
    const report = await analyze({ name: 'gc.log', bytes: log })
    const [go] = (await gcOf(log)).timelines
    expect(report.gc.go!.summary).toEqual(go!.summary)
    expect(report.gc.go!.clusters).toEqual(go!.clusters.map((cluster) => ({ ...cluster, members: null })))
  })
})

describe('one time axis', () => {
  const first = g1(series(10, (i) => ({ at: 1 + i })))
  const second = g1(
    series(10, (i) => ({ at: 11 + i })),
    10,
  )

  it('rotated files are ordered by their stamps, whatever their names', async () => {
    const parts = [
      { name: 'gc.log', bytes: second },
      { name: 'gc.log.0', bytes: USING_G1 + first },
    ]
    const { timelines } = await analyzeGc(parts)
    const [whole] = (await gcOf(USING_G1 + first + second)).timelines
    const { longest, ...figures } = timelines[0]!.summary
    const { longest: _, ...expected } = whole!.summary
    expect(figures).toEqual(expected)
    expect(figures.runs).toBe(1)
    expect([...timelines[0]!.events()].map(({ startMs }) => startMs)).toEqual(series(20, (i) => 1000 + i * 1000))
    expect(longest[0]!.span.source).toBe('gc.log.0')
  })

  it('a second program is another run', async () => {
    const parts = [
      { name: 'a.log', bytes: USING_G1 + first },
      { name: 'b.log', bytes: USING_G1 + first },
    ]
    expect((await analyzeGc(parts)).timelines[0]!.summary).toMatchObject({ runs: 2, spanSeconds: 18.01 })
    const trace = gctrace(series(5, (i) => ({ at: 1 + i, live: 5 })))
    expect((await gcOf(trace + trace)).timelines[0]!.summary).toMatchObject({ runs: 2, spanSeconds: 8 })
  })

  it('two Go programs in one log are told apart by their counting', async () => {
    const a = gctrace(series(20, (i) => ({ at: 1 + i, live: 5 }))).split('\n')
    const b = gctrace(series(20, (i) => ({ at: 7 + i * 1.5, live: 50 }))).split('\n')
    const log = a.flatMap((line, i) => [line, b[i]!]).join('\n')
    expect((await gcOf(log)).timelines[0]!.summary).toMatchObject({ runs: 2, spanSeconds: 19 + 28.5 })
  })

  it('Go and a JVM in one log stay apart', async () => {
    const log = USING_G1 + first + gctrace(series(5, (i) => ({ at: 1 + i, live: 5 })))
    const { timelines } = await gcOf(log)
    expect(timelines.map(({ runtime, eventCount }) => [runtime, eventCount])).toEqual([
      ['go', 5],
      ['jvm', 10],
    ])
  })

  it('a period cuts by uptime and by the wall clock', async () => {
    const period = { fromMs: 3_000, toMs: 6_000, fromWallMs: null, toWallMs: null }
    expect((await gcOf(first, { period })).timelines[0]!.eventCount).toBe(4)
    const dated = series(
      5,
      (i) => `[2026-11-23T02:41:0${i}.500+0000][info][gc] GC(${i}) Pause Remark 4M->4M(9M) 1.000ms\n`,
    )
    const from = Date.parse('2026-11-23T02:41:02Z')
    const later = { fromMs: null, toMs: null, fromWallMs: from, toWallMs: null }
    expect((await gcOf(dated.join(''), { period: later })).timelines[0]!.eventCount).toBe(3)
    // What has no such clock is not in it.
    expect((await gcOf(first, { period: later })).timelines).toEqual([])
  })
})

describe('memory', () => {
  it('a bare clock is of the day that the log has', async () => {
    const at = (time: string, id: number) =>
      `[2026-11-23T${time}.000+0100][info][gc] GC(${id}) Pause Young (Normal) (G1 Evacuation Pause) 400M->100M(1024M) 5.000ms\n`
    const night =
      ['23:30:00', '23:50:00'].map(at).join('') +
      at('00:10:00', 2).replace('11-23', '11-24') +
      at('01:10:00', 3).replace('11-23', '11-24')
    const hours = (from: number | null, to: number | null) => ({
      period: {
        fromMs: null,
        toMs: null,
        fromWallMs: null,
        toWallMs: null,
        fromClockMs: from === null ? null : from * 3_600_000,
        toClockMs: to === null ? null : to * 3_600_000,
      },
    })
    const idsOf = async (from: number | null, to: number | null) =>
      (await gcOf(night, hours(from, to))).timelines.flatMap((one) => [...one.events()].map(({ id }) => id))
    // In UTC: 22:30, 22:50, 23:10, 00:10 of the next day.
    expect(await idsOf(22.75, null)).toEqual([1, 2, 3])
    expect(await idsOf(null, 23)).toEqual([0, 1])
    expect(await idsOf(22.75, 23.5)).toEqual([1, 2])
    expect(await idsOf(23, 0.5)).toEqual([2, 3])
    expect(await idsOf(0, null)).toEqual([3])
    // What has no clock of the wall is in no such period.
    expect((await gcOf(USING_G1 + g1([{ at: 1 }]), hours(0, null))).timelines).toEqual([])
  })

  it('keeps so many events, and says so; figures are of all', async () => {
    const log = gctrace(series(5_000, (i) => ({ at: 1 + i, live: 5 + (i % 10), pause: i === 1_234 ? 9 : 0.1 })))
    const [all] = (await gcOf(log)).timelines
    const [some] = (await gcOf(log, { mostEvents: 300 })).timelines
    expect(some!.eventCount).toBeLessThanOrEqual(300)
    expect(some!.summary.thinned).toEqual({ kept: some!.eventCount, total: 5_000 })
    expect(some!.summary.pauses).toEqual(all!.summary.pauses)
    expect(some!.summary.longest[0]).toEqual(all!.summary.longest[0])
    const lines = [...some!.events()].map(({ span }) => span.line)
    expect(lines).toEqual([...lines].sort((a, b) => a - b))
    expect(some!.clusters.flatMap(({ members }) => members!).every((index) => index < some!.eventCount)).toBe(true)
  })

  it.each(['Pause Full (System.gc())', 'Pause Young (Normal) (G1 Evacuation Pause)'])(
    'has room for any number of files of: %s',
    async (title) => {
      const files = series(6, (file) => ({
        name: `gc.${file}`,
        bytes: g1(
          series(101, (i) => ({ at: 1 + file * 101 + i, title })),
          file * 101,
        ),
      }))
      for (const mostEvents of [1, 2, 3, 100]) {
        const [one] = (await analyzeGc(files, { mostEvents })).timelines
        expect(one!.eventCount).toBeLessThanOrEqual(Math.max(2, mostEvents))
        expect(one!.summary.pauses.count).toBe(606)
        if (mostEvents < 100) continue
        const kept = files.map(({ name }) => [...one!.events()].filter(({ span }) => span.source === name).length)
        // The first ones are notable until no more may be.
        const [, ...others] = kept
        expect(Math.min(...others)).toBeGreaterThan(0)
        expect(Math.max(...others)).toBeLessThanOrEqual(Math.min(...others) * 3)
      }
    },
  )
})

describe('correlation', () => {
  const numbered = (line: string, i: number) => line.replace(/GC\(\d+\)/, `GC(${i})`)
  const byTime = (a: string, b: string) => Number.parseFloat(a.slice(1)) - Number.parseFloat(b.slice(1))

  it('finds what pauses follow', async () => {
    const random = seeded(4)
    const log =
      USING_G1 +
      g1(
        series(200, (i) => {
          const after = 50 + Math.round(random() * 500)
          return { at: 1 + i, before: 900, after, ms: 2 + after / 20 + normal(random) * 0.5 }
        }),
      )
    const { correlation } = (await gcOf(log)).timelines[0]!
    expect(correlation.relations[0]).toMatchObject({ lag: 0, n: 200 })
    expect(correlation.conclusion).toMatch(
      /^\d\d % of the variation of 200 pauses follows (?:the heap that is left after the collection|how much is freed) \(r = /,
    )
  })

  it('finds nothing in noise', async () => {
    const random = seeded(8)
    const log = gctrace(series(300, (i) => ({ at: 1 + i, live: 20 + Math.round(random() * 9), pause: 0.1 + random() })))
    expect((await gcOf(log)).timelines[0]!.correlation.conclusion).toMatch(
      /^No relation found between 300 pauses and heap size, growth, allocation rate or concurrent work/,
    )
  })

  it('knows no concurrent work of another run', async () => {
    const marks = series(20, (i) => `[${i + 1}.900s][info][gc] GC(${i}) Concurrent Mark 900.000ms\n`).join('')
    const pauses = g1(series(40, (i) => ({ at: 1 + (i >> 1) + (i % 2 ? 0.97 : 0.5), ms: i % 2 ? 3.5 : 9.5 })))
    const of = async (text: string) => (await gcOf(text)).timelines[0]!
    expect((await of(USING_G1 + pauses)).correlation.concurrent).toBeNull()
    const both = await of(USING_G1 + marks + USING_G1 + pauses)
    expect(both.summary.runs).toBe(2)
    expect(both.correlation.concurrent).toEqual({ inside: 0, outside: 40, meanInsideMs: null, meanOutsideMs: 6.5 })
    expect(both.correlation.conclusion).not.toContain('concurrent phase')
    const one = await of(
      USING_G1 + [...marks.trim().split('\n'), ...pauses.trim().split('\n')].sort(byTime).map(numbered).join('\n'),
    )
    expect(one.correlation.concurrent).toMatchObject({ inside: 20, meanInsideMs: 9.5, outside: 20, meanOutsideMs: 3.5 })
  })

  it('says when there is too little', async () => {
    const { correlation } = (await gcOf(gctrace(series(5, (i) => ({ at: i, live: 4 }))))).timelines[0]!
    expect(correlation.conclusion).toMatch(/^Too few pauses to compare with anything: 5 of at least 12\./)
  })
})

interface Regime {
  readonly n: number
  readonly ms: readonly [mean: number, deviation: number]
  readonly before: readonly [mean: number, deviation: number]
  readonly after: readonly [mean: number, deviation: number]
}

function regime(n: number, ms: Regime['ms'], before: Regime['before'], after: Regime['after']): Regime {
  return { n, ms, before, after }
}

/** Programs as they are: two to five regimes of unlike density, size and spread, and outliers. */
const WORLDS: Readonly<Record<string, { readonly regimes: readonly Regime[]; readonly outliers: number }>> = {
  'young, mixed and a few full': {
    regimes: [
      regime(2_000, [6, 1], [400, 15], [120, 8]),
      regime(250, [14, 2], [900, 30], [610, 20]),
      regime(12, [840, 50], [1990, 20], [1700, 30]),
    ],
    outliers: 5,
  },
  'three of one size': {
    regimes: [
      regime(300, [5, 1], [300, 20], [60, 10]),
      regime(300, [15, 2], [400, 20], [250, 15]),
      regime(300, [200, 20], [900, 40], [400, 30]),
    ],
    outliers: 10,
  },
  'pauses alone differ': {
    regimes: [regime(400, [5, 0.6], [500, 20], [200, 20]), regime(100, [50, 5], [500, 20], [200, 20])],
    outliers: 6,
  },
  'heaps alone differ': {
    regimes: [regime(400, [5, 1], [500, 10], [100, 10]), regime(400, [5.5, 1], [1500, 30], [900, 20])],
    outliers: 6,
  },
  'few pauses': {
    regimes: [
      regime(30, [4, 0.5], [100, 5], [20, 3]),
      regime(20, [20, 2], [200, 10], [90, 5]),
      regime(10, [300, 20], [500, 10], [300, 10]),
    ],
    outliers: 3,
  },
  'much noise': {
    regimes: [regime(500, [5, 1], [300, 20], [60, 10]), regime(500, [30, 4], [800, 40], [500, 30])],
    outliers: 60,
  },
  'wide spreads': {
    regimes: [
      regime(1_000, [10, 3], [600, 80], [200, 40]),
      regime(300, [60, 12], [1200, 80], [800, 60]),
      regime(60, [600, 80], [1900, 60], [1300, 80]),
    ],
    outliers: 20,
  },
}

describe('clusters', () => {
  it.each(Object.entries(WORLDS))('are found without a hand-set eps: %s', async (_, { regimes, outliers }) => {
    const random = seeded(11)
    const near = ([mean, deviation]: readonly [number, number]) => Math.max(0.5, mean + deviation * normal(random))
    const points = regimes.flatMap(({ n, ms, before, after }, label) =>
      series(n, () => ({ label, ms: near(ms), before: Math.round(near(before)), after: Math.round(near(after)) })),
    )
    const most = Math.max(...regimes.map(({ ms }) => ms[0]))
    for (let i = 0; i < outliers; i++)
      points.push({
        label: -1,
        ms: random() * most * 3,
        before: Math.round(random() * 2400),
        after: Math.round(random() * 2000),
      })
    const shuffled = points
      .map((point) => ({ point, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ point }) => point)
    const log = USING_G1 + g1(shuffled.map((point, i) => ({ ...point, at: 1 + i, capacity: 4096 })))
    const { clusters, eventCount } = (await gcOf(log)).timelines[0]!
    const labels = new Array<number>(eventCount).fill(-1)
    for (const { id, members } of clusters) for (const index of members!) labels[index] = id
    const score = adjustedRand(
      labels,
      shuffled.map(({ label }) => label),
    )
    expect(score).toBeGreaterThanOrEqual(0.9)
  })

  it('a given eps means milliseconds, and the heap axis is derived', async () => {
    const log = USING_G1 + g1(series(60, (i) => ({ at: 1 + i, ms: i % 2 === 0 ? 5 : 40, before: 400, after: 100 })))
    const [one] = (await gcOf(log, { epsMs: 12.8, minSamples: 5 })).timelines
    expect(one!.clustering).toMatchObject({
      features: ['pause', 'heap-before', 'heap-after'],
      epsMs: 12.8,
      epsSource: 'given',
      heapEpsSource: 'derived',
      pauseScale: 'linear',
    })
    expect(one!.clusters.map(({ size, label }) => [size, label])).toEqual([
      [30, 'young, 5 ms, 400 → 100 MB, every ~2 s'],
      [30, 'young, 40 ms, 400 → 100 MB, every ~2 s'],
    ])
    const [wide] = (await gcOf(log, { epsMs: 40 })).timelines
    expect(wide!.clusters.map(({ size }) => size)).toEqual([60])
  })
})
