import type { Throwable } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { IN_THREAD, isCause, type Opening, openingOf, openingUnder, surelyBegins } from './exception-opening.ts'
import { parseFrame, parseUnmarkedFrame } from './frame.ts'
import { beginsRecord, beginsStamped, timeOfRecord } from './log-record.ts'
import {
  headAt,
  headInRecord,
  headWithin,
  isNamedThrowable,
  isPlatformThrowable,
  isQualifiedClass,
} from './throwable-name.ts'
import { type CauseLine, isCircular, isTornFrame, parseCause, parseOmitted } from './trace-lines.ts'

/**
 * Java exceptions as `Throwable.printStackTrace` and the loggers print them (java.base/java/lang/Throwable.java,
 * `printEnclosedStackTrace`):
 *
 *     com.example.OrderException: no stock       head     then: frame, cause, message; silent lines may be part of the message
 *     for order 7                                message  then: message, frame, cause
 *     	at com.example.Shop.buy(Shop.java:12)     frame    then: frame, omitted, suppressed, cause, end
 *     	Suppressed: java.io.IOException: close    head of a link one level deeper
 *     		at com.example.Res.close(Res.java:4)
 *     		... 2 more                              omitted  then: suppressed, cause, end
 *     Caused by: java.io.IOException: disk full  head of a link of the same level
 *
 * Nothing marks the first line. It is taken for a head when a frame follows, or when its class is the platform's own.
 */
const MOST_FRAMES = 2_048
const MOST_LINKS = 64
const MOST_MESSAGE_LINES = 60
const LONGEST_MESSAGE = 8_192

interface Draft {
  readonly type: string | null
  message: string
  readonly isOpen: boolean
  readonly frames: Frame[]
  common: number
  readonly relation: Throwable['relation'] | 'wrapped-by'
  readonly of: number | null
  readonly depth: number
}

