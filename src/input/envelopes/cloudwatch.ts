import { bundle, type Envelope, type Head, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { isObject, type JsonObject, parseJsonLine, text } from './json-line.ts'
import { oldestFirst } from './oldest-first.ts'
import { holdsField, peelPretty, prettyClock } from './pretty-json.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/** AWS CloudWatch Logs as its tools print them: `aws logs tail`, API JSON, subscription records, console CSV, S3. */

/**
 * Default and detailed print offset and stream. AWS names its own streams with slashes, dashes or digits; a bare word is
 * somebody's log level.
 */
const TAIL =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d:\d\d) (?=[^\s:]{0,512}[/\d-])([^\s:]{1,512})(?: |$)/
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?: |$)/

/** What stands behind the time when the line is a more particular envelope's. */
const OTHERS =
  /^(?:std(?:out|err) [FP](?:[ :]|$)|\S{1,255} (?:[^\s:]{1,64}\[\d{1,10}\]|[^:[\]]{1,64}\[\d{1,10}\]|kernel|systemd): |(?:INFO |WARN |ERROR|DEBUG) ?- | {0,2}(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) |\{[^}]{0,512}\} |\S{1,9}\[[0-9a-f]+\] [a-z]{3} \[|\[(?:info|warn|error)\])/

export const cwTail: Envelope = {
  id: 'cw-tail',
  samples: [
    {
      line: '2024-03-05T14:07:09.123000+00:00 2024/03/05/[$LATEST]0a1b panic: boom',
      peeled: whole('panic: boom', '2024/03/05/[$LATEST]0a1b', '2024-03-05T14:07:09.123000+00:00'),
    },
  ],
  peel: (line) => (line.charCodeAt(10) === 0x54 ? behindTime(line, TAIL.exec(line)) : null),
  // Only the first line of an event has the prefix.
  silent: true,
  follow: (line, head) => (head.peeled.stream === '' ? null : whole(line, head.peeled.stream, head.peeled.time)),
}

/** An export of CloudWatch to S3, and the log of any program whose logger prints a time like that. */
export const isoStamp: Envelope = {
  id: 'iso-stamp',
  samples: [
    {
      line: '2024-03-05T14:07:09.123Z \t/src/app/main.go:12',
      peeled: whole('\t/src/app/main.go:12', '', '2024-03-05T14:07:09.123Z'),
    },
  ],
  peel: (line) => (line.charCodeAt(23) === 0x5a ? behindTime(line, STAMP.exec(line)) : null),
  silent: true,
}

function behindTime(line: string, match: RegExpExecArray | null): Peeled | null {
  if (match === null) return null
  const [prefix, time = '', stream = ''] = match
  if (OTHERS.test(line.slice(time.length + 1, time.length + 700))) return null
  return message(line.slice(prefix.length), stream, time)
}

const EVENT_FIELDS = ['ingestionTime', 'logStreamName', 'eventId', '@message', '@logStream', '@ptr']

function eventsIn(object: JsonObject): readonly Peeled[] | null {
  const list = object.logEvents ?? object.events
  if (Array.isArray(list)) {
    const stream = typeof object.logStream === 'string' ? object.logStream : ''
    const parts: Peeled[] = []
    for (const item of list as readonly unknown[]) {
      const part = isObject(item) ? eventIn(item, stream) : null
      if (part !== null) parts.push(part)
    }
    return parts.length > 0 || list.length === 0 ? oldestFirst(parts) : null
  }
  if (!EVENT_FIELDS.some((field) => field in object)) return null
  const event = eventIn(object, '')
  return event === null ? null : [event]
}

function eventIn(object: JsonObject, stream: string): Peeled | null {
  const body = object['@message'] ?? object.message
  const time = object['@timestamp'] ?? object.timestamp
  if (typeof body !== 'string' || time === undefined) return null
  // Insights prints UTC without saying so.
  const insights = typeof time === 'string' ? rfc3339(`${time}Z`) : null
  const key = text(object.logStreamName) || text(object['@logStream']) || stream
  return message(body, key, insights ?? anyTime(time))
}

