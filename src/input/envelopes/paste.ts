import { TELLING_LINE } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'

/** A crash pasted into a Markdown document: quoted, or indented as code. Fences around it are lines like any other. */

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
  needs: (samples) => samples.some((line) => line.startsWith('    ') && ANCHOR.test(line.slice(4))),
  peel: (line) => (line.startsWith('    ') ? whole(line.slice(4)) : null),
}
