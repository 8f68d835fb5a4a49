import { type Envelope, NOTHING, whole } from './envelope.ts'

/**
 * A log in a patch, or between two versions of it: a mark before each line says whether it came, stayed or went. What went is
 * not between the lines of what is there.
 */
export function learnDiff(lines: readonly string[]): Envelope | null {
  return lines.some((line, i) => HUNK.test(line) && lines[i - 1]?.startsWith('+++ ')) ? diff : null
}

const diff: Envelope = {
  id: 'diff',
  samples: [],
  peel(line) {
    if (ABOUT.test(line)) return NOTHING
    const mark = line.charCodeAt(0)
    if (mark === PLUS || mark === BLANK) return whole(line.slice(1))
    // What a test says behind a patch begins as a line that went does.
    if (mark === MINUS && VERDICT.test(line)) return null
    if (mark === MINUS) return whole(line.slice(1), 'removed')
    // A line that stayed, and its mark trimmed.
    return line === '' ? whole('') : null
  },
}

const [BLANK, PLUS, MINUS] = [0x20, 0x2b, 0x2d]
const HUNK = /^@@ -\d{1,9}(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@/
const VERDICT = /^--- (?:FAIL|PASS|SKIP|BENCH): /
const ABOUT =
  /^(?:@@ -\d|diff --git |index [0-9a-f]{4,40}\.\.|(?:new|deleted) file mode |\\ No newline at end of file|(?:---|\+\+\+) (?:[ab]\/|\/dev\/null|\S{1,400}\t\d{4}-))/
