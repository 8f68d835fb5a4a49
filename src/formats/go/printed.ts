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
