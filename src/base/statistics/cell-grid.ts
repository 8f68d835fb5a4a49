/**
 * Points sorted into cubes with a diagonal of `eps`. Only cubes that hold a point exist, in the order of their
 * coordinates, so neighbours are found by walking along, never by hashing, however sparse the points are.
 */
export class CellGrid {
  /** Original index of the point at each position. */
  readonly order: Uint32Array
  /** Points in grid order. */
  readonly points: Float64Array
  readonly dimensions: number
  readonly eps2: number
  readonly cells: number
  /** First position of each cell, and the end behind the last. */
  readonly starts: Uint32Array
  /** All coordinates of a cell but the last, as one number, and the last. Cells are sorted by the two. */
  private readonly rows: Float64Array
  private readonly lasts: Uint32Array
  /** What to add to a cell's row to get the rows around it. */
  private readonly rowOffsets: readonly number[]
  /** Where the last search in each of these rows ended: cells are asked for in order. */
  private readonly cursors: Int32Array
  private asked = -1

  /** `points`: `dimensions` numbers each. */
  constructor(points: Float64Array, dimensions: number, eps: number) {
    const count = points.length / dimensions
    const coordinates = Array.from({ length: dimensions }, (_, d) => coordinatesOf(points, dimensions, d, eps))
    this.dimensions = dimensions
    this.eps2 = eps * eps
    this.order = sortedBy(coordinates, count)
    this.points = new Float64Array(points.length)
    for (let i = 0; i < count; i++) {
      const from = this.order[i]! * dimensions
      for (let d = 0; d < dimensions; d++) this.points[i * dimensions + d] = points[from + d]!
    }
    this.starts = startsOf(this.order, coordinates, count)
    this.cells = this.starts.length - 1
    const last = coordinates.pop()!
    const strides = coordinates.map((_, d) => coordinates.slice(d + 1).reduce((all, keys) => all * widthOf(keys), 1))
    this.lasts = Uint32Array.from({ length: this.cells }, (_, cell) => last[this.order[this.starts[cell]!]!]!)
    this.rows = Float64Array.from({ length: this.cells }, (_, cell) =>
      strides.reduce((row, stride, d) => row + coordinates[d]![this.order[this.starts[cell]!]!]! * stride, 0),
    )
    this.rowOffsets = strides.reduce(
      (all, stride) => all.flatMap((row) => STEPS.map((step) => row + step * stride)),
      [0],
    )
    this.cursors = new Int32Array(this.rowOffsets.length)
  }

  get mostNeighbours(): number {
    return this.rowOffsets.length * STEPS.length + 1
  }

  /** Other cells that may hold a neighbour of a point of this one, into `into`; how many. Fastest when asked in order. */
  neighbours(cell: number, into: Int32Array): number {
    const { rows, lasts, rowOffsets, cursors, cells } = this
    if (cell < this.asked) cursors.fill(0)
    this.asked = cell
    const from = lasts[cell]! - REACH
    const to = lasts[cell]! + REACH
    let found = 0
    for (let r = 0; r < rowOffsets.length; r++) {
      const row = rows[cell]! + rowOffsets[r]!
      let cursor = cursors[r]!
      while (cursor < cells && (rows[cursor]! < row || (rows[cursor] === row && lasts[cursor]! < from))) cursor++
      cursors[r] = cursor
      for (; cursor < cells && rows[cursor] === row && lasts[cursor]! <= to; cursor++)
        if (cursor !== cell) into[found++] = cursor
    }
    return found
  }

  /** Squared, between two positions. */
  distance2(a: number, b: number): number {
    const { points, dimensions } = this
    let sum = 0
    for (let i = a * dimensions, j = b * dimensions, end = i + dimensions; i < end; i++, j++) {
      const difference = points[i]! - points[j]!
      sum += difference * difference
    }
    return sum
  }

  swap(a: number, b: number): void {
    const { order, points, dimensions } = this
    const index = order[a]!
    order[a] = order[b]!
    order[b] = index
    for (let d = 0; d < dimensions; d++) {
      const value = points[a * dimensions + d]!
      points[a * dimensions + d] = points[b * dimensions + d]!
      points[b * dimensions + d] = value
    }
  }
}

/** A diagonal of eps is √d sides, less than 2: cells three or more apart in one direction hold no neighbours. */
const REACH = 2
const STEPS = [-2, -1, 0, 1, 2]
/** Rounding must not put two points of one cell further apart than eps. */
const SAFETY = 1 - 1e-9
/** Two such ranges, multiplied, are still exact numbers. */
const MOST_COORDINATE = 2 ** 25

/** Which cell each point is in along one direction. Where there are too many, empty stretches are left out. */
function coordinatesOf(points: Float64Array, dimensions: number, d: number, eps: number): Uint32Array {
  const count = points.length / dimensions
  const side = (eps / Math.sqrt(dimensions)) * SAFETY
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let i = d; i < points.length; i += dimensions) {
    if (points[i]! < least) least = points[i]!
    if (points[i]! > most) most = points[i]!
  }
  const coordinates = new Uint32Array(count)
  if ((most - least) / side < MOST_COORDINATE) {
    for (let i = 0; i < count; i++) coordinates[i] = Math.floor((points[i * dimensions + d]! - least) / side) + REACH
    return coordinates
  }
  const exact = new Float64Array(count)
  for (let i = 0; i < count; i++) exact[i] = Math.floor((points[i * dimensions + d]! - least) / side)
  const places = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => exact[a]! - exact[b]!)
  let next = REACH
  for (let i = 0; i < count; i++) {
    if (i > 0) next += Math.min(REACH + 1, exact[places[i]!]! - exact[places[i - 1]!]!)
    coordinates[places[i]!] = next
  }
  return coordinates
}

/** With room on both sides, so that a step out of a row does not end in another. */
function widthOf(keys: Uint32Array): number {
  let most = 0
  for (let i = 0; i < keys.length; i++) if (keys[i]! > most) most = keys[i]!
  return most + 1 + REACH
}

/** Radix sort by the first coordinate, then the next; points of one cell keep their order. */
function sortedBy(coordinates: readonly Uint32Array[], count: number): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, i) => i)
  let other = new Uint32Array(count)
  const counts = new Uint32Array(RADIX + 1)
  for (const keys of [...coordinates].reverse()) {
    const most = widthOf(keys)
    for (let shift = 0; shift < 32 && most >>> shift > 0; shift += RADIX_BITS) {
      counts.fill(0)
      for (let i = 0; i < count; i++) counts[((keys[i]! >>> shift) & (RADIX - 1)) + 1]!++
      for (let i = 0; i < RADIX; i++) counts[i + 1]! += counts[i]!
      for (let i = 0; i < count; i++) {
        const index = order[i]!
        other[counts[(keys[index]! >>> shift) & (RADIX - 1)]!++] = index
      }
      const swapped = order
      order = other
      other = swapped
    }
  }
  return order
}

const RADIX_BITS = 11
const RADIX = 1 << RADIX_BITS

function startsOf(order: Uint32Array, coordinates: readonly Uint32Array[], count: number): Uint32Array {
  const starts = new Uint32Array(count + 1)
  let cells = 0
  for (let i = 0; i < count; i++) {
    let isNew = i === 0
    for (let d = 0; d < coordinates.length && !isNew; d++)
      isNew = coordinates[d]![order[i]!] !== coordinates[d]![order[i - 1]!]
    if (isNew) starts[cells++] = i
  }
  starts[cells] = count
  return starts.slice(0, cells + 1)
}
