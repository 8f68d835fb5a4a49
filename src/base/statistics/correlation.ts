/** Pearson's r over the places where both numbers are known, and how many those are. Null where nothing varies. */
export function correlate(a: ArrayLike<number>, b: ArrayLike<number>, lag = 0): { r: number; n: number } | null {
  let n = 0
  let sumA = 0
  let sumB = 0
  for (let i = 0; i + lag < b.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i + lag]!)) continue
    n++
    sumA += a[i]!
    sumB += b[i + lag]!
  }
  let aa = 0
  let bb = 0
  let ab = 0
  for (let i = 0; i + lag < b.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i + lag]!)) continue
    const fromA = a[i]! - sumA / n
    const fromB = b[i + lag]! - sumB / n
    aa += fromA * fromA
    bb += fromB * fromB
    ab += fromA * fromB
  }
  // What varies by rounding only does not vary.
  const noise = 1e-18 * n
  if (aa <= noise * (1 + sumA * sumA) || bb <= noise * (1 + sumB * sumB)) return null
  return { r: ab / Math.sqrt(aa * bb), n }
}

/** Ranks in place of values, so that one pause of seconds does not speak for a thousand of milliseconds. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values).sort()
  // Unknown ones stand last.
  let known = sorted.length
  while (known > 0 && Number.isNaN(sorted[known - 1]!)) known--
  const distinct = new Float64Array(known)
  const rankOf = new Float64Array(known)
  let count = 0
  for (let from = 0; from < known; ) {
    let to = from + 1
    while (to < known && sorted[to] === sorted[from]) to++
    distinct[count] = sorted[from]!
    rankOf[count++] = (from + to - 1) / 2
    from = to
  }
  const ranks = new Float64Array(values.length)
  for (let i = 0; i < ranks.length; i++) {
    const value = values[i]!
    ranks[i] = Number.isNaN(value) ? Number.NaN : rankOf[placeOf(distinct, count, value)]!
  }
  return ranks
}

function placeOf(sorted: Float64Array, count: number, value: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
