import { escapeRegExp } from '../../base/text/escape-reg-exp.ts'
import { type Envelope, whole } from './envelope.ts'

/** Lines of reports whose last character is known, and what stands behind it. */
const ENDS = [
  /goroutine \d{1,19} \[[^\]\n]{1,160}\]:(.{0,64})$/,
  /\.(?:go|s):\d{1,7} \+0x[0-9a-f]{1,16}(?: fp=0x[0-9a-f]{1,16} sp=0x[0-9a-f]{1,16} pc=0x[0-9a-f]{1,16})?(.{0,64})$/,
  /\.(?:go|s):\d{1,7} \(0x[0-9a-f]{1,16}\)(.{0,64})$/,
  /^(?: {1,8}|(?: ->) {1,8})[\w.@~+/-]{2,400}\.go:\d{1,7}(.{0,64})$/,
  /(?:\b|\^I)at [\w.$/@<>-]{3,255}\([\w$. @/-]{1,200}(?::\d{1,7})?\)(?: ~?\[[^\]\n]{1,200}\])?(.{0,64})$/,
  /^# {2}(?:SIG[A-Z]{2,7}|EXCEPTION_[A-Z_]{4,40}) \(0x[0-9a-f]{1,8}\) at pc=0x[0-9a-f]{1,16}, pid=\d{1,10}, tid=\d{1,10}(.{0,64})$/,
  /^# A fatal error has been detected by the Java Runtime Environment:(.{0,64})$/,
  /^gc \d{1,9} @.{20,300} \d{1,4} P(?: \(forced\))?(.{0,64})$/,
]

/**
 * Something that stands behind every line: the `$` of `cat -A`, a border of a table, a tag, the end of a string, a cell of a table
 * with its time. What follows `main.go:12 +0x1d` follows, letter by letter, its neighbours; only digits may differ.
 */
export function learnSuffix(lines: readonly string[], fits: (envelope: Envelope) => boolean): Envelope | null {
  const votes = new Map<string, number>()
  for (const line of lines) {
    // In a record the text ends with its quote: the record is for its own envelope.
    if (line.includes('{"')) continue
    const text = withoutPadding(line.slice(0, LONGEST))
    for (const end of ENDS) {
      const suffix = end.exec(text)?.[1]
      if (suffix === undefined) continue
      const kind = kindOf(suffix)
      votes.set(kind, (votes.get(kind) ?? 0) + 1)
      break
    }
  }
  if (votes.has('')) return null
  const border = borderOf(votes, lines)
  if (border !== null) {
    const envelope = suffixEnvelope(border, true)
    if (fits(envelope)) return envelope
  }
  const [suffix, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  if (count < 2 || suffix.trim() === '') return null
  if (suffix === '$' && lines.some((line) => SED_ESCAPE.test(line))) return null
  const envelope = suffix.includes(DIGITS) ? numberedEnvelope(suffix) : suffixEnvelope(suffix)
  return fits(envelope) ? envelope : null
}

const LONGEST = 4_096
/** Stands for numbers of any length. */
const DIGITS = '\0'

/** Equal for suffixes that differ in their digits alone, where it is sure at which sign they begin. */
function kindOf(suffix: string): string {
  return /^\t.*\d$/.test(suffix) ? suffix.replaceAll(/\d+/g, DIGITS) : suffix
}
/** `sed -n l` ends its lines as `cat -A` does. Its own envelope takes the escapes off too: without the `$` alone they would look whole. */
const SED_ESCAPE = /^\\t|\\[0-3][0-7]{2}|\\$/

/** A table pads its cells to the width of the widest: then what stands behind them ends alike, at one column. */
function borderOf(votes: ReadonlyMap<string, number>, lines: readonly string[]): string | null {
  const borders = new Set([...votes.keys()].map((suffix) => suffix.trim()))
  const [border = ''] = borders
  if (borders.size !== 1 || !/^[^\w\s]$/.test(border)) return null
  const cells = lines.filter((line) => line.endsWith(` ${border}`))
  const isPadded = cells.some((line) => line.endsWith(`   ${border}`))
  return isPadded && new Set(cells.map((line) => line.length)).size === 1 ? border : null
}

function withoutPadding(line: string): string {
  const border = line.at(-1) ?? ''
  if (!line.endsWith(`   ${border}`) || border === ' ') return line
  return `${line.slice(0, -1).trimEnd()}  ${border}`
}

function numberedEnvelope(kind: string): Envelope {
  const source = kind.split(DIGITS).map(escapeRegExp).join('\\d{1,32}')
  const end = new RegExp(`${source}$`)
  return {
    id: 'suffix',
    weak: true,
    samples: [],
    peel(line) {
      const from = Math.max(0, line.length - LONGEST_SUFFIX)
      const found = end.exec(line.slice(from))
      return found === null ? null : whole(line.slice(0, from + found.index))
    },
  }
}

const LONGEST_SUFFIX = 128

function suffixEnvelope(suffix: string, isPadded = false): Envelope {
  return {
    id: 'suffix',
    weak: true,
    samples: [],
    peel(line) {
      if (!line.endsWith(suffix)) return null
      const text = line.slice(0, -suffix.length)
      return whole(isPadded ? text.trimEnd() : text)
    },
  }
}
