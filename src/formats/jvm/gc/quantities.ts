/** Numbers as HotSpot prints them: a decimal point or the comma of the JVM's locale, sizes in powers of 1024. */

const UNITS: Readonly<Record<string, number>> = { B: 1, K: 1_024, M: 1_048_576, G: 1_073_741_824, T: 1_099_511_627_776 }

/** `0.066`, `0,066`. Thousands separators do not occur. */
export function decimal(text: string): number {
  const value = Number(text)
  return Number.isNaN(value) ? Number(text.replace(',', '.')) : value
}

/** `6068K`, `539.6M`, `0.0B`; also the `15958k` of a header. NaN when it is none. */
export function bytesOf(text: string): number {
  const unit = UNITS[text.slice(-1).toUpperCase()]
  if (unit === undefined || text.length < 2) return Number.NaN
  return Math.round(decimal(text.slice(0, -1)) * unit)
}

/** Seconds as printed, in milliseconds, without the dust of binary fractions. */
export function secondsToMs(text: string): number {
  return tidy(decimal(text) * 1_000)
}

/** Rounds to a picosecond: printed numbers have at most nine digits behind the point. */
export function tidy(ms: number): number {
  return Math.round(ms * 1e9) / 1e9
}
