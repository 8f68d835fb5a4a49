import { type Envelope, type Peeled, whole } from './envelope.ts'
import { type JsonObject, objectOf, text } from './json-line.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/**
 * Azure Container Apps: CLI lines (TimeStamp, Log), the ContainerAppConsoleLogs table (TimeGenerated, Log, Stream, …)
 * and its older twin with `_s` names. The CRI tag of the node's log file can leak into Log.
 */
function consoleRow(object: JsonObject): Peeled | null {
  const raw = object.Log ?? object.Log_s
  const stamp = object.TimeStamp ?? object.TimeGenerated ?? object.time_t
  if (typeof raw !== 'string' || typeof stamp !== 'string') return null
  const names = [
    object.ContainerAppName ?? object.ContainerAppName_s,
    object.RevisionName ?? object.RevisionName_s,
    object.ContainerGroupName ?? object.ContainerGroupName_s,
    object.ContainerName ?? object.ContainerName_s,
    object.Stream ?? object.Stream_s,
  ]
  const stream = names
    .map(text)
    .filter((name) => name !== '')
    .join('/')
  // The CLI prints UTC without saying so.
  const time = anyTime(stamp) ?? rfc3339(`${stamp}Z`)
  const tag = /^([FP]) /.exec(raw)?.[1]
  const payload = tag === undefined ? raw.replace(/\r?\n$/, '') : raw.slice(2)
  return tag === 'P'
    ? { payload, stream, time, partial: true, terminated: false, loss: null }
    : whole(payload, stream, time)
}

export const azureCa: Envelope = {
  id: 'azure-ca',
  json: true,
  samples: [
    {
      line: '{"TimeStamp":"2024-03-05T14:07:09.12345","Log":"F panic: boom"}',
      peeled: whole('panic: boom', '', '2024-03-05T14:07:09.12345Z'),
    },
    {
      line: String.raw`{"TimeGenerated":"2024-03-05T14:07:09Z","Log":"\t/x.go:1","Stream":"stderr","ContainerName":"api"}`,
      peeled: whole('\t/x.go:1', 'api/stderr', '2024-03-05T14:07:09Z'),
    },
  ],
  peel(line) {
    if (!line.includes('"Log')) return null
    const object = objectOf(line)
    return object === null ? null : consoleRow(object)
  },
}
