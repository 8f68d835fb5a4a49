import { bundle, type Envelope, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { isObject, type Json, objectOf, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/** Cloudflare `wrangler tail --format json`: one invocation per line, with its logs and exceptions. */
export const cfTail: Envelope = {
  id: 'cf-tail',
  json: true,
  kin: ['json-export'],
  samples: [
    {
      line: '{"outcome":"exception","exceptions":[{"name":"RuntimeError","message":"unreachable","timestamp":1709647629124}],"logs":[{"level":"error","message":["panic: boom",7],"timestamp":1709647629123}]}',
      peeled: {
        ...NOTHING,
        parts: [
          whole('panic: boom 7', '', '2024-03-05T14:07:09.123Z'),
          whole('RuntimeError: unreachable', '', '2024-03-05T14:07:09.124Z'),
        ],
      },
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b || !line.includes('"outcome"')) return null
    const object = objectOf(line)
    if (object === null || !Array.isArray(object.logs) || !Array.isArray(object.exceptions)) return null
    const parts: Peeled[] = []
    for (const log of object.logs as readonly Json[]) {
      if (isObject(log)) parts.push(message(words(log.message), '', anyTime(log.timestamp)))
    }
    for (const error of object.exceptions as readonly Json[]) {
      if (!isObject(error)) continue
      const stack = text(error.stack)
      const title = `${text(error.name)}: ${text(error.message)}`
      parts.push(message(stack === '' ? title : stack, '', anyTime(error.timestamp)))
    }
    return parts.length > 0 ? bundle(parts) : NOTHING
  },
}

/** console.log takes any number of values. */
function words(value: Json | undefined): string {
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json]
  return list.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' ')
}
