import { BEGINS_REPORT } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'

/**
 * Blanks before every line of a report: the value of a YAML block, a fence inside a list, the output of a child that its
 * parent indents, the blank that rsyslog leaves before a message. They are as many as stand before the lines that begin at
 * the first column.
 */
export function learnMargin(lines: readonly string[], fits: (envelope: Envelope) => boolean): Envelope | null {
  const votes = new Map<string, number>()
  for (const line of lines) {
    if (BEGINS_REPORT.test(line)) return null
    const blanks = /^[ \t]{0,64}/.exec(line)![0].length
    for (let width = 1; width <= blanks; width++) {
      const text = line.slice(width)
      // Results of subtests are indented.
      if (!BEGINS_REPORT.test(text) || text.startsWith('--- FAIL: ')) continue
      const margin = line.slice(0, width)
      votes.set(margin, (votes.get(margin) ?? 0) + 1)
      break
    }
  }
  const [seen, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  const margin = common(seen, lines)
  if (margin === '' || isQuotedByTest(margin, lines)) return null
  const envelope = marginEnvelope(margin)
  const indented = lines.filter((line) => line.startsWith(margin)).length
  // One blank, or one TAB, is what some loggers put before the further lines of a message: there the head is not indented.
  if (margin.length === 1) {
    const isWhole =
      indented === lines.filter((line) => !RULE.test(line)).length &&
      lines.some((line) => !line.startsWith('goroutine ', 1) && BEGINS_REPORT.test(line.slice(1)))
    return isWhole && fits(envelope) ? envelope : null
  }
  return fits(envelope) || (count >= CERTAIN_VOTES && indented >= LEAST_SHARE * lines.length) ? envelope : null
}

/** The line under the head of a table, and how many rows it has. */
const RULE = /^[-+=]{3,}$|^\(\d{1,9} rows?\)$/
/** What stands around a short block may have more lines than the block. */
const CERTAIN_VOTES = 3
const LEAST_SHARE = 0.3

/** chi's layout begins one blank further right than what else the log holds. */
function common(margin: string, lines: readonly string[]): string {
  if (!margin.endsWith(' ') || !lines.some((line) => line.startsWith(`${margin}-> `))) return margin
  return margin.slice(0, -1)
}

/**
 * `go test` puts eight blanks before the further lines of what a test logs: what it read, or expected. Its first line need not
 * be among these.
 */
function isQuotedByTest(margin: string, lines: readonly string[]): boolean {
  if (lines.some((line) => /^ {4}\S{1,200}\.go:\d{1,7}: /.test(line))) return true
  return margin === '        ' && !lines.some((line) => YAML_BLOCK.test(line))
}

const YAML_BLOCK = /^ {0,40}[\w.-]{1,100}: [|>][-+]?$/

function marginEnvelope(margin: string): Envelope {
  return {
    id: 'margin',
    weak: true,
    samples: [],
    peel: (line) => (line.startsWith(margin) ? whole(line.slice(margin.length)) : null),
  }
}
