import { neutralizeLine } from '../../base/text/neutralize.ts'
import { count } from '../../base/text/units.ts'
import { GAP, layOut, naturalWidths } from './columns.ts'
import type { Scene } from './scene.ts'

/** More than any processor has in a Go traceback. */
const MOST = 80

/** As many name-value pairs per row as fit. */
export function renderRegisters({ page, style }: Scene, registers: Readonly<Record<string, string>>): void {
  const all = Object.entries(registers)
  const cells = all.slice(0, MOST).map(([name, value]) => ({
    text: `${neutralizeLine(name)} ${neutralizeLine(value)}`,
    ink: style.dim,
  }))
  const width = Math.min(
    page.room,
    Math.max(
      0,
      ...naturalWidths(
        [{}],
        cells.map((cell) => [cell]),
      ),
    ),
  )
  const perRow = Math.max(1, Math.floor((page.room + GAP) / (width + GAP)))
  page.blank()
  for (let i = 0; i < cells.length; i += perRow) {
    const row = cells.slice(i, i + perRow)
    const columns = row.map(() => ({}))
    page.row(
      layOut(
        columns,
        row,
        columns.map(() => width),
      ),
      { tag: i === 0 ? 'regs' : '' },
    )
  }
  if (all.length > MOST) page.row([{ text: `… ${count(all.length - MOST)} more`, ink: style.dim }])
}
