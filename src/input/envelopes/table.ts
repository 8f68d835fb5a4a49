import { BEGINS_REPORT, holdsStack } from './crash-text.ts'
import { type Envelope, type Head, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { objectOf } from './json-line.ts'
import { labelsKey } from './loki.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/**
 * CSV as search tools export it: Datadog, Splunk, Kibana, Log Analytics, Logs Explorer, Graylog, Grafana; a spreadsheet saves it
 * with semicolons or TABs. The header names the columns, in any order; which of them is the text is told by its name, or by the
 * words of a report in it. Quotes are RFC 4180's, a cell may hold newlines.
 */

const TEXT = [
  '_raw',
  'message',
  '@message',
  'textpayload',
  'logentry',
  'logmessage',
  'content',
  'line',
  'log',
  'msg',
  'body',
]
const TIME = ['@timestamp', 'timestamp', '_time', 'timegenerated', 'date', 'time', 'timestamp_t', 'dt', 'date and time']
const STREAM =
  /^(?:host|hostname|_sourcehost|service|source|pod|podname|container|containername|containerid|@?logstream|stream|labels)$/
const NAME = /^[@_a-z][\w@. /()[\]-]{0,100}$/
const LIKE_TIME = /\d:\d\d|^\d{9,19}$/
const MOST_COLUMNS = 64
/** What tells a spreadsheet, in a line of its own above the header, what stands between the cells. */
const SEPARATOR_LINE = /^(?:\ufeff)?sep=([,;\t])$/
/** Between the cells of a table of one column: no line holds it. */
const NOWHERE = '\n'

/** Where the cells of a row are which tell us something; `cells`: as many as a row has. */
interface Columns {
  readonly separator: string
  readonly cells: number
  readonly text: number
  readonly time: number
  readonly streams: readonly number[]
}

/** The envelope for rows below the header with which these lines begin; null when they begin with no header of an export. */
export function tableEnvelope(lines: readonly string[]): Envelope | null {
  const hint = SEPARATOR_LINE.exec(lines[0] ?? '')
  const header = lines[hint === null ? 0 : 1] ?? ''
  // CloudWatch's own, which is told without a header too.
  if (header.length >= 4_096 || /^@?timestamp,@?message$/.test(header)) return null
  const separator = hint?.[1] ?? [',', ';', '\t'].find((sign) => header.includes(sign)) ?? NOWHERE
  const columns = columnsOf(header, separator, lines.slice(hint === null ? 1 : 2))
  if (columns === null) return null
  const isDecoration = (line: string) => line === header || line === hint?.[0]
  return {
    id: 'csv',
    samples: [],
    breaksWords: (line) => line.includes('""'),
    peel: (line) => (isDecoration(line) ? NOTHING : rowOf(line, columns)),
    follow: (line, head) => (isOpen(head, separator) ? restOf(line, head) : null),
    // A cell alone in its row may have no quotes; every line looks like one.
    ...(separator === NOWHERE
      ? { quotes: (_line, _before, head) => head?.closed === false && isOpen(head, separator) }
      : {}),
    clock: (line) => clockOf(line, columns),
  }
}

function columnsOf(header: string, separator: string, rows: readonly string[]): Columns | null {
  const { values, open } = cellsOf(header, separator)
  const names = values.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/ \[[a-z]{2,5}\]$/, ''),
  )
  if (open || names.length > MOST_COLUMNS || names.some((name) => !NAME.test(name))) return null
  if (names.length < 2 && !(TEXT.includes(names[0]!) && isQuoted(header, rows))) return null
  const table = rows.map((row) => cellsOf(row, separator).values)
  const time = columnOf(TIME, names)
  // The viewer of Windows has a name for all of its columns but the text.
  const dated = time < 0 ? [] : table.filter((values) => LIKE_TIME.test(values[time] ?? ''))
  const isNameless =
    separator !== '\t' && dated.length > 0 && dated.every((values) => values.length === names.length + 1)
  const cells = names.length + Number(isNameless)
  const text = textColumn(names, table)
  if (text < 0 || text >= cells) return null
  const streams = names.flatMap((name, at) => (STREAM.test(name) && at !== text ? [at] : []))
  return { separator, cells, text, time, streams }
}

/** `"_raw"`, or a cell that needs its quotes: a log may begin with the word `message`. */
function isQuoted(header: string, rows: readonly string[]): boolean {
  return header.startsWith('"') || rows.some((row) => /^".*(?:""|,).*"$/.test(row))
}

function columnOf(wanted: readonly string[], names: readonly string[]): number {
  return wanted.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1
}

/**
 * By its name, unless it is empty there, for an export may have columns for each kind of text, or counts: a `line` may be one, or
 * its number. Else by the words of a report.
 */
