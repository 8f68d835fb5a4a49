/** The laboratory's table, for a terminal and for a document. */
import { wrap } from '../base/text/wrap.ts'
import type { LabCell, LabReport } from '../model/lab.ts'

const HEADS = ['', 'message', 'culprit', 'frames', 'goroutines', 'registers', 'bytes', 'exit', 'wall', 'cpu'] as const

const NAMES: Readonly<Record<LabCell['intervention'], string>> = {
  none: 'nothing',
  gctrace: 'gctrace=1',
  crash: 'GOTRACEBACK=crash',
  both: 'both',
  run: 'log-extractor run',
}

function row(cell: LabCell): string[] {
  const yes = (kept: boolean) => (kept ? 'yes' : 'no')
  return [
    NAMES[cell.intervention],
    yes(cell.message),
    yes(cell.culprit),
    String(cell.frames),
    String(cell.goroutines),
    yes(cell.registers),
    String(cell.bytes),
    cell.exit,
    `${cell.wallMs} ms`,
    cell.cpuMs === null ? '?' : `${cell.cpuMs} ms`,
  ]
}

/** Where the table is wider than the page, it goes on below. */
export function renderLabText(report: LabReport, columns: number): string {
  const blocks = report.scenarios.map(({ id, title, loss, skipped }) => {
    const head = `${title}\n${indented(loss, columns)}`
    if (skipped !== null) return `${head}\n${indented(`not tried: ${skipped}`, columns)}`
    return `${head}\n${table([[...HEADS], ...report.cells.filter(({ scenario }) => scenario === id).map(row)], columns)}`
  })
  return `${blocks.join('\n\n')}\n\n${wrap([{ text: measured(report) }], { columns }).join('\n')}\n`
}

function indented(text: string, columns: number): string {
  return wrap([{ text }], { columns: columns - 2 })
    .map((line) => `  ${line}`)
    .join('\n')
}

function table(rows: readonly (readonly string[])[], columns: number): string {
  const widths = HEADS.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)))
  const parts: number[][] = []
  let room = 0
  for (let i = 1; i < HEADS.length; i++) {
    room -= widths[i]! + 2
    if (room < 0 || parts.length === 0) {
      parts.push([])
      room = columns - 2 - widths[0]! - widths[i]! - 2
    }
    parts.at(-1)!.push(i)
  }
  const lines = parts.flatMap((part) =>
    rows.map((cells) => {
      const figures = part.map((i) => cells[i]!.padStart(widths[i]!))
      return `  ${[cells[0]!.padEnd(widths[0]!), ...figures].join('  ')}`.trimEnd()
    }),
  )
  return lines.join('\n')
}

export function renderLabMarkdown(report: LabReport): string {
  const blocks = report.scenarios.map(({ id, title, loss, skipped }) => {
    if (skipped !== null) return `## ${title}\n\n${loss}\n\nNot tried: ${skipped}`
    const rows = report.cells.filter(({ scenario }) => scenario === id).map(row)
    const table = [HEADS, HEADS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
    return `## ${title}\n\n${loss}\n\n${table.join('\n')}`
  })
  const intro = `Printed by \`log-extractor lab --format markdown\`: programs that crash so that something gets lost, and what is left with each debug switch. ${measured(report)}`
  const columns =
    '_message_: the words of the error are there. _culprit_: the function to blame is named. _frames_: of the goroutine ' +
    'that died. The cost of `run` includes the wrapper and its analysis; the start of Node is not in it.'
  return `# What is left of a crash\n\n${intro}\n\n${columns}\n\n${blocks.join('\n\n')}\n`
}

function measured({ goVersion, platform, rounds }: LabReport): string {
  return `Measured with ${goVersion} on ${platform}, medians of ${rounds}; the clock of the processor counts in steps of 10 ms.`
}
