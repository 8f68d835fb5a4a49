import { beginsLikeCrash, TELLING_LINE } from './crash-text.ts'
import { type Envelope, whole } from './envelope.ts'

/**
 * A prefix that no known envelope explains, learned from the lines that Go and the JVM print with a known beginning: what stands
 * before `goroutine 7 [select]:` stands, in the same shape, before its neighbours. Digits may differ, words may not.
 */
const ANCHOR = new RegExp(
  [
    TELLING_LINE,
    String.raw`goroutine \d{1,19} (?:gp=\S{1,20} m=\S{1,20} (?:mp=\S{1,20} )?)?\[[^\]\n]{1,160}\]:(?: |$)`,
    String.raw`gc \d{1,9} @\d{1,9}\.\d{1,6}s \d{1,3}%: `,
    // Frames in the layouts of libraries.
    String.raw`(?:\/[\w.@~+-]{1,80}){1,30}\.go:\d{1,7} \(0x[0-9a-f]{1,16}\)$`,
    String.raw`(?:\t| {1,8})[\w.@~+/-]{2,400}\.go:\d{1,7}$`,
    String.raw` {2}"threadDump": \{`,
    String.raw`#\d{1,19} "[^"\n]{0,200}"(?: virtual)?(?: [A-Z_]{4,15} \d{4}-|$)`,
    String.raw`\[(?:\d{1,9}\.\d{3}s|\d{4}-\d\d-\d\dT[^\]\s]{8,24}|\d{1,20}[mn]s)\]\[`,
  ].join('|'),
)

const TOKEN = /[0-9A-Za-z]+| +|[^0-9A-Za-z ]/g
const LEVEL = /^(?:trace|debug|info|notice|warn|warning|error|err|critical|fatal|panic|dpanic)$/i
const LONGEST = 300
const SHAPES_TRIED = 12

/** Source of an expression for prefixes like this one; null when it cannot be told from what follows. */
export function shapeOf(prefix: string): string | null {
  // Ending in a letter or digit, it would run into the text; of blanks alone or with a TAB first, it is text.
  if (prefix.length > LONGEST || !/[^0-9A-Za-z]$/.test(prefix) || prefix.trim() === '' || /^\s*\t/.test(prefix))
    return null
  // `grep -n -C`: a colon behind the number of a match, a dash behind those around it.
  if (/^\d+[:-]$/.test(prefix)) return String.raw`\d+[:-]`
  const tokens = prefix.match(TOKEN)!
  let source = ''
  for (const [i, token] of tokens.entries()) {
    if (/^[0-9A-Za-z]/.test(token)) {
      if (/\d/.test(token)) source += '[0-9A-Za-z]+'
      else source += LEVEL.test(token) ? '[A-Za-z]+' : token
    } else if (token[0] === ' ') {
      // Padding inside may vary; the last separator is exact, for the TAB or blanks behind it belong to the text.
      source += i < tokens.length - 1 ? ' +' : token
    } else {
      source += token.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
    }
  }
  return source
}

/** The envelope for one shape. */
export function prefixEnvelope(source: string): Envelope {
  const shape = new RegExp(`^(?:${source})`)
  return {
    id: 'prefix',
    weak: true,
    samples: [],
    peel(line) {
      const prefix = shape.exec(line)?.[0]
      if (prefix !== undefined) return whole(line.slice(prefix.length))
      // An empty line whose separator somebody trimmed.
      return line.length < LONGEST && shape.exec(`${line} `)?.[0].length === line.length + 1 ? whole('') : null
    },
  }
}

/** The most common shape that stands before anchors and fits the sample; null when there is none. */
export function learnPrefix(lines: readonly string[], fits: (envelope: Envelope) => boolean): Envelope | null {
  const votes = new Map<string, number>()
  for (const line of lines) {
    const index = ANCHOR.exec(line.slice(0, LONGEST + 256))?.index ?? 0
    if (index === 0 || beginsLikeCrash(line)) continue
    // Behind the prefix may stand a record that holds the words: the record is the next layer's.
    const record = line.indexOf('{"')
    const prefix = line.slice(0, record < 0 ? index : Math.min(index, record))
    // JVM unified logging puts its decorations side by side: the first one is not a prefix of the second.
    if (line[index] === '[' && !/\s$/.test(prefix)) continue
    const source = shapeOf(prefix)
    if (source !== null) votes.set(source, (votes.get(source) ?? 0) + 1)
  }
  const shapes = [...votes].sort((a, b) => b[1] - a[1]).slice(0, SHAPES_TRIED)
  for (const [source] of shapes) {
    const envelope = prefixEnvelope(source)
    if (fits(envelope)) return envelope
  }
  return null
}
