import { type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { isObject, type JsonObject, objectOf, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/**
 * AWS Lambda's JSON: Telemetry API records (`type`, `record`), the advanced logging format (`requestId` beside the
 * message), and what aws-lambda-go prints when a handler panics, which stays as it is.
 */
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
      peeled: whole(
        '{"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"app/main.go","line":12,"label":"handler"}]}',
      ),
    },
  ],
  peel(line) {
    const object = objectOf(line)
    return object === null ? null : (telemetry(object) ?? advanced(object) ?? handlerPanic(object, line))
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

/** A crash report, and no envelope: a format reads it as it is. */
function handlerPanic({ errorMessage, errorType, level }: JsonObject, line: string): Peeled | null {
  const isIts = typeof errorMessage === 'string' && typeof errorType === 'string' && level === undefined
  return isIts ? whole(line) : null
}
