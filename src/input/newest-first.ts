/**
 * Query APIs and consoles answer newest first; then a dump stands on its head. Told from the times of neighbouring
 * lines: nine of ten pairs that differ must fall.
 */
export function isNewestFirst(times: readonly (string | null)[]): boolean {
  let falling = 0
  let rising = 0
  let before = Number.NaN
  for (const time of times) {
    const at = time === null ? Number.NaN : instantOf(time)
    if (at < before) falling++
    else if (at > before) rising++
    if (!Number.isNaN(at)) before = at
  }
  return falling >= LEAST_PAIRS && falling >= 9 * rising
}

const LEAST_PAIRS = 3

/** Seconds, with the fraction beyond the milliseconds that Date keeps: neighbours of a dump are microseconds apart. */
function instantOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  return Date.parse(time.replace(/\.\d+/, '')) / 1_000 + Number(`0.${fraction || '0'}`)
}
