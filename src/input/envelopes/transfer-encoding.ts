import { BEGINS_REPORT, beginsLikeCrash, holdsStack } from './crash-text.ts'
import { chunk, type Envelope, message, type Peeled, whole } from './envelope.ts'

/** What mail makes of a log, a saved message as a whole or the text of one: RFC 2045, 6.7 and 6.8. */

const WIDEST = 76
const LEAST_MARKS = 2

/** `=3D` for what is no plain character; `=` at the end of a line says that it goes on in the next one. */
const decoded: Envelope = {
  id: 'quoted-printable',
  samples: [],
  peel: (line) => whole(line.includes('=') ? fromQuoted(line) : line),
}

const quotedPrintable: Envelope = {
  id: 'soft-breaks',
  samples: [],
  breaksWords: () => true,
  peel: (line) =>
    line.endsWith('=') && line.length <= WIDEST
      ? { ...whole(line.slice(0, -1)), partial: true, terminated: false }
      : whole(line),
  startsAnew: (line) => beginsLikeCrash(line) || BEGINS_REPORT.test(line),
  inside: decoded,
}

function fromQuoted(line: string): string {
  return line.replace(/(?:=[0-9A-F]{2})+/g, (codes) => Buffer.from(codes.replaceAll('=', ''), 'hex').toString('utf8'))
}

function isQuotedPrintable(lines: readonly string[]): boolean {
  const head = lines.findIndex((line) => QUOTED.test(line))
  if (head < 0)
    return areQuoted(lines) && lines.filter(isSoftBreak).length >= LEAST_MARKS && lines.some((line) => MARK.test(line))
  const from = lines.indexOf('', head)
  const end = lines.findIndex((line, i) => i > from && line.startsWith('--'))
  const [body, rest] = end < 0 ? [lines.slice(from), []] : [lines.slice(from, end), lines.slice(end)]
  // Another part of the message may say of itself that it is as it is.
  return from >= 0 && areQuoted(body) && !rest.some((line) => MARK.test(line))
}

/** No `=` stands for itself, and lines were broken where they are as wide as a mail allows. */
function areQuoted(lines: readonly string[]): boolean {
  if (lines.some((line) => line.length > WIDEST || OTHER.test(line))) return false
  const breaks = lines.filter((line) => line.endsWith('='))
  const marks = lines.filter((line) => MARK.test(line))
  return breaks.every(isSoftBreak) && breaks.length + marks.length >= LEAST_MARKS
}

const QUOTED = /^content-transfer-encoding:[ \t]*quoted-printable[ \t]*$/i
const MARK = /=[0-9A-F]{2}/
const OTHER = /=(?![0-9A-F]{2}|$)/

/** A character of three bytes takes nine places, and is not parted. */
function isSoftBreak(line: string): boolean {
  return line.endsWith('=') && line.length >= WIDEST - 10
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{4})$/

/** Text, though a character may be parted by the end of a line. */
const PRINTABLE = /^\ufffd{0,3}[^\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]*\ufffd{0,3}$/

function fromBase64(line: string): string | null {
  if (!BASE64.test(line)) return null
  const text = Buffer.from(line, 'base64').toString('utf8')
  return PRINTABLE.test(text) ? text : null
}

/** Lines of one width are pieces of one text; of others each has one of its own. */
function base64(isOneText: boolean): Envelope {
  return {
    id: 'base64',
    samples: [],
    breaksWords: () => true,
    peel(line): Peeled | null {
      const text = fromBase64(line)
      if (text === null) return null
      return isOneText ? chunk(text, '', null) : message(text, '', null)
    },
  }
}

const LEAST_LINES = 3

function learnBase64(lines: readonly string[]): Envelope | null {
  const texts = lines.flatMap((line) => fromBase64(line) ?? [])
  // A certificate, a key or an image is no text; words of four letters hardly ever are.
  if (texts.length < LEAST_LINES && !texts.some((text) => text.includes('\n'))) return null
  if (!texts.some((text) => BEGINS_REPORT.test(text) || holdsStack(text)) && texts.length < 2 * LEAST_LINES) return null
  const width = lines.reduce((most, line) => Math.max(most, BASE64.test(line) ? line.length : 0), 0)
  const full = lines.filter((line) => line.length === width && BASE64.test(line)).length
  return base64(width >= 60 && 2 * full > texts.length)
}

/** How a mail program encoded these lines; null when none did. */
export function learnTransferEncoding(lines: readonly string[]): Envelope | null {
  return isQuotedPrintable(lines) ? quotedPrintable : learnBase64(lines)
}
