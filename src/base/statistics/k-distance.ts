/**
 * The radius DBSCAN is to use when nobody names one: points inside a cluster have their k-th neighbour close by, points
 * outside have it far away, and the sorted distances bend where the one turns into the other.
 */

/** Of more points than that only so many are looked at: near each of them are hundreds. */
const MOST_SAMPLED = 2_048

/** Distance of points to their k-th nearest, themselves counted, ascending. Of many points, evenly spread ones. */
export function kDistances(points: Float64Array, dimensions: number, k: number): Float64Array {
  const sample = sampleOf(points, dimensions)
  const count = sample.length / dimensions
  const wanted = Math.min(k, count)
  const nearest = new Float64Array(wanted)
  const distances = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    nearest.fill(Number.POSITIVE_INFINITY)
    // Both ways along the first axis, until that alone is as far as the k-th nearest so far.
    for (let j = i; j < count && offer(sample, dimensions, i, j, nearest); j++);
    for (let j = i - 1; j >= 0 && offer(sample, dimensions, i, j, nearest); j--);
    distances[i] = Math.sqrt(nearest[wanted - 1]!)
  }
  return distances.sort()
}

/** Sorted by their first coordinate. */
function sampleOf(points: Float64Array, dimensions: number): Float64Array {
  const all = points.length / dimensions
  const count = Math.min(all, MOST_SAMPLED)
  const starts = Float64Array.from({ length: count }, (_, i) => Math.floor((i * all) / count) * dimensions)
  starts.sort((a, b) => points[a]! - points[b]!)
  return Float64Array.from(
    { length: count * dimensions },
    (_, i) => points[starts[Math.floor(i / dimensions)]! + (i % dimensions)]!,
  )
}

/** Puts point j among those nearest to point i, squares of distances. False: no point beyond it can be nearer. */
function offer(sample: Float64Array, dimensions: number, i: number, j: number, nearest: Float64Array): boolean {
  const most = nearest[nearest.length - 1]!
  let sum = 0
  for (let d = 0; d < dimensions; d++) {
    const difference = sample[i * dimensions + d]! - sample[j * dimensions + d]!
    sum += difference * difference
    if (sum >= most) return d > 0
  }
  let at = nearest.length - 1
  for (; at > 0 && nearest[at - 1]! > sum; at--) nearest[at] = nearest[at - 1]!
  nearest[at] = sum
  return true
}

/** Where an ascending curve is furthest below the straight line from its start to its end: the value there. */
export function kneeOf(ascending: Float64Array): number {
  const last = ascending.length - 1
  if (last < 1) return ascending[0] ?? 0
  const low = ascending[0]!
  const rise = ascending[last]! - low
  let best = 0
  let knee = last
  for (let i = 0; i <= last; i++) {
    const below = low + (rise * i) / last - ascending[i]!
    if (below <= best) continue
    best = below
    knee = i
  }
  return ascending[knee]!
}
