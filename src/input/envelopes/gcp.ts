import { bundle, type Envelope, type Head, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { isObject, type JsonObject, parseJsonLine, text } from './json-line.ts'
import { oldestFirst } from './oldest-first.ts'
import { holdsField, peelPretty, prettyClock } from './pretty-json.ts'
import { anyTime, rfc3339 } from './timestamps.ts'
import { unescapeOnce } from './unescape.ts'

/** Google Cloud Logging: LogEntry as JSON (API, export, gcloud --format=json), and gcloud's own YAML-like print. */

const LABELS = [
  'service_name',
  'revision_name',
  'pod_name',
  'container_name',
  'function_name',
  'module_id',
  'instance_id',
]

function entryIn(object: JsonObject): Peeled | null {
  const { textPayload, jsonPayload, protoPayload, resource, logName, timestamp, split } = object
  let body: string
  if (typeof textPayload === 'string') body = textPayload
  else if (isObject(jsonPayload)) body = crashTextOf(jsonPayload)
  else if (isObject(protoPayload)) body = isObject(protoPayload.status) ? text(protoPayload.status.message) : ''
  else return null
  const labels = isObject(resource) && isObject(resource.labels) ? resource.labels : {}
  const names = [text(logName).replace(/^.*(?:%2F|\/)/, ''), ...LABELS.map((label) => text(labels[label]))]
  const entry = message(body, names.filter((name) => name !== '').join('/'), anyTime(timestamp))
  // A divided entry goes on in the next one.
  const goesOn = isObject(split) && Number(split.index ?? 0) < Number(split.totalSplits ?? 1) - 1
  return goesOn ? { ...entry, payload: body, partial: true, terminated: false } : entry
}

export const gcpJson: Envelope = {
  id: 'gcp-json',
  json: true,
  needs: (samples) => holdsField(samples, /"(?:textPayload|jsonPayload|protoPayload)"/),
  kin: ['cw-json', 'indent', 'json-export'],
  samples: [
    {
      line: '[{"insertId":"a1","logName":"projects/p1/logs/run.googleapis.com%2Fstderr","resource":{"type":"cloud_run_revision","labels":{"service_name":"api"}},"textPayload":"panic: boom","timestamp":"2024-03-05T14:07:09.123456Z"},',
      peeled: whole('panic: boom', 'stderr/api', '2024-03-05T14:07:09.123456Z'),
    },
    {
      line: String.raw` {"insertId":"a2","jsonPayload":{"message":"boom","stack_trace":"goroutine 1 [running]:\nmain.main()\n\t/x.go:12 +0x1d"},"timestamp":"2024-03-05T14:07:10Z"}]`,
      peeled: whole('boom\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:12 +0x1d', '', '2024-03-05T14:07:10Z'),
    },
    { line: '    "textPayload": "panic: boom",', peeled: whole('panic: boom') },
    { line: '    "insertId": "a1",', peeled: NOTHING },
  ],
  peel(line) {
    const pretty = peelPretty(line, ['textPayload', 'message'])
    if (pretty !== null) return pretty
    const parts: Peeled[] = []
    for (const object of parseJsonLine(line)?.objects ?? []) {
      const entry = entryIn(object)
      if (entry === null) return null
      parts.push(entry)
    }
    return parts.length > 0 ? bundle(oldestFirst(parts)) : null
  },
  // Printed over many lines, an answer stands newest first.
  clock: prettyClock,
}

const CLI_FIELD =
  /^(?:insertId|labels|logName|receiveTimestamp|resource|severity|timestamp|trace|traceSampled|spanId|httpRequest|sourceLocation|jsonPayload|operation|split):(?: |$)/
const CLI_TEXT = 'textPayload: '

/** Plain, 'single' and "double" YAML scalars of one line; `|` blocks and folded quotes go on below. */
function scalar(value: string): Peeled {
  if (/^[|>][+-]?\d?$/.test(value)) return NOTHING
  const quote = value[0]
  if (quote !== "'" && quote !== '"') return whole(value)
  const isClosed = (quote === '"' ? /^(?:[^"\\]|\\.)*"$/ : /^(?:[^']|'')*'$/).test(value.slice(1))
  const body = isClosed ? value.slice(1, -1) : value.slice(1)
  const plain = quote === '"' ? unescapeOnce(body) : body.replaceAll("''", "'")
  return isClosed ? message(plain, '', null) : { ...NOTHING, payload: plain }
}

function followCli(line: string, head: Head): Peeled | null {
  if (!line.startsWith('  ') && line !== '') return null
  if (!head.line.startsWith(CLI_TEXT)) return line === '' ? null : NOTHING
  if (head.peeled.payload === '') return whole(line.slice(2))
  if (!head.peeled.partial) return null
  // A fold in a quoted scalar stands for one blank.
  const quote = head.line[CLI_TEXT.length]!
  const rest = line.trim()
  if (rest.endsWith(quote)) {
    head.closed = true
    return whole(` ${rest.slice(0, -1)}`)
  }
  return { ...NOTHING, payload: ` ${rest}` }
}

export const gcpCli: Envelope = {
  id: 'gcp-cli',
  needs: (samples) => samples.some((line) => /^(?:insertId|logName): /.test(line)),
  samples: [
    { line: "textPayload: 'panic: boom'", peeled: whole('panic: boom') },
    { line: String.raw`textPayload: "\t/src/main.go:12"`, peeled: whole('\t/src/main.go:12') },
    { line: 'textPayload: main.main()', peeled: whole('main.main()') },
    { line: 'insertId: a1', peeled: NOTHING },
    { line: '---', peeled: NOTHING },
  ],
  peel(line) {
    if (line === '---' || CLI_FIELD.test(line)) return NOTHING
    return line.startsWith(CLI_TEXT) ? scalar(line.slice(CLI_TEXT.length)) : null
  },
  follow: followCli,
  opensRecord: (line) => line === '---',
  clock: (line) => (line.startsWith('timestamp: ') ? rfc3339(line.slice(11).replaceAll("'", '')) : null),
}
