import { escapeRegExp } from '../../base/text/escape-reg-exp.ts'
import { BEGINS_REPORT, GO_OPENER } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'
import { isOfReport } from './prefix.ts'
import { isFlattened, unescapeHtml, unflatten } from './unescape.ts'

/** A dump that somebody made one line of, or passed through a web page. */

const OPENER = new RegExp(
  String.raw`(?:${GO_OPENER}|runtime: (?:goroutine stack|program) exceeds |runtime: out of memory|unexpected fault address |goroutine \d{1,19} \[|Exception in thread )`,
)

/**
 * `…child died: panic: boom\n\ngoroutine 1 [running]:\n…` with literal backslashes. Text before the opener becomes a line
 * of its own: the writer put both on one line, the crash did not. Text behind a quoted dump likewise, without the quotes.
 */
export function expand(line: string): string | null {
  if (!isFlattened(line)) return joined(line) ?? parted(line)
  const firstBreak = line.indexOf('\\n')
  const opener = OPENER.exec(line)
  const start =
    opener === null || opener.index > firstBreak || isInFieldBefore(line, opener.index, firstBreak)
      ? quoteAround(line, firstBreak)
      : opener.index
  const quote = start > 0 ? line[start - 1]! : ''
  const isQuoted = quote === '"' || quote === "'" || quote === '`'
  const end = isQuoted ? closingQuote(line, start, quote) : line.length - Number(closesQuote(line, start))
  const dump = unflatten(line.slice(start, end))
  if (!dump.includes('\n')) return null
  const before = isQuoted ? line.slice(0, start - 1) : line.slice(0, start)
  const after = isQuoted ? line.slice(end + 1) : ''
  const joint = after === '' || dump.endsWith('\n') ? '' : '\n'
  return `${before === '' ? '' : `${before}\n`}${dump}${joint}${after}`.replace(/\n$/, '')
}

const JAVA_CALL = String.raw`at [\p{L}_$][\p{L}\p{N}_$.\/<>@-]{2,300}\(`
const JAVA_PLACE = String.raw`(?:[\w$.-]{1,100}\.\w{1,10}(?::\d{1,9})?|Native Method|Unknown Source|<generated>)\)(?: ~?\[[^\]\n]{0,200}\])?`
/** The end of a frame, and the next one in the same line; between them what stands for the newline. */
const JOINT = new RegExp(`${JAVA_CALL}${JAVA_PLACE}([^()\\n]{0,12}?[ \\t]{0,16})(?=${JAVA_CALL}${JAVA_PLACE})`, 'u')

