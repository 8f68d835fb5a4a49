import { type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf, hasMessage, isLambdaPanic, stackOf, streamOf } from './json-crash.ts'
import { at, isObject, type Json, type JsonObject, objectOf, pathOf, text, wasCut } from './json-line.ts'
import { anyTime } from './timestamps.ts'
import { unescapeOnce } from './unescape.ts'

/**
 * JSON lines of application loggers and of shippers that look like one. The payload is the message, and behind it the
 * stack when a field holds one. Each is known by keys that the others do not use.
 */
interface Shape {
  readonly id: string
  readonly mine: (object: JsonObject) => boolean
  readonly samples: Envelope['samples']
}

const STACK = String.raw`goroutine 7 [running]:\nmain.f()\n\t/x.go:1 +0x1d`
const STACK_TEXT = 'goroutine 7 [running]:\nmain.f()\n\t/x.go:1 +0x1d'
const TIME = '2024-03-05T14:07:09Z'
const CUT = { id: 'E09', text: 'the JSON record is cut' }

function shape({ id, mine, samples }: Shape): Envelope {
  return {
    id,
    json: true,
    // Vector is a shipper: what it carries, the runtime may have printed.
    ...(id === 'vector' ? {} : { logger: true as const }),
    samples,
    peel(line) {
      const object = objectOf(line)
      return object !== null && mine(object) ? recordOf(object, wasCut(line)) : null
    },
  }
}

const FLAGS = pathOf('log.flags')

function recordOf(object: JsonObject, cut: boolean): Peeled {
  const time = anyTime(
    object['@timestamp'] ?? object.timestamp ?? object.time ?? object.ts ?? object.t ?? instantOf(object),
  )
  const flags = at(object, FLAGS)
  // Filebeat's own word for a line that was longer than max_bytes.
  const truncated = Array.isArray(flags) && flags.includes('truncated')
  const loss = cut ? CUT : truncated ? { id: 'E09', text: 'log.flags holds "truncated"' } : null
  const peeled = message(crashTextOf(object), streamOf(object), time, loss)
  return cut ? { ...peeled, terminated: false } : peeled
}

/** log4j's, in ns since 1970, or in ms where it was told so. */
function instantOf({ instant, timeMillis }: JsonObject): Json | undefined {
  if (!isObject(instant)) return timeMillis
  const { epochSecond, nanoOfSecond } = instant
  return `${text(epochSecond)}.${text(nanoOfSecond).padStart(9, '0')}`
}

const isString = (value: unknown): value is string => typeof value === 'string'

export const vector = shape({
  id: 'vector',
  mine: (o) => isString(o.source_type) && isString(o.message),
  samples: [
    {
      line: `{"file":"/var/log/a.log","host":"h1","message":"panic: boom","source_type":"file","timestamp":"${TIME}"}`,
      peeled: whole('panic: boom', '/var/log/a.log', TIME),
    },
  ],
})

/** Elastic Common Schema: Filebeat, ecs-logging, Logstash. */
export const ecs = shape({
  id: 'ecs',
  mine: (o) => '@timestamp' in o && isString(o.message) && !('@message' in o),
  samples: [
    {
      line: `{"@timestamp":"${TIME}","log.level":"error","message":"boom","ecs.version":"1.2.0","error.stack_trace":"${STACK}"}`,
      peeled: whole(`boom\n${STACK_TEXT}`, '', TIME),
    },
    {
      line: `{"@timestamp":"${TIME}","message":"main.f(","log":{"file":{"path":"/a.log"},"offset":1,"flags":["truncated"]}}`,
      peeled: whole('main.f(', '/a.log', TIME, { id: 'E09', text: 'log.flags holds "truncated"' }),
    },
  ],
})

