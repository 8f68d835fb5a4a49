import { BEGINS_REPORT } from './crash-text.ts'
import { type Envelope, message, type Peeled } from './envelope.ts'
import { streamOf } from './json-crash.ts'
import { isObject, type Json, type JsonObject, objectOf, text, wasCut } from './json-line.ts'
import { isOfReport } from './prefix.ts'
import { anyTime } from './timestamps.ts'
import { unflatten } from './unescape.ts'

/**
 * A record per line whose text stands in a field of any name: `data`, `payload`, `attributes.raw`. The field is the one that
 * holds lines of a report in record after record. What one record alone says there a user may have sent.
 */
export function learnJsonField(lines: readonly string[], fits: (envelope: Envelope) => boolean): Envelope | null {
  const votes = new Map<string, { readonly path: readonly string[]; count: number; isProven: boolean }>()
  for (const line of lines) {
    const object = objectOf(line)
    if (object === null) continue
    for (const { path, value } of textsOf(object)) {
      const isProof = isOfReport(value)
      if (!isProof && !BEGINS_REPORT.test(value)) continue
      const key = JSON.stringify(path)
      const vote = votes.get(key) ?? { path, count: 0, isProven: false }
      votes.set(key, { path, count: vote.count + 1, isProven: vote.isProven || isProof })
    }
  }
  const [best] = [...votes.values()].sort((a, b) => b.count - a.count)
  if (best === undefined || best.count < LEAST_VOTES || !best.isProven) return null
  const envelope = fieldEnvelope(best.path)
  return fits(envelope) ? envelope : null
}

/** A line of a report in one field, and another one in the same field of another record. */
const LEAST_VOTES = 2
const MOST_DEPTH = 4
const MOST_FIELDS = 64

interface Field {
  readonly path: readonly string[]
  readonly value: string
}

/** Every text of one line. A field that holds a whole report in one record is no wrapping of lines. */
function textsOf(object: JsonObject): Field[] {
  const fields: Field[] = []
  const walk = (node: JsonObject, path: readonly string[]): void => {
    for (const key of Object.keys(node)) {
      if (fields.length >= MOST_FIELDS) return
      const value = node[key]!
      if (typeof value === 'string') {
        const end = value.indexOf('\n')
        if (end < 0) fields.push({ path: [...path, key], value })
        else if (end === value.length - 1) fields.push({ path: [...path, key], value: value.slice(0, end) })
      } else if (isObject(value) && path.length < MOST_DEPTH) walk(value, [...path, key])
    }
  }
  walk(object, [])
  return fields
}

function valueAt(object: JsonObject, path: readonly string[]): string | null {
  let value: Json | undefined = object
  for (const key of path) {
    if (!isObject(value)) return null
    value = value[key]
  }
  return typeof value === 'string' ? value : null
}

const CUT = { id: 'E09', text: 'the JSON record is cut' }
const TIME = /^(?:@?time(?:stamp)?|_time|ts|t|date|datetime|when|at)$/i
const STREAM = /^(?:pod|podname|container|host|hostname|instance|task|unit|node|replica|service|app|job|alloc)$/i

function fieldEnvelope(path: readonly string[]): Envelope {
  return {
    id: 'json-field',
    json: true,
    samples: [],
    peel(line): Peeled | null {
      const object = objectOf(line)
      const value = object === null ? null : valueAt(object, path)
      if (object === null || value === null) return null
      const cut = wasCut(line)
      // A record inside the record is the next layer's, escapes and all.
      const payload = value[0] === '{' ? value : unflatten(value)
      const peeled = message(payload, writerOf(object), timeOf(object), cut ? CUT : null)
      return cut ? { ...peeled, terminated: false } : peeled
    },
  }
}

function timeOf(object: JsonObject): string | null {
  for (const key of Object.keys(object)) {
    const time = TIME.test(key) ? anyTime(object[key]) : null
    if (time !== null) return time
  }
  return null
}

/** What names a process in the record, or in the objects beside the text. */
function writerOf(object: JsonObject): string {
  const names: string[] = []
  for (const key of Object.keys(object).slice(0, MOST_FIELDS)) {
    const value = object[key]!
    const inside = isObject(value) ? Object.keys(value).slice(0, MOST_FIELDS) : []
    for (const name of inside) if (STREAM.test(name)) names.push(text((value as JsonObject)[name]))
    if (STREAM.test(key)) names.push(text(value))
  }
  return [streamOf(object), ...names].filter((name) => name !== '').join('/')
}
