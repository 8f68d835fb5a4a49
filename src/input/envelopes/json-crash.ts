import { holdsStack } from './crash-text.ts'
import { parted } from './flattened.ts'
import { at, isObject, type Json, type JsonObject, objectOf, pathOf } from './json-line.ts'
import { throwableText } from './json-throwable.ts'
import { unflatten } from './unescape.ts'

/**
 * The program's text inside a JSON log record: its message, and behind it the stack that a logger put into a field of
 * its own. Loggers disagree about every name, so names are only an order of preference.
 */

/** Lower case; the path of a field ends with one of these. */
const STACK_KEYS = [
  'stacktrace',
  'stack_trace',
  'stack',
  'error.stack',
  'error.stack_trace',
  'error.stack.trace',
  'exception.stacktrace',
  'err.stack',
  'errorverbose',
  'trace',
  'backtrace',
  'goroutines',
  'panic',
  'thrown.extendedstacktrace',
  'thrown.stacktrace',
  'full_message',
  'exception',
  'error',
  'err',
  'reason',
  'details',
  'output',
  'stderr',
  'body',
]

const REPORTING_KEY =
  /(?:stack|trace|err|panic|exception|crash|fatal|fail|goroutine|dump|msg|message|log|out|reason|detail|cause|event|thrown|throwable)/

const MESSAGE_PATHS = [
  'message',
  'msg',
  'log',
  'textPayload',
  '@message',
  'body',
  'event.original',
  'output',
  'line',
  'text',
  'short_message',
  'error',
  'err',
  'errorMessage',
  'error.message',
  'exception.message',
  'exception',
].map(pathOf)

export function messageOf(object: JsonObject): string {
  for (const path of MESSAGE_PATHS) {
    const value = at(object, path)
    // A record inside the record is the next layer's, escapes and all.
    if (typeof value === 'string' && value !== '') return value[0] === '{' ? value : unflatten(value)
  }
  return ''
}

export function hasMessage(object: JsonObject): boolean {
  return ['message', 'msg', 'log', '@message', 'short_message'].some((key) => typeof object[key] === 'string')
}

interface Field {
  readonly path: string
  readonly value: Json
}

/**
 * Fields down to the fourth level that could hold a stack, which most records have none of. A record with hundreds of
 * them is not a log line of ours.
 */
function fieldsOf(object: JsonObject): Field[] {
  const fields: Field[] = []
  const walk = (node: JsonObject, prefix: string, depth: number): void => {
    for (const key of Object.keys(node)) {
      if (fields.length >= 400) return
      const value = node[key]!
      if (isObject(value)) {
        if (depth < 4) walk(value, `${prefix}${key.toLowerCase()}.`, depth + 1)
      } else if (typeof value === 'string' ? holdsBreak(value) : Array.isArray(value)) {
        fields.push({ path: prefix + key.toLowerCase(), value })
      }
    }
  }
  walk(object, '', 1)
  return fields
}

/** A newline, a backslash that could be one, or frames with something else between them. */
function holdsBreak(value: string): boolean {
  return value.includes('\n') || value.includes('\\n') || value.includes('\tat ')
}

/** The stack of a record, '' without one. */
export function stackOf(object: JsonObject): string {
  const fields = fieldsOf(object)
  if (fields.length === 0) return ''
  const thrown = throwableIn(object)
  if (thrown !== '') return thrown
  for (const key of STACK_KEYS) {
    for (const { path, value } of fields) {
      if (path !== key && !path.endsWith(`.${key}`)) continue
      const stack = stackText(value)
      if (stack !== '') return stack
    }
  }
  // A field with a name of its own that holds a whole dump. What users send (`comment`, `query`) is not looked into.
  for (const { path, value } of fields) {
    if (!REPORTING_KEY.test(path)) continue
    const stack = typeof value === 'string' ? unflatten(value) : ''
    if (stack.includes('\n') && /goroutine \d{1,19} [^\n]{0,160}\]:\n/.test(stack)) return stack
  }
  return ''
}

function stackText(value: Json): string {
  if (typeof value === 'string') {
    // A record inside the record is the next layer's.
    if (value[0] === '{' && objectOf(value) !== null) return ''
    const stack = (JAVA_FRAME.test(value) ? null : parted(value)) ?? unflatten(value)
    // One line of a stack, with its newline, is not the stack of this record.
    const end = stack.indexOf('\n')
    return end >= 0 && end < stack.length - 1 && holdsStack(stack) ? stack : ''
  }
  if (!Array.isArray(value) || value.length === 0) return ''
  const list = value as readonly Json[]
  if (list.every((line) => typeof line === 'string')) {
    const stack = list.map((line) => unflatten(line)).join('\n')
    return holdsStack(stack) ? stack : ''
  }
  return list.every(isObject) ? framesText(list) : ''
}

