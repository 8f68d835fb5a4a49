import { json } from './app-json.ts'
import { type Envelope, type Peeled, whole } from './envelope.ts'
import { throwableIn } from './json-crash.ts'
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
  /** What a line may be that stands between its first and its last; whatever else does is another writer's. */
  readonly goesOn: RegExp
  readonly ends: RegExp
  /** As the lines stand, or without what only the eye needs. */
  readonly piece: (line: string) => string
  /** Whether this is (the beginning of) a record of a logger, and no other document. */
  readonly isRecord: (text: string) => boolean
  readonly inside: Envelope
  readonly samples: Envelope['samples']
}

function partial(piece: string): Peeled {
  return { ...whole(piece), partial: true, terminated: false }
}

function printed({ id, begins, goesOn, ends, piece, isRecord, inside, samples }: Print): Envelope {
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
      if (ends.test(line)) {
        head.closed = true
        return whole(piece(line))
      }
      return goesOn.test(line) ? partial(piece(line)) : null
    },
    startsAnew: (line) => begins.test(line),
    needs: (samples) => {
      let text = ''
      for (const line of samples) {
        if (begins.test(line)) text = piece(line)
        else if (text !== '' && (goesOn.test(line) || ends.test(line))) text += piece(line)
        if (ends.test(line) && isRecord(text)) return true
      }
      return isRecord(text)
    },
  }
}

export const jsonPrint = printed({
  id: 'json-print',
  begins: /^(?:\[|, ?)?\{\s*$/,
  goesOn: /^[ \t]+\S/,
  ends: /^\}[,\]]?\s*$/,
  // At the margin, the brackets and commas of a list around the records.
  piece: (line) => (/^[ \t]/.test(line) ? line.trim() : line.replaceAll(/[^{}]/g, '')),
  isRecord: (text) => {
    const object = objectOf(text)
    return object !== null && (isOfLogger(object) || throwableIn(object) !== '')
  },
  inside: json,
  samples: [{ line: ', {', peeled: partial('{') }],
})

export const xmlPrint = printed({
  id: 'xml-print',
  begins: /^\s{0,16}<(?:log4j:event|Event)\b(?!.*<\/(?:log4j:event|Event)>\s*$)/,
  goesOn: /^/,
  ends: /<\/(?:log4j:event|Event)>\s*$/,
  piece: (line) => `${line}${LINE_OF_XML}`,
  isRecord: holdsXmlRecord,
  inside: xmlRecord,
  samples: [
    {
      line: '<log4j:event logger="a.B" level="ERROR" thread="main">',
      peeled: partial(`<log4j:event logger="a.B" level="ERROR" thread="main">${LINE_OF_XML}`),
    },
  ],
})

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
