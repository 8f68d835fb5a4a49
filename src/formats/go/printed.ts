import type { GoroutineHeader } from '../../model/event.ts'
import { parseHeader } from './tokens.ts'

/**
 * Stacks that a program prints itself: the header stands behind a logger's prefix or a sentence, in the same line. Used
 * by gorilla/handlers (`log.Println(string(debug.Stack()))`) and echo (`[PANIC RECOVER] TEXT goroutine 1 [running]:`).
 */
export function parseHeaderBehind(text: string): { readonly header: GoroutineHeader; readonly said: string } | null {
  if (text.length > LONGEST || !text.endsWith(']:')) return null
  const at = text.lastIndexOf('goroutine ')
  if (at <= 0 || !/[\s:\]]$/.test(text.slice(0, at))) return null
  const header = parseHeader(text.slice(at))
  return header === null ? null : { header, said: withoutLogPrefix(text.slice(0, at)).replace(RECOVERY_TAG, '').trim() }
}

const LONGEST = 4_096
/** `[PANIC RECOVER] `, `[Recovery] `: who caught it, not what was said. */
const RECOVERY_TAG = /^\[(?:panic recover|recovery)[^\]]{0,40}\]\s*/i

const LOG_PREFIX =
  /^(?:\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? |(?:TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{1,9}\] |[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] )/

/** What a line says behind the time and place that its logger put in front. */
export function withoutLogPrefix(text: string): string {
  return text.replace(LOG_PREFIX, '')
}

/**
 * A line of zap's console encoder at one of the levels that come with a stack: behind time and level, in fields between tabs,
 * may stand the name of a logger, the caller, the message, and fields as JSON. null: no such line.
 */
export function parseConsoleRecord(text: string): { readonly level: string; readonly message: string } | null {
  const level = text.length > LONGEST ? undefined : CONSOLE.exec(text)?.[1]
  if (level === undefined) return null
  const parts = text.replace(COLOURS, '').split('\t')
  const said = parts.slice(parts.indexOf(level) + 1).filter((part) => !CALLER.test(part))
  const fields = said.length > 1 && said.at(-1)!.startsWith('{') ? said.pop()! : ''
  const message = said.at(-1) ?? ''
  const error = ERROR_FIELD.exec(fields)?.[1]
  return { level, message: error === undefined ? message : `${message}: ${error}` }
}

const CONSOLE = /^[^\t]{1,64}\t(?:\x1b\[\d{1,2}m)?(ERROR|DPANIC|PANIC)(?:\x1b\[0m)?\t./
const COLOURS = /\x1b\[\d{1,2}m/g
const CALLER = /^[^\s:]{1,300}\.go:\d{1,7}$/
const ERROR_FIELD = /"error": ?"((?:[^"\\]|\\.){1,1000})"/
