import { type Envelope, type Head, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/**
 * CSV as search tools export it: Datadog, Splunk, Kibana, Log Analytics, Logs Explorer, Graylog, Grafana; a spreadsheet saves it
 * with semicolons. The header names the columns, in any order; which of them is the text is told by its name. Quotes are
 * RFC 4180's, a cell may hold newlines.
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
const TIME = ['@timestamp', 'timestamp', '_time', 'timegenerated', 'date', 'time', 'timestamp_t']
const STREAM =
  /^(?:host|hostname|_sourcehost|service|source|pod|podname|container|containername|containerid|@?logstream|stream)$/
const LIKE_TIME = /\d:\d\d|^\d{9,19}$/
const MOST_COLUMNS = 64

/** The envelope for rows below this header; null when it is no header of an export. */
export function tableEnvelope(header: string): Envelope | null {
  // CloudWatch's own, which is told without a header too.
  if (/^@?timestamp,@?message/.test(header)) return null
  const separator = [',', ';'].find((sign) => header.includes(sign))
  if (separator === undefined || header.length >= 4_096) return null
  const cells = cellsOf(header, separator)
  if (cells.open || cells.values.length < 2 || cells.values.length > MOST_COLUMNS) return null
  const names = cells.values.map((name) => name.trim().toLowerCase())
  if (names.some((name) => !/^[@_a-z][\w@. -]{0,60}$/.test(name))) return null
  const of = (wanted: readonly string[]) => wanted.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1
  const text = of(TEXT)
  if (text < 0) return null
  const time = of(TIME)
  const streams = names.flatMap((name, at) => (STREAM.test(name) && at !== text ? [at] : []))

  const row = (line: string): Peeled | null => {
    const { values, open } = cellsOf(line, separator)
    if (open ? values.length !== text + 1 : values.length !== names.length) return null
    const at = time < 0 ? '' : (values[time] ?? '')
    // The rest of a cell that began above may hold as many commas as a row.
    if (time >= 0 && at !== '' && !LIKE_TIME.test(at)) return null
    const stream = streams
      .map((column) => values[column] ?? '')
      .filter((value) => value !== '')
      .join('/')
    // Two of them print UTC without saying so.
    return message(values[text]!, stream, anyTime(at) ?? rfc3339(`${at}Z`))
  }
  return {
    id: 'csv',
    samples: [],
    breaksWords: (line) => line.includes('""'),
    peel: (line) => (line === header ? NOTHING : row(line)),
    follow: (line, head) => (isOpen(head, separator) ? restOf(line, head) : null),
  }
}

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
  for (let at = 0; at <= line.length && values.length <= MOST_COLUMNS; ) {
    if (line.charCodeAt(at) !== 0x22) {
      const next = line.indexOf(separator, at)
      const end = next < 0 ? line.length : next
      const value = line.slice(at, end)
      // Only a quoted cell may hold a quote: this is the rest of one that began above.
      if (value.includes('"')) return { values: [], open: false }
      values.push(value)
      at = end + 1
      continue
    }
    const end = closingQuote(line, at + 1)
    values.push(line.slice(at + 1, end).replaceAll('""', '"'))
    if (end >= line.length) return { values, open: true }
    at = end + 2
  }
  return { values, open: false }
}

/** Index of the quote that ends a cell, the length of the line without one. A doubled one stands for itself. */
function closingQuote(line: string, from: number): number {
  let end = line.indexOf('"', from)
  while (end >= 0 && line.charCodeAt(end + 1) === 0x22) end = line.indexOf('"', end + 2)
  return end < 0 ? line.length : end
}
