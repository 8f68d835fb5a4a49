/**
 * Query APIs and consoles answer newest first; then a dump stands on its head. Told from the times of neighbouring
 * lines: nine of ten pairs that differ must fall.
 */
export function isNewestFirst(times: readonly (string | null)[]): boolean {
  const { falling, rising } = stepsOf(times.map((time) => (time === null ? Number.NaN : instantOf(time))))
  return falling >= LEAST_PAIRS && falling >= 9 * rising
}

/** Times that go on as clocks do. */
export function isOldestFirst(times: readonly (string | null)[]): boolean {
  const { falling, rising } = stepsOf(times.map((time) => (time === null ? Number.NaN : instantOf(time))))
  return rising > falling
}

/** The same of lines that no envelope explains: a clock of their own, of the day alone or with its date. */
export function areStampsRising(lines: readonly string[]): boolean {
  const stamps = lines.map((line) => STAMP.exec(line)).filter((stamp) => stamp !== null)
  const { falling, rising } = stepsOf(
    stamps.map(([, date = '1970-01-01', time, fraction = '']) =>
      instantOf(`${date.replaceAll('/', '-')}T${time}.${fraction || '0'}Z`),
    ),
  )
  return rising > falling
}

const LEAST_PAIRS = 3
const STAMP = /^\W{0,8}(?:(\d{4}[-/]\d\d[-/]\d\d)[T ])?(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?/

function stepsOf(instants: readonly number[]): { readonly falling: number; readonly rising: number } {
  let falling = 0
  let rising = 0
  let before = Number.NaN
  for (const at of instants) {
    if (at < before) falling++
    else if (at > before) rising++
    if (!Number.isNaN(at)) before = at
  }
  return { falling, rising }
}

/** Seconds, with the fraction beyond the milliseconds that Date keeps: neighbours of a dump are microseconds apart. */
function instantOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  return Date.parse(time.replace(/\.\d+/, '')) / 1_000 + Number(`0.${fraction || '0'}`)
}
