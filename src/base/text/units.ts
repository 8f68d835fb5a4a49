/** Numbers as people read them. `null` is for the caller: what is missing is never printed as 0. */

/** `118 290`: groups of three, so that lengths compare at a glance. Whole numbers only; others take `short`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')
}

/** `1 goroutine`, `10 432 goroutines`. Whole numbers only. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Decimal units, as file sizes and transfers are quoted: `12.4 MB`. Whole bytes only. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  let scaled = value
  let unit = ''
  for (unit of ['kB', 'MB', 'GB', 'TB']) {
    scaled /= 1000
    if (scaled < 999.5) break
  }
  return `${short(scaled)} ${unit}`
}

/** Heap sizes as the collector prints them. */
export function megabytes(value: number): string {
  return `${short(value)} MB`
}

/** `0.3 ms`, `12.8 ms`, `912 ms`, `41.9 s`, `3 h 12 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${short(ms)} ms`
  if (ms < 120_000) return `${short(ms / 1000)} s`
  return minutes(Math.round(ms / 60_000))
}

/** `0.5 min`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function minutes(value: number): string {
  const whole = Math.round(value)
  if (whole < 60) return `${short(value)} min`
  const hours = Math.floor(whole / 60)
  if (hours < 48) return pair(hours, 'h', whole % 60, 'min')
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** At most three digits that matter: `0.03`, `4.2`, `99.6`, `1 890`. */
export function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 99.95 || Number.isInteger(value)) return count(Math.round(value))
  return trimZeros(size >= 0.1 ? value.toFixed(1) : value.toPrecision(1))
}

/** Further digits of next to nothing tell nobody anything. */
export function megabytesPerSecond(value: number): string {
  return `${value < 0.01 ? 'less than 0.01' : short(value)} MB/s`
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}

function trimZeros(digits: string): string {
  return digits.includes('.') && !digits.includes('e') ? digits.replace(/\.?0+$/, '') : digits
}
