/** What everyone else was doing: a dump as a few rows, the telling ones first. */

import { truncatePath } from '../../base/text/fit.ts'
import { count, plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Crash, Dump, Group } from '../../model/report.ts'
import { functionName, placeOf, withoutDirectories, withoutImportPath } from '../words/frames.ts'
import {
  conclusionOf,
  headOf,
  type NumberedGroup,
  numberedGroups,
  othersOf,
  stateOf,
  unitOf,
  waitOf,
} from '../words/groups.ts'
import { sentence } from '../words/sentence.ts'
import { tellingFrame } from '../words/stack-fold.ts'
import { type Cell, type Column, fitWidths, GAP, layOut, naturalWidths, totalWidth } from './columns.ts'
import type { Scene } from './scene.ts'
import { shortenFunction } from './stack.ts'

/** Count, state, function, place, waiting time, cause. */
const COLUMNS: readonly Column[] = [
  { align: 'right' },
  { shorten: (text, columns) => shortenFunction(text, columns), min: 10 },
  { shorten: shortenFunction, short: withoutImportPath, min: 14 },
  { shorten: truncatePath, short: withoutDirectories, min: 12 },
  { align: 'right' },
  {},
]

/** What a file name with its line gets before other columns do. */
const READABLE_FILE = 28

/** How many of the columns, and the width a function must get for it. */
const LAYOUTS = [
  { columns: 6, readable: 36 },
  { columns: 5, readable: 24 },
  { columns: 4, readable: 0 },
]

export function renderOthers(scene: Scene, dump: Dump, crash: Crash | null): void {
  const { page, style, options, places } = scene
  const others = othersOf(numberedGroups(scene.report), dump, crash)
  const { groups, total } = others
  if (total <= 0 || groups.length === 0) return
  // A signal from outside kills nobody in particular: then they are not the others, they are all.
  page.section(total < dump.total ? 'OTHERS' : 'DUMP', style.bold)
  page.row([{ text: headOf(others, dump) }, { text: `  ${places.range(dump.span)}`, ink: style.dim, solid: true }])

  const telling = groups.filter(({ group }) => !group.normal)
  const normal = groups.filter(({ group }) => group.normal)
  if (telling.length === 0) return
  const shown = telling.slice(0, options.top)
  renderTable(scene, shown)
  const rest = telling.slice(shown.length)
  if (rest.length > 0) renderAside(scene, `${plural(rest.length, 'more group')} with ${countOf(rest, dump)}`, '--top N')
  if (normal.length > 0) renderAside(scene, `${countOf(normal, dump)} of the runtime or idle by design`)
}

function countOf(groups: readonly NumberedGroup[], dump: Dump): string {
  return plural(
    groups.reduce((sum, { group }) => sum + group.count, 0),
    unitOf(dump),
  )
}

function renderAside({ page, style }: Scene, text: string, hint = ''): void {
  const pieces: Piece[] = [{ text: `… ${text}`, ink: style.dim }]
  if (hint !== '') pieces.push({ text: `  ${hint}`, ink: style.dim, solid: true })
  page.row(pieces, { indent: 2, hang: 2 })
}

/** The columns that fit on one line without hurting the names, most first; what is left goes below. */
function renderTable(scene: Scene, groups: readonly NumberedGroup[]): void {
  const { page, style } = scene
  const indent = 2
  const room = page.room - indent
  const rows = groups.map(({ group }) => cellsOf(scene, group))
  const natural = naturalWidths(COLUMNS, rows)
  const name = Math.max(0, ...rows.map((row) => widthOf(withoutImportPath(row[2]!.text))))
  const file = Math.min(READABLE_FILE, Math.max(0, ...rows.map((row) => widthOf(withoutDirectories(row[3]!.text)))))
  const layout = LAYOUTS.find(({ columns, readable }) => {
    const widths = fitWidths(COLUMNS.slice(0, columns), rows, room)
    const cut = widths[1]! < natural[1]! || widths[3]! < file
    return totalWidth(widths) <= room && widths[2]! >= Math.min(readable, name) && (columns === 4 || !cut)
  })
  const columns = COLUMNS.slice(0, layout?.columns ?? 0)
  const widths = fitWidths(columns, rows, room)
  const below = Math.min(indent + natural[0]! + GAP, page.room >> 1)
  for (const [i, row] of rows.entries()) {
    const place = { tag: `${groups[i]!.number}.`, indent, hang: below - indent }
    const conclusion = sentence(conclusionOf(groups[i]!.group))
    if (layout) {
      page.row(layOut(columns, row, widths), place)
    } else {
      const words = row.slice(0, 4).filter((cell) => cell.text !== '')
      page.row(
        words.map((cell, k): Piece => ({ ...cell, text: (k > 0 ? '  ' : '') + cell.text })),
        place,
      )
    }
    const wait = columns.length < 5 ? row[4]!.text : ''
    const cause = columns.length === 6 ? '' : wait === '' ? conclusion : row[5]!.text
    const words = [wait, cause].filter((word) => word !== '').join(' · ')
    if (words !== '') page.row([{ text: words, ink: style.dim }], { indent: below })
  }
}

function cellsOf({ style }: Scene, group: Group): Cell[] {
  const frame = tellingFrame(group.frames) ?? group.createdBy
  return [
    { text: count(group.count) },
    { text: stateOf(group) },
    { text: frame ? functionName(frame) : '' },
    { text: frame ? placeOf(frame) : '', ink: style.dim },
    { text: waitOf(group) },
    { text: sentence(group.cause), ink: style.dim },
  ]
}
