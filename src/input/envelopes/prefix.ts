import { escapeRegExp } from '../../base/text/escape-reg-exp.ts'
import { beginsLikeCrash, TELLING_LINE, VM_OPENER } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'
import { isHexRow } from './hex-dump.ts'
import { unescapeOnce } from './unescape.ts'

/**
 * A prefix that no known envelope explains, learned from the lines that Go and the JVM print with a known beginning: what stands
 * before `goroutine 7 [select]:` stands, in the same shape, before its neighbours. Digits may differ, words may not: another
 * word is another writer, whose lines may stand between these in any order.
 */
const UNMISTAKABLE = [
  String.raw`goroutine \d{1,19} (?:gp=\S{1,20} m=\S{1,20} (?:mp=\S{1,20} )?)?\[[^\]\n]{1,160}\]:(?:[ )"'\`]|$)`,
  String.raw`gc \d{1,9} @\d{1,9}\.\d{1,6}s \d{1,3}%: `,
  // Frames in the layouts of libraries.
  String.raw`[\w.@~+/-]{2,400}\.go:\d{1,7} \(0x[0-9a-f]{1,16}\)$`,
  String.raw`\t\S{1,400}\.(?:go|s):\d{1,7} \+0x[0-9a-f]{1,16}(?:[ )"'\`]|$)`,
  String.raw`(?:\t| {1,8})[\w.@~+/-]{2,400}\.go:\d{1,7}$`,
  String.raw` {2}"threadDump": \{`,
  String.raw`#\d{1,19} "[^"\n]{0,200}"(?: virtual)?(?: [A-Z_]{4,15} \d{4}-|$)`,
  String.raw`\[(?:\d{1,9}\.\d{3}s|\d{4}-\d\d-\d\dT[^\]\s]{8,24}|\d{1,20}[mn]s)\]\[`,
  String.raw`\tat [\w.$/@<>-]{1,255}\(`,
  // As Python prints bytes. In quotes alone it may be an element of a list of lines.
  String.raw`(?<=\bb["'])\\t(?:at [\w.$/@<>-]{1,255}\(|[^\s\\]{1,400}\.(?:go|s):\d)`,
  // The head of a JVM's error report.
  String.raw`#  (?:SIG[A-Z]{2,7}|EXCEPTION_[A-Z_]{4,40}) \(0x[0-9a-f]{1,8}\) at pc=`,
  `# (?:JRE version|Java VM): |${VM_OPENER}`,
  // What the race detector prints: blanks, and another column for places than any runtime.
  String.raw`(?:Write|Read|Previous write|Previous read|Atomic [a-z]{4,5}) (?:at|of size \d{1,9} at) 0x[0-9a-f]{1,16} by `,
  String.raw`Goroutine \d{1,19} \([a-z]{4,10}\) created at:$`,
  String.raw` {6}\S{1,400}\.(?:go|s):\d{1,7} \+0x[0-9a-f]{1,16}$`,
].join('|')
const ANCHOR = new RegExp(`${TELLING_LINE}|${UNMISTAKABLE}`)
/** Words that open a report stand in the middle of other lines too: of a compiler, of a supervisor, of a test. */
const PROOF = new RegExp(`^(?:${UNMISTAKABLE})`)

/** A line of a report beyond doubt, most often from inside of it. */
export function isOfReport(line: string): boolean {
  return PROOF.test(line)
}

const TOKEN = /[0-9A-Za-z]+| +|[^0-9A-Za-z ]/g
const LEVEL = /^(?:trace|debug|info|notice|warn|warning|error|err|critical|fatal|panic|dpanic)$/i
const LONGEST = 300
const SHAPES_TRIED = 12
/** Unmistakable lines of reports that bear a prefix before it is believed of a writer who has not most of the log. */
const WRITER_VOTES = 3
const MOST_STREAMS = 16

/** `W:` and `E:` of one writer, who leaves a blank where the line has no level. */
const LETTER = /^[DEFITVW]$/i

/**
 * `grep -n -C`, with the names of files or without: a colon behind the number of a match, a dash behind those around it.
 * PowerShell's Select-String has a mark before the match and blanks before the others.
 */
