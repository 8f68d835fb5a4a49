import { message, NOTHING, type Peeled } from './envelope.ts'
import { anyTime, rfc3339 } from './timestamps.ts'

/** An API export that a tool printed over many indented lines: one field per line, and only one of them is text. */

const FIELD = /^[ \t]+"([^"\\]{1,80})" ?: /
/** Where nothing else stands in a line, the outermost ones at the margin too. */
const FRAME = /^[ \t]*[{}[\]]{1,2},?$/

/** null when the line is not part of such a print. */
export function peelPretty(line: string, keys: readonly string[]): Peeled | null {
  if (FRAME.test(line)) return NOTHING
  const key = FIELD.exec(line)
  if (key === null) return null
  if (!keys.includes(key[1]!)) return NOTHING
  const value = line.slice(key[0].length).replace(/,$/, '')
  if (!value.startsWith('"')) return NOTHING
  try {
    return message(JSON.parse(value) as string, '', null)
  } catch {
    return null
  }
}

const CLOCK = /^[ \t]+"(?:@?timestamp|_time|TimeGenerated|date|time|__REALTIME_TIMESTAMP)" ?: "?([^"]{1,40})"?,?$/

/** The time of a record, in a line of its own. Some print UTC without saying so. */
export function prettyClock(line: string): string | null {
  const time = CLOCK.exec(line)?.[1]
  return time === undefined ? null : (anyTime(time) ?? rfc3339(`${time}Z`))
}

/** The print as a whole is recognised by a field that nothing else has. */
export function holdsField(samples: readonly string[], name: RegExp): boolean {
  return samples.some((line) => name.exec(line.slice(0, 512)) !== null)
}
