/** Times as envelopes write them. Only what has a date and a zone becomes a time: a guess would sort logs wrongly. */

const RFC3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/

/** A complete time in RFC 3339 spelling (`+0100` becomes `+01:00`), or null when the text is something else. */
export function rfc3339(text: string): string | null {
  const zone = RFC3339.exec(text)?.[1]
  if (zone === undefined) return null
  let time = text
  if (zone.length === 5) time = `${text.slice(0, -2)}:${text.slice(-2)}`
  return time[10] === ' ' ? `${time.slice(0, 10)}T${time.slice(11)}` : time
}

/** Latest second that `Date` and RFC 3339 can both express: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799

const SHAPE = '0000-00-00T00:00:00'

/** The same question for a part of a line, without an expression: every line of a container log asks it. */
export function isTimeAt(line: string, from: number, to: number): boolean {
  if (to - from < SHAPE.length + 1) return false
  for (let i = 0; i < SHAPE.length; i++) {
    const code = line.charCodeAt(from + i)
    const wanted = SHAPE.charCodeAt(i)
    if (wanted === 0x30 ? code < 0x30 || code > 0x39 : code !== wanted) return false
  }
  let at = from + SHAPE.length
  if (line.charCodeAt(at) === 0x2e) {
    at++
    const start = at
    while (at < to && line.charCodeAt(at) >= 0x30 && line.charCodeAt(at) <= 0x39) at++
    if (at === start || at - start > 9) return false
  }
  const zone = line.charCodeAt(at)
  if (zone === 0x5a) return at + 1 === to
  return (zone === 0x2b || zone === 0x2d) && at + 6 === to && /^\d\d:\d\d$/.test(line.slice(at + 1, to))
}

/** Seconds since 1970, with the digits of the fraction as written. */
export function epoch(seconds: number, fraction = ''): string | null {
  if (!(seconds >= 0 && seconds <= LAST_SECOND)) return null
  const whole = Math.trunc(seconds)
  // Neighbouring lines share their second, and writing a date is slow.
  if (whole !== lastSecond) {
    lastSecond = whole
    lastText = new Date(whole * 1000).toISOString().slice(0, 19)
  }
  return fraction === '' ? `${lastText}Z` : `${lastText}.${fraction}Z`
}

let lastSecond = -1
let lastText = ''

/** `1709647629.123456`, or digits counted in ms, µs or ns (13, 16, 19 digits): what JSON logs hold. */
export function epochText(text: string): string | null {
  const [, digits, fraction = ''] = /^(\d{9,19})(?:\.(\d{1,9}))?\d*$/.exec(text) ?? []
  if (digits === undefined) return null
  if (digits.length <= 11) return epoch(Number(digits), fraction)
  const unit = digits.length >= 18 ? 9 : digits.length >= 15 ? 6 : 3
  return epoch(Number(digits.slice(0, -unit)), digits.slice(-unit))
}

/** Whatever a JSON field holds: RFC 3339 text, seconds, or milliseconds and finer since 1970. */
export function anyTime(value: unknown): string | null {
  if (typeof value === 'string') return rfc3339(value) ?? epochText(value)
  if (typeof value !== 'number') return null
  // Past 21 digits numbers print with an exponent, which epochText refuses.
  return epochText(String(value))
}