function matchShape(prefix: string): string | null {
  if (/^\d+[:-]$/.test(prefix)) return String.raw`\d+[:-]`
  const [, mark, file, sign] = /^([> ] )?(\S{0,200}[A-Za-z]\S{0,200}?)([:-])\d+[:-]$/.exec(prefix) ?? []
  // `2024-03-05T14:07:09:` is a clock.
  if (file === undefined || !prefix.endsWith(sign!) || /\d:\d\d$/.test(file)) return null
  return String.raw`${mark === undefined ? '' : '[> ] '}${escapeRegExp(file)}[:-]\d+[:-]`
}

/** Source of an expression for prefixes like this one, a group for each part that may differ; null when it cannot be told from what follows. */
export function shapeOf(prefix: string): string | null {
  // Ending in a letter or digit, it would run into the text; of blanks alone or with a TAB first, it is text.
  if (prefix.length > LONGEST || !/[^0-9A-Za-z]$/.test(prefix) || prefix.trim() === '' || /^\s*\t/.test(prefix))
    return null
  const match = matchShape(prefix)
  if (match !== null) return match
  const tokens = prefix.match(TOKEN)!
  let source = ''
  for (const [i, token] of tokens.entries()) {
    if (/^[0-9A-Za-z]/.test(token)) {
      if (/\d/.test(token)) source += '([0-9A-Za-z]+)'
      else if (i > 0 && tokens[i + 1] === ':' && LETTER.test(token)) source += '[A-Za-z ]'
      else source += LEVEL.test(token) ? '[A-Za-z]+' : token
    } else if (token[0] === ' ') {
      // Padding inside may vary; the last separator is exact, for the TAB or blanks behind it belong to the text.
      // Numbers of lines are right-aligned: the last ones have no blank before them.
      const isAlignment = i === 0 && /^\d+$/.test(tokens[1] ?? '')
      source += i === tokens.length - 1 ? token : isAlignment ? ' *' : ' +'
    } else if (i === tokens.length - 1 && QUOTES.includes(token)) {
      source += QUOTE
    } else {
      source += escapeRegExp(token)
    }
  }
  return source
}

/** One writer's prefix, which of the parts that differ tell its streams apart, and what closes the value that it opens. */
interface Shape {
  readonly expression: RegExp
  readonly stream: string
  readonly keys: readonly number[]
  readonly closer: Closer | null
}

/** What closes a value, a quote standing for that which opened it, what stands behind that, and whether the value has escapes. */
interface Closer {
  readonly mark: string
  readonly tail: string
  readonly isEscaped: boolean
}

function shape(source: string, stream = '', keys: readonly number[] = [], closer: Closer | null = null): Shape {
  return { expression: new RegExp(`^(?:${source})`), stream, keys, closer }
}

/** Printers of strings take the quote that the text has not. */
const QUOTES = `"'`
const QUOTE = `["']`
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '`': '`' }

/** `Body: Str(…)`, `"message" => "…",`, `b'…'`: the prefix opens a value, which all of its lines close. */
function closerOf(source: string, lines: readonly string[]): Closer | null {
  const mark = source.endsWith(QUOTE) ? QUOTE : CLOSERS[source.at(-1)!]
  if (mark === undefined || lines.length < LEAST_VALUES) return null
  const prefix = new RegExp(`^(?:${source})`)
  const tail = mark === ')' ? '' : TAIL.exec(lines[0]!)![0]
  const values: { readonly text: string; readonly quote: string }[] = []
  for (const line of lines) {
    const opening = prefix.exec(line)![0]
    const end = mark === QUOTE ? opening.at(-1)! : mark
    const text = enclosed(line.slice(opening.length), end, tail)
    if (text === null) return null
    values.push({ text, quote: end })
  }
  return { mark, tail, isEscaped: mark === QUOTE && isEscaped(values) }
}

/** What closes a call, a list and a statement around the value; a comma is less than that. */
const TAIL = /(?:[)\]}]{1,3}[,;]?|;)?$/
const LEAST_VALUES = 4

