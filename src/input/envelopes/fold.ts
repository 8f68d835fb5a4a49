import { BEGINS_REPORT, beginsLikeCrash, holdsStack } from './crash-text.ts'
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
  // Where a terminal padded all lines to its width, those that go on below have no padding.
  const isPadded =
    lines.filter((line) => line.length === width && line.endsWith('  ')).length >= LEAST_PADDED * lines.length
  const isFull = (line: string) => columns(line) === width && !(isPadded && line.endsWith('  '))
  const wrap = isPadded ? null : learnWrap(lines, width)
  if (wrap !== null) return wrap
  const stamp = stampOf(lines, isFull, USUAL.includes(width))
  if (stamp !== null) return foldEnvelope(isFull, (line) => keyOf(line) === stamp)
  const anywhere = foldEnvelope(isFull)
  if (isFolded(lines, anywhere, USUAL.includes(width))) return anywhere
  const usual = USUAL.find((least) => least >= width)
  if (usual === undefined) return null
  const atBlanks = foldEnvelope((line) => isAtBlank(line, usual) || columns(line) === usual)
  return isFolded(lines, atBlanks, false) ? atBlanks : null
}

function isFolded(lines: readonly string[], fold: Envelope, isUsual: boolean): boolean {
  const full = lines.map((line) => fold.peel(line)!.partial)
  let folds = 0
  let sure = 0
  let ends = 0
  let whole = 0
  for (const [i, line] of lines.entries()) {
    if (!full[i]) continue
    if (!isBroken(line)) whole += Number(beginsLikeCrash(lines[i + 1] ?? ''))
    else {
      const fold = foldAt(lines, i, full)
      if (fold === null) ends++
      else folds++
      sure += Number(fold === 'sure')
    }
  }
  // A log that was cut at a column has as many broken lines, and no rest of any.
  // A call whose arguments go on, with its place below, is broken by nobody's hand.
  const isEnough = folds >= LEAST_FOLDS || (isUsual && sure > 0)
  return isEnough && folds > 2 * ends && folds > whole
}

/**
 * Where nearly every line begins with one kind of stamp, a line without it is the rest of the one above: if that is as wide
 * as a line can be, lines that wide go on below, and some lack there what the rest has. Loggers print lines without a stamp
 * below long ones, too.
 */
function stampOf(lines: readonly string[], isFull: (line: string) => boolean, isUsual: boolean): string | null {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1)
  const [stamp, count] = [...counts].sort((a, b) => b[1] - a[1])[0]!
  if (!CLOCK.test(stamp) || count < Math.max(LEAST_STAMPS, LEAST_STAMPED * lines.length)) return null
  const broken = new Set<string>()
  let rests = 0
  let others = 0
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue
    const above = lines[i - 1]!
    const isRest = keyOf(line) !== stamp
    if (isRest && isFull(above)) {
      rests++
      if (isBrokenBetween(above, line)) broken.add(above)
    } else if (isRest || isFull(above)) others++
  }
  return broken.size >= (isUsual ? 1 : LEAST_FOLDS) && others * 10 <= rests ? stamp : null
}

function isBrokenBetween(above: string, rest: string): boolean {
  const text = above + rest
  return isBroken(above) ? !isBroken(text) : holdsStack(text) && !holdsStack(above) && !holdsStack(rest)
}

/** The shape of what a line begins with: digits differ from line to line. */
function keyOf(line: string): string {
  return line.slice(0, STAMP).replace(/\d/g, '0')
}

const STAMP = 10
/** A day or a time of day has four digits in so many characters: the number of a service is no stamp. */
const CLOCK = /^(?:\D*0){4}/
const LEAST_STAMPS = 3
const LEAST_STAMPED = 0.5
const LEAST_PADDED = 0.3

function foldEnvelope(isFull: (line: string) => boolean, isFirst: (line: string) => boolean = () => false): Envelope {
  return foldOf(isFull, (line, before) => isFirst(line) || beginsAnew(line, before))
}

function foldOf(isFull: (line: string) => boolean, isFirst: (line: string, before: string) => boolean): Envelope {
  return {
    id: 'fold',
    samples: [],
    breaksWords: () => true,
    peel: (line): Peeled => (isFull(line) ? { ...whole(line), partial: true, terminated: false } : whole(line)),
    startsAnew: (line, before) => line === '' || isFirst(line, before),
  }
}

/** The line begins as no rest does. */
function beginsAnew(line: string, before: string): boolean {
  return isNoRest(line) || (FUNCTION.test(line) && !isBroken(before))
}

/** Whatever stands above it. */
function isNoRest(line: string): boolean {
  return beginsLikeCrash(line) || BEGINS_REPORT.test(line) || BEGINS_RECORD.test(line)
}

/**
 * Words that stay whole, as `fold -s` and mail programs keep them: a line ends with the blank behind its last word, since the
 * next one, with its own, does not fit; a word that no line holds is broken at the width.
 */
