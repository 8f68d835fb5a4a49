import { BEGINS_REPORT, beginsLikeCrash } from './crash-text.ts'
import { type Envelope, type Peeled, whole } from './envelope.ts'

/** A TAB reaches to the next multiple of it. */
const TAB = 8
const NARROWEST = 60
const WIDEST = 512
const LEAST_FOLDS = 2
/** Widths that terminals and programs have by themselves. */
const USUAL = [72, 76, 78, 79, 80, 100, 120, 132, 160, 200, 256]

/**
 * Lines that a terminal, `fold` or a mail program broke at its width: what is as long as the longest line goes on in the next
 * one. Told from brackets that open in the one and close in the other; `lines` with the empty ones.
 */
export function learnFold(lines: readonly string[]): Envelope | null {
  if (lines.some((line) => line.length > WIDEST)) return null
  const width = lines.reduce((most, line) => Math.max(most, columns(line)), 0)
  if (width < NARROWEST) return null
  const anywhere = foldEnvelope((line) => columns(line) === width)
  if (isFolded(lines, anywhere, USUAL.includes(width) ? 1 : LEAST_FOLDS)) return anywhere
  const usual = USUAL.find((least) => least >= width)
  if (usual === undefined) return null
  const atBlanks = foldEnvelope((line) => isAtBlank(line, usual) || columns(line) === usual)
  return isFolded(lines, atBlanks, LEAST_FOLDS) ? atBlanks : null
}

function isFolded(lines: readonly string[], fold: Envelope, least: number): boolean {
  const full = lines.map((line) => fold.peel(line)!.partial)
  let folds = 0
  let ends = 0
  let whole = 0
  for (const [i, line] of lines.entries()) {
    if (!full[i]) continue
    if (!isBroken(line)) whole += Number(beginsLikeCrash(lines[i + 1] ?? ''))
    else if (goesOn(lines, i, full)) folds++
    else ends++
  }
  // A log that was cut at a column has as many broken lines, and no rest of any.
  return folds >= least && folds > 2 * ends && folds > whole
}

function foldEnvelope(isFull: (line: string) => boolean): Envelope {
  return {
    id: 'fold',
    samples: [],
    breaksWords: () => true,
    peel: (line): Peeled => (isFull(line) ? { ...whole(line), partial: true, terminated: false } : whole(line)),
    startsAnew: (line, before) =>
      line === '' || beginsLikeCrash(line) || BEGINS_REPORT.test(line) || (FUNCTION.test(line) && !isBroken(before)),
  }
}

/** `fold -s` breaks behind a blank, and leaves it where it was. */
function isAtBlank(line: string, width: number): boolean {
  return line.endsWith(' ') && !line.endsWith('  ') && columns(line) > width / 2
}

/** Does this line lack what the lines below it, up to the first that is not full, have? */
function goesOn(lines: readonly string[], from: number, full: readonly boolean[]): boolean {
  let text = lines[from]!
  if (!isBroken(text)) return false
  for (let i = from + 1; i < lines.length && i <= from + MOST_PIECES; i++) {
    if (lines[i] === '' || beginsLikeCrash(lines[i]!)) return false
    text += lines[i]!
    if (!full[i]) return !isBroken(text)
  }
  return false
}

const MOST_PIECES = 16
const FUNCTION = /^[\w$][\w.$/@~*()[\]-]{2,400}\([^)]{0,400}/

/** A bracket is open, a location has no line, a line of a collector has no end. */
function isBroken(line: string): boolean {
  if (/^gc \d{1,9} @\d/.test(line)) return !/ P(?: \(forced\))?$/.test(line)
  if (/^\s+\S{1,400}$/.test(line) && /^\s+\S{0,400}\//.test(line)) return !/:\d{1,7}$/.test(line) && !/\)$/.test(line)
  if (/ fp=0x/.test(line)) return !/ pc=0x[0-9a-f]{5,16}$/.test(line)
  if (/ (?:\+|fp=|sp=|pc=)(?:0x?)?$/.test(line)) return true
  let open = 0
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i)
    if (code === 0x28 || code === 0x7b) open++
    else if (code === 0x29 || code === 0x7d) open--
  }
  return open > 0
}

function columns(line: string): number {
  if (!line.includes('\t')) return line.length
  let column = 0
  for (const char of line) column += char === '\t' ? TAB - (column % TAB) : char.length
  return column
}
