const BARS = '▁▂▃▄▅▆▇█'

/**
 * A series as one row of bars, at most `columns` wide. Neighbours that share a column show their highest value: a peak
 * must not disappear by averaging. A column without a number stays empty.
 */
export function sparkline(values: readonly number[], columns: number): string {
  const peaks = bucketPeaks(values, Math.min(columns, values.length))
  const known = peaks.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return ''
  const low = Math.min(...known)
  const range = Math.max(...known) - low
  const bar = (value: number) => BARS[range === 0 ? 0 : Math.min(7, Math.floor(((value - low) / range) * 8))]!
  return peaks.map((value) => (Number.isNaN(value) ? ' ' : bar(value))).join('')
}

function bucketPeaks(values: readonly number[], buckets: number): number[] {
  const peaks = new Array<number>(buckets).fill(Number.NaN)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    const at = Math.floor((i * buckets) / values.length)
    if (!(peaks[at]! >= value)) peaks[at] = value
  }
  return peaks
}