/** What stands for the newline between the header of a goroutine and its first call, and between two Java frames. */
const GO_JOINT =
  /goroutine \d{1,19}(?: (?:gp=\S{1,20} m=\S{1,20} (?:mp=\S{1,20} )?)?\[[^\]\n]{1,160}\])?:((?:(?:\^M)?\^J| [^\w\s"'`()[\]{}.,:\\#&%-]{1,3} |[^\w\s"'`()[\]{}.,:\\#&%-]{1,3}))(?= {0,2}[\w$][\w$./@~*()[\]-]{1,400}\()/
const GO_PLACE =
  /\.(?:go|s):\d{1,7}(?: \+0x[0-9a-f]{1,16})?(?: fp=0x[0-9a-f]{1,16} sp=0x[0-9a-f]{1,16} pc=0x[0-9a-f]{1,16})?/g
const JAVA_JOINT = new RegExp(
  `${JAVA_CALL}${JAVA_PLACE}((?:\\^M)?\\^J| [^\\w\\s()] |[^\\w\\s"'\`()[\\]{}.,:;|/&#%-]{1,3})(?=[ \\t]{0,16}${JAVA_CALL})`,
  'u',
)

/** A log whose newlines a collector replaced by a sign, such as `␤` or ` | `, or a page by `<br>`: the sign ends its places, too. */
function joined(line: string): string | null {
  if (line.length > LONGEST_JOINED) return null
  const mark = goMark(line) ?? javaMark(line)
  if (mark === undefined) return null
  const [first = '', ...rest] = line.split(mark)
  const opener = OPENER.exec(first)?.index ?? 0
  const head = opener > 0 ? [first.slice(0, opener), first.slice(opener)] : [first]
  return [...head, ...rest].join('\n')
}

function javaMark(line: string): string | undefined {
  const isTwice = line.indexOf('at ', line.indexOf('at ') + 3) >= 0
  return isTwice ? JAVA_JOINT.exec(line)?.[1] : undefined
}

function goMark(line: string): string | undefined {
  const mark = line.includes('goroutine ') ? GO_JOINT.exec(line)?.[1] : undefined
  if (mark === undefined) return undefined
  const ends = [...line.matchAll(GO_PLACE)].map(({ index, 0: place }) => index + place.length)
  return ends.some((end) => end === line.length || line.startsWith(mark, end)) ? mark : undefined
}

const LONGEST_JOINED = 4_194_304

/** A Java trace whose newlines a layout replaced by `|`, by a blank, by nothing but the TAB of each frame. */
export function parted(line: string): string | null {
  const second = line.indexOf('at ', line.indexOf('at ') + 3)
  if (second < 0 || line.length > LONGEST_PARTED) return null
  const joint = JOINT.exec(line)?.[1]
  if (joint === undefined) return null
  const mark = joint.trim()
  // Blanks are bounded, and begin where no blank stands before them: else each of many would be tried from each.
  const between = mark === '' ? BLANKS : `(?:${BLANKS})?${escapeRegExp(mark)}`
  const next = new RegExp(
    `${between}(?=[ \\t]{0,16}(?:${JAVA_CALL}|(?:Caused by|Suppressed|Wrapped by): |\\.\\.\\. \\d))`,
    'gu',
  )
  const lines = line.split(next)
  return lines.map((part, i) => (i === 0 || /^[ \t]|^(?:Caused|Wrapped) by/.test(part) ? part : `\t${part}`)).join('\n')
}

const BLANKS = '(?<![ \\t])[ \\t]{1,16}'
const LONGEST_PARTED = 65_536

/** `msg="recovered from panic: boom" stack="goroutine 1…`: the words stand in a field that ends before the dump begins. */
function isInFieldBefore(line: string, opener: number, firstBreak: number): boolean {
  const isInside = isQuoteOpen(line.slice(0, opener))
  return isInside && line[opener - 1] !== '"' && closingQuote(line, opener, '"') < firstBreak
}

/** Escapes are read in pairs: the quote of `"C:\\"` closes, though a backslash stands before it. */
function isQuoteOpen(text: string): boolean {
  return (text.match(/\\.|"/g) ?? []).filter((found) => found === '"').length % 2 === 1
}

/** A quoted text may begin with anything, such as a trace line: where the quotes enclose its first break. */
function quoteAround(line: string, firstBreak: number): number {
  const start = line.lastIndexOf('"', firstBreak) + 1
  // One that closes what was quoted before encloses nothing.
  if (isQuoteOpen(line.slice(0, firstBreak)) && closingQuote(line, start, '"') > firstBreak) return start
  // An apostrophe is a letter of many words: as a quote it ends the line.
  const single = line.lastIndexOf("'", firstBreak) + 1
  return single > 0 && closingQuote(line, single, "'") === line.length - 1 ? single : 0
}

/** The quote opened somewhere before the report: other words stand in it above. */
function closesQuote(line: string, start: number): boolean {
  const last = line.at(-1)!
  return (last === '"' || last === "'") && line.slice(0, start).split(last).length % 2 === 0
}

function closingQuote(line: string, start: number, quote: string): number {
  let at = start
  while (at < line.length && line[at] !== quote) at += line[at] === '\\' ? 2 : 1
  return Math.min(at, line.length)
}

export const escaped: Envelope = {
  id: 'escaped',
  samples: [
    {
      line: String.raw`supervisor: child died: panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d\n`,
      peeled: whole('supervisor: child died: \npanic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d'),
    },
    {
      line: String.raw`err="goroutine 1 [running]:\\nmain.main()\\n\\t/x.go:1 +0x1d" code=2`,
      peeled: whole('err=\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d\n code=2'),
    },
  ],
  peel(line) {
    const firstBreak = line.indexOf('\\n')
    // JSON has its own envelopes, which know its fields.
    if (line.lastIndexOf('{"', firstBreak < 0 ? line.length : firstBreak) >= 0) return null
    const text = firstBreak < 0 ? joined(line) : expand(line)
    return text === null ? null : whole(text)
  },
}

/**
 * An entity where no runtime prints one: in a location, a frame's arguments, a header's labels, a gctrace heap size, around
 * the name of a thread.
 */
const RUNTIME_ENTITY =
  /(?:Exception in thread |JavaThread |^#\d{1,19} |^)&(?:#34|quot);[^\n]{1,300}&(?:#34|quot);(?: #\d| [a-z]|: | java|$| [A-Z_]{3,15} \d)|[.$]&lt;(?:cl)?init&gt;\(|\(&lt;generated&gt;\)|&(?:#34|quot);threadDump&|^[CVv] {1,4}\[lib[^\n]{1,512}&(?:amp|lt|gt);|goroutine \d{1,19} \[[^\]]{1,400}&#34;|&lt;autogenerated&gt;|\d-&gt;\d{1,9}(?:-&gt;\d|[^\d])|&(?:lt|gt|amp|quot|#34|#39);[^\n]{0,512}(?:\.(?:go|s):\d|\)$)|^(?:&(?:nbsp|#160);){1,8}\S{1,400}\.(?:go|s):\d/

/** What a page puts around or behind a line. Text that was escaped holds none, and text that was not holds no such names. */
const TAG = /<(?:!DOCTYPE html|\/?(?:html|head|body|pre|code|span|br|div|p|samp|td|tr))\b[^<>\n]{0,300}>/i
const TAGS = new RegExp(TAG.source, 'gi')

function withoutTags(line: string): string {
  // Before a break at the beginning of a line, and behind one at its end, a line ends anyway.
  return line
    .replace(BREAK, '\n')
    .replace(TAGS, '')
    .replace(/^\n|\n$/g, '')
}

/** A page from its beginning on. */
const PAGE = /^<(?:!DOCTYPE html|html|pre)\b[^<>]{0,300}>/i
const BREAK = /<br\s?\/?>/gi

/** The page hides the line of the report. A tag elsewhere in the log, or in the words of a crash, is text. */
function isTagged(line: string): boolean {
  return TAG.test(line) && !isTold(line) && withoutTags(line).split('\n').some(isTold)
}

/** The first lines of a report, lines from inside of it, or the last one, which the tags of the whole page may follow. */
function isTold(line: string): boolean {
  return BEGINS_REPORT.test(line) || isOfReport(line) || /^exit status \d{1,3}$/.test(line)
}

export const html: Envelope = {
  id: 'html',
  sporadic: true,
  // A quote may stand inside the words that are looked for, and blanks before `at`.
  breaksWords: (line) => /&(?:#34|quot|nbsp);/.test(line),
  needs: (samples) =>
    PAGE.test(samples[0] ?? '') ||
    samples.some((line) => (line.includes('&') && RUNTIME_ENTITY.test(line)) || isTagged(line)),
  samples: [
    { line: '\t&lt;autogenerated&gt;:1 +0x25', peeled: whole('\t<autogenerated>:1 +0x25') },
    { line: '<span class="line">\tmain.go:12</span><br>', peeled: whole('\tmain.go:12') },
    { line: 'panic: a &amp; &#34;b&#34;', peeled: whole('panic: a & "b"') },
  ],
  peel(line) {
    const text = unescapeHtml(line.includes('<') && TAG.test(line) ? withoutTags(line) : line)
    return text === line ? null : whole(text)
  },
}
