import { bundle, type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { isObject, type Json, type JsonObject, parseJsonLine, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/** Logs as a collector of OpenTelemetry writes them to files, queues and other collectors: a batch a line. */

/** What tells one writer from another. */
const WRITER = [
  'service.name',
  'service.instance.id',
  'host.name',
  'k8s.pod.name',
  'k8s.container.name',
  'container.id',
]

export const otlp: Envelope = {
  id: 'otlp',
  json: true,
  samples: [
    {
      line: '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1709647629123000000","body":{"stringValue":"panic: boom"}}]}]}]}',
      peeled: whole('panic: boom', 'shop', '2024-03-05T14:07:09.123000000Z'),
    },
  ],
  peel(line) {
    if (!line.startsWith('{"resourceLogs":')) return null
    const objects = parseJsonLine(line)?.objects ?? []
    const records = objects.flatMap((object) => listOf(object, 'resourceLogs').flatMap(recordsOf))
    return records.length === 0 ? null : bundle(records)
  },
}

function recordsOf(logs: JsonObject): Peeled[] {
  const about = isObject(logs.resource) ? fieldsOf(listOf(logs.resource, 'attributes')) : {}
  const stream = WRITER.map((name) => text(about[name]))
    .filter((value) => value !== '')
    .join('/')
  return listOf(logs, 'scopeLogs')
    .flatMap((scope) => listOf(scope, 'logRecords'))
    .map((record) => {
      const body = plain(record.body)
      // An exception stands in the attributes.
      const object = { ...fieldsOf(listOf(record, 'attributes')), ...(isObject(body) ? body : { message: text(body) }) }
      return message(crashTextOf(object), stream, anyTime(record.timeUnixNano ?? record.observedTimeUnixNano))
    })
}

function listOf(object: JsonObject, key: string): JsonObject[] {
  const value = object[key]
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []
}

function fieldsOf(pairs: readonly JsonObject[]): Record<string, Json> {
  return Object.fromEntries(pairs.map(({ key, value }) => [text(key), plain(value)]))
}

/** `{"stringValue": "x"}`, and an object of such. */
function plain(value: Json | undefined): Json {
  if (!isObject(value)) return value ?? null
  const { kvlistValue } = value
  if (isObject(kvlistValue)) return fieldsOf(listOf(kvlistValue, 'values'))
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? null
}
