import { LONGEST_LINE_BYTES } from '../limits.ts'
import { json } from './app-json.ts'
import { BEGINS_REPORT, beginsLikeCrash, GO_OPENER, opensReport } from './crash-text.ts'
import { type Envelope, type Head, type Peeled, whole } from './envelope.ts'
import { isLambdaPanic, throwableIn } from './json-crash.ts'
import { type JsonObject, objectOf } from './json-line.ts'
import { holdsXmlRecord, LINE_OF_XML, xmlRecord } from './xml-record.ts'

/**
 * Records that a logger prints over many lines each: log4j's JsonLayout and XmlLayout, logback's XMLLayout, encoders told to
 * print prettily. What belongs together stands in no order (log4j tells a cause before the frames of what it caused), so
 * the lines of one record are put together, for the layers inside to read as one.
 */
interface Print {
  readonly id: string
  /** The first of its lines, which is not its last one too. */
  readonly begins: RegExp
  /** Whether a line between its first and its last may be one of its own; whatever else stands there is another writer's. */
  readonly goesOn: (line: string, text: Text) => boolean
  readonly ends: RegExp
  /** What is open behind this line. Without it nothing ever is. */
  readonly textBehind?: (line: string, text: Text) => Text
  /** As the lines stand, or without what only the eye needs. */
  readonly piece: (line: string) => string
  /** How far this is (the beginning of) a record of a logger, and no other document. */
  readonly weightOf: (text: string) => number
  readonly inside: Envelope
  readonly samples: Envelope['samples']
}

/**
 * What goes on over the end of a line: text of an element, which ends with the next tag, a section of characters, which may
 * hold anything, or a tag with its attributes.
 */
type Text = 'text' | 'cdata' | 'tag' | null

/** What is known of a record whose end has not come. */
interface Progress {
  lines: number
  length: number
  strangers: number
  text: Text
}

/** A throwable of two thousand frames, each of which takes eight lines. */
const MOST_LINES = 20_000
/** Lines of other writers between those of one record. */
const MOST_STRANGERS = 64
/** What proves a logger: a throwable does, or two records with a level. */
const PROOF = 2

function partial(piece: string): Peeled {
  return { ...whole(piece), partial: true, terminated: false }
}

function beginsReport(line: string): boolean {
  return beginsLikeCrash(line) || BEGINS_REPORT.test(line) || opensReport(line)
}

/** The value of a panic and the message of an exception may be printed over many lines. */
const MAY_GO_ON = new RegExp(
  String.raw`^(?:${GO_OPENER}|Exception in thread "|(?:Caused by: )?[\w.$]{3,200}(?:Exception|Error)(?:: |$))`,
)

function printed({ id, begins, goesOn, ends, textBehind, piece, weightOf, inside, samples }: Print): Envelope {
  const open = new WeakMap<Head, Progress>()
  const progressOf = (head: Head): Progress => {
    const known = open.get(head)
    if (known !== undefined) return known
    const progress = { lines: 1, length: head.line.length, strangers: 0, text: textBehind?.(head.line, null) ?? null }
    open.set(head, progress)
    return progress
  }
  /** The record was cut: what comes now is none of it. */
  const isOver = (line: string, { lines, length, strangers, text }: Progress): boolean => {
    if (lines > MOST_LINES || length > LONGEST_LINE_BYTES || strangers > MOST_STRANGERS) return true
    if (text === 'text' || text === 'cdata') return opensReport(line)
    return !goesOn(line, text) && (/^[ \t]/.test(line) || beginsReport(line))
  }
  return {
    id,
    samples,
    inside,
    // With a level behind it, its first line is a record without its end.
    kin: ['xml-record'],
    // The lines of the vote stand here and there in records, most of them without their first line.
    sporadic: true,
    breaksWords: () => true,
    peel: (line) => (begins.test(line) ? partial(piece(line)) : null),
    follow(line, head) {
      const progress = progressOf(head)
      progress.lines++
      progress.length += line.length
      if (isOver(line, progress)) {
        head.closed = true
        return null
      }
      const { text } = progress
      progress.text = textBehind?.(line, text) ?? null
      if (progress.text === null && ends.test(line)) {
        head.closed = true
        return whole(piece(line))
      }
      if (goesOn(line, text)) return partial(piece(line))
      progress.strangers++
      return null
    },
    startsAnew: (line, before) => begins.test(line) && !isQuoted(line, before, isInCdata(before)),
    quotes: (line, before, head) =>
      // The body of an answer in the message of an exception.
      MAY_GO_ON.test(before) ||
      (head !== null && !head.closed && isQuoted(line, head.line, open.get(head)?.text === 'cdata')),
    needs: (samples) => {
      let text = ''
      let before = ''
      let weight = 0
      for (const line of samples) {
        if (begins.test(line)) {
          if (weightOf(text) >= PROOF) return true
          text = MAY_GO_ON.test(before) ? '' : piece(line)
        } else if (text !== '' && ends.test(line)) {
          weight += weightOf(text + piece(line))
          if (weight >= PROOF) return true
          text = ''
        } else if (text !== '' && goesOn(line, textBehind === undefined ? null : 'text')) text += piece(line)
        before = line
      }
      return weightOf(text) >= PROOF
    },
  }
}

