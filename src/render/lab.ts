/** The laboratory's table, for a terminal and for a document. */
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

export function renderLabText(report: LabReport): string {
  const blocks = report.scenarios.map(({ id, title, loss, skipped }) => {
    if (skipped !== null) return `${title}\n  ${loss}\n  not tried: ${skipped}`
    const rows = [[...HEADS], ...report.cells.filter(({ scenario }) => scenario === id).map(row)]
    const widths = HEADS.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)))
    const lines = rows.map(
      (cells) =>
        `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`,
    )
    return `${title}\n  ${loss}\n${lines.map((line) => line.trimEnd()).join('\n')}`
  })
  return `${blocks.join('\n\n')}\n\n${measured(report)}\n`
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
