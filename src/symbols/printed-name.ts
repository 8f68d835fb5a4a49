/** Names as tracebacks print them: without the types that a generic function was made for (runtime/traceback.go). */

import type { Bytes } from './bytes.ts'

const NUL = 0
const OPENING = 0x5b
const CLOSING = 0x5d

export function printedName(name: string): string {
  const start = name.indexOf('[')
  const end = name.lastIndexOf(']')
  return start < 0 || end < start ? name : `${name.slice(0, start)}[...]${name.slice(end + 1)}`
}

/** Whether a name begins there, among names that end with a NUL each. */
export function isName(names: Bytes, at: number): boolean {
  return at === 0 || (at > 0 && at < names.length && names.u8(at - 1) === NUL)
}

/** Equal for names that are printed alike. The one that begins at `at` ends with a NUL, or after so many bytes. */
export function hashOfPrintedName(bytes: Uint8Array, at: number, mostBytes: number): number {
  const end = Math.min(at + mostBytes, bytes.length)
  let hash = 0
  let before = -1
  for (let next = at; next < end; next++) {
    const byte = bytes[next]!
    if (byte === NUL) break
    hash = Math.imul(hash ^ byte, 0x01000193)
    if (byte === OPENING && before < 0) before = hash &= 0x7fffffff
    else if (byte === CLOSING && before >= 0) hash = before
  }
  return hash >>> 0
}
