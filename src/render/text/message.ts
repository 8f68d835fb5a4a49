/** Text of the program itself: any length, any content. */
import { neutralize } from '../../base/text/neutralize.ts'
import type { Ink } from '../../base/text/style.ts'
import { plural } from '../../base/text/units.ts'
import { takeStart } from '../../base/text/width.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { RowOptions } from './page.ts'
import type { Scene } from './scene.ts'

/** What slicing leaves of a character outside the basic plane. */
const HALF_CHARACTER = /[\ud800-\udbff]$/

interface MessageOptions extends RowOptions {
  /** Lines on the page, about; the rest is only counted. */
  readonly lines: number
  readonly ink?: Ink
  /** Behind the last line: where it stands. */
  readonly trailer?: readonly Piece[]
}

export function renderMessage({ page, style }: Scene, message: string, options: MessageOptions): void {
  const { lines: limit, ink, trailer = [], ...row } = options
  const columns = page.room - (row.indent ?? 0)
  // Blank lines around a message are the program's, and nobody misses them.
  const lines = message
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
    .split('\n')
  let used = 0
  let hidden = ''
  const shown: string[] = []
  for (const [i, raw] of lines.entries()) {
    const left = limit - used
    if (left <= 0) {
      hidden = plural(lines.length - i, 'more line')
      break
    }
    // Only what can be seen is cleaned: a message may have megabytes.
    const part = raw.slice(0, left * columns).replace(HALF_CHARACTER, '')
    const line = neutralize(part)
    const fitting = takeStart(line, left * columns)
    if (fitting.length < line.length || part.length < raw.length) {
      const characters = line.length - fitting.length + raw.length - part.length
      hidden = plural(characters, 'more character')
      if (i + 1 < lines.length) hidden += ` and ${plural(lines.length - i - 1, 'more line')}`
      shown.push(fitting)
      break
    }
    shown.push(line)
    used += Math.max(1, Math.ceil(line.length / columns))
  }
  for (const [i, text] of shown.entries()) {
    const last = i === shown.length - 1 && hidden === ''
    const indent = text.length - text.trimStart().length
    const pieces: Piece[] = [{ text: text.trimEnd(), ink }, ...(last ? trailer : [])]
    page.row(pieces, {
      ...row,
      tag: i === 0 ? (row.tag ?? '') : '',
      hang: Math.min(indent, columns >> 1),
      longWords: 'continue',
    })
  }
  if (hidden !== '') page.row([{ text: `… ${hidden}`, ink: style.yellow }, ...trailer], { ...row, tag: '' })
}