function textColumn(names: readonly string[], rows: readonly (readonly string[])[]): number {
  const named = TEXT.map((name) => names.indexOf(name)).filter((at) => at >= 0)
  const filled = named.find((at) => rows.some((values) => /[^\d.]/.test(values[at] ?? '')))
  if (filled !== undefined) return filled
  const votes = new Map<number, number>()
  for (const values of rows)
    for (const [at, value] of values.entries())
      if (BEGINS_REPORT.test(value) || holdsStack(value)) votes.set(at, (votes.get(at) ?? 0) + 1)
  const [best] = [...votes].sort((a, b) => b[1] - a[1])
  return best?.[0] ?? named[0] ?? wordsColumn(names, rows)
}

/**
 * Of an export whose report comes later than any line that was looked at: the column that holds words, where all rows have as many
 * cells as the header has names of one word.
 */
function wordsColumn(names: readonly string[], rows: readonly (readonly string[])[]): number {
  const isTable = rows.length >= LEAST_ROWS && rows.every(({ length }) => length === names.length)
  if (!isTable || names.some((name) => name.includes(' '))) return -1
  const blanks = names.map((_, at) => rows.reduce((sum, values) => sum + values[at]!.split(' ').length - 1, 0))
  const most = Math.max(...blanks)
  return most > rows.length ? blanks.indexOf(most) : -1
}

const LEAST_ROWS = 8

function rowOf(line: string, { separator, cells, text, time, streams }: Columns): Peeled | null {
  const { values, open } = cellsOf(line, separator)
  // Who parts cells by TABs hardly quotes: the last one may hold some.
  const isLoose = separator === '\t' && !open && text === cells - 1 && values.length > cells
  if (open ? values.length !== text + 1 : values.length !== cells && !isLoose) return null
  const at = values[time] ?? ''
  // The rest of a cell that began above may hold as many commas as a row.
  if (at !== '' && !LIKE_TIME.test(at)) return null
  const stream = streams
    .map((column) => nameIn(values[column] ?? ''))
    .filter((value) => value !== '')
    .join('/')
  const value = isLoose ? values.slice(text).join('\t') : values[text]!
  // Two of them print UTC without saying so.
  return message(value, stream, anyTime(at) ?? rfc3339(`${at}Z`))
}

/** Grafana has a cell with all labels. */
function nameIn(value: string): string {
  const labels = objectOf(value)
  return labels === null ? value : labelsKey(labels)
}

/**
 * The order of two rows is told by clocks that no time is told by: `3/5/2024, 2:07:09.123 PM` is of March or of May, and in no
 * zone. `Mar 5, 2024 @ 14:07:09.123` is Kibana's.
 */
function clockOf(line: string, { separator, time }: Columns): string | null {
  const at = cellsOf(line, separator).values[time] ?? ''
  if (!LOCAL_CLOCK.test(at)) return null
  const instant = Date.parse(`${at.replace(' @ ', ' ')} UTC`)
  return Number.isNaN(instant) ? null : new Date(instant).toISOString()
}

const LOCAL_CLOCK =
  /^(?:\d{1,2}\/\d{1,2}\/\d{4},? |[A-Z][a-z]{2} \d{1,2}, \d{4} @ )\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?: [AP]M)?$/

/** Does the cell of the text go on below? */
function isOpen({ line }: Head, separator: string): boolean {
  return cellsOf(line, separator).open
}

function restOf(line: string, head: Head): Peeled {
  const { stream, time } = head.peeled
  const end = closingQuote(line, 0)
  head.closed = end < line.length
  const payload = line.slice(0, end).replaceAll('""', '"')
  return head.closed && payload === '' ? NOTHING : whole(payload, stream, time)
}

/** `open`: the last cell is quoted and does not end in this line. */
function cellsOf(line: string, separator: string): { readonly values: readonly string[]; readonly open: boolean } {
  const values: string[] = []
  // Who parts cells by TABs hardly quotes: the text may have quotes of its own.
  const isLoose = separator === '\t'
  for (let at = 0; at <= line.length && values.length <= MOST_COLUMNS; ) {
    const close = line.charCodeAt(at) === 0x22 ? closingQuote(line, at + 1) : -1
    if (close < 0 || (isLoose && close + 1 < line.length && line[close + 1] !== separator)) {
      const next = line.indexOf(separator, at)
      const end = next < 0 ? line.length : next
      const value = line.slice(at, end)
      // Only a quoted cell may hold a quote: this is the rest of one that began above.
      if (!isLoose && value.includes('"')) return { values: [], open: false }
      values.push(value)
      at = end + 1
      continue
    }
    values.push(line.slice(at + 1, close).replaceAll('""', '"'))
    if (close >= line.length) return { values, open: true }
    at = close + 2
  }
  return { values, open: false }
}

/** Index of the quote that ends a cell, the length of the line without one. A doubled one stands for itself. */
function closingQuote(line: string, from: number): number {
  let end = line.indexOf('"', from)
  while (end >= 0 && line.charCodeAt(end + 1) === 0x22) end = line.indexOf('"', end + 2)
  return end < 0 ? line.length : end
}
