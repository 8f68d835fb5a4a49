import { type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf, frameCount } from './json-crash.ts'
import { isObject, type JsonObject, objectOf, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/**
 * AWS Lambda's JSON: Telemetry API records (`type`, `record`), the advanced logging format (`requestId` beside the
 * message), and what aws-lambda-go prints when a handler panics (lambda/errors.go: errorMessage, errorType,
 * stackTrace of at most 32 program counters).
 */
const FRAME_LIMIT = 32

const HANDLER = { id: 'E28', text: 'stackTrace holds 32 entries or more: the library records no deeper frames' }

export const lambda: Envelope = {
  id: 'lambda',
  json: true,
  samples: [
    {
      line: String.raw`{"time":"2024-03-05T14:07:09.123Z","type":"function","record":"panic: boom\n"}`,
      peeled: whole('panic: boom', '', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: '{"time":"2024-03-05T14:07:09.123Z","type":"platform.report","record":{"requestId":"1-2","status":"error"}}',
      peeled: whole('platform.report {"requestId":"1-2","status":"error"}', '1-2', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: '{"timestamp":"2024-03-05T14:07:09.123Z","level":"INFO","message":"panic: boom","requestId":"1-2"}',
      peeled: whole('panic: boom', '1-2', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: '{"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"app/main.go","line":12,"label":"handler"}]}',
      peeled: whole('boom\nhandler\n\tapp/main.go:12'),
    },
  ],
  peel(line) {
    const object = objectOf(line)
    return object === null ? null : (telemetry(object) ?? advanced(object) ?? handlerPanic(object))
  },
}

function telemetry({ type, record, time }: JsonObject): Peeled | null {
  if (typeof type !== 'string' || record === undefined || !/^(?:platform\.|function$|extension$)/.test(type))
    return null
  if (typeof record === 'string') return message(record, '', anyTime(time))
  if (!isObject(record)) return null
  if (type !== 'function') return whole(`${type} ${JSON.stringify(record)}`, text(record.requestId), anyTime(time))
  return message(crashTextOf(record), text(record.requestId), anyTime(record.timestamp ?? time))
}

function advanced(object: JsonObject): Peeled | null {
  const { timestamp, requestId, level, source } = object
  if (typeof timestamp !== 'string' || typeof level !== 'string' || source !== undefined) return null
  const id = text(requestId) || text(object.AWSRequestId)
  return id === '' || object.message === undefined ? null : message(crashTextOf(object), id, anyTime(timestamp))
}

function handlerPanic(object: JsonObject): Peeled | null {
  if (typeof object.errorMessage !== 'string' || typeof object.errorType !== 'string') return null
  const frames = frameCount(object.stackTrace)
  // Fields of a logger beside them: then this is a logger's record.
  if ('level' in object) return null
  return message(crashTextOf(object), '', null, frames >= FRAME_LIMIT ? HANDLER : null)
}
