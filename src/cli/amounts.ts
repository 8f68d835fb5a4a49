/**
 * How numbers are typed, and what an option then holds. Sizes count by 1024, as the runtimes print them. `read` gives
 * null for what has not the form; the text after "takes" says which form that is.
 */
export interface Unit {
  readonly form: string
  read(typed: string): number | null
}

const DECIMAL = String.raw`(?<value>\d{1,12}(?:\.\d{1,9})?)`
const MS = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const
const BYTES = { B: 1, KB: 1_024, MB: 1_048_576, GB: 1_073_741_824 } as const
const MINUTES = { s: 1 / 60, min: 1, m: 1, h: 60 } as const

const DURATION = new RegExp(`^${DECIMAL}(?<unit>ms|s|min|m|h|d)$`)
const SIZE = new RegExp(`^${DECIMAL}(?<unit>[KMG]?)(?:i?B)?$`, 'i')
const RATE = /^(?<size>[^/]+)\/(?<per>s|min|m|h)$/

export const UNITS = {
  count: { form: 'a whole number', read: (typed) => (/^\d{1,9}$/.test(typed) ? Number(typed) : null) },
  number: { form: 'a number such as 12.8', read: decimal },
  percent: { form: 'a percentage such as 95', read: (typed) => decimal(typed.replace(/%$/, '')) },
  /** The option holds milliseconds. */
  duration: { form: 'a duration such as 50ms, 2s or 5m', read: duration },
  /** The option holds bytes. */
  size: { form: 'a size such as 512KB or 64MB', read: size },
  /** The option holds bytes per minute. */
  rate: { form: 'a rate such as 1MB/min', read: rate },
} as const satisfies Readonly<Record<string, Unit>>

export type UnitName = keyof typeof UNITS

function decimal(typed: string): number | null {
  return new RegExp(`^${DECIMAL}$`).test(typed) ? Number(typed) : null
}

function duration(typed: string): number | null {
  const found = DURATION.exec(typed)?.groups
  return found === undefined ? null : Number(found.value) * MS[found.unit as keyof typeof MS]
}

function size(typed: string): number | null {
  const found = SIZE.exec(typed)?.groups
  if (found === undefined) return null
  return Number(found.value) * BYTES[`${found.unit!.toUpperCase()}B` as keyof typeof BYTES]
}

function rate(typed: string): number | null {
  const found = RATE.exec(typed)?.groups
  const bytes = found === undefined ? null : size(found.size!)
  return bytes === null ? null : bytes / MINUTES[found!.per as keyof typeof MINUTES]
}
