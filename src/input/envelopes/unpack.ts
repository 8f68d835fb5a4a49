import { json } from './app-json.ts'
import { beginsLikeCrash, holdsCollection, holdsStack } from './crash-text.ts'
import { type Envelope, type Peeled, whole } from './envelope.ts'
import { expand } from './flattened.ts'
import { logfmt, slogText } from './logfmt.ts'
import { ENVELOPES } from './registry.ts'
import { unescapeHtml, unescapeOctal } from './unescape.ts'

/**
 * One suspicious line, without a vote: a crash inside a JSON record, a log line with a JSON object at its end, a quoted
 * or flattened dump, HTML. Nothing here touches a line that already reads as a line of a crash.
 */
const MAX_LEVELS = 4

const RECORDS: readonly Envelope[] = [...ENVELOPES.filter((envelope) => envelope.json && envelope !== json), json]

/** The payload lines, or null when there is nothing to unpack; `used` gathers the ids of what was unpacked. */
export function unpack(line: string, used: Set<string>): Peeled[] | null {
  const ids = new Set<string>()
  const parts = unpackLevel(line, 0, ids)
  // A record without a crash stays a line of the log, as whoever reads the log knows it.
  if (parts === null || !parts.some(({ payload }) => matters(payload))) return null
  for (const id of ids) used.add(id)
  return parts
}

function matters(payload: string): boolean {
  return beginsLikeCrash(payload) || holdsStack(payload) || holdsCollection(payload)
}

function unpackLevel(line: string, level: number, used: Set<string>): Peeled[] | null {
  if (level >= MAX_LEVELS || line === '') return null
  const found = record(line) ?? trailingObject(line) ?? flattened(line)
  if (found === null) return null
  used.add(found.id)
  const out: Peeled[] = []
  for (const part of found.parts) {
    const { stream, time, terminated, loss } = part
    const texts = part.payload.split('\n')
    for (const [i, raw] of texts.entries()) {
      const isLast = i === texts.length - 1
      const text = !isLast && raw.endsWith('\r') ? raw.slice(0, -1) : raw
      const inner = unpackLevel(text, level + 1, used)
      if (inner !== null) out.push(...inner)
      else out.push({ ...whole(text, stream, time, isLast ? loss : null), terminated: isLast ? terminated : true })
    }
  }
  return out
}

interface Found {
  readonly id: string
  readonly parts: readonly Peeled[]
}

function record(line: string): Found | null {
  const first = line.charCodeAt(0)
  // `{`, `[{` or an element of a printed list.
  const isJson = first === 0x7b || first === 0x1e || ((first === 0x5b || first === 0x20) && /^[[ ,]{1,8}\{"/.test(line))
  for (const envelope of isJson ? RECORDS : [slogText, logfmt]) {
    const peeled = envelope.peel(line)
    if (peeled === null) continue
    const parts = peeled.parts ?? [peeled]
    return parts.some(({ payload }) => payload !== '' && payload !== line) ? { id: envelope.id, parts } : null
  }
  return null
}

/** `2024/03/05 14:07:09 {"errorMessage":…}`: text, then an object up to the end of the line. */
function trailingObject(line: string): Found | null {
  const start = line.indexOf('{"')
  if (start <= 0 || start > 512 || beginsLikeCrash(line)) return null
  const found = record(line.slice(start))
  if (found === null || !found.parts.some(({ payload }) => holdsStack(payload))) return null
  return { id: found.id, parts: [whole(line.slice(0, start)), ...found.parts] }
}

function flattened(line: string): Found | null {
  const dump = expand(line)
  if (dump !== null) return { id: 'escaped', parts: [whole(dump)] }
  const octal = unescapeOctal(line)
  if (octal !== line) return { id: 'syslog3164', parts: [whole(octal)] }
  const plain = unescapeHtml(line)
  return plain !== line && /&(?:lt|gt|#34|quot);/.test(line) ? { id: 'html', parts: [whole(plain)] } : null
}
