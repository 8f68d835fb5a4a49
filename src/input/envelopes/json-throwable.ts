import { isObject, type Json, type JsonObject, lacksEnd } from './json-line.ts'

/**
 * A Java exception that a logger took apart: `{"className": …, "message": …, "stepArray": [{"className": …}], "cause": {…}}`
 * (logback's JsonEncoder), `{"name": …, "extendedStackTrace": [{"class": …}]}` (log4j's JsonLayout), `{"exceptionType": …,
 * "frames": [{"class": …}], "causedBy": {"exception": {…}}}` (JBoss). Printed as `Throwable.printStackTrace` would.
 */
const TYPE_KEYS = ['className', 'class', 'exceptionType', 'exceptionClass', 'exception_class']
/** Threads and much else have these too: only what can be no name of such a thing is a class. */
const VAGUE_TYPE_KEYS = ['name', 'type']
const FRAMES_KEYS = ['stepArray', 'extendedStackTrace', 'stackTrace', 'stacktrace', 'stack_trace', 'frames', 'stack']
const MESSAGE_KEYS = ['message', 'localizedMessage', 'exception_message', 'error.message']
const COMMON_KEYS = ['commonFramesCount', 'commonElementCount', 'commonFrames']
const CAUSE_KEYS = ['cause', 'causedBy']
const MOST_LINKS = 32
const MOST_FRAMES = 2_048
const LONGEST_CLASS = 300

const CLASS = /^[\p{L}_$][\p{L}\p{N}_$./@-]{0,300}$/u
/** Qualified, or named as the exceptions of the platform are. */
const SURE_CLASS =
  /^(?:[\p{L}_][\p{L}\p{N}_]{0,100}\.){1,30}\p{Lu}[\p{L}\p{N}_$]{0,200}$|^[\p{L}\p{N}_$]{0,200}(?:Exception|Error|Throwable)$/u

/** '' where the object is none. */
export function throwableText(object: JsonObject): string {
  const lines: string[] = []
  return add(object, '', '', lines, { left: MOST_LINKS }) ? lines.join('\n') : ''
}

function add(object: JsonObject, title: string, indent: string, out: string[], budget: { left: number }): boolean {
  const type = stringOf(object, TYPE_KEYS) ?? stringOf(object, VAGUE_TYPE_KEYS, SURE_CLASS)
  const frames = listOf(object, FRAMES_KEYS)
  if (type === null || !CLASS.test(type) || frames === null || budget.left-- <= 0) return false
  const calls = frames.slice(0, MOST_FRAMES).map((frame) => callOf(frame))
  // Where the record was cut, the last one has lost its end.
  if (calls.length > 1 && calls.at(-1) === null && lacksEnd(frames.at(calls.length - 1))) calls.pop()
  if (calls.length === 0 ? title === '' : calls.includes(null)) return false
  const message = stringOf(object, MESSAGE_KEYS)
  out.push(`${indent}${title}${type}${message === null ? '' : `: ${message}`}`)
  for (const call of calls) out.push(`${indent}\tat ${call}`)
  const common = numberOf(object, COMMON_KEYS)
  if (common > 0) out.push(`${indent}\t... ${common} more`)
  for (const one of listOf(object, ['suppressed']) ?? [])
    if (isObject(one)) add(inner(one), 'Suppressed: ', `${indent}\t`, out, budget)
  const cause = CAUSE_KEYS.map((key) => object[key]).find(isObject)
  if (cause !== undefined) add(inner(cause), 'Caused by: ', indent, out, budget)
  return true
}

function inner(object: JsonObject): JsonObject {
  return isObject(object.exception) ? object.exception : object
}

/** `com.example.Shop.buy(Shop.java:12)`, null for what is no call of a method. */
function callOf(frame: Json): string | null {
  if (!isObject(frame)) return null
  const owner = stringOf(frame, ['className', 'class', 'declaringClass'])
  const method = stringOf(frame, ['methodName', 'method'])
  if (owner === null || method === null || !CLASS.test(owner)) return null
  const file = stringOf(frame, ['fileName', 'file'])
  const line = numberOf(frame, ['lineNumber', 'line'])
  // -2 is how the platform says that a method is native.
  const source = file ?? 'Unknown Source'
  const place = line === -2 ? 'Native Method' : line > 0 ? `${source}:${line}` : source
  return `${owner}.${method}(${place})`
}

function stringOf(object: JsonObject, keys: readonly string[], shape?: RegExp): string | null {
  for (const key of keys) {
    const value = object[key]
    // logback writes null as a word.
    if (typeof value !== 'string' || value === '' || value === 'null') continue
    if (shape === undefined || (value.length <= LONGEST_CLASS && shape.test(value))) return value
  }
  return null
}

function numberOf(object: JsonObject, keys: readonly string[]): number {
  for (const key of keys) {
    const value = object[key]
    if (typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,9}$/.test(value))) return Number(value)
  }
  return 0
}

function listOf(object: JsonObject, keys: readonly string[]): readonly Json[] | null {
  for (const key of keys) {
    const value = object[key]
    if (Array.isArray(value)) return value as readonly Json[]
  }
  return null
}