/** The same, where a list of the stack's lines is printed over many lines: `"error.stack_trace":[` ends the first. */
export const ecsLines: Envelope = {
  id: 'ecs-lines',
  json: true,
  logger: true,
  sporadic: true,
  kin: ['ecs', 'json'],
  needs: (samples) => samples.some((line) => line.startsWith('{"@timestamp"') && OPEN_LIST.test(line)),
  samples: [
    {
      line: `{"@timestamp":"${TIME}","message":"boom","error.stack_trace":[`,
      peeled: whole('boom', '', TIME),
    },
  ],
  peel(line) {
    if (!OPEN_LIST.test(line)) return null
    const object = objectOf(line)
    return object !== null && '@timestamp' in object ? recordOf(object, false) : null
  },
  follow(line, head) {
    const [, text, end] = LIST_ITEM.exec(line) ?? []
    if (text === undefined) return null
    head.closed = end !== undefined
    return message(unescapeOnce(text), head.peeled.stream, head.peeled.time)
  },
}

const OPEN_LIST = /":\s{0,4}\[$/
const LIST_ITEM = /^\s{1,8}"((?:[^"\\]|\\.)*)",?(\]\}?)?$/

/** go.uber.org/zap production encoder; the stack has neither header nor arguments. */
export const zap = shape({
  id: 'zap',
  mine: (o) => isString(o.level) && 'ts' in o && isString(o.msg),
  samples: [
    {
      line: String.raw`{"level":"panic","ts":1709647629.12,"caller":"app/main.go:12","msg":"boom","stacktrace":"main.f\n\t/src/app/main.go:12\nmain.main\n\t/src/app/main.go:20"}`,
      peeled: whole(
        'PANIC: boom\nmain.f\n\t/src/app/main.go:12\nmain.main\n\t/src/app/main.go:20',
        '',
        '2024-03-05T14:07:09.12Z',
      ),
    },
    {
      line: '{"level":"error","ts":1709647629,"msg":"recovered: main.f(0x',
      peeled: { ...whole('recovered: main.f(0x', '', '2024-03-05T14:07:09Z', CUT), terminated: false },
    },
  ],
})

/** github.com/rs/zerolog; its stack is a list of {func, line, source}. */
export const zerolog = shape({
  id: 'zerolog',
  mine: (o) =>
    isString(o.level) &&
    o.level === o.level.toLowerCase() &&
    'time' in o &&
    !('msg' in o) &&
    (isString(o.message) || isString(o.error)),
  samples: [
    {
      line: `{"level":"error","error":"boom","stack":[{"func":"f","line":"12","source":"main.go"}],"time":"${TIME}"}`,
      peeled: whole('boom\nf\n\tmain.go:12', '', TIME),
    },
    { line: `{"level":"info","time":1709647629,"message":"hello"}`, peeled: whole('hello', '', TIME) },
  ],
})

/** log/slog JSONHandler: levels in capitals. */
export const slogJson = shape({
  id: 'slog-json',
  mine: (o) => isString(o.time) && isString(o.level) && isString(o.msg) && /^(?:DEBUG|INFO|WARN|ERROR)/.test(o.level),
  samples: [
    {
      line: `{"time":"2024-03-05T14:07:09.123456789+01:00","level":"ERROR","msg":"panic","stack":"${STACK}"}`,
      peeled: whole(`panic\n${STACK_TEXT}`, '', '2024-03-05T14:07:09.123456789+01:00'),
    },
  ],
})

/** Any other object with a message or a stack: logrus, stern, pino, bunyan, a logger of the house. */
export const json = shape({
  id: 'json',
  mine: (o) => (hasMessage(o) || stackOf(o) !== '') && !isLambdaPanic(o),
  samples: [
    {
      line: String.raw`{"level":"panic","msg":"boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d\n","time":"${TIME}"}`,
      peeled: whole('boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d', '', TIME),
    },
    {
      line: `{"event":"crash","details":{"dump":"${STACK}"}}`,
      peeled: whole(STACK_TEXT),
    },
  ],
})
