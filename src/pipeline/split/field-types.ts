import { anyTime } from '../../input/envelopes/timestamps.ts'
import type { FieldValue } from '../../model/split-record.ts'

/** What a field may be turned into, by the name a user types. null: the text is not of that type. */
export const FIELD_TYPES = {
  string: (text) => text,
  number,
  boolean: (text) => BOOLEANS.get(text.toLowerCase()) ?? null,
  time,
} as const satisfies Record<string, (text: string) => FieldValue>

export type FieldType = keyof typeof FIELD_TYPES

const BOOLEANS = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
])

function number(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed.length > 400 || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

const CLOCK = String.raw`(?<clock>\d\d:\d\d:\d\d)(?:[.,](?<fraction>\d{1,9}))?`
const ZONE = String.raw`(?:\s?(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d))?`
const MONTH = '(?<month>[A-Z][a-z]{2})'

/** How loggers and servers write a date with its year: ISO 8601 and Go, access logs, HTTP, C. */
const SHAPES = [
  new RegExp(`^(?<year>\\d{4})([-/.])(?<number>\\d\\d)\\2(?<day>\\d\\d)[T ]${CLOCK}${ZONE}$`),
  new RegExp(`^(?<day>\\d\\d)/${MONTH}/(?<year>\\d{4}):${CLOCK}${ZONE}$`),
  new RegExp(`^(?:[A-Z][a-z]{2}, )?(?<day>\\d{1,2})[ -]${MONTH}[ -](?<year>\\d{4}) ${CLOCK}${ZONE}$`),
  new RegExp(`^(?:[A-Z][a-z]{2} )?${MONTH} {1,2}(?<day>\\d{1,2}) ${CLOCK} (?<year>\\d{4})${ZONE}$`),
]
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * RFC 3339. Where the log gives no zone, none is made up: the time is then local to whoever wrote it, and stands without.
 * Without a year there is no time.
 */
function time(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed.length > 60) return null
  const known = anyTime(trimmed)
  if (known !== null) return known
  for (const shape of SHAPES) {
    const parts = shape.exec(trimmed)?.groups
    if (parts === undefined) continue
    const month = parts['number'] ?? String(MONTHS.indexOf(parts['month'] ?? '') + 1).padStart(2, '0')
    const fraction = parts['fraction'] === undefined ? '' : `.${parts['fraction']}`
    const local = `${parts['year']}-${month}-${parts['day']!.padStart(2, '0')}T${parts['clock']}`
    if (Number.isNaN(Date.parse(`${local}Z`))) return null
    return `${local}${fraction}${zoneOf(parts['zone'])}`
  }
  return null
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined) return ''
  if (!/^[+-]/.test(zone)) return 'Z'
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}
