import { isUtf8 } from 'node:buffer'
import { bundle, chunk, type Envelope, NOTHING, type Peeled, whole } from './envelope.ts'
import { isObject, type Json, objectOf, text } from './json-line.ts'

/** The Go Playground (golang/playground sandbox.go): its answer, and the raw output of a program built with faketime. */

export const playgroundJson: Envelope = {
  id: 'playground-json',
  json: true,
  samples: [
    {
      line: String.raw`{"Errors":"","Events":[{"Message":"hi\n","Kind":"stdout","Delay":0},{"Message":"panic: boom\n\ngoroutine 1 [running]:\n","Kind":"stderr","Delay":0}],"Status":2}`,
      peeled: bundle([whole('hi', 'stdout'), whole('panic: boom\n\ngoroutine 1 [running]:', 'stderr')]),
    },
    { line: '{"Errors":"timeout running program","Events":null}', peeled: whole('timeout running program', 'errors') },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b || !line.includes('"Events"')) return null
    const object = objectOf(line)
    if (object === null || !('Errors' in object) || !('Events' in object)) return null
    const parts: Peeled[] = []
    const errors = text(object.Errors)
    if (errors !== '') parts.push(whole(errors, 'errors'))
    for (const event of (Array.isArray(object.Events) ? object.Events : []) as readonly Json[]) {
      if (isObject(event) && typeof event.Message === 'string') parts.push(chunk(event.Message, text(event.Kind), null))
    }
    return parts.length > 0 ? bundle(parts) : NOTHING
  },
}

const MAGIC = '\0\0PB'

/**
 * Before every write: `\0\0PB`, 8 bytes of time, 4 bytes of length, big endian (Go src/runtime/time_fake.go). The text
 * is decoded already, and a time byte may have merged with its neighbours into one character: the length tells, because
 * it begins with two zeros.
 */
function headerEnd(line: string, start: number): number {
  for (let lengthAt = start + 12; lengthAt > start + 8; lengthAt--) {
    if (line.charCodeAt(lengthAt) === 0 && line.charCodeAt(lengthAt + 1) === 0)
      return Math.min(lengthAt + 4, line.length)
  }
  return start + MAGIC.length
}

export const playback: Envelope = {
  id: 'playback',
  breaksWords: () => true,
  sporadic: true,
  samples: [
    { line: '\0\0PB\x11\x74\ufffd\ufffd\ufffd\x18\x60\0\0\0\0\x0cpanic: boom', peeled: whole('panic: boom') },
    {
      line: '\0\0PB\x11\x74\ufffd\ufffd\ufffd\x18\x60\0\0\0\0\x07main.f(\0\0PB\x11\x74\ufffd\ufffd\ufffd\x18\x60\0\0\0\0\x04...)',
      peeled: whole('main.f(...)'),
    },
  ],
  peel(line) {
    let at = line.indexOf(MAGIC)
    if (at < 0) return null
    let out = ''
    let from = 0
    for (; at >= 0; at = line.indexOf(MAGIC, from)) {
      out += line.slice(from, at)
      from = headerEnd(line, at)
    }
    return whole(asUtf8(out + line.slice(from)))
  },
}

/** The bytes of a header are no UTF-8, so that the line with it was read as latin1; what it carries is text again. */
function asUtf8(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : text
}
