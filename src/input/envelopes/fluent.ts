import { chunk, type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf, streamOf } from './json-crash.ts'
import { isObject, type JsonObject, objectOf, wasCut } from './json-line.ts'
import { anyTime, rfc3339 } from './timestamps.ts'
import { unescapeOnce } from './unescape.ts'

/** Fluent Bit and Fluentd. What they read from container files keeps its `log` with its newline, or without. */

function recordIn(object: JsonObject, time: string | null, cut: boolean): Peeled | null {
  const loss = cut ? { id: 'E09', text: 'the JSON record is cut' } : null
  const stream = streamOf(object)
  const body = object.log
  // A container line that keeps its newline says whether it is complete; one without says nothing.
  if (typeof body === 'string' && body.endsWith('\n')) return chunk(body, stream, time, loss)
  const text = crashTextOf(object)
  if (text === '' && !('log' in object) && !('message' in object)) return null
  const goesOn = object.logtag === 'P' || object._p === 'P' || object.partial_message === 'true'
  const peeled = message(text, stream, time, loss)
  return goesOn ? { ...peeled, partial: true, terminated: false } : peeled
}

/** `[0] kube.x: [[1709647629.1, {}], {"log"=>"…"}]`, and without the metadata in versions before 2.1. */
const STDOUT = /^\[\d{1,10}\] ([^\s:]{1,255}): \[\[?(\d{9,11}\.\d{1,9})(?:, \{[^}]{0,255}\}\])?, \{/

function stdoutRecord(line: string): Peeled | null {
  const [prefix, tag = '', seconds = ''] = STDOUT.exec(line) ?? []
  if (prefix === undefined) return null
  const key = /"(?:log|message|msg)"=>"/.exec(line)
  if (key === null) return null
  const start = key.index + key[0].length
  let end = start
  while (end < line.length && line.charCodeAt(end) !== 0x22) end += line.charCodeAt(end) === 0x5c ? 2 : 1
  return message(unescapeOnce(line.slice(start, end)), tag, anyTime(Number(seconds)))
}

export const fluentbit: Envelope = {
  id: 'fluentbit',
  json: true,
  samples: [
    {
      line: String.raw`{"date":1709647629.123,"log":"panic: boom\n","stream":"stderr","kubernetes":{"pod_name":"p","namespace_name":"n","container_name":"c"}}`,
      peeled: whole('panic: boom', 'n/p/c/stderr', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: String.raw`[0] kube.x: [[1709647629.1, {}], {"log"=>"\tmain.go:12", "stream"=>"stderr"}]`,
      peeled: whole('\tmain.go:12', 'kube.x', '2024-03-05T14:07:09.1Z'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) === 0x5b) return line.charCodeAt(1) === 0x7b ? null : stdoutRecord(line)
    const object = objectOf(line)
    if (object === null || '@timestamp' in object) return null
    if (object.date === undefined && !isObject(object.kubernetes)) return null
    return recordIn(object, anyTime(object.date ?? object.time ?? object.timestamp), wasCut(line))
  },
}

const FLUENTD =
  /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d))(?:\t| )([\w.*/-]{1,255})(?:\t|: )\{/

/** `TIME TAB tag TAB {json}` in files, `TIME tag: {json}` on standard output. */
export const fluentd: Envelope = {
  id: 'fluentd',
  json: true,
  samples: [
    {
      line: '2024-03-05T14:07:09+00:00\tapp.web\t{"message":"panic: boom"}',
      peeled: whole('panic: boom', 'app.web', '2024-03-05T14:07:09+00:00'),
    },
    {
      line: String.raw`2024-03-05 14:07:09.123456789 +0000 app.web: {"log":"\tx.go:1"}`,
      peeled: whole('\tx.go:1', 'app.web', '2024-03-05T14:07:09.123456789+00:00'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(4) !== 0x2d || line.charCodeAt(7) !== 0x2d) return null
    const [prefix, time = '', tag] = FLUENTD.exec(line) ?? []
    if (prefix === undefined) return null
    const json = line.slice(prefix.length - 1)
    const object = objectOf(json)
    if (object === null) return null
    const peeled = recordIn(object, rfc3339(time.replace(/ ([+-])/, '$1')), wasCut(json))
    if (peeled === null) return null
    return { ...peeled, stream: peeled.stream === '' ? tag! : `${tag}/${peeled.stream}` }
  },
}
