import { BEGINS_REPORT } from './crash-text.ts'
import { bundle, type Envelope, type Head, message, NOTHING, type Peeled } from './envelope.ts'
import { isOfReport } from './prefix.ts'
import { unescapeHtml } from './unescape.ts'
import { holdsXmlRecord } from './xml-record.ts'

/**
 * Text of a document with tags: `<Data>` of an event of Windows, `<S>` of what PowerShell serialises, a cell of a table, an
 * element of a test report. Of elements in which nobody saw a report the text is given as well, each kind as a writer of its
 * own: it stands between the lines of a report and is not of it.
 */
export function learnElement(lines: readonly string[]): Envelope | null {
  if (!lines.some((line) => CLOSING.test(line)) || lines.some(isOfLogger)) return null
  const seen = new Map<string, Set<number>>()
  let votes = 0
  // Songs are called as crashes are; a stack is not.
  let isProven = false
  let open = outside()
  for (const line of lines) {
    const read = readLine(line, open)
    open = read.open
    for (const { kind, text } of read.texts) {
      const told = text.split('\n').filter((one) => BEGINS_REPORT.test(one) || isOfReport(one))
      if (told.length === 0 || kind.name === '') continue
      votes += told.length
      isProven ||= told.some(isOfReport)
      seen.set(kind.name, (seen.get(kind.name) ?? new Set()).add(kind.place))
    }
  }
  if (votes < LEAST_VOTES || !isProven) return null
  return elementEnvelope(new Map([...seen].map(([name, places]) => [name, places.size === 1 ? [...places][0]! : null])))
}

/** The start tag of log4j's own element may go on in the next line. */
function isOfLogger(line: string): boolean {
  return holdsXmlRecord(line) || /^\s{0,16}<log4j:event\s/.test(line)
}

