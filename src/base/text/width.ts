/** Columns a text takes on a terminal. Texts are neutral (see neutralize.ts) and hold no colours. */
import stringWidth from 'string-width'

/** Characters of one column: ASCII, Latin, and the dashes, arrows and blocks of our own layout. */
const NARROW = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f]*$/

/** A cluster is hardly ever longer than this in UTF-16 units; bounds how much of a long text is segmented. */
const UNITS_PER_COLUMN = 16

let segmenter: Intl.Segmenter | undefined

export function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text)
}

/** The longest beginning of `text` that fits; never splits a character the reader sees as one. */
export function takeStart(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (NARROW.test(text)) return text.slice(0, columns)
  let used = 0
  let end = 0
  for (const { segment, index } of graphemes(text.slice(0, columns * UNITS_PER_COLUMN + 64))) {
    used += widthOf(segment)
    if (used > columns) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

/** The longest end of `text` that fits. */
export function takeEnd(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (NARROW.test(text)) return text.slice(Math.max(0, text.length - columns))
  const tail = text.slice(Math.max(0, text.length - columns * UNITS_PER_COLUMN - 64))
  const clusters = [...graphemes(tail)]
  let used = 0
  let start = tail.length
  for (let i = clusters.length - 1; i >= 0; i--) {
    const { segment, index } = clusters[i]!
    used += widthOf(segment)
    if (used > columns) break
    start = index
  }
  return tail.slice(start)
}

/**
 * A beginning of at least one code point, for where not even one cluster fits: marks that take room of their own can
 * make a cluster as wide as somebody likes.
 */
export function takePart(text: string, columns: number): string {
  let part = ''
  for (const character of text.slice(0, columns * UNITS_PER_COLUMN + 64)) {
    if (part !== '' && widthOf(part + character) > columns) break
    part += character
  }
  return part
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