/** Many print a value between quotes as it is: `C:\temp` has no TAB in it unless other values prove that escapes are meant. */
function isEscaped(values: readonly { readonly text: string; readonly quote: string }[]): boolean {
  if (!values.every(({ text, quote }) => ESCAPED.test(text) && !text.replaceAll(/\\./g, '').includes(quote)))
    return false
  const ended = values.filter(({ text }) => text.endsWith('\\n')).length
  return ended * 2 > values.length || values.some(({ text }) => ESCAPE_PROOF.test(text))
}

/** No TAB and no backslash but as an escape of JSON, strconv.Quote or Python. */
const ESCAPED = /^(?:[^\\\t]|\\(?:[abfnrtv"'/\\]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|U[0-9A-Fa-f]{8}))*$/
/** A quote, or the TAB before the place of a frame. */
const ESCAPE_PROOF = /\\"|^\\t(?:[^\s\\]{1,400}\.(?:go|s):\d|at [\w.$/@<>-]{1,255}\()/

/** What stands before the mark that ends this text; null where that is missing. */
function enclosed(text: string, mark: string, tail: string): string | null {
  if (!text.endsWith(tail)) return null
  const end = text.length - (tail === '' ? Number(text.endsWith(',')) : tail.length)
  return text.startsWith(mark, end - 1) && end > 0 ? text.slice(0, end - 1) : null
}

/** `opening`: what stands before the value. */
function withoutCloser(text: string, opening: string, closer: Closer | null): string {
  if (closer === null) return text
  const quote = closer.mark === QUOTE ? opening.at(-1)! : closer.mark
  const value = enclosed(text, quote, closer.tail) ?? text
  return closer.isEscaped ? unescapeOnce(value).replace(/\n$/, '') : value
}

/** The envelope for one shape, or for those of several writers. */
export function prefixEnvelope(...shapes: readonly (string | Shape)[]): Envelope {
  const known = shapes.map((one) => (typeof one === 'string' ? shape(one) : one))
  return {
    id: 'prefix',
    weak: true,
    samples: [],
    peel(line) {
      for (const { expression, stream, keys, closer } of known) {
        const match = expression.exec(line)
        if (match !== null)
          return whole(withoutCloser(line.slice(match[0].length), match[0], closer), streamOf(stream, keys, match))
        // An empty line whose separator somebody trimmed.
        const trimmed = line.length < LONGEST ? expression.exec(`${line} `) : null
        if (trimmed !== null && trimmed[0].length === line.length + 1) return whole('', streamOf(stream, keys, trimmed))
      }
      return null
    },
  }
}

function streamOf(stream: string, keys: readonly number[], match: RegExpExecArray): string {
  return keys.length === 0 ? stream : `${stream}${keys.map((key) => match[key]).join('/')}`
}

/** The most common shapes that stand before anchors and fit the sample; null when there are none. */
export function learnPrefix(lines: readonly string[], fits: (envelope: Envelope) => boolean): Envelope | null {
  const { votes, proofs, bare } = votesOf(lines)
  const matched = new Map([...votes.keys()].map((source) => [source, linesOf(source, lines)]))
  // What all lines have stands before the text; the blanks that only some have begin it.
  const sources = [...votes.keys()]
    // Where only lines with the words of an opener bear it, the words may be theirs: a report has more lines than its first.
    .filter((source) => matched.get(source)!.length > (proofs.has(source) ? 0 : votes.get(source)!))
    .sort((a, b) => matched.get(b)!.length - matched.get(a)!.length || b.length - a.length)
    .slice(0, SHAPES_TRIED)
  const best = sources.find((source) => fits(prefixEnvelope(source)))
  const closers = new Map(sources.map((source) => [source, closerOf(source, matched.get(source)!)]))
  const proven = (source: string) => {
    if (bare > 0) return false
    const proof = proofs.get(source) ?? 0
    // The opener of a short report is the third witness.
    const isShort = proof === WRITER_VOTES - 1 && votes.get(source)! >= WRITER_VOTES
    return isShort || proof >= (closers.get(source) === null ? WRITER_VOTES : 1)
  }
  const chosen: string[] = []
  for (const source of best === undefined ? sources.filter(proven) : [best, ...sources.filter(proven)]) {
    const own = matched.get(source)!
    if (!chosen.some((other) => own.some((line) => matched.get(other)!.includes(line)))) chosen.push(source)
  }
  if (chosen.length === 0) return null
  const sum = chosen.reduce((count, source) => count + matched.get(source)!.length, 0)
  // Where even the lines of stacks bear the prefix, one without it is not the writer's. A border names no writer: whoever
  // wrote the line above may have drawn it.
  const isNamed = (source: string) => /[0-9A-Za-z]/.test(source)
  const isApart =
    bare === 0 && (chosen.length > 1 || sum < lines.length) && chosen.some(proven) && chosen.every(isNamed)
  return prefixEnvelope(
    ...chosen.map((source, i) =>
      shape(source, isApart ? `writer-${i + 1}` : '', keysOf(source, matched.get(source)!), closers.get(source)),
    ),
  )
}

/** Where the words of a report begin, or the record that holds a line of one; -1 without any. */
function anchorOf(line: string): number {
  const head = line.slice(0, LONGEST + 256)
  const index = ANCHOR.exec(head)?.index ?? -1
  const record = index < 0 ? head.indexOf('{"') : -1
  return record > 0 && RECORDED.test(line.slice(record, record + LONGEST_RECORD)) ? record : index
}

/** The place of a frame behind the TAB that JSON has no sign for. */
const RECORDED = /":"\\t(?:at [\w.$/@<>-]{1,255}\(|[^\s\\"]{1,400}\.(?:go|s):\d)/
const LONGEST_RECORD = 4_096

const COMMENT = /^\s*(?:\/\/+|#+|--|;+) *$/

interface Election {
  /** How often each shape stands before an anchor, and before one that is beyond doubt. */
  readonly votes: ReadonlyMap<string, number>
  readonly proofs: ReadonlyMap<string, number>
  /** Anchors with nothing before them. */
  readonly bare: number
}

function votesOf(lines: readonly string[]): Election {
  const votes = new Map<string, number>()
  const proofs = new Map<string, number>()
  let bare = 0
  for (const line of lines) {
    const index = anchorOf(line)
    if (index === 0 || beginsLikeCrash(line)) bare++
    if (index <= 0 || beginsLikeCrash(line) || isHexRow(line)) continue
    // Many lines of a report in one: what stands before the second of them is the report's.
    if (line.indexOf('\tat ', line.indexOf('\tat ') + 1) > 0) continue
    // Behind the prefix may stand a record that holds the words: the record is the next layer's.
    const record = line.indexOf('{"')
    const prefix = line.slice(0, record < 0 ? index : Math.min(index, record))
    // JVM unified logging puts its decorations side by side: the first one is not a prefix of the second.
    if (line[index] === '[' && prefix.endsWith(']')) continue
    const isProof = PROOF.test(line.slice(index, index + LONGEST + 256))
    // What a comment says of a crash is no crash; a stack in one was copied from a log.
    if (COMMENT.test(prefix) && !isProof) continue
    const vote = (source: string | null) => {
      if (source === null) return
      votes.set(source, (votes.get(source) ?? 0) + 1)
      if (isProof) proofs.set(source, (proofs.get(source) ?? 0) + 1)
    }
    vote(shapeOf(prefix))
    // `#  ` is how a JVM marks the head of its report.
    if (/[0-9A-Za-z]/.test(prefix) && / {2,}$/.test(prefix)) vote(shapeOf(`${prefix.trimEnd()} `))
  }
  return { votes, proofs, bare }
}

function linesOf(source: string, lines: readonly string[]): string[] {
  const expression = new RegExp(`^(?:${source})`)
  return lines.filter((line) => expression.test(line))
}

/**
 * The parts that come back to what they were: names of pods, numbers of tasks. A clock or a counter does not, and what does
 * not change in the sample may be either.
 */
function keysOf(source: string, lines: readonly string[]): number[] {
  const expression = new RegExp(`^(?:${source})`)
  const rows = lines.map((line) => expression.exec(line)!)
  const keys: number[] = []
  for (let group = 1; group < (rows[0]?.length ?? 0); group++) {
    const values = rows.map((row) => row[group]!)
    const distinct = new Set(values).size
    const changes = values.filter((value, i) => i > 0 && value !== values[i - 1]).length
    if (distinct > 1 && distinct <= MOST_STREAMS && changes >= 2 * distinct) keys.push(group)
  }
  return keys
}