const LEAST_VOTES = 2
/** What says of a document what it is, and what PowerShell writes above objects. */
const DECLARATION = /^(?:#< CLIXML|<[?!](?:xml|DOCTYPE)\b[^<>]{0,300}>)\s*$/i
/** A bracket and a word may stand in any text; a document closes what it opens. */
const CLOSING = /<\/[A-Za-z][\w:.-]{0,63}>/
const TAG = /<\/?[A-Za-z][\w:.-]{0,63}(?:\s[^<>]{0,512})?>|<!\[CDATA\[/
/** What a page has around pieces of one text: its tags are taken off, and what is left is one line. */
const PAGE =
  /^(?:html|head|body|pre|code|span|br|div|p|samp|a|b|i|em|strong|mark|font|title|tt|kbd|details|summary|blockquote|section|article)$/i

/** An element, and which one of its name it is in the one around it. */
interface Kind {
  readonly name: string
  readonly place: number
}

interface Element {
  readonly kind: Kind
  /** How many of each name it holds so far. */
  readonly counts: Map<string, number>
}

/** What is open behind a line: elements, the document first, and whether a section of characters is. */
interface Open {
  readonly elements: readonly Element[]
  readonly isCdata: boolean
}

function outside(): Open {
  return { elements: [{ kind: { name: '', place: 0 }, counts: new Map() }], isCdata: false }
}

const MOST_DEPTH = 64
const CDATA = '<![CDATA['
/** Names of attributes, and what stands between them; one character fits in one way only, or a tag without an end takes for ever. */
const BETWEEN_VALUES = String.raw`(?:[^<>"'/]|\/(?!>)){0,512}`
const ATTRIBUTES = String.raw`\s${BETWEEN_VALUES}(?:(?:"[^"]{0,4096}"|'[^']{0,4096}')${BETWEEN_VALUES}){0,64}`
const TAG_AT = new RegExp(String.raw`<(\/?)([A-Za-z][\w:.-]{0,63})(?:${ATTRIBUTES})?(\/?)>|<[!?][^<>]{0,1024}>`, 'y')

interface Text {
  readonly kind: Kind
  readonly text: string
}

/** The texts of a line, and what is open behind it. A bracket that is no tag is text. */
function readLine(line: string, before: Open): { readonly texts: readonly Text[]; readonly open: Open } {
  const elements = [...before.elements]
  let { isCdata } = before
  const texts: Text[] = []
  let text = ''
  const give = (): void => {
    if (text !== '') texts.push({ kind: elements.at(-1)!.kind, text: unserialised(text).replaceAll('\r\n', '\n') })
    text = ''
  }
  for (let at = 0; at < line.length; ) {
    if (isCdata) {
      const end = line.indexOf(']]>', at)
      text += line.slice(at, end < 0 ? line.length : end)
      isCdata = end < 0
      at = end < 0 ? line.length : end + 3
      continue
    }
    const next = line.indexOf('<', at)
    const end = next < 0 ? line.length : next
    text += unescapeXml(line.slice(at, end))
    if (next < 0) break
    if (line.startsWith(CDATA, next)) {
      isCdata = true
      at = next + CDATA.length
      continue
    }
    TAG_AT.lastIndex = next
    const [tag, close, name, empty] = TAG_AT.exec(line) ?? []
    if (tag === undefined) {
      text += '<'
      at = next + 1
      continue
    }
    at = next + tag.length
    if (name === undefined || PAGE.test(name)) {
      if (name?.toLowerCase() === 'br') text += '\n'
      continue
    }
    give()
    if (close === '/') {
      const depth = elements.findLastIndex(({ kind }) => kind.name === name)
      if (depth > 0) elements.length = depth
    } else if (empty === '' && elements.length < MOST_DEPTH) {
      elements.push({ kind: { name, place: placeIn(elements.at(-1)!, name) }, counts: new Map() })
    }
  }
  give()
  return { texts, open: { elements, isCdata } }
}

/** Which of its name the next one is; of so many names that nobody counts them, 0. */
function placeIn({ counts }: Element, name: string): number {
  const place = (counts.get(name) ?? 0) + 1
  if (place === 1 && counts.size >= MOST_NAMES) return 0
  counts.set(name, place)
  return place
}

const MOST_NAMES = 1_024

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return unescapeHtml(text.replaceAll(/&#(?:10|[xX]0?[aA]);/g, '\n').replaceAll(/&#(?:13|[xX]0?[dD]);/g, '\r'))
}

/** `_x000D__x000A_`: what a serialiser of .NET makes of characters that steer. */
function unserialised(text: string): string {
  if (!text.includes('_x00')) return text
  return text.replaceAll(/_x00(0[9AD]|1B|5F)_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** `places`: which of its name holds the text; null for any. */
function elementEnvelope(places: ReadonlyMap<string, number | null>): Envelope {
  const behind = new WeakMap<Head, Open>()
  const openBehind = (head: Head): Open => behind.get(head) ?? readLine(head.line, outside()).open
  const streamOf = ({ name, place }: Kind): string => {
    const wanted = places.get(name)
    return wanted === null || wanted === place ? '' : `${name}/${place}`
  }
  const peeled = (texts: readonly Text[]): Peeled => {
    const parts = texts
      .filter(({ kind, text }) => text.trim() !== '' || streamOf(kind) === '')
      .map(({ kind, text }) => message(text, streamOf(kind), null))
    return parts.length === 0 ? NOTHING : bundle(parts)
  }
  return {
    id: 'element',
    samples: [],
    closes: (line) => line.trimEnd().endsWith('>'),
    breaksWords: () => true,
    peel: (line) =>
      DECLARATION.test(line) ? NOTHING : TAG.test(line) ? peeled(readLine(line, outside()).texts) : null,
    // Between the tags of an element every line is its text.
    quotes: (_line, _before, head) => head !== null && !head.closed,
    follow(line, head) {
      const { texts, open } = readLine(line, openBehind(head))
      behind.set(head, open)
      head.closed = open.elements.length === 1 && !open.isCdata
      return line === '' && !head.closed ? message('', streamOf(open.elements.at(-1)!.kind), null) : peeled(texts)
    },
  }
}
