import { bundle, type Envelope, message, type Peeled, whole } from './envelope.ts'
import { isObject, type Json, type JsonObject, parseJsonLine, text } from './json-line.ts'
import { oldestFirst } from './oldest-first.ts'
import { peelPretty, prettyClock } from './pretty-json.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/**
 * Answers of search APIs: one document with many records in it. What they call a record differs, the shapes are few: a list
 * of objects that hold a text, at any depth; a table of named columns and rows; a list of lists of `{field, value}`.
 */

const TEXT = ['message', '_raw', 'line', 'textPayload', 'LogEntry', 'LogMessage', '@message', 'content', 'msg', 'log']
const TIME = ['@timestamp', 'timestamp', '_time', 'TimeGenerated', 'date', 'time', 'received_at']
const STREAM = [
  'host',
  'hostname',
  'pod',
  'podName',
  'PodName',
  'container',
  'containerName',
  'ContainerName',
  'ContainerID',
  'logStream',
  '@logStream',
]
/** Where the fields of one record stand. */
const INSIDE = ['_source', 'attributes', 'result', 'fields']
const MOST_DEPTH = 4

function recordIn(object: JsonObject): Peeled | null {
  for (const fields of [object, ...INSIDE.map((name) => object[name]).filter(isObject)]) {
    const name = TEXT.find((key) => typeof fields[key] === 'string')
    if (name === undefined) continue
    const time = TIME.map((key) => fields[key] ?? object[key]).find((value) => value !== undefined)
    // Some print UTC without saying so.
    const told = anyTime(time) ?? (typeof time === 'string' ? rfc3339(`${time}Z`) : null)
    // A frame of a stack has a `line` too.
    if (time === undefined && fields === object) continue
    const stream = STREAM.map((key) => text(fields[key]))
      .filter((value) => value !== '')
      .join('/')
    return message(fields[name] as string, stream, told)
  }
  return null
}

/** Columns and rows, or `[{field, value}, …]`, as one object. */
function objectsOf(list: readonly Json[], names: readonly string[] | null): JsonObject[] {
  return list.flatMap((item) => {
    if (!Array.isArray(item)) return isObject(item) ? [item] : []
    const cells = item as readonly Json[]
    if (names !== null) return [Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]))]
    const pairs = cells.filter(isObject).filter(({ field }) => typeof field === 'string')
    return pairs.length === 0
      ? []
      : [Object.fromEntries(pairs.map(({ field, value }) => [field as string, value ?? null]))]
  })
}

function columnsOf(object: JsonObject): string[] | null {
  const { columns } = object
  if (!Array.isArray(columns)) return null
  return (columns as readonly Json[]).map((column) => (isObject(column) ? text(column.name) : text(column)))
}

/** The records of the first list that has any. */
function recordsIn(value: Json, names: readonly string[] | null, depth: number): Peeled[] {
  if (depth > MOST_DEPTH) return []
  if (Array.isArray(value)) {
    const records = objectsOf(value as readonly Json[], names).flatMap((object) => recordIn(object) ?? [])
    if (records.length > 0) return records
    for (const item of (value as readonly Json[]).slice(0, 8)) {
      const inside = recordsIn(item, null, depth + 1)
      if (inside.length > 0) return inside
    }
    return []
  }
  if (!isObject(value)) return []
  const columns = columnsOf(value)
  for (const key of Object.keys(value).slice(0, 64)) {
    const inner = value[key]!
    const records = Array.isArray(inner) || isObject(inner) ? recordsIn(inner, columns, depth + 1) : []
    if (records.length > 0) return records
  }
  return []
}

export const jsonExport: Envelope = {
  id: 'json-export',
  json: true,
  samples: [
    {
      line: '{"took":3,"hits":{"hits":[{"_id":"1","_source":{"@timestamp":"2024-03-05T14:07:09Z","message":"panic: boom"}}]}}',
      peeled: whole('panic: boom', '', '2024-03-05T14:07:09Z'),
    },
    {
      line: String.raw`{"tables":[{"name":"t","columns":[{"name":"TimeGenerated"},{"name":"LogEntry"}],"rows":[["2024-03-05T14:07:09Z","\t/x.go:1"]]}]}`,
      peeled: whole('\t/x.go:1', '', '2024-03-05T14:07:09Z'),
    },
    { line: '{"preview":false,"result":{"_raw":"panic: boom","host":"h1"}}', peeled: whole('panic: boom', 'h1') },
  ],
  // Printed over many lines, its fields look like those of every other.
  needs: (samples) =>
    samples.some((line) => /^\[?\{"/.test(line)) ||
    (/^[{[]$/.test(samples[0] ?? '') &&
      samples.some((line) => PRETTY.test(line)) &&
      !(samples[0] === '{' && samples.some((line) => HAS_STACK.test(line)))),
  peel(line) {
    const pretty = peelPretty(line, PRINTED)
    if (pretty !== null) return pretty
    const parsed = parseJsonLine(line)
    if (parsed === null) return null
    // One record a line is a logger's or a shipper's.
    const list = line.charCodeAt(0) === 0x5b && parsed.objects.length > 1 ? recordsIn(parsed.objects, null, 0) : []
    const records = list.length > 0 ? list : parsed.objects.flatMap((object) => exported(object))
    return records.length === 0 ? null : bundle(oldestFirst(records))
  },
  clock: prettyClock,
}

function exported(object: JsonObject): Peeled[] {
  // One answer a line, as Splunk's search and elasticdump write them.
  for (const name of ['result', '_source']) {
    const one = isObject(object[name]) ? recordIn({ [name]: object[name] }) : null
    if (one !== null) return [one]
  }
  // A record that has a text of its own is no answer with records in it.
  return TEXT.some((key) => typeof object[key] === 'string') ? [] : recordsIn(object, null, 0)
}

/** Beside the text of the outermost object: that is a record of a logger, whose stack is a field of its own. */
const HAS_STACK = /^(?: {2,4}|\t)"(?:[\w.]{0,40}\.)?stack_?trace" ?: ?"/i

/** What `journalctl -o json-pretty` calls its text, in a spelling of its own. */
const PRINTED = [...TEXT, 'MESSAGE']
const PRETTY = new RegExp(`^[ \\t]+"(?:${TEXT.join('|')})": "|^\\t"MESSAGE" : "`)