/** What aws-lambda-go prints of a handler that panicked: a report of its own, and no record of a logger. */
export function isLambdaPanic({ errorMessage, errorType, stackTrace }: JsonObject): boolean {
  return typeof errorMessage === 'string' && typeof errorType === 'string' && Array.isArray(stackTrace)
}

/** A throwable as an object of its own, in the record or in a field of it; '' without one. */
export function throwableIn(object: JsonObject): string {
  const own = throwableText(object)
  if (own !== '') return own
  for (const key of Object.keys(object)) {
    const value = object[key]!
    if (!isObject(value) || !REPORTING_KEY.test(key.toLowerCase())) continue
    const text = throwableText(value)
    if (text !== '') return text
  }
  return ''
}

const FUNCTION_KEYS = ['func', 'function', 'label', 'method', 'name']
const FILE_KEYS = ['file', 'path', 'source', 'filename', 'fileName']
const LINE_KEYS = ['line', 'lineno', 'lineNumber', 'line_number']

/** `[{func, source, line}]` as zerolog and aws-lambda-go write it becomes what zap prints: function, TAB, file:line. */
function framesText(frames: readonly JsonObject[]): string {
  const lines: string[] = []
  const pick = (frame: JsonObject, keys: readonly string[]): string => {
    for (const key of keys) {
      const value = frame[key]
      if (typeof value === 'string' || typeof value === 'number') return String(value)
    }
    return ''
  }
  for (const frame of frames) {
    const name = pick(frame, FUNCTION_KEYS)
    const file = pick(frame, FILE_KEYS)
    const line = pick(frame, LINE_KEYS)
    if (name === '' || file === '' || line === '') continue
    if (typeof frame.class === 'string') lines.push(`\tat ${frame.class}.${name}(${file}:${line})`)
    else lines.push(name, `\t${file}:${line}`)
  }
  return lines.join('\n')
}

/** Fields for what was recovered, or for the error that the message is about. */
const VALUE_PATHS = [
  'panic',
  'panic_value',
  'panicValue',
  'recover',
  'recovered',
  'error',
  'err',
  'error.message',
  'err.message',
  'exception.message',
  'reason',
  'cause',
  'value',
].map((path) => ({ path: pathOf(path), isPanic: /^(?:panic|recover)/.test(path) }))

/** `msg: error`, as it would stand in a log of plain text: the message of a record often says only who caught something. */
function toldOf(object: JsonObject, message: string, stack: string): string {
  for (const { path, isPanic } of VALUE_PATHS) {
    const field = at(object, path)
    if (typeof field !== 'string' || field === '' || field.length > LONGEST_VALUE) continue
    const value = unflatten(field)
    if (value.includes('\n') || value[0] === '{' || message.includes(value) || stack.includes(value)) continue
    const isValue = isPanic || PANICKING.test(stack)
    return isValue && !/panic/i.test(message) ? `${message}: panic: ${value}` : `${message}: ${value}`
  }
  return message
}

const LONGEST_VALUE = 2_048
/** The stack of a deferred function, which a panic called. */
const PANICKING = /(?:^|\n)panic\(|(?:^|\n)runtime\.gopanic\b/

/** Message, newline, stack; either alone when the other is missing or already inside. */
export function crashTextOf(object: JsonObject): string {
  const said = messageOf(object)
  const stack = stackOf(object)
  const message = stack === '' || said === '' || said.includes('\n') ? said : toldOf(object, said, stack)
  if (stack === '' || message.includes(stack)) return message
  // Some layouts put the trace into both, each cut in its own way.
  if (JAVA_FRAME.test(message) && JAVA_FRAME.test(stack)) return message
  // A record inside the record is the next layer's: it was found there as text once more.
  if (message[0] === '{' && stack === unflatten(message)) return message
  if (message === '' || stack.startsWith(message)) return stack
  if (isPanic(object) && !/panic/i.test(message) && !stack.includes('goroutine ')) return `PANIC: ${message}\n${stack}`
  return message.endsWith('\n') ? message + stack : `${message}\n${stack}`
}

/** A logger that panics behind what it logs: go.uber.org/zap and its like. */
function isPanic({ level }: JsonObject): boolean {
  return typeof level === 'string' && /^d?panic$/i.test(level)
}

const JAVA_FRAME = /\n\tat [\w$.@/<>-]{3,300}\(/

const STREAM_PATHS = [
  'kubernetes.namespace_name',
  'kubernetes.namespace',
  'kubernetes.pod_name',
  'kubernetes.pod.name',
  'kubernetes.container_name',
  'kubernetes.container.name',
  'namespace',
  'podName',
  'container.id',
  'container_id',
  'containerName',
  'container_name',
  '_container_name',
  '_container_id',
  'log.file.path',
  'file',
  'stream',
].map(pathOf)

/** What shippers add to say where a line came from. */
export function streamOf(object: JsonObject): string {
  let stream = ''
  for (const path of STREAM_PATHS) {
    const value = at(object, path)
    if (typeof value === 'string' && value !== '') stream = stream === '' ? value : `${stream}/${value}`
  }
  return stream
}
