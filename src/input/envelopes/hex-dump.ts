import { isUtf8 } from 'node:buffer'
import { chunk, type Envelope, NOTHING, type Peeled, whole } from './envelope.ts'

/** A row may end inside of a character: only whole lines are decoded. */
const decoded: Envelope = {
  id: 'bytes',
  samples: [],
  peel(line) {
    const bytes = Buffer.from(line, 'latin1')
    return whole(isUtf8(bytes) ? bytes.toString('utf8') : line)
  },
}

/**
 * A file as `xxd`, `hexdump -C` and `od -A x -t x1z` show it: an offset, sixteen bytes, and what of them can be printed. A log
 * that was looked at like this is one text; bytes that a program shows of a message begin at nought again and again.
 */
export const hexDump: Envelope = {
  id: 'hex-dump',
  breaksWords: () => true,
  inside: decoded,
  samples: [
    {
      line: '00000010: 6d0a 0a67 6f72 6f75 7469 6e65 2031 205b  m..goroutine 1 [',
      peeled: bytes('m\n\ngoroutine 1 ['),
    },
    {
      line: '00000000  70 61 6e 69 63 3a 20 62  6f 6f 6d 0a 67 6f 72 6f  |panic: boom.goro|',
      peeled: bytes('panic: boom\ngoro'),
    },
    { line: '0000002a', peeled: NOTHING },
  ],
  needs(samples) {
    const offsets = samples.filter((line) => codesOf(line) !== null).map((line) => Number.parseInt(line, 16))
    const isOneText = offsets.every((offset, i) => (i === 0 ? offset === 0 : offset > offsets[i - 1]!))
    return isOneText && offsets.length >= LEAST_ROWS
  },
  peel(line) {
    const codes = codesOf(line)
    if (codes === null) return END.test(line) ? NOTHING : null
    return bytes(Buffer.from(codes.replaceAll(' ', ''), 'hex').toString('latin1'))
  },
}

/** The words in such a row are shown, not written. */
export function isHexRow(line: string): boolean {
  return codesOf(line) !== null
}

const LEAST_ROWS = 3
const END = /^[0-9a-f]{6,16}$/
const OFFSET = /^[0-9a-f]{8}(?:: | {2})|^[0-9a-f]{6} /
/** In pairs of bytes, behind a colon; or a byte each, with the text between bars or angles. */
const PAIRS = /^(?:[0-9a-f]{4} ){0,7}[0-9a-f]{2}(?:[0-9a-f]{2})? *$/
const SINGLE = /^(?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2} *$/

const SHOWN = /^ {1,2}(?:\|.{1,16}\||>.{1,16}<)$/

/** The codes stand in columns of their own: what can be printed of them may look like more of them. */
function codesOf(line: string): string | null {
  if (!OFFSET.test(line)) return null
  const arePairs = line[8] === ':'
  const from = line[6] === ' ' ? 7 : 10
  const to = arePairs ? 49 : from === 7 ? 54 : 58
  const codes = line.slice(from, to)
  if (arePairs) return PAIRS.test(codes) ? codes : null
  return SINGLE.test(codes) && SHOWN.test(line.slice(to)) ? codes : null
}

function bytes(text: string): Peeled {
  return chunk(text, '', null)
}
