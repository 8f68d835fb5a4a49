/** Rows whose cells line up. Columns are as wide as their content; when that is too much, the flexible ones give way. */
import { padEnd, padStart, truncateEnd } from '../../base/text/fit.ts'
import type { Ink } from '../../base/text/style.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Piece } from '../../base/text/wrap.ts'

export interface Column {
  readonly align?: 'right'
  /** How to shorten a cell; a column without it keeps its width. */
  readonly shorten?: (text: string, columns: number) => string
  /** A flexible column does not get narrower than this. */
  readonly min?: number
  /** What a cell is without what can best be missed; columns give that up first, from the last one to the first. */
  readonly short?: (text: string) => string
}

export interface Cell {
  readonly text: string
  readonly ink?: Ink | undefined
}

export const GAP = 2

/** Content widths, not reduced to any page. */
export function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map((_, i) => widest(rows.map((row) => row[i]?.text ?? '')))
}

export function totalWidth(widths: readonly number[]): number {
  const used = widths.filter((width) => width > 0)
  return used.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, used.length - 1)
}

/**
 * As wide as the content when that fits. Else columns are taken away, and what a shortened text then leaves free is
 * given back: a function without its import path may make room for a whole path.
 */
export function fitWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[], room: number): number[] {
  const natural = naturalWidths(columns, rows)
  if (totalWidth(natural) <= room) return natural
  const cells = (i: number) => rows.map((row) => row[i]?.text ?? '')
  const shortest = columns.map(({ short }, i) => (short ? widest(cells(i).map(short)) : natural[i]!))
  const reduced = reduceWidths(columns, natural, shortest, room)
  const used = columns.map(({ shorten }, i) => {
    const width = reduced[i]!
    return shorten ? widest(cells(i).map((text) => (widthOf(text) > width ? shorten(text, width) : text))) : width
  })
  let free = room - totalWidth(used)
  for (let i = columns.length - 1; i >= 0 && free > 0; i--) {
    const back = Math.min(free, natural[i]! - used[i]!)
    used[i]! += back
    free -= back
  }
  return used
}

/** Down to the short forms, the last column first; then from the widest flexible column, until the row fits. */
function reduceWidths(
  columns: readonly Column[],
  natural: readonly number[],
  shortest: readonly number[],
  room: number,
): number[] {
  const widths = [...natural]
  let excess = totalWidth(widths) - room
  for (let i = columns.length - 1; i >= 0 && excess > 0; i--) {
    const given = Math.min(excess, Math.max(0, widths[i]! - shortest[i]!))
    widths[i]! -= given
    excess -= given
  }
  for (; excess > 0; excess--) {
    let at = -1
    for (const [i, { shorten, min = 1 }] of columns.entries()) {
      if (shorten && widths[i]! > min && (at === -1 || widths[i]! > widths[at]!)) at = i
    }
    if (at === -1) break
    widths[at]! -= 1
  }
  return widths
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(widthOf))
}

/** One line: pieces to hand to the page. Empty columns take no room; the last cell is not padded. */
export function layOut(columns: readonly Column[], row: readonly Cell[], widths: readonly number[]): Piece[] {
  const pieces: Piece[] = []
  let pending = ''
  for (const [i, column] of columns.entries()) {
    const width = widths[i]!
    if (width === 0) continue
    const cell = row[i] ?? { text: '' }
    const shorten = column.shorten ?? truncateEnd
    const text = widthOf(cell.text) > width ? shorten(cell.text, width) : cell.text
    const padded = column.align === 'right' ? padStart(text, width) : padEnd(text, width)
    const body = padded.trimEnd()
    if (body !== '') pieces.push({ text: pending + body, ink: cell.ink, solid: true })
    pending = (body === '' ? pending + padded : ' '.repeat(widthOf(padded) - widthOf(body))) + ' '.repeat(GAP)
  }
  return pieces
}
