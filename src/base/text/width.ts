/** Columns a text takes on a terminal. Texts are neutral (see neutralize.ts) and hold no colours. */
import { eastAsianWidth } from 'get-east-asian-width'

/** Characters of one column: ASCII, Latin, and the dashes, arrows, signs and blocks of our own layout. */
const NARROW = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u259f]*$/

/** Marks that stand on the character before them; those that stand beside it (Mc) take room. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u
/** Shown as a picture, two columns wide. */
const PICTURE = /\p{Emoji_Presentation}|\ufe0f/u

/** A cluster is hardly ever longer than this in UTF-16 units; bounds how much of a long text is segmented. */
const UNITS_PER_COLUMN = 16

let segmenter: Intl.Segmenter | undefined

export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes(text)) width += widthOfCluster(segment)
  return width
}

function widthOfCluster(cluster: string): number {
  if (PICTURE.test(cluster)) return 2
  let width = 0
  for (const character of cluster) if (!NO_WIDTH.test(character)) width += eastAsianWidth(character.codePointAt(0)!)
  return width
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
