import { message, NOTHING, type Peeled } from './envelope.ts'

/** An API export that a tool printed over many indented lines: one field per line, and only one of them is text. */

const FIELD = /^[ \t]+"([^"\\]{1,80})" ?: /
const FRAME = /^[ \t]+[{}[\]]{1,2},?$/

/** null when the line is not part of such a print. */
export function peelPretty(line: string, keys: readonly string[]): Peeled | null {
  const first = line.charCodeAt(0)
  if (first !== 0x20 && first !== 0x09) return null
  const key = FIELD.exec(line)
  if (key === null) return FRAME.test(line) ? NOTHING : null
  if (!keys.includes(key[1]!)) return NOTHING
  const value = line.slice(key[0].length).replace(/,$/, '')
  if (!value.startsWith('"')) return NOTHING
  try {
    return message(JSON.parse(value) as string, '', null)
  } catch {
    return null
  }
}

/** The print as a whole is recognised by a field that nothing else has. */
export function holdsField(samples: readonly string[], name: RegExp): boolean {
  return samples.some((line) => name.exec(line.slice(0, 512)) !== null)
}
