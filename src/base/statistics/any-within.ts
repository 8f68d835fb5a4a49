import type { CellGrid } from './cell-grid.ts'

/** Below this many pairs, looking at each is the fastest. */
const MOST_PAIRS = 256

/**
 * Whether any point of one stretch of the grid is within eps of any point of another. Stretches that are far apart or
 * wholly close are told by their boxes; what is left is halved, so that two dense clumps never cost their product.
 */
export function anyWithin(grid: CellGrid, fromA: number, countA: number, fromB: number, countB: number): boolean {
  if (countA * countB > MOST_PAIRS) return search(grid, range(fromA, countA), range(fromB, countB))
  for (let i = fromA; i < fromA + countA; i++)
    for (let j = fromB; j < fromB + countB; j++) if (grid.distance2(i, j) <= grid.eps2) return true
  return false
}

function range(from: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => from + i)
}

function search(grid: CellGrid, a: Uint32Array, b: Uint32Array): boolean {
  if (a.length * b.length <= MOST_PAIRS) {
    for (const i of a) for (const j of b) if (grid.distance2(i, j) <= grid.eps2) return true
    return false
  }
  const boxA = boxOf(grid, a)
  const boxB = boxOf(grid, b)
  let least = 0
  let most = 0
  for (let d = 0; d < grid.dimensions; d++) {
    const gap = Math.max(0, boxB.low[d]! - boxA.high[d]!, boxA.low[d]! - boxB.high[d]!)
    const span = Math.max(boxB.high[d]! - boxA.low[d]!, boxA.high[d]! - boxB.low[d]!)
    least += gap * gap
    most += span * span
  }
  if (least > grid.eps2) return false
  if (most <= grid.eps2) return true
  const [split, other, box] = sizeOf(boxA) >= sizeOf(boxB) ? ([a, b, boxA] as const) : ([b, a, boxB] as const)
  const [low, high] = halves(grid, split, box)
  // Points on one spot cannot be halved, and need not be: the first stands for all.
  if (low.length === 0 || high.length === 0) return search(grid, split.subarray(0, 1), other.subarray(0, 1))
  return search(grid, low, other) || search(grid, high, other)
}

interface Box {
  readonly low: Float64Array
  readonly high: Float64Array
}

function boxOf({ points, dimensions }: CellGrid, positions: Uint32Array): Box {
  const low = new Float64Array(dimensions).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(dimensions).fill(Number.NEGATIVE_INFINITY)
  for (const position of positions) {
    for (let d = 0; d < dimensions; d++) {
      const value = points[position * dimensions + d]!
      if (value < low[d]!) low[d] = value
      if (value > high[d]!) high[d] = value
    }
  }
  return { low, high }
}

function widestOf({ low, high }: Box): number {
  let widest = 0
  for (let d = 1; d < low.length; d++) if (high[d]! - low[d]! > high[widest]! - low[widest]!) widest = d
  return widest
}

function sizeOf(box: Box): number {
  const widest = widestOf(box)
  return box.high[widest]! - box.low[widest]!
}

function halves({ points, dimensions }: CellGrid, positions: Uint32Array, box: Box): [Uint32Array, Uint32Array] {
  const widest = widestOf(box)
  const middle = (box.low[widest]! + box.high[widest]!) / 2
  const isLow = (position: number) => points[position * dimensions + widest]! <= middle
  return [positions.filter(isLow), positions.filter((position) => !isLow(position))]
}
