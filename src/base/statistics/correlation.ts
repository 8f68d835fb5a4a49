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
  const places: number[] = []
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) places.push(i)
  places.sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length).fill(Number.NaN)
  for (let from = 0; from < places.length; ) {
    let to = from
    while (to < places.length && values[places[to]!] === values[places[from]!]) to++
    for (let i = from; i < to; i++) ranks[places[i]!] = (from + to - 1) / 2
    from = to
  }
  return ranks
}
