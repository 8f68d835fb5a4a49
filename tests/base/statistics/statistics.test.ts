import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlate, ranksOf } from '../../../src/base/statistics/correlation.ts'
import { lineThrough, quantileOf } from '../../../src/base/statistics/trend.ts'
import { DurationCounts } from '../../../src/base/statistics/value-counts.ts'

describe('durations, counted by value', () => {
  it('give the percentiles of a sorted list, and the exact sum', () => {
    // As the collectors print them: at most seven digits of a second.
    const duration = fc.integer({ min: 0, max: 30_000_000 }).map((units) => units / 10_000)
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (values) => {
        const counts = new DurationCounts()
        for (const value of values) counts.add(value)
        const shares = [0.01, 0.5, 0.9, 0.99, 1]
        expect(counts.quantiles(shares)).toEqual(shares.map((share) => quantileOf(values, share)))
        expect(counts.totalMs).toBeCloseTo(
          values.reduce((sum, value) => sum + value, 0),
          6,
        )
        expect(counts.maxMs).toBe(Math.max(...values))
      }),
      { seed: 3 },
    )
  })

  it('of two logs add up', () => {
    const [a, b] = [new DurationCounts(), new DurationCounts()]
    for (const ms of [1, 2, 3]) a.add(ms)
    for (const ms of [3, 700.1234]) b.add(ms)
    a.addAll(b)
    expect([a.count, a.totalMs, a.maxMs, ...a.quantiles([0.5, 0.99])]).toEqual([5, 709.1234, 700.1234, 3, 700.1234])
  })

  it('are rounded when there are too many different ones, and say so', () => {
    const counts = new DurationCounts()
    for (let i = 0; i < 5_000; i++) counts.add(i * 1_000 + 0.1)
    expect(counts.isExact).toBe(false)
    expect(counts.count).toBe(5_000)
    expect(Math.abs(counts.quantiles([0.99])[0]! / 4_949_000 - 1)).toBeLessThan(0.01)
  })

  it('of two logs add up where one was rounded, and where most are not counted yet', () => {
    const [rounded, few] = [new DurationCounts(), new DurationCounts()]
    for (let i = 0; i < 5_000; i++) rounded.add(i * 1_000 + 0.1)
    expect(rounded.isExact).toBe(false)
    for (let i = 0; i < 7_000; i++) few.add(2)
    for (const [into, from] of [
      [new DurationCounts(), few],
      [rounded, few],
    ] as const) {
      into.addAll(from)
      expect([into.count >= 7_000, into.quantiles([0.5])[0]]).toEqual([true, 2])
    }
    expect(rounded.isExact).toBe(false)
  })

  it('of none are unknown', () => {
    expect([new DurationCounts().maxMs, ...new DurationCounts().quantiles([0.5])]).toEqual([null, null])
  })
})

describe('correlation', () => {
  it('is 1 on a line, whatever is missing', () => {
    const a = [1, 2, Number.NaN, 4, 5]
    expect(correlate(a, [3, 5, 7, 9, 11])).toEqual({ r: expect.closeTo(1, 12), n: 4 })
    expect(correlate(a, [-3, -5, -7, -9, -11])!.r).toBeCloseTo(-1, 12)
  })

  it('finds what comes later', () => {
    const a = [5, 1, 4, 2, 8, 3, 9, 1, 7, 2]
    const b = [0, 0, ...a.slice(0, -2)]
    expect(correlate(a, b, 2)!.r).toBeCloseTo(1, 12)
    expect(Math.abs(correlate(a, b)!.r)).toBeLessThan(0.9)
  })

  it('is unknown where nothing varies', () => {
    expect(correlate([2, 2, 2], [1, 2, 3])).toBeNull()
    expect(correlate([], [])).toBeNull()
    expect(correlate([0.1, 0.1, 0.1, 0.1], [1, 2, 3, 4])).toBeNull()
  })

  it('gives equal values equal ranks', () => {
    expect([...ranksOf([30, 10, Number.NaN, 10, 20])]).toEqual([3, 0.5, Number.NaN, 0.5, 2])
  })
})

describe('a line through points', () => {
  it('has a slope, and a share of what it explains', () => {
    expect(lineThrough([0, 1, 2], [1, 3, 5])).toEqual({ slope: 2, r2: 1 })
    expect(lineThrough([0, 1, 2, 3], [1, 0, 1, 0])!.r2).toBeLessThan(0.3)
    expect(lineThrough([1, 1], [0, 5])).toBeNull()
    expect(lineThrough([0, 1], [5, 5])).toEqual({ slope: 0, r2: 0 })
  })
})
