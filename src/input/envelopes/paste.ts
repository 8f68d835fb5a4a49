import { BEGINS_REPORT, opensReport, TELLING_LINE } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'

/** A crash that was copied and pasted: quoted or indented in Markdown, padded by a terminal, its blanks unbreakable. */

/** What a paste begins with: a line of a report, or a record or a stamped line that may hold one. */
const ANCHOR = new RegExp(
  `^(?:${[
    TELLING_LINE,
    String.raw`\{"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d `,
    String.raw`goroutine \d{1,19} .{0,160}\]:|gc \d{1,9} @`,
    String.raw`\[(?:\d{1,9}\.\d{3}s|\d{4}-\d\d-\d\dT[^\]\s]{8,24}|\d{1,20}[mn]s)\]`,
    String.raw`\d{1,9}[:-]\tat [\w.$/@<>-]{1,255}\(`,
    String.raw`[\w.$]{3,200}(?:Exception|Error)(?:: |$)`,
  ].join('|')})`,
)

export const markdownQuote: Envelope = {
  id: 'markdown-quote',
  weak: true,
  samples: [
    { line: '> goroutine 1 [running]:', peeled: whole('goroutine 1 [running]:') },
    { line: '> \t/src/main.go:12', peeled: whole('\t/src/main.go:12') },
    { line: '>', peeled: whole('') },
  ],
  needs: (samples) => samples.some((line) => ANCHOR.test(line.replace(/^(?:> ?)+/, ''))),
  peel(line) {
    if (line.charCodeAt(0) !== 0x3e) return null
    if (line.length === 1) return whole('')
    return line.charCodeAt(1) === 0x20 ? whole(line.slice(2)) : null
  },
}

export const indent: Envelope = {
  id: 'indent',
  weak: true,
  samples: [
    { line: '    goroutine 1 [running]:', peeled: whole('goroutine 1 [running]:') },
    { line: '    \t/src/main.go:12', peeled: whole('\t/src/main.go:12') },
  ],
  // Log lines are indented for many reasons; only a crash that begins at the fourth column is a paste: at the
  // eighth, a test quotes what it read.
  // Three blanks and a layout that begins with one are not four.
  needs: (samples) =>
    samples.some((line) => line.startsWith('    ') && ANCHOR.test(line.slice(4))) &&
    !samples.some((line) => line.startsWith('    -> ')),
  peel: (line) => (line.startsWith('    ') ? whole(line.slice(4)) : null),
}

/** A terminal or a table pads its lines to a width; some tools on Windows end them twice. */
export const padding: Envelope = {
  id: 'padding',
  sporadic: true,
  samples: [
    { line: 'panic: boom   ', peeled: whole('panic: boom') },
    { line: 'panic: boom\r', peeled: whole('panic: boom') },
    { line: 'goroutine 1 [running]: ', peeled: whole('goroutine 1 [running]:') },
  ],
  // Most lines, or what the runtime never ends with a blank: around that may stand as much as pleases.
  needs(samples) {
    const padded = samples.filter(isPadded)
    return padded.some((line) => PADDED_HEADER.test(line)) || isMost(padded, samples)
  },
  peel: (line) => (isPadded(line) ? whole(line.trimEnd()) : null),
}

/** One blank ends many a line as it was written. A lone return is all that is left of two. */
function isPadded(line: string): boolean {
  return line.endsWith('  ') || line.charCodeAt(line.length - 1) === 0x0d || PADDED_LINE.test(line)
}

function isMost(padded: readonly string[], samples: readonly string[]): boolean {
  if (padded.length < 0.6 * samples.length) return false
  return padded.length >= 3 || (padded.length === samples.length && samples.some((line) => opensReport(line)))
}

const PADDED_HEADER = /^(?:goroutine \d{1,19} [^\n]{1,200}\]:|runtime stack:) {1,400}$/
/** A header, a call, a place: a blank behind one of these is nobody's. */
const PADDED_LINE = /(?:^goroutine \d{1,19} [^\n]{1,200}\]:|^runtime stack:|[0-9a-f.(]\)| \+0x[0-9a-f]{1,16}) $/

/** Chats and word processors keep an indentation by blanks that do not break; some pages have no others. */
export const unbreakable: Envelope = {
  id: 'nbsp',
  sporadic: true,
  samples: [
    { line: '\u00a0\u00a0\u00a0 /src/main.go:12', peeled: whole('    /src/main.go:12') },
    { line: 'goroutine\u00a01\u00a0[running]:', peeled: whole('goroutine 1 [running]:') },
  ],
  needs: (samples) =>
    samples.some((line) => (isUnbreakable(line) ? BEGINS_REPORT.test(withBlanks(line)) : INDENT.test(line))),
  breaksWords: isUnbreakable,
  peel(line) {
    if (isUnbreakable(line)) return whole(withBlanks(line))
    const indent = INDENT.exec(line)?.[0]
    return indent === undefined ? null : whole(withBlanks(indent) + line.slice(indent.length))
  },
}

const INDENT = /^[ \t\u00a0]{0,64}\u00a0/

const withBlanks = (text: string) => text.replaceAll('\u00a0', ' ')

/** None of its blanks breaks, and there is one inside. */
function isUnbreakable(line: string): boolean {
  return /\S\u00a0/.test(line) && !line.includes(' ')
}
