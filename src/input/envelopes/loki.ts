import { bundle, type Envelope, message, type Peeled, whole } from './envelope.ts'
import { isObject, type Json, type JsonObject, objectOf } from './json-line.ts'
import { oldestFirst } from './oldest-first.ts'
import { anyTime } from './timestamps.ts'

/** Grafana Loki: answers of the query API (also the push form), and logcli's lines and `-o jsonl`. */

/** What Loki, or an agent before it, read out of each line: lines of one writer differ in it. */
const OF_LINE: ReadonlySet<string> = new Set(['level', 'detected_level', 'severity', 'detected_severity'])

/** Labels as one key, independent of their order, and of what they say of one line. */
export function labelsKey(labels: JsonObject): string {
  const pairs = Object.keys(labels)
    .filter((name) => !OF_LINE.has(name))
    .sort()
    .map((name) => `${name}="${String(labels[name])}"`)
  return `{${pairs.join(', ')}}`
}

function streamsIn(list: readonly Json[]): Peeled[] | null {
  const streams = new Map<string, (readonly Peeled[])[]>()
  for (const entry of list) {
    if (!isObject(entry) || !isObject(entry.stream) || !Array.isArray(entry.values)) return null
    const key = labelsKey(entry.stream)
    const lines: Peeled[] = []
    for (const value of entry.values as readonly Json[]) {
      if (!Array.isArray(value) || typeof value[1] !== 'string') continue
      lines.push(message(value[1], key, anyTime(value[0])))
    }
    const known = streams.get(key)
    if (known === undefined) streams.set(key, [oldestFirst(lines)])
    else known.push(oldestFirst(lines))
  }
  const parts = [...streams.values()].flatMap(byTime)
  return parts.length > 0 ? parts : null
}

/** The lines of one writer, which an answer parted by what it read out of them. */
function byTime(lists: readonly (readonly Peeled[])[]): readonly Peeled[] {
  if (lists.length === 1) return lists[0]!
  return lists.flat().sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : Number((a.time ?? '') > (b.time ?? ''))))
}

export const lokiJson: Envelope = {
  id: 'loki-json',
  json: true,
  samples: [
    {
      line: String.raw`{"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"p","app":"api"},"values":[["1709647629123456790","\t/x.go:1"],["1709647629123456789","main.main()"]]}]}}`,
      peeled: bundle([
        whole('main.main()', '{app="api", pod="p"}', '2024-03-05T14:07:09.123456789Z'),
        whole('\t/x.go:1', '{app="api", pod="p"}', '2024-03-05T14:07:09.123456790Z'),
      ]),
    },
    {
      line: '{"labels":{"app":"api"},"line":"panic: boom","timestamp":"2024-03-05T14:07:09Z"}',
      peeled: whole('panic: boom', '{app="api"}', '2024-03-05T14:07:09Z'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b || !(line.includes('"values"') || line.includes('"line"'))) return null
    const object = objectOf(line)
    if (object === null) return null
    if (isObject(object.labels) && typeof object.line === 'string' && 'timestamp' in object) {
      return message(object.line, labelsKey(object.labels), anyTime(object.timestamp))
    }
    const list = isObject(object.data) ? object.data.result : object.streams
    const parts = Array.isArray(list) ? streamsIn(list as readonly Json[]) : null
    return parts === null ? null : bundle(parts)
  },
}

const LOGCLI =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (\{(?:[a-zA-Z_][\w.]{0,63}="[^"]{0,255}"(?:, ?)?){0,32}\}) ?/

const LABEL_OF_LINE = new RegExp(`(?<=[{ ,])(?:${[...OF_LINE].join('|')})="[^"]{0,255}"(?:, ?)?`, 'g')

/** `TIME {labels} text`; a TAB belongs to the text. */
export const logcli: Envelope = {
  id: 'logcli',
  samples: [
    {
      line: '2024-03-05T14:07:09Z {app="api", pod="p"} panic: boom',
      peeled: whole('panic: boom', '{app="api", pod="p"}', '2024-03-05T14:07:09Z'),
    },
    {
      line: '2024-03-05T14:07:09Z {app="api", detected_level="error"} panic: boom',
      peeled: whole('panic: boom', '{app="api"}', '2024-03-05T14:07:09Z'),
    },
    { line: '2024-03-05T14:07:09+01:00 {} \tx.go:1', peeled: whole('\tx.go:1', '', '2024-03-05T14:07:09+01:00') },
  ],
  peel(line) {
    if (line.charCodeAt(10) !== 0x54) return null
    const [prefix, time = '', labels = ''] = LOGCLI.exec(line) ?? []
    if (prefix === undefined) return null
    const key = labels.replaceAll(LABEL_OF_LINE, '').replace(/, ?\}$/, '}')
    return whole(line.slice(prefix.length), key === '{}' ? '' : key, time)
  },
  // An entry with newlines prints them as they are.
  silent: true,
  follow: (line, head) => whole(line, head.peeled.stream, head.peeled.time),
}