class Trace implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly opening: Opening
  private readonly block: number
  private readonly links: Draft[]
  /** Index of the last link at each depth. */
  private readonly lastAt: number[] = [0]
  private last: Line
  /** Lines since the head, or the last frame, that may be part of its message. */
  private loose: Line[] = []
  private taken = 0
  private total = 0
  private torn: Line | null = null
  private hasBody = false
  private omitted = false
  private isUnmarked = false
  /** The printer left frames out that `... n more` counts. */
  private filtered = false

  constructor(opening: Opening, first: Line, sink: Sink) {
    this.opening = opening
    this.first = first
    this.last = first
    this.sink = sink
    this.block = sink.block()
    const { type = null, message = opening.title ?? '', isOpen = false } = opening.head ?? {}
    this.links = [{ type, message, isOpen, frames: [], common: 0, relation: 'thrown', of: null, depth: 0 }]
  }

  push(line: Line): Answer {
    const { text } = line
    // What the writer of one record has to say ends with it.
    const isBehind = this.isOneRecord && line.span.line !== this.last.span.line
    if (isBehind && (this.first.logged || (beginsRecord(text) && headInRecord(text) !== null))) return this.close()
    const frame = parseFrame(text) ?? this.unmarkedFrame(text)
    if (frame !== null && !(this.isToldByMessage(text) && this.awaitsFrames)) return this.addFrame(frame, line)
    const cause = isCircular(text) ? null : parseCause(text, this.total > 0 && !this.awaitsFrames)
    if (cause !== null) return this.addLink(cause, line)
    const omitted = parseOmitted(text)
    // Filters may leave out the very first frames.
    if (omitted !== null && (this.total > 0 || omitted.common === 0)) {
      this.takeFramesOfMessage()
      this.claim(line)
      this.current.common += omitted.common
      this.filtered ||= omitted.common === 0
      this.omitted = true
      return 'claimed'
    }
    if (isCircular(text) && this.total > 0) return this.claim(line)
    if (this.awaitsFrames && !this.omitted) return this.addLoose(line)
    if (isTornFrame(text)) {
      this.torn = line
      return this.claim(line)
    }
    // One line of another writer between two frames; after `... n more` there are none to come.
    if (this.omitted || this.loose.length > 0 || (this.endsBefore(text, false) && !isOthersRecord(text)))
      return this.close()
    this.loose.push(line)
    return 'alien'
  }

  /** Head and frames were one line of the file: the next may be another record. */
  get isOneRecord(): boolean {
    const printed = this.opening.place === 'headless' ? this.total : this.total + 1
    return printed > 1 && this.first.span.line === this.last.span.line
  }

  endsBeforeRecord(text: string): boolean {
    return beginsStamped(text)
  }

  alienTaken(): void {
    this.loose.pop()
    this.taken++
  }

  end(): void {
    this.finish(false)
  }

  private get current(): Draft {
    return this.links.at(-1)!
  }

  /** The current link has its head only. */
  private get awaitsFrames(): boolean {
    return this.current.frames.length === 0 && this.current.common === 0 && this.opening.place !== 'headless'
  }

  private claim(line: Line): 'claimed' {
    this.hasBody = true
    this.total++
    this.last = line
    // Between frames it was another writer's line.
    if (this.current.frames.length === 0 && this.current.common === 0) this.keepMessage()
    this.loose = []
    return 'claimed'
  }

  private keepMessage(): void {
    const { current, loose } = this
    if (loose.length === 0) return
    this.sink.claim(loose.length)
    const more = loose.map(({ text }) => text).join('\n')
    current.message = (current.message === '' ? more : `${current.message}\n${more}`).slice(0, LONGEST_MESSAGE)
    this.loose = []
  }

  /** Messages of many lines may name places as frames do, but not behind a TAB: Guice's do. */
  private isToldByMessage(text: string): boolean {
    return this.loose.length > 0 && /^ {2}at /.test(text)
  }

  /** What looked like places told by a message were frames: what ends a trace's frames stands right behind. */
  private takeFramesOfMessage(): void {
    if (!this.awaitsFrames) return
    const frames: Frame[] = []
    for (let line = this.loose.at(-1); line !== undefined; line = this.loose.at(-1)) {
      const frame = parseFrame(line.text)
      if (frame === null) break
      frames.unshift(frame)
      this.loose.pop()
    }
    if (frames.length === 0) return
    this.sink.claim(frames.length)
    this.total += frames.length
    this.keepMessage()
    this.current.frames.push(...frames)
  }

  /** JUnit leaves `at` away: what follows the head of such a trace shows the same. */
  private unmarkedFrame(text: string): Frame | null {
    if (!this.isUnmarked && (!this.awaitsFrames || this.current.type === null)) return null
    const frame = parseUnmarkedFrame(text)
    this.isUnmarked ||= frame !== null
    return frame
  }

  private addFrame(frame: Frame, line: Line): Answer {
    this.claim(line)
    this.omitted = false
    if (this.current.frames.length < MOST_FRAMES) this.current.frames.push(frame)
    return 'claimed'
  }

  private addLink({ type, message, isOpen, relation, depth: printed }: CauseLine, line: Line): Answer {
    this.takeFramesOfMessage()
    this.claim(line)
    this.omitted = false
    if (this.links.length >= MOST_LINKS) return 'claimed'
    // A collector may have eaten the indentation.
    const wanted = relation === 'suppressed' ? Math.max(1, printed) : printed
    const depth = Math.min(wanted, relation === 'suppressed' ? this.lastAt.length : this.lastAt.length - 1)
    const of = this.lastAt[relation === 'suppressed' ? depth - 1 : depth]!
    this.lastAt.length = depth + 1
    this.lastAt[depth] = this.links.length
    this.links.push({ type, message, isOpen, frames: [], common: 0, relation, of, depth })
    return 'claimed'
  }

  private addLoose(line: Line): Answer {
    const { text } = line
    const most = this.opening.place === 'inside' && this.links.length === 1 ? 3 : MOST_MESSAGE_LINES
    if (this.loose.length + this.taken >= most || this.endsBefore(text, true)) return this.close()
    // A head without a message has none that goes on; it may be followed by an empty line.
    if (this.current.message === '' && !this.current.isOpen && (text.trim() !== '' || this.loose.length > 0))
      return this.close()
    this.loose.push(line)
    return 'alien'
  }

  /** Whether something of its own begins here, be it of another format. A message may hold a line such as `Error: no`. */
  private endsBefore(text: string, inMessage: boolean): boolean {
    if (beginsRecord(text) || OTHERS.test(text) || surelyBegins(text, false)) return true
    const head = headAt(text, 0)
    if (head === null) return false
    if (isNamedThrowable(head.type)) return !inMessage || head.type.includes('.')
    // A record that names the class is often followed by the trace with the class once more.
    return isQualifiedClass(head.type) && (!inMessage || this.opening.place === 'inside')
  }

  private close(): 'closed' {
    this.finish(true)
    return 'closed'
  }

  private finish(closed: boolean): void {
    const { opening, first, last, block, sink } = this
    const span = cover(first.span, last.span)
    const type = this.links[0]!.type
    if (!this.hasBody && !opening.uncaught) {
      if (opening.place !== 'bare' || type === null) return
      if (!isPlatformThrowable(type)) {
        const reason = 'the name of an exception, and no frame behind it'
        sink.emit({ kind: 'near-miss', span, block, time: first.time, format: FORMAT, reason, text: first.text })
        return
      }
    }
    const { record } = opening
    const { time, localTime } = record === null ? timeOfRecord('') : timeOfRecord(record)
    const exception = { thread: opening.thread, uncaught: opening.uncaught, record, localTime }
    sink.emit({
      kind: 'jvm.exception',
      span,
      block,
      time: first.time ?? time,
      chain: chainOf(this.links),
      ...exception,
      headless: opening.place === 'headless',
    })
    const defect = { kind: 'malformed', span: last.span, block, time: last.time, format: FORMAT } as const
    if (opening.place === 'headless' && opening.isCut)
      sink.emit({ ...defect, span: first.span, code: 'starts-mid-stack', text: first.text.slice(0, 400) })
    if (this.torn !== null)
      sink.emit({ ...defect, span: this.torn.span, code: 'torn-token', text: this.torn.text.slice(0, 400) })
    else if (!closed && !last.terminated && parseFrame(last.text) === null && this.total > 0 && !isWhole(last.text))
      sink.emit({ ...defect, code: 'unterminated-line', text: last.text.slice(0, 400) })
    const lacking = this.lackingCommonFrames()
    if (lacking !== null)
      sink.emit({ ...defect, code: 'stack-without-bottom', text: `... ${lacking} more`, evidence: 'E25m' })
    if (!this.hasBody && first.text.startsWith(IN_THREAD))
      sink.emit({
        ...defect,
        code: 'header-without-frames',
        text: first.text.slice(0, 400),
        evidence: closed ? 'E25s' : 'E25t',
      })
  }

  /** A cause shares its last frames with the trace around it, so that one must show as many. */
  private lackingCommonFrames(): number | null {
    if (this.filtered || this.opening.place === 'headless') return null
    const short = this.links.find(({ common, of, relation }) => {
      // From the root outwards the frames in common stand in the trace before.
      const around = of === null || relation === 'wrapped-by' ? undefined : this.links[of]
      return around !== undefined && common > around.frames.length + around.common
    })
    return short?.common ?? null
  }
}