export const cwJson: Envelope = {
  id: 'cw-json',
  json: true,
  needs: (samples) => holdsField(samples, /"(?:ingestionTime|logStreamName|logEvents|eventId|events|@message|@ptr)"/),
  // One field per line looks alike in every export that was printed that way.
  kin: ['gcp-json', 'json-export', 'indent'],
  samples: [
    {
      line: String.raw`{"events":[{"timestamp":1709647629123,"message":"panic: boom\n","ingestionTime":1709647630000,"logStreamName":"s1"}],"nextForwardToken":"f/1"}`,
      peeled: whole('panic: boom', 's1', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: String.raw`{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s2","logEvents":[{"id":"1","timestamp":1709647629123,"message":"\t/x.go:1"}]}`,
      peeled: whole('\t/x.go:1', 's2', '2024-03-05T14:07:09.123Z'),
    },
    { line: String.raw`            "message": "main.main()\n",`, peeled: whole('main.main()') },
    { line: '            "timestamp": 1709647629123,', peeled: NOTHING },
  ],
  peel(line) {
    // Results of Insights: the line above names the field.
    if (VALUE.test(line)) return null
    const pretty = peelPretty(line, ['message', '@message'])
    if (pretty !== null) return pretty
    const parts: Peeled[] = []
    for (const object of parseJsonLine(line)?.objects ?? []) {
      const events = eventsIn(object)
      if (events === null) return null
      parts.push(...events)
    }
    return parts.length > 0 ? bundle(parts) : null
  },
  follow: (line, head) => (VALUE.test(line) ? insightsValue(line, head) : null),
  clock: (line) =>
    VALUE.test(line) ? rfc3339(`${line.slice(line.indexOf(': "') + 3).replace(/",?$/, '')}Z`) : prettyClock(line),
}

const VALUE = /^[ \t]+"value": "/

function insightsValue(line: string, head: Head): Peeled {
  if (!/"field": "@message"/.test(head.line)) return NOTHING
  return peelPretty(line, ['value']) ?? NOTHING
}

/** Console `timestamp,message` and Insights `@timestamp,@message`; RFC 4180 quotes, and line breaks inside them. */
const ROW = /^"?(\d{13}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})"?,/

function cell(time: string | null, raw: string, head: Head | null): Peeled {
  const isQuoted = head !== null || raw.startsWith('"')
  if (!isQuoted) return message(raw, '', time)
  const body = head === null ? raw.slice(1) : raw
  // The quote that ends the cell is not one of a pair.
  let end = body.indexOf('"')
  while (end >= 0 && body.charCodeAt(end + 1) === 0x22) end = body.indexOf('"', end + 2)
  const content = (end < 0 ? body : body.slice(0, end)).replaceAll('""', '"')
  if (head !== null && end >= 0) {
    head.closed = true
    // The message's own newline stood before the quote.
    if (content === '') return NOTHING
  }
  return message(content, '', time)
}

function isOpen(line: string): boolean {
  const raw = line.replace(ROW, '')
  if (!raw.startsWith('"')) return false
  let quotes = 0
  for (let at = raw.indexOf('"'); at >= 0; at = raw.indexOf('"', at + 1)) quotes++
  return quotes % 2 === 1
}

export const cwCsv: Envelope = {
  id: 'cw-csv',
  // A doubled quote may stand inside the words that are looked for.
  breaksWords: (line) => line.includes('""'),
  samples: [
    { line: '1709647629123,panic: boom', peeled: whole('panic: boom', '', '2024-03-05T14:07:09.123Z') },
    { line: '1709647629123,"a ""b"" c"', peeled: whole('a "b" c', '', '2024-03-05T14:07:09.123Z') },
    {
      line: '2024-03-05 14:07:09.123,"goroutine 1 [running]:',
      peeled: whole('goroutine 1 [running]:', '', '2024-03-05T14:07:09.123Z'),
    },
    { line: 'timestamp,message', peeled: NOTHING },
  ],
  peel(line) {
    const [prefix, time = ''] = ROW.exec(line) ?? []
    if (prefix === undefined)
      return line === 'timestamp,message' || line.startsWith('@timestamp,@message') ? NOTHING : null
    return cell(rfc3339(`${time}Z`) ?? anyTime(time), line.slice(prefix.length), null)
  },
  follow: (line, head) => (isOpen(head.line) ? cell(head.peeled.time, line, head) : null),
}
