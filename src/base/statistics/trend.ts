/** The straight line of least squares: `slope` per unit of x, and the share of y's variation that it explains. */
export function lineThrough(x: readonly number[], y: readonly number[]): { slope: number; r2: number } | null {
  const n = x.length
  const meanX = x.reduce((sum, value) => sum + value, 0) / n
  const meanY = y.reduce((sum, value) => sum + value, 0) / n
  let xx = 0
  let yy = 0
  let xy = 0
  for (let i = 0; i < n; i++) {
    xx += (x[i]! - meanX) ** 2
    yy += (y[i]! - meanY) ** 2
    xy += (x[i]! - meanX) * (y[i]! - meanY)
  }
  if (n < 2 || xx === 0) return null
  return { slope: xy / xx, r2: yy === 0 ? 0 : (xy * xy) / (xx * yy) }
}

export function medianOf(values: ArrayLike<number>): number {
  return quantileOf(values, 0.5)
}

/** Nearest rank. NaN of none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  return quantilesOf(values, [share])[0]!
}

export function quantilesOf(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = new Float64Array(values).sort()
  return shares.map((share) =>
    sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!,
  )
}
