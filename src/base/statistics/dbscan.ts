import { anyWithin } from './any-within.ts'
import { CellGrid } from './cell-grid.ts'

/**
 * DBSCAN (Ester, Kriegel, Sander, Xu 1996): points with at least `minPoints` neighbours within `eps`, themselves counted,
 * are cores; cores within `eps` of each other share a cluster. Exact, over a grid whose cells are so small that all points
 * of one cell are neighbours: a cell with enough points needs no distance at all, so clumps cost nothing. A border point
 * goes to its nearest core, the earliest of equals, so that the result depends on nothing but the points.
 */
export interface Clustering {
  /** Cluster of each point, -1 for noise. Numbered by size, the largest first, the earliest of equals. */
  readonly labels: Int32Array
  /** Points of each cluster. */
  readonly sizes: readonly number[]
}

export const NOISE = -1

/** `points`: `dimensions` numbers each, in units in which `eps` means the same in every direction. */
export function dbscan(points: Float64Array, dimensions: number, eps: number, minPoints: number): Clustering {
  const grid = new CellGrid(points, dimensions, eps)
  const cores = coresFirst(grid, coresOf(grid, minPoints))
  return numbered(labelled(grid, cores, joined(grid, cores)))
}

/** By position in the grid. */
function coresOf(grid: CellGrid, minPoints: number): Uint8Array {
  const { starts, cells, eps2 } = grid
  const isCore = new Uint8Array(grid.order.length)
  const near = new Int32Array(grid.mostNeighbours)
  for (let cell = 0; cell < cells; cell++) {
    const from = starts[cell]!
    const to = starts[cell + 1]!
    if (to - from >= minPoints) {
      isCore.fill(1, from, to)
      continue
    }
    const nearby = grid.neighbours(cell, near)
    // Not even all of them together are enough: the usual end for sparse points.
    let most = to - from
    for (let i = 0; i < nearby; i++) most += starts[near[i]! + 1]! - starts[near[i]!]!
    if (most < minPoints) continue
    for (let point = from; point < to; point++) {
      let count = to - from
      for (let i = 0; i < nearby && count < minPoints; i++) {
        const end = starts[near[i]! + 1]!
        for (let other = starts[near[i]!]!; other < end && count < minPoints; other++)
          if (grid.distance2(point, other) <= eps2) count++
      }
      if (count >= minPoints) isCore[point] = 1
    }
  }
  return isCore
}

/** Moves the cores of each cell to its front, in their order; how many each cell has. */
function coresFirst(grid: CellGrid, isCore: Uint8Array): Uint32Array {
  const { starts, cells } = grid
  const cores = new Uint32Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    let next = starts[cell]!
    for (let point = next; point < starts[cell + 1]!; point++) if (isCore[point] === 1) grid.swap(point, next++)
    cores[cell] = next - starts[cell]!
  }
  return cores
}

/** Root of each cell: cells with cores are joined where two cores are neighbours. */
function joined(grid: CellGrid, cores: Uint32Array): Int32Array {
  const { starts, cells } = grid
  const roots = Int32Array.from({ length: cells }, (_, cell) => cell)
  const near = new Int32Array(grid.mostNeighbours)
  for (let cell = 0; cell < cells; cell++) {
    if (cores[cell] === 0) continue
    const nearby = grid.neighbours(cell, near)
    for (let i = 0; i < nearby; i++) {
      const other = near[i]!
      if (other > cell || cores[other] === 0) continue
      const a = rootOf(roots, cell)
      const b = rootOf(roots, other)
      if (a !== b && anyWithin(grid, starts[cell]!, cores[cell]!, starts[other]!, cores[other]!))
        roots[Math.max(a, b)] = Math.min(a, b)
    }
  }
  for (let cell = 0; cell < cells; cell++) roots[cell] = rootOf(roots, cell)
  return roots
}

function rootOf(roots: Int32Array, cell: number): number {
  while (roots[cell] !== cell) {
    roots[cell] = roots[roots[cell]!]!
    cell = roots[cell]!
  }
  return cell
}

/** Root cell as the label of each point, in the order the points were given. */
function labelled(grid: CellGrid, cores: Uint32Array, roots: Int32Array): Int32Array {
  const { starts, cells, order, eps2 } = grid
  const labels = new Int32Array(order.length).fill(NOISE)
  if (!cores.some((count) => count > 0)) return labels
  const near = new Int32Array(grid.mostNeighbours)
  for (let cell = 0; cell < cells; cell++) {
    const others = starts[cell]! + cores[cell]!
    for (let point = starts[cell]!; point < others; point++) labels[order[point]!] = roots[cell]!
    if (others === starts[cell + 1]) continue
    const nearby = grid.neighbours(cell, near)
    near[nearby] = cell
    for (let point = others; point < starts[cell + 1]!; point++) {
      let best = eps2
      let first = Number.POSITIVE_INFINITY
      for (let i = 0; i <= nearby; i++) {
        const from = starts[near[i]!]!
        const to = from + cores[near[i]!]!
        for (let core = from; core < to; core++) {
          const distance = grid.distance2(point, core)
          if (distance > best || (distance === best && order[core]! > first)) continue
          best = distance
          first = order[core]!
          labels[order[point]!] = roots[near[i]!]!
        }
      }
    }
  }
  return labels
}

function numbered(labels: Int32Array): Clustering {
  const groups = new Map<number, { size: number; readonly first: number }>()
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === NOISE) continue
    const group = groups.get(labels[i]!)
    if (group === undefined) groups.set(labels[i]!, { size: 1, first: i })
    else group.size++
  }
  const ranked = [...groups].sort(([, a], [, b]) => b.size - a.size || a.first - b.first)
  const numbers = new Map(ranked.map(([label], i) => [label, i]))
  for (let i = 0; i < labels.length; i++) if (labels[i] !== NOISE) labels[i] = numbers.get(labels[i]!)!
  return { labels, sizes: ranked.map(([, { size }]) => size) }
}
