import { describe, expect, test } from 'vitest'
import { compareSnapshots } from '../../../src/analysis/go/compare/compare.ts'
import { compareGoroutines, plainStyle, renderGoroutineComparison, type SourceInput } from '../../../src/index.ts'
import type { Frame, Stack } from '../../../src/model/stack.ts'

const MAIN = 'goroutine 1 [IO wait]:\nnet.Listen()\n\t/go/src/net/dial.go:9 +0x1\nmain.main()\n\t/app/main.go:9 +0x5a\n'

function goroutine(id: number, state: string, name: string, line: number): string {
  return `goroutine ${id} [${state}]:\nmain.${name}()\n\t/app/work.go:${line} +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:8 +0x3c\n`
}

function dump(name: string, ...goroutines: string[]): SourceInput {
  return { name, bytes: Buffer.from([MAIN, ...goroutines].join('\n')) }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const leak = (to: number, minutes: number) =>
  range(100, to).map((id) => goroutine(id, `chan send, ${minutes} minutes`, 'leak', 12))

const THREE = [
  dump('a.log', ...leak(110, 5), goroutine(20, 'select', 'idle', 30), goroutine(21, 'sleep', 'early', 40)),
  dump('b.log', ...leak(130, 10), goroutine(20, 'select', 'idle', 30)),
  dump('c.log', ...leak(160, 15), goroutine(20, 'select', 'idle', 30), goroutine(70, 'chan receive', 'late', 50)),
]

describe('three dumps of one program', () => {
  test('growth, stuck, new and gone', async () => {
    const { snapshots, minutesFrom, sites } = await compareGoroutines(THREE)
    expect(snapshots.map(({ total, minutes }) => [total, minutes])).toEqual([
      [13, 0],
      [32, 5],
      [63, 10],
    ])
    expect(minutesFrom).toBe('waits')
    const told = sites.map(({ frames, trend, counts, growthPerMinute, stuck, stuckMinutes }) => [
      frames.find(({ kind }) => kind === 'app')!.function,
      trend,
      counts,
      growthPerMinute,
      stuck,
      stuckMinutes,
    ])
    expect(told).toEqual([
      ['main.leak', 'growing', [10, 30, 60], 5, 10, 15],
      ['main.late', 'new', [0, 0, 1], 0.1, 0, null],
      ['main.main', 'stuck', [1, 1, 1], 0, 1, 10],
      ['main.idle', 'stuck', [1, 1, 1], 0, 1, 10],
      ['main.early', 'gone', [1, 0, 0], -0.1, 0, null],
    ])
  })

  test('times of the log come before guesses, the option before both', async () => {
    const stamped = THREE.map((source, i) => {
      const { name, bytes } = source as { name: string; bytes: Buffer }
      const lines = bytes.toString().trimEnd().split('\n')
      return {
        name,
        bytes: Buffer.from(lines.map((line) => `2026-03-05T14:0${2 * i}:00.000000000Z stderr F ${line}\n`).join('')),
      }
    })
    const byLog = await compareGoroutines(stamped)
    expect(byLog.snapshots.map(({ minutes }) => minutes)).toEqual([0, 2, 4])
    expect(byLog).toMatchObject({
      minutesFrom: 'log',
      sites: [{ growthPerMinute: 12.5, stuckSince: '2026-03-05T13:49:00.000Z' }, {}, {}, {}, {}],
    })
    const told = await compareGoroutines(THREE, { everyMinutes: 1 })
    expect(told).toMatchObject({ minutesFrom: 'option', snapshots: [{ minutes: 0 }, { minutes: 1 }, { minutes: 2 }] })
  })

  test('a clock that began before any calendar', async () => {
    const line = '2026-03-05T14:00:00.000000000Z stderr F '
    const stamped = THREE.map((source) => {
      const { name, bytes } = source as { name: string; bytes: Buffer }
      return { name, bytes: Buffer.from(bytes.toString().replace(/^/gm, line)) }
    })
    const { sites } = await compareGoroutines(stamped, { everyMinutes: 5e12 })
    expect(sites[0]).toMatchObject({ trend: 'growing', stuckMinutes: 1e13, stuckSince: null })
  })

  test('more goroutines in one place than a call takes arguments', () => {
    const frame = { function: 'main.leak', file: '/app/work.go', line: 12 } as Frame
    const stack: Stack = {
      frames: [frame],
      createdBy: null,
      ancestors: [],
      elided: null,
      elidedAt: null,
      unavailable: false,
    }
    const span = { source: 'a.log', line: 1, endLine: 2, byte: 0, endByte: 1 }
    const waits = new Map(range(0, 200_000).map((id) => [id, 3]))
    const site = { stack, span, system: false, count: 200_000, states: new Map([['select', 200_000]]), waits }
    const snapshot = { span, time: null, total: 200_000, sites: new Map([['main.leak', site]]) }
    expect(compareSnapshots([snapshot, snapshot], null).sites).toMatchObject([{ trend: 'stuck', stuckMinutes: 3 }])
  })

  test('several dumps in one file', async () => {
    const text = THREE.map((source) => (source as { name: string; bytes: Buffer }).bytes.toString()).join(
      '\nserver: dump done\n\nSIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n',
    )
    const { snapshots } = await compareGoroutines({ name: 'all.log', bytes: Buffer.from(text) })
    expect(snapshots.map(({ total }) => total)).toEqual([13, 32, 63])
  })

  test('without waits and times growth has no rate', async () => {
    const plain = [
      dump('a', goroutine(7, 'select', 'x', 1)),
      dump('b', goroutine(7, 'select', 'x', 1), goroutine(8, 'select', 'x', 1)),
    ]
    const result = await compareGoroutines(plain)
    expect(result).toMatchObject({
      minutesFrom: null,
      sites: [{ trend: 'growing', growthPerMinute: null, stuckMinutes: null }, {}],
    })
    expect(renderGoroutineComparison(result, { width: 80, style: plainStyle, top: 10 })).toContain(
      'say it with --every 5m',
    )
  })

  test('profiles have counts and no numbers', async () => {
    const profile = (count: number) => ({
      name: 'p',
      bytes: Buffer.from(
        `goroutine profile: total ${count}\n${count} @ 0x48c8ae 0x41491c\n#\t0x4e88dd\tmain.leaky+0x1d\t/app/main.go:15\n`,
      ),
    })
    expect(await compareGoroutines([profile(3), profile(9)], { everyMinutes: 2 })).toMatchObject({
      sites: [{ trend: 'growing', counts: [3, 9], growthPerMinute: 3, stuck: null }],
    })
  })

  test('the page', async () => {
    expect(
      renderGoroutineComparison(await compareGoroutines(THREE), { width: 76, style: plainStyle, top: 10 }),
    ).toMatchInlineSnapshot(`
      "DUMPS    13 → 32 → 63 goroutines
               0 → 5 → 10 min, by how long goroutines waited in both

      GROWING  10 → 30 → 60  +5/min  chan send  main.leak  /app/work.go:12
                 all 10 of the first dump are still here; none has left: the shape
                   of a leak; stuck for 15 min or more
                 created by main.main  /app/main.go:8

      NEW      0 → 0 → 1  +0.1/min  chan receive  main.late  /app/work.go:50
                 created by main.main  /app/main.go:8

      STUCK    1 → 1 → 1  select  main.idle  /app/work.go:30
                 the one of the first dump is still here; stuck for 10 min or more
                 created by main.main  /app/main.go:8

      GONE     1 → 0 → 0  sleep  main.early  /app/work.go:40
                 created by main.main  /app/main.go:8

      REST     1 place without news
      "
    `)
  })

  test('one dump is not enough', async () => {
    const page = renderGoroutineComparison(await compareGoroutines(THREE[0]!), {
      width: 80,
      style: plainStyle,
      top: 10,
    })
    expect(page).toBe(
      'DUMPS    To compare takes two dumps or more; there is one goroutine dump in\n         these logs.\n',
    )
  })
})