export const jsonPrint = printed({
  id: 'json-print',
  begins: /^(?:\[|, ?)?\{\s*$/,
  goesOn: (line) => /^[ \t]+(?:["{}[\],]|-?\d|(?:true|false|null)\b)/.test(line),
  ends: /^\}[,\]]?\s*$/,
  // At the margin, the brackets and commas of a list around the records.
  piece: (line) => (/^[ \t]/.test(line) ? line.trim().replace(KEY, '$1:') : line.replaceAll(/[^{}]/g, '')),
  weightOf: (text) => {
    const object = objectOf(text)
    if (object === null) return 0
    return throwableIn(object) === '' && !isLambdaPanic(object) ? Number(isOfLogger(object)) : PROOF
  },
  inside: json,
  samples: [{ line: ', {', peeled: partial('{') }],
})

export const xmlPrint = printed({
  id: 'xml-print',
  begins: /^\s{0,16}<(?:log4j:event|Event)\b(?!.*<\/(?:log4j:event|Event)>\s*$)/,
  goesOn: (line, text) =>
    text === 'text' || text === 'cdata' || (text === 'tag' && ATTRIBUTE.test(line)) || /^\s*(?:<|$)/.test(line),
  ends: /<\/(?:log4j:event|Event)>\s*$/,
  textBehind: textOfXml,
  piece: (line) => `${line}${LINE_OF_XML}`,
  weightOf: (text) => (holdsXmlRecord(text) ? PROOF : 0),
  inside: xmlRecord,
  samples: [
    {
      line: '<log4j:event logger="a.B" level="ERROR" thread="main">',
      peeled: partial(`<log4j:event logger="a.B" level="ERROR" thread="main">${LINE_OF_XML}`),
    },
  ],
})

const CDATA = '<![CDATA['

function isInCdata(text: string): boolean {
  return text.lastIndexOf(CDATA) > text.lastIndexOf(']]>')
}

/** Of elements only those count that hold text, not other elements. */
function textOfXml(line: string, text: Text): Text {
  if (line.includes(CDATA) || line.includes(']]>')) return isInCdata(line) ? 'cdata' : null
  if (text === 'cdata') return text
  if (!line.includes('<')) return text === 'tag' && line.includes('>') ? null : text
  const last = line.slice(line.lastIndexOf('<'))
  if (/^<\w/.test(last) && !last.includes('>')) return 'tag'
  const [tag, name] = OPENING.exec(last) ?? []
  if (tag === undefined || tag.endsWith('/>')) return null
  return last.slice(tag.length).trim() === '' && !TEXTS.has(name!.toLowerCase()) ? null : 'text'
}

const ATTRIBUTE = /^\s*[\w:.-]{1,100}="/
const OPENING = /^<(?:log4j:)?(\w{1,40})(?:\s[^>]*)?>/
const TEXTS: ReadonlySet<string> = new Set(['message', 'throwable', 'ndc'])

/** In a section of characters, what begins otherwise than the record around it. */
function isQuoted(line: string, around: string, isCdata: boolean): boolean {
  return isCdata && KIND.exec(line)?.[0].trim() !== KIND.exec(around)?.[0].trim()
}

/** The name of an element, and that of its first attribute. */
const KIND = /^\s{0,16}<[\w:]{1,20}\s{1,4}[\w:]{1,40}/

/** As a print has it, with a blank behind the colon. */
const KEY = /^("(?:[^"\\]|\\.){1,200}")\s?:\s+/

/** A message with a level, as no answer of an API and no settings have them both. */
function isOfLogger(object: JsonObject): boolean {
  return TEXT_KEYS.some((key) => typeof object[key] === 'string') && LEVEL_KEYS.some((key) => isLevel(object[key]))
}

function isLevel(value: unknown): boolean {
  return (
    typeof value === 'string' && /^(?:trace|debug|info|notice|warn|warning|error|fatal|severe|critical)$/i.test(value)
  )
}

const TEXT_KEYS = ['message', 'msg', '@message', 'short_message']
const LEVEL_KEYS = ['level', 'log.level', 'severity', 'loglevel', 'level_name', 'levelname']
