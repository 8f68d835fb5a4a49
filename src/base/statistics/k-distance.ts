/**
 * The radius DBSCAN is to use when nobody names one: points inside a cluster have their k-th neighbour close by, points
 * outside have it far away, and the sorted distances bend where the one turns into the other.
 */

/** Every pair of them is looked at. */
const MOST_SAMPLED = 2_048

/** Distance of points to their k-th nearest, themselves counted, ascending. Of many points, evenly spread ones. */
export function kDistances(points: Float64Array, dimensions: number, k: number): Float64Array {
  const all = points.length / dimensions
  const count = Math.min(all, MOST_SAMPLED)
  const sample = new Float64Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * all) / count) * dimensions
    for (let d = 0; d < dimensions; d++) sample[i * dimensions + d] = points[from + d]!
  }
  const wanted = Math.min(k, count)
  const nearest = new Float64Array(wanted)
  const distances = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    nearest.fill(Number.POSITIVE_INFINITY)
    for (let j = 0; j < count; j++) {
      let sum = 0
      for (let d = 0; d < dimensions; d++) {
        const difference = sample[i * dimensions + d]! - sample[j * dimensions + d]!
        sum += difference * difference
      }
      if (sum >= nearest[wanted - 1]!) continue
      let at = wanted - 1
      for (; at > 0 && nearest[at - 1]! > sum; at--) nearest[at] = nearest[at - 1]!
      nearest[at] = sum
    }
    distances[i] = Math.sqrt(nearest[wanted - 1]!)
  }
  return distances.sort()
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
