import { bundle, type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { isObject, type Json, type JsonObject } from './json-line.ts'
import { anyTime } from './timestamps.ts'
import { unescapeHtml } from './unescape.ts'

/**
 * A record of a logger that writes XML, put onto one line: `<log4j:event …>` of log4j 1 and logback's XMLLayout, `<Event …>`
 * of log4j 2. Read as the object that a layout for JSON would have made of it.
 */

/** Stands for the end of a line: no document of XML may hold it. */
export const LINE_OF_XML = '\v'

const RECORD = /^\s{0,16}<(?:log4j:event|Event)\s[^<>]{0,2000}\blevel="[A-Z]/
const MOST_DEPTH = 40
const MOST_ELEMENTS = 20_000

export function holdsXmlRecord(text: string): boolean {
  return RECORD.test(text)
}

interface Element {
  readonly name: string
  readonly fields: Record<string, Json>
  readonly items: Json[]
  text: string
}

function fresh(name: string): Element {
  return { name, fields: Object.create(null) as Record<string, Json>, items: [], text: '' }
}

/** The records of a line, each as an object; of the last one what there is. */
function recordsOf(line: string): { readonly objects: readonly JsonObject[]; readonly isCut: boolean } {
  const root = fresh('')
  const open: Element[] = [root]
  const close = (): void => {
    const element = open.pop()!
    const around = open.at(-1)!
    if (around === root || element.name.endsWith('Item')) around.items.push(readOf(element))
    else around.fields[keyOf(element.name)] = readOf(element)
  }
  let at = 0
  for (let elements = 0; at < line.length && elements < MOST_ELEMENTS; ) {
    const { end, text, tag } = tokenAt(line, at)
    if (end < 0) break
    at = end
    open.at(-1)!.text += text
    const isOpening = /^[a-zA-Z]/.test(tag)
    if (isOpening) {
      elements++
      open.push(opened(tag))
    }
    if (open.length > 1 && (tag[0] === '/' || (isOpening && (tag.endsWith('/') || open.length > MOST_DEPTH)))) close()
  }
  const isCut = open.length > 1
  while (open.length > 1) close()
  return { objects: root.items.filter(isObject), isCut }
}

/** Text, or what stands in a tag. `end`: -1 where that is not there. */
function tokenAt(line: string, at: number): { readonly end: number; readonly text: string; readonly tag: string } {
  if (line.charCodeAt(at) !== 0x3c) {
    const next = line.indexOf('<', at)
    const end = next < 0 ? line.length : next
    return { end, text: unescaped(line.slice(at, end)), tag: '' }
  }
  if (line.startsWith(CDATA, at)) {
    const close = line.indexOf(']]>', at)
    const end = close < 0 ? line.length : close
    return { end: close < 0 ? end : close + 3, text: line.slice(at + CDATA.length, end), tag: '' }
  }
  // A value of an attribute may hold the bracket.
  TAG.lastIndex = at + 1
  const tag = TAG.exec(line)?.[0]
  return tag === undefined ? { end: -1, text: '', tag: '' } : { end: at + 2 + tag.length, text: '', tag }
}

const CDATA = '<![CDATA['
const TAG = /[^<>"]*(?:"[^"]*"[^<>"]*)*(?=>)/y
const ATTRIBUTE = /([\w:.-]{1,100})="([^"]*)"/g

function opened(tag: string): Element {
  const element = fresh(/^[\w:.-]{1,100}/.exec(tag)![0])
  for (const [, key, value] of tag.matchAll(ATTRIBUTE)) element.fields[key!] = unescaped(value!)
  return element
}

/** A list where its elements say so, an object where there are names, else its text. */
function readOf({ fields, items, text }: Element): Json {
  if (items.length > 0) return items
  return Object.keys(fields).length > 0 ? fields : text.replaceAll(LINE_OF_XML, '\n')
}

/** As the layouts for JSON call it. */
function keyOf(name: string): string {
  const own = name.replace(/^log4j:/, '')
  return own === 'throwable' ? 'stack_trace' : own.charAt(0).toLowerCase() + own.slice(1)
}

function unescaped(text: string): string {
  return unescapeHtml(text).replaceAll(/&#(?:xa|10);/gi, '\n')
}

const CUT = { id: 'E09', text: 'the XML record is cut' }

export const xmlRecord: Envelope = {
  id: 'xml-record',
  logger: true,
  // A record without its end may go on in the next line; text of a page has entities too.
  kin: ['xml-print', 'html'],
  samples: [
    {
      line: '<log4j:event logger="a.B" timestamp="1709647629123" level="ERROR" thread="main">\v<log4j:message><![CDATA[no]]></log4j:message>\v<log4j:throwable><![CDATA[a.Lost: <b>\v\tat a.B.c(B.java:7)\v]]></log4j:throwable>\v</log4j:event>',
      peeled: whole('no\na.Lost: <b>\n\tat a.B.c(B.java:7)', '', '2024-03-05T14:07:09.123Z'),
    },
    {
      line: '<Event timeMillis="1709647629123" level="ERROR"><Message>no &lt;b></Message><Thrown name="a.Lost" message="b"><Cause name="a.Gone" commonElementCount="1"><ExtendedStackTrace><ExtendedStackTraceItem class="a.D" method="e" file="D.java" line="8"/></ExtendedStackTrace></Cause><ExtendedStackTrace><ExtendedStackTraceItem class="a.B" method="c" file="B.java" line="7"/></ExtendedStackTrace></Thrown></Event>',
      peeled: whole(
        'no <b>\na.Lost: b\n\tat a.B.c(B.java:7)\nCaused by: a.Gone\n\tat a.D.e(D.java:8)\n\t... 1 more',
        '',
        '2024-03-05T14:07:09.123Z',
      ),
    },
    {
      line: '<Event timeMillis="1709647629123" level="ERROR"><Message>no</Message><Thrown name="a.Lost">',
      peeled: { ...whole('no', '', '2024-03-05T14:07:09.123Z', CUT), terminated: false },
    },
  ],
  peel(line) {
    if (!holdsXmlRecord(line)) return null
    const { objects, isCut } = recordsOf(line)
    const parts = objects.map((object, i): Peeled => {
      const loss = isCut && i === objects.length - 1 ? CUT : null
      const peeled = message(crashTextOf(object), '', anyTime(object.timestamp ?? object.timeMillis), loss)
      return loss === null ? peeled : { ...peeled, terminated: false }
    })
    return parts.length === 0 ? null : bundle(parts)
  },
}
