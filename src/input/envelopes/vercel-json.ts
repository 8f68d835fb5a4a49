import { type Envelope, message, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { objectOf, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/** Vercel log drain, NDJSON: https://vercel.com/docs/drains. One request is one stream. */
export const vercelJson: Envelope = {
  id: 'vercel-json',
  json: true,
  samples: [
    {
      line: '{"id":"1","timestamp":1709647629123,"source":"lambda","level":"error","message":"panic: boom","requestId":"r1","deploymentId":"d1","projectId":"p1"}',
      peeled: whole('panic: boom', 'lambda/d1/r1', '2024-03-05T14:07:09.123Z'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b || !line.includes('"deploymentId"')) return null
    const object = objectOf(line)
    if (object === null || typeof object.source !== 'string' || typeof object.message !== 'string') return null
    const names = [object.source, text(object.deploymentId), text(object.requestId)]
    return message(crashTextOf(object), names.filter((name) => name !== '').join('/'), anyTime(object.timestamp))
  },
}
