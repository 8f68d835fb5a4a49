import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gcOf } from './logs.ts'

/** What Go printed before it printed what it prints today. */
const GO_1_5 = `gc 1 @0.014s 3%: 0.026+0.24+0.10+0.43+0.21 ms clock, 0.10+0.24+0+0.13/0.31/0.25+0.86 ms cpu, 4->4->1 MB, 4 MB goal, 4 P
gc 2 @0.024s 4%: 0.005+0.28+0.08+0.31+0.19 ms clock, 0.02+0.28+0+0.10/0.20/0.25+0.76 ms cpu, 4->5->2 MB, 4 MB goal, 4 P (forced)
`
const GO_1_4 = `gc1(1): 1+0+123+0 us, 0 -> 0 MB, 21 (21-0) objects, 2 goroutines, 15/0/0 sweeps, 0(0) handoff, 0(0) steal, 0/0/0 yields
gc2(4): 10+1+1230+2 us, 34 -> 17 MB, 512001 (1000000-487999) objects, 12 goroutines, 890/2/0 sweeps, 3(40) handoff, 2(15) steal, 34/12/0 yields
`
const GO_1_3 =
  'gc1(1): 1+0+95+1 us, 0 -> 0 MB, 51 (52-1) objects, 12/0/0 sweeps, 0(0) handoff, 0(0) steal, 0/0/0 yields\n'
const GO_1_1 =
  'gc7(2): 1+2+0 ms, 12 -> 6 MB 40000 -> 20000 (90000-70000) objects, 8(150) handoff, 2(10) steal, 12/3/0 yields\n'
const GO_1_0 = 'gc3(2): 4+2+1 ms 13 -> 7 MB 9140 -> 4012 (15000-10988) objects 3 handoff\n'

describe('Go 1.5', () => {
  it('stops the world in the first and the last of five parts', async () => {
    const [go] = (await gcOf(GO_1_5)).timelines
    expect(go!.summary.byKind).toEqual({ cycle: 2, forced: 1 })
    expect(go!.summary.pauses).toMatchObject({ count: 2, totalMs: 0.431, maxMs: 0.236 })
    expect(go!.summary.go).toEqual({
      sweepTerminationMs: 0.031,
      markMs: 1.44,
      markTerminationMs: 0.4,
      assistCpuMs: 0.23,
      backgroundCpuMs: 1.03,
      idleCpuMs: 0.5,
      cpuPercent: 4,
    })
    expect(go!.summary.longest[0]!.quote).toBe(GO_1_5.split('\n')[0])
  })
})

describe('Go before 1.5', () => {
  it('stops the world for all of a cycle, and tells no time', async () => {
    const [go] = (await gcOf(GO_1_4)).timelines
    expect(go!.summary.byKind).toEqual({ cycle: 2, forced: 0 })
    expect(go!.summary.pauses).toMatchObject({ count: 2, totalMs: 1.367, maxMs: 1.243 })
    expect(go!.summary).toMatchObject({ runs: 1, throughputPercent: null, spanSeconds: null })
    expect(go!.summary.go).toEqual({
      sweepTerminationMs: 0.011,
      markMs: null,
      markTerminationMs: 1.356,
      assistCpuMs: null,
      backgroundCpuMs: null,
      idleCpuMs: null,
      cpuPercent: null,
    })
    const [, second] = [...go!.events()]
    expect(second).toMatchObject({ startMs: null, heapBeforeBytes: 34 * 2 ** 20, heapAfterBytes: 17 * 2 ** 20 })
    expect(second!.go).toMatchObject({ goalBytes: null, cpuPercent: null, procs: 4 })
    expect(go!.correlation.sweep).toBeNull()
  })

  it.each([
    ['1.3', GO_1_3, 0.097],
    ['1.1', GO_1_1, 3],
    ['1.0', GO_1_0, 7],
  ])('%s has other words behind the heap', async (_, log, pauseMs) => {
    const [go] = (await gcOf(log)).timelines
    expect(go!.summary.pauses).toMatchObject({ count: 1, totalMs: pauseMs })
  })

  it('is dated by who carried its lines', async () => {
    const lines = GO_1_4.trim().split('\n')
    const cri = lines.map((line, i) => `2014-03-05T14:07:0${i + 1}.000000000Z stderr F ${line}\n`).join('')
    const [go] = (await gcOf(cri)).timelines
    expect(go!.summary).toMatchObject({ spanSeconds: 1, firstTime: '2014-03-05T14:07:01.000Z' })
  })
})

const recorded = (name: string) => readFileSync(new URL(`../../corpus/go/${name}.log`, import.meta.url), 'utf8')

describe('what Go prints around its collections', () => {
  it('is summed: the scavenger', async () => {
    const log = recorded('go1.26/alloc.scavtrace')
    const [go] = (await gcOf(log)).timelines
    const work = [
      ...log.matchAll(/^scav (\d+) KiB work \(bg\), (\d+) KiB work \(eager\), (\d+) KiB now, (\d+)% util/gm),
    ]
    const last = work.at(-1)!
    expect(go!.summary.traces).toEqual({
      scavenger: {
        lines: work.length,
        forced: [...log.matchAll(/^scav .*\(forced\)$/gm)].length,
        returnedBytes: work.reduce((sum, m) => sum + Number(m[1]) + Number(m[2]), 0) * 1_024,
        releasedBytes: Number(last[3]) * 1_024,
        utilPercent: Number(last[4]),
      },
      pacer: null,
      scheduler: null,
    })
  })

  it('is summed: the pacer', async () => {
    const log = recorded('go1.26/alloc.gcpacertrace')
    const [go] = (await gcOf(log)).timelines
    const most = (pattern: RegExp) => Math.max(...[...log.matchAll(pattern)].map((m) => Number(m[1])))
    expect(go!.summary.traces!.pacer).toEqual({
      lines: [...log.matchAll(/^pacer: /gm)].length,
      maxAssistRatio: most(/assist ratio=([^ ]+)/g),
      maxCpuPercent: most(/^pacer: (-?\d+)% CPU/gm),
      maxOvershootBytes: most(/∆goal (-?\d+)/g),
    })
  })

  it('is summed: the scheduler', async () => {
    const log = recorded('go1.26/sched.schedtrace') + recorded('go1.26/alloc.gctrace')
    const [go] = (await gcOf(log)).timelines
    const lines = [...log.matchAll(/^SCHED .*? threads=(\d+) .*runqueue=(\d+) \[ ?([\d ]*)\]/gm)]
    const waiting = lines.map(
      (m) =>
        Number(m[2]) +
        m[3]!
          .trim()
          .split(' ')
          .reduce((sum, n) => sum + Number(n), 0),
    )
    expect(go!.summary.traces!.scheduler).toMatchObject({
      lines: lines.length,
      maxThreads: Math.max(...lines.map((m) => Number(m[1]))),
      maxWaiting: Math.max(...waiting),
    })
    expect(go!.summary.traces!.scheduler!.starvedLines).toBeGreaterThan(0)
  })

  it('is null where nothing was printed', async () => {
    const [go] = (await gcOf(recorded('go1.26/alloc.gctrace'))).timelines
    expect(go!.summary.traces).toBeNull()
  })
})
