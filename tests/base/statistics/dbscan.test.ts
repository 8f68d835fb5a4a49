import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dbscan, NOISE } from '../../../src/base/statistics/dbscan.ts'
import { kDistances, kneeOf } from '../../../src/base/statistics/k-distance.ts'
import { normal, seeded } from './worlds.ts'

/** The definition, word by word; every pair is looked at. */
function bruteForce(points: Float64Array, dimensions: number, eps: number, minPoints: number): number[] {
  const count = points.length / dimensions
  const distance2 = (a: number, b: number) => {
    let sum = 0
    for (let d = 0; d < dimensions; d++) sum += (points[a * dimensions + d]! - points[b * dimensions + d]!) ** 2
    return sum
  }
  const near = (a: number) => [...Array(count).keys()].filter((b) => distance2(a, b) <= eps * eps)
  const isCore = [...Array(count).keys()].map((i) => near(i).length >= minPoints)
  const labels = new Array<number>(count).fill(NOISE)
  let next = 0
  for (let i = 0; i < count; i++) {
    if (!isCore[i] || labels[i] !== NOISE) continue
    const queue = [i]
    labels[i] = next
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const other of near(at)) {
        if (!isCore[other] || labels[other] !== NOISE) continue
        labels[other] = next
        queue.push(other)
      }
    }
    next++
  }
  return labels.map((label, i) => {
    if (isCore[i]) return label
    const cores = near(i).filter((j) => isCore[j])
    const least = Math.min(...cores.map((j) => distance2(i, j)))
    const nearest = cores.find((j) => distance2(i, j) === least)
    return nearest === undefined ? NOISE : labels[nearest]!
  })
}

/** Names do not matter: which points are together does. */
function renamed(labels: ArrayLike<number>): number[] {
  const names = new Map<number, number>()
  return Array.from(labels, (label) => {
    if (label === NOISE) return NOISE
    if (!names.has(label)) names.set(label, names.size)
    return names.get(label)!
  })
}

const RUNS = process.env.FULL === '1' ? 3_000 : 150

describe('dbscan', () => {
  it.each([1, 2, 3])('finds what brute force finds, in %s dimensions', (dimensions) => {
    // Few different coordinates: equal points and distances of exactly eps are where implementations differ.
    const coordinate = fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.double({ min: 0, max: 12, noNaN: true }),
      fc.integer({ min: 0, max: 3 }).map((n) => n * 1e9),
    )
    const world = fc.record({
      values: fc.array(coordinate, { minLength: dimensions, maxLength: 60 * dimensions }),
      eps: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0.01, max: 6, noNaN: true })),
      minPoints: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(world, ({ values, eps, minPoints }) => {
        const points = Float64Array.from(values.slice(0, values.length - (values.length % dimensions)))
        const { labels } = dbscan(points, dimensions, eps, minPoints)
        expect(renamed(labels)).toEqual(renamed(bruteForce(points, dimensions, eps, minPoints)))
      }),
      { numRuns: RUNS, seed: 7 },
    )
  })

  it('finds what brute force finds among clumps that nearly touch', () => {
    const random = seeded(5)
    const points = Float64Array.from({ length: 900 * 2 }, (_, i) =>
      i % 2 === 0 ? (Math.floor(i / 2) % 3) * 1.02 + normal(random) * 0.01 : random() * 0.2,
    )
    for (const eps of [0.9, 0.98, 1, 1.02])
      expect(renamed(dbscan(points, 2, eps, 5).labels)).toEqual(renamed(bruteForce(points, 2, eps, 5)))
  })

  it('numbers clusters by size', () => {
    const points = Float64Array.from([0, 0, 9, 9, 9, 9.1, 9.1, 50])
    expect(dbscan(points, 1, 0.5, 2)).toEqual({ labels: Int32Array.from([1, 1, 0, 0, 0, 0, 0, NOISE]), sizes: [5, 2] })
  })

  it('takes any eps beside any range', () => {
    const points = Float64Array.from([0, 1e-9, 1e9, 1e9 + 1e-7, 5])
    expect([...dbscan(points, 1, 1e-8, 2).labels]).toEqual([0, 0, NOISE, NOISE, NOISE])
    expect([...dbscan(points, 1, 1e12, 2).labels]).toEqual([0, 0, 0, 0, 0])
    expect([...dbscan(new Float64Array(0), 2, 1, 2).labels]).toEqual([])
  })

  it.each(['clumped', 'sparse', 'on one spot'])('is not quadratic: 200 000 points, %s', (world) => {
    const random = seeded(9)
    const points = Float64Array.from({ length: 400_000 }, (_, i) => {
      if (world === 'sparse') return random() * 1e6
      return world === 'clumped' ? (Math.floor(i / 2) % 3) * 100 + normal(random) : 4
    })
    const { sizes } = dbscan(points, 2, 2, 5)
    expect(sizes.length).toBe(world === 'sparse' ? 0 : world === 'clumped' ? 3 : 1)
  })
})

describe('the knee', () => {
  it('is where distances begin to rise', () => {
    expect(kneeOf(Float64Array.from([1, 1.1, 1.2, 1.3, 1.4, 9, 20, 40]))).toBe(1.4)
    expect(kneeOf(Float64Array.from([3]))).toBe(3)
    expect(kneeOf(new Float64Array(0))).toBe(0)
  })

  it('counts a point as its own neighbour', () => {
    expect([...kDistances(Float64Array.from([0, 1, 3, 7]), 1, 2)]).toEqual([1, 1, 2, 4])
    expect([...kDistances(Float64Array.from([0, 1]), 1, 5)]).toEqual([1, 1])
  })

  it('takes the distances that every pair would give', () => {
    // Few values, so that points coincide and share coordinates.
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.double({ min: -1, max: 1, noNaN: true })))
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 6 }), (list, k) => {
        const distances = list.map(([x, y]) => {
          const all = list.map(([u, v]) => (x - u) * (x - u) + (y - v) * (y - v)).sort((a, b) => a - b)
          return Math.sqrt(all[Math.min(k, list.length) - 1]!)
        })
        expect([...kDistances(Float64Array.from(list.flat()), 2, k)]).toEqual(distances.sort((a, b) => a - b))
      }),
      { seed: 11 },
    )
  })
})