function isWhole(text: string): boolean {
  return parseOmitted(text) !== null || isCircular(text)
}

/** As printed, but outermost first: `Wrapped by` goes from the root outwards. */
function chainOf(drafts: readonly Draft[]): Throwable[] {
  const rootFirst = drafts.length > 1 && drafts.every(({ relation }, i) => i === 0 || relation === 'wrapped-by')
  const ordered = rootFirst ? [...drafts].reverse() : drafts
  return ordered.map(({ type, message, frames, common, relation, of }, i) =>
    rootFirst
      ? { type, message, frames, common, relation: i === 0 ? 'thrown' : 'caused-by', of: i === 0 ? null : i - 1 }
      : { type, message, frames, common, relation: relation === 'wrapped-by' ? 'caused-by' : relation, of },
  )
}

/** A record of another thread, which holds no exception of its own. */
function isOthersRecord(text: string): boolean {
  return beginsRecord(text) && text[0] !== '[' && !OTHERS.test(text) && headWithin(text) === null
}

/** First lines of other formats' blocks, which must not be swallowed as text of a message. */
const OTHERS =
  /^(?:panic: |fatal error: |goroutine \d|SIG[A-Z]{2,9}: |# A fatal error|Full thread dump|Found one Java-level|WARNING: DATA RACE|\[GC|\[Full GC|\d{1,9}[.,]\d{3}: \[)/

const FORMAT = 'jvm-exception'

export const jvmException: Recogniser = {
  name: FORMAT,
  single: false,
  // A head without one of these words is looked up from its first frame, whose TAB may be escaped.
  begins: surelyBegins,
  sentinels: [
    'Exception',
    'Error: ',
    '\tat ',
    '    at ',
    '\\tat ',
    'u0009at ',
    '#011at ',
    // What loggers call the frames of a throwable they took apart.
    '"stepArray":[',
    '"extendedStackTrace":[',
  ],
  samples: [
    {
      text: 'Exception in thread "main" java.lang.IllegalStateException: no stock\n\tat com.example.Shop.buy(Shop.java:12)\nCaused by: java.io.IOException: disk full\n\tat com.example.Disk.write(Disk.java:7)\n\t... 1 more',
      kinds: ['jvm.exception'],
    },
    {
      text: 'com.example.OutOfStock: none left\n\tat com.example.Shop.buy(Shop.kt:12) ~[shop.jar:1.2]',
      kinds: ['jvm.exception'],
    },
    { text: 'java.lang.NullPointerException', kinds: ['jvm.exception'] },
    { text: 'Terminating due to java.lang.OutOfMemoryError: Java heap space', kinds: ['jvm.exception'] },
  ],
  open(line, sink) {
    const { text } = line
    const { above } = sink
    const isMessage = line.logged && above?.span.byte === line.span.byte
    const opening = isCause(text) ? null : openingOf(text, above?.text ?? null, isMessage)
    if (opening !== null) return new Trace(opening, line, sink)
    const late = openingUnder(text, above)
    if (late === null) return undefined
    if (late.fromAbove) sink.claim(1)
    const trace = new Trace(late.opening, late.fromAbove ? above! : line, sink)
    trace.push(line)
    return trace
  },
}
