import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { parseBareFrame } from './frame.ts'
import { headAt } from './throwable-name.ts'

/**
 * An exception in a log of `java.util.logging.XMLFormatter`, which a FileHandler uses unless told otherwise. It prints the
 * frames of the outermost one only, an element a line (java.logging/java/util/logging/XMLFormatter.java):
 *
 *     <exception>
 *       <message>java.io.IOException: disk full</message>
 *       <frame>
 *         <class>com.example.Disk</class>
 *         <method>write</method>
 *         <line>7</line>
 *       </frame>
 *     </exception>
 */
const MOST_FRAMES = 2_048
const MOST_MESSAGE_LINES = 60
const LONGEST_MESSAGE = 8_192
const ELEMENT =
  /^\s{0,32}<(?<name>class|method|line|message)>(?<value>.{0,2000}?)(?<end><\/(?:class|method|line|message)>)?\s*$/
const MARK = /^\s{0,32}<(?<mark>\/?frame|\/exception)>\s*$/

class XmlException implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly block: number
  private last: Line
  private message = ''
  private messageLines = 0
  private isInMessage = false
  private readonly frames: Frame[] = []
  private call = { class: '', method: '', line: '' }
  private isDone = false

  constructor(first: Line, sink: Sink) {
    this.first = first
    this.last = first
    this.sink = sink
    this.block = sink.block()
  }

  push(line: Line): Answer {
    const { text } = line
    if (this.isDone) return 'closed'
    if (this.isInMessage) return this.addMessage(text, line)
    const mark = MARK.exec(text)?.groups?.mark
    const element = mark === undefined ? ELEMENT.exec(text)?.groups : undefined
    if (mark === undefined && element === undefined) return this.close()
    this.last = line
    if (mark === '/exception') {
      this.finish(true)
      return 'claimed'
    }
    if (mark === 'frame') this.call = { class: '', method: '', line: '' }
    else if (mark === '/frame') this.addFrame()
    else if (element!.name === 'message') {
      this.message = element!.value!
      this.isInMessage = element!.end === undefined
    } else this.call = { ...this.call, [element!.name!]: unescaped(element!.value!) }
    return 'claimed'
  }

  end(): void {
    if (!this.isDone) this.finish(false)
  }

  private addMessage(text: string, line: Line): Answer {
    if (this.messageLines++ >= MOST_MESSAGE_LINES) return this.close()
    this.last = line
    const end = text.indexOf('</message>')
    this.isInMessage = end < 0
    this.message = `${this.message}\n${end < 0 ? text : text.slice(0, end)}`.slice(0, LONGEST_MESSAGE)
    return 'claimed'
  }

  private addFrame(): void {
    const { class: owner, method, line } = this.call
    const frame = parseBareFrame(`${owner}.${method}(Unknown Source)`)
    if (frame === null || this.frames.length >= MOST_FRAMES) return
    this.frames.push(/^\d{1,9}$/.test(line) ? { ...frame, line: Number(line) } : frame)
  }

  private close(): 'closed' {
    this.end()
    return 'closed'
  }

  private finish(isWhole: boolean): void {
    this.isDone = true
    const { first, last, block, sink, frames } = this
    const told = unescaped(this.message)
    const head = headAt(told, 0) ?? { type: null, message: told }
    const message = head.type === null ? told : told.slice(head.type.length).replace(/^: /, '')
    const span = cover(first.span, last.span)
    const chain = [{ type: head.type, message, frames, common: 0, relation: 'thrown', of: null } as const]
    const whose = { thread: null, uncaught: false, record: null, localTime: null, headless: false }
    if (frames.length > 0 || head.type !== null)
      sink.emit({ kind: 'jvm.exception', span, block, time: first.time, chain, ...whose })
    if (!isWhole) {
      const text = last.text.slice(0, 400)
      sink.emit({ kind: 'malformed', span: last.span, block, time: last.time, format: NAME, code: 'torn-token', text })
    }
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

const NAME = 'jvm-xml-exception'

export const jvmXmlException: Recogniser = {
  name: NAME,
  single: false,
  sentinels: ['<exception>'],
  samples: [
    {
      text: '  <exception>\n    <message>java.io.IOException: disk full</message>\n    <frame>\n      <class>com.example.Disk</class>\n      <method>write</method>\n      <line>7</line>\n    </frame>\n  </exception>',
      kinds: ['jvm.exception'],
    },
  ],
  open(line, sink) {
    return /^\s{0,32}<exception>\s*$/.test(line.text) ? new XmlException(line, sink) : undefined
  },
}
