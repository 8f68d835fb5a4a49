import { BEGINS_REPORT, holdsStack } from './crash-text.ts'
import { type Envelope, message } from './envelope.ts'
import { unescapeOnce } from './unescape.ts'

/** An element of a list, in JSON or in YAML. */
const ELEMENT = /^[ \t]{0,64}(?:- )?"(?:[^"\\]|\\.)*",?$/

/** How Node prints a string of many lines: literals of a line each, the first of them behind the name of the field. */
const PIECE = /^[ \t]{0,64}(?:[\w$]{1,64}: )?(?:'((?:[^'\\]|\\.)*\\n)'|"((?:[^"\\]|\\.)*\\n)")(?: \+|,)?$/

/** A list of lines that a tool printed as JSON or YAML, an element a line: `stderr_lines` of Ansible, an array of a snapshot. */
export const jsonStrings: Envelope = {
  id: 'json-strings',
  // A list is indented too, and stands in documents that tell it twice.
  kin: ['indent', 'document-lists'],
  sporadic: true,
  samples: [
    { line: String.raw`        "\t/src/main.go:12 +0x1d",`, peeled: message('\t/src/main.go:12 +0x1d', '', null) },
    { line: '  "panic: boom"', peeled: message('panic: boom', '', null) },
    { line: String.raw`  stderr: 'panic: can\'t\n' +`, peeled: message("panic: can't", '', null) },
  ],
  // A thread dump in JSON holds its frames so.
  needs: (samples) =>
    !samples.some((line) => line.includes('"threadDump"')) &&
    samples.some((line, i) => {
      const text = element(line)
      if (text === null || !(holdsStack(text) || BEGINS_REPORT.test(text))) return false
      // One literal alone is a line of code that somebody prints.
      return !PIECE.test(line) || [i - 1, i + 1].some((at) => PIECE.test(samples[at] ?? ''))
    }),
  peel(line) {
    const text = element(line)
    return text === null ? null : message(text, '', null)
  },
}

function element(line: string): string | null {
  const [, single, double] = PIECE.exec(line) ?? []
  const piece = single ?? double
  if (piece !== undefined) return unescapeOnce(piece)
  if (!ELEMENT.test(line)) return null
  const text = line.slice(line.indexOf('"')).trimEnd()
  try {
    return JSON.parse(text.endsWith(',') ? text.slice(0, -1) : text) as string
  } catch {
    return null
  }
}