function learnWrap(lines: readonly string[], width: number): Envelope | null {
  let wraps = 0
  let others = 0
  let isBrokenReport = false
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1] ?? ''
    isBrokenReport ||= isBrokenBetween(line, next)
    // A line of the whole width may be broken anywhere, behind a blank too.
    if (!endsAtBlank(line) || next === '' || columns(line) === width) continue
    // A log whose lines end with a blank of their own has lines of one length, too.
    if (columns(line) + wordOf(next).length >= width && !isNoRest(next)) wraps++
    else others++
  }
  if (!isBrokenReport || wraps < LEAST_WRAPS || others * MOST_OTHERS > wraps) return null
  const isFull = (line: string) => endsAtBlank(line) || (columns(line) === width && !line.includes(' '))
  // What the first word of the rest would have fitted behind was not broken.
  const fits = (line: string, before: string) => columns(lastOf(before, width)) + wordOf(line).length < width
  // No blank stands in a word that was broken, nor before its rest.
  const isOther = (line: string, before: string) => /^[ \t]/.test(line) || beginsAnew(line, before)
  return foldOf(isFull, (line, before) =>
    endsAtBlank(before) ? fits(line, before) || isNoRest(line) : isOther(line, before),
  )
}

const LEAST_WRAPS = 3
/** One in so many may be otherwise: the lines are some from here and some from there, and lines end with blanks of their own. */
const MOST_OTHERS = 5

function endsAtBlank(line: string): boolean {
  return line.endsWith(' ') && !line.endsWith('  ')
}

function wordOf(line: string): string {
  const end = line.indexOf(' ')
  return end < 0 ? line : line.slice(0, end)
}

/** The last of the lines of which this text was put together. */
function lastOf(text: string, width: number): string {
  let rest = text
  while (columns(rest) > width) {
    const blank = rest.lastIndexOf(' ', width - 1)
    rest = rest.slice(blank < 0 ? width : blank + 1)
  }
  return rest
}

/** `fold -s` breaks behind a blank, and leaves it where it was. */
function isAtBlank(line: string, width: number): boolean {
  return line.endsWith(' ') && !line.endsWith('  ') && columns(line) > width / 2
}

/** A line of a report that lacks what the lines below it, up to the first that is not full, have. */
function foldAt(lines: readonly string[], from: number, full: readonly boolean[]): 'sure' | 'line' | null {
  let text = lines[from]!
  for (let i = from + 1; i < lines.length && i <= from + MOST_PIECES; i++) {
    const line = lines[i]!.trimEnd()
    if (line === '' || beginsLikeCrash(line) || BEGINS_RECORD.test(line)) return null
    text += line
    if (full[i]) continue
    if (isBroken(text)) return null
    if (FUNCTION.test(text) && PLACE.test(lines[i + 1] ?? '')) return 'sure'
    if (isOpenNote(lines[from]!) || OF_VM.test(text)) return 'sure'
    // People break long lines of prose and of code by hand.
    return BEGINS_REPORT.test(text) || holdsStack(text) ? 'line' : null
  }
  return null
}

const MOST_PIECES = 16
/** A clock, the decorations of unified logging, a thread of a dump, an object of JSON in a list or alone. */
const BEGINS_RECORD =
  /^(?:\W{0,8}(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d|\[\d{1,9}\.\d{3}s\]|"[^"\n]{1,200}" (?:#\d|daemon |prio=|os_prio=)|[ ,[]{0,3}\{")/
/** A terminal has blanks where the TAB was. */
const PLACE = /^(?:\t| {1,8})\S{0,400}\//
const FUNCTION = /^[\w$][\w.$/@~*()[\]-]{2,400}\([^)]{0,400}/

/** A bracket is open, a location has no line, a line of a collector has no end. */
function isBroken(line: string): boolean {
  if (isOpenNote(line)) return true
  if (OF_THREAD.test(line)) return !END_OF_THREAD.test(line)
  if (/^\s{1,8}at [\w.$/@<>-]{1,400}$/.test(line)) return true
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

/** The head of a thread in a dump, and how it ends: with an address, or with what the thread does. */
const OF_THREAD = /^"[^"\n]{1,200}" (?:#\d|daemon |prio=|os_prio=)/
const END_OF_THREAD =
  /(?:\]|[ =](?:runnable|sleeping|waiting on condition|waiting for monitor entry|in Object\.wait\(\)))\s*$/
/** What the JVM closes where it opens it. */
const OF_VM = new RegExp(`${OF_THREAD.source}|^# (?:JRE version|Java VM): `)

/** `panic: … [recover`, `[signal SIGSEGV: … addr=0x`: the runtime closes what it opens. */
function isOpenNote(line: string): boolean {
  const open = line.lastIndexOf('[')
  return open >= 0 && line.indexOf(']', open) < 0 && OPEN_NOTE.test(line.slice(open))
}

const OPEN_NOTE =
  /^\[(?:signal (?:SIG|0x).*|r|re|rec|reco|recov|recove|recover|recovere|recovered(?:, [a-z]{0,10})?,?)$/

function columns(line: string): number {
  if (!line.includes('\t')) return line.length
  let column = 0
  for (const char of line) column += char === '\t' ? TAB - (column % TAB) : char.length
  return column
}
