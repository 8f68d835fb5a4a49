/** The stack of one goroutine: two columns, function and place, with the origin marked. */

import { truncateMiddle, truncatePath } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Origin } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { certainty } from '../words/crash.ts'
import { functionName, placeOf, withoutDirectories, withoutImportPath } from '../words/frames.ts'
import { findFrame, foldStack, isForeign, type StackRow } from '../words/stack-fold.ts'
import { type Cell, type Column, fitWidths, GAP, layOut } from './columns.ts'
import type { Scene } from './scene.ts'

interface StackOptions {
  readonly frames: 'app' | 'all'
  /** Rows before the rest is only counted. */
  readonly limit: number
  readonly indent?: number
  /** In the gutter before the origin, or before the first row: `at`. */
  readonly tag?: string
  /** Below the origin: how it was chosen. */
  readonly why?: string
}

const COLUMNS: readonly Column[] = [
  { shorten: shortenFunction, short: withoutImportPath, min: 16 },
  { shorten: truncatePath, short: withoutDirectories, min: 14 },
]

/** A column of functions is not squeezed below this by a note beside them. */
const READABLE_NAME = 26

/** What the place of a frame with a note keeps at least. */
const NOTED_PLACE = 18

/** Side by side only where both columns can be read. */
const SIDE_BY_SIDE = 44

export function renderStack(
  scene: Scene,
  frames: readonly Frame[],
  origin: Origin | null,
  options: StackOptions,
): void {
  const { page, style } = scene
  const { indent = 0, tag = '', why = '' } = options
  const originAt = findFrame(frames, origin)
  const rows = foldStack(frames, { frames: options.frames, keep: originAt, limit: options.limit })
  const table = rows.map((row) => (row.kind === 'frame' ? frameCells(scene, row.frame, row.index === originAt) : []))
  const notes = rows.map((row) => note(scene, row, originAt, origin))

  const room = page.room - indent
  const plan = planColumns(table, notes, room)
  const tagged = originAt === -1 ? 0 : rows.findIndex((row) => row.kind === 'frame' && row.index === originAt)

  for (const [i, row] of rows.entries()) {
    if (row.kind !== 'frame') {
      page.row(asidePieces(scene, row), { indent })
      continue
    }
    const cells = table[i]!
    const isOrigin = row.index === originAt
    // `inlined` is not worth a cut file name; the origin is.
    const fits = isOrigin || widthOf(withoutDirectories(cells[1]!.text)) <= plan.besideNote[1]!
    const noted = plan.notesInline && notes[i]!.text !== '' && fits
    const place = { tag: i === tagged ? tag : '', indent }
    if (room < SIDE_BY_SIDE) {
      page.row([{ text: shortenFunction(cells[0]!.text, room), ink: cells[0]!.ink }], place)
      page.row([{ text: truncatePath(cells[1]!.text, room - 2), ink: style.dim }], { indent: indent + 2 })
    } else if (noted) {
      page.row(layOut([...COLUMNS, {}], [...cells, notes[i]!], plan.besideNote), place)
    } else {
      page.row(layOut(COLUMNS, cells, plan.widths), place)
    }
    if (!isOrigin) continue
    if (!noted) page.row([notes[i]!], { indent: indent + 2 })
    if (why !== '') page.row([{ text: why, ink: style.dim }], { indent: indent + 2 })
  }
}

interface Plan {
  readonly widths: readonly number[]
  /** The same for rows with a note, and the note. */
  readonly besideNote: readonly number[]
  /** Else the note of the origin goes below its frame. */
  readonly notesInline: boolean
}

/** Only rows with a note have to leave room for it, and no name is cut for it. */
function planColumns(table: readonly (readonly Cell[])[], notes: readonly Cell[], room: number): Plan {
  const widths = fitWidths(COLUMNS, table, room)
  const noted = table.filter((_, i) => notes[i]!.text !== '')
  const name = Math.max(0, ...noted.map((cells) => widthOf(withoutImportPath(cells[0]!.text))))
  const place = Math.max(0, ...noted.map((cells) => widthOf(cells[1]!.text)))
  const note = Math.max(0, ...notes.map(({ text }) => widthOf(text)))
  const left = room - note - 2 * GAP
  const nameRoom = left - Math.min(place, NOTED_PLACE)
  const notesInline = room >= SIDE_BY_SIDE && nameRoom >= Math.min(widths[0]!, Math.max(name, READABLE_NAME))
  if (notesInline) widths[0] = Math.min(widths[0]!, nameRoom)
  return { widths, besideNote: [widths[0]!, Math.min(place, left - widths[0]!), note], notesInline }
}

/** First without the directories of the import path, then cut in the middle. */
export function shortenFunction(name: string, columns: number): string {
  return widthOf(name) <= columns ? name : truncateMiddle(withoutImportPath(name), columns)
}

function frameCells({ style }: Scene, frame: Frame, isOrigin: boolean): Cell[] {
  const ink = isOrigin ? style.bold : isForeign(frame) ? style.dim : undefined
  return [
    { text: functionName(frame), ink },
    { text: placeOf(frame), ink },
  ]
}

function note({ style }: Scene, row: StackRow, originAt: number, origin: Origin | null): Cell {
  if (row.kind !== 'frame') return { text: '' }
  if (row.index === originAt && origin)
    return { text: `← the origin (${certainty(origin.confidence)})`, ink: style.bold }
  return row.frame.inlined ? { text: 'inlined', ink: style.dim } : { text: '' }
}

function asidePieces(scene: Scene, row: Exclude<StackRow, { kind: 'frame' }>): Piece[] {
  const { dim } = scene.style
  if (row.kind === 'repeated') {
    const what = row.period === 1 ? 'the frame above' : `the ${row.period} frames above`
    return [{ text: `… ${what}, ${plural(row.times, 'more time')}`, ink: dim }]
  }
  const text =
    row.kind === 'rest'
      ? `… ${plural(row.count, 'more frame')}`
      : `… ${plural(row.count, 'frame')} of ${packageList(row.packages)}`
  const pieces: Piece[] = [{ text, ink: dim }]
  if (!scene.hinted.has('frames')) pieces.push({ text: '  --frames all', ink: dim, solid: true })
  scene.hinted.add('frames')
  return pieces
}

function packageList(packages: readonly string[]): string {
  const names = packages.slice(0, 3).map((name) => neutralizeLine(name))
  return names.join(', ') + (packages.length > names.length ? ', …' : '')
}
