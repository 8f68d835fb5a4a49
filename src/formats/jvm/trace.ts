import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Sink } from '../recogniser.ts'
import { IN_THREAD, type Opening, surelyBegins } from './exception-opening.ts'
import { isSpacedFrame, parseFrame, parseTornFrame, parseUnmarkedFrame } from './frame.ts'
import { beginsRecord, beginsStamped, dyingThread, threadOfRecord, timeOfRecord } from './log-record.ts'
import {
  headAt,
  headInRecord,
  headWithin,
  isNamedThrowable,
  isPlatformThrowable,
  isQualifiedClass,
} from './throwable-name.ts'
import {
  announcesFrames,
  type CauseLine,
  isCircular,
  isMarker,
  isNamedFrame,
  isTornFrame,
  parseCause,
  parseOmitted,
} from './trace-lines.ts'
import { type Link, TraceLinks } from './trace-links.ts'

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
const MOST_MESSAGE_LINES = 60
const LONGEST_MESSAGE = 8_192

export class Trace implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly opening: Opening
  private readonly block: number
  private readonly links: TraceLinks
  private last: Line
  /** Lines since the head, or the last frame, that may be part of its message. */
  private loose: Line[] = []
  private taken = 0
  private total = 0
  private torn: Line | null = null
  private hasBody = false
  private omitted = false
  /** The line before was another writer's, where only one that surely goes on with this trace may follow. */
  private isPassing = false
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
    this.links = new TraceLinks(type, message, isOpen)
  }

  push(line: Line): Answer {
    const { text } = line
    // What the writer of one record has to say ends with it.
    const isBehind = this.isOneRecord && line.span.line !== this.last.span.line
    if (isBehind && (this.first.logged || (beginsRecord(text) && headInRecord(text) !== null))) return this.close()
    if (this.isPassing && !this.surelyGoesOn(text)) return this.close()
    const frame = parseFrame(text) ?? this.unmarkedFrame(text)
    if (frame !== null && !(this.isToldByMessage(text) && this.awaitsFrames)) return this.addFrame(frame, line)
    if (frame === null && this.hadFrames(text)) this.takeFramesOfMessage()
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
    if (isMarker(text) || (isCircular(text) && this.total > 0)) {
      // Frames of suspended functions begin in no thread.
      this.filtered ||= isMarker(text)
      return this.claim(line)
    }
    if (isTornFrame(text) && (!this.awaitsFrames || isNamedFrame(text))) return this.addTorn(line)
    if ((this.omitted || (this.awaitsFrames && this.loose.length === 0)) && this.mayPass(text)) {
      this.isPassing = true
      return 'alien'
    }
    if (this.awaitsFrames && !this.omitted) return this.addLoose(line)
    // What stands above was a trace of somewhere else, told by the message: its frames come first, this one's follow.
    if (this.loose.length < 2 && announcesFrames(text)) return this.keepLoose(line)
    // One line of another writer between two frames; after `... n more` there are none to come.
    if (this.omitted || this.loose.length > 0 || (this.endsBefore(text, false) && !isOthersRecord(text)))
      return this.close()
    return this.keepLoose(line)
  }

  /** Head and frames were one line of the file: the next may be another record. */
  get isOneRecord(): boolean {
    const printed = this.opening.place === 'headless' ? this.total : this.total + 1
    return printed > 1 && this.first.span.line === this.last.span.line
  }

  /** Its frames may stand behind something that the words of its head do not show. */
  get isDoubtful(): boolean {
    return !this.hasBody
  }

  endsBeforeRecord(text: string): boolean {
    return beginsStamped(text)
  }

  makeWay(): void {
    this.close()
  }

  alienTaken(): void {
    this.loose.pop()
    this.taken++
  }

  end(): void {
    this.finish(false)
  }

  private get current(): Link {
    return this.links.last
  }

  /** The current link has its head only. */
  private get awaitsFrames(): boolean {
    const { frames, common, isTorn } = this.current
    return frames.length === 0 && common === 0 && !isTorn && this.opening.place !== 'headless'
  }

  /** One record of another thread, which logged while this one was printed. */
  private mayPass(text: string): boolean {
    return !this.isPassing && (this.isSure || this.isNamed || this.total > 0) && text[0] !== '{' && isOthersRecord(text)
  }

  /** A class of its own line, with its package: what else but a trace begins so? */
  private get isNamed(): boolean {
    const { place, head } = this.opening
    return place === 'bare' && head !== null && isQualifiedClass(head.type) && isNamedThrowable(head.type)
  }

  private surelyGoesOn(text: string): boolean {
    return this.omitted ? !isCircular(text) && parseCause(text, true) !== null : parseFrame(text) !== null
  }

  private claim(line: Line): 'claimed' {
    this.hasBody = true
    this.isPassing = false
    this.total++
    this.last = line
    // Between frames it was another writer's line.
    if (this.current.frames.length === 0 && this.current.common === 0 && !this.current.isTorn) this.keepMessage()
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

  /** Messages of many lines may name places as frames do, but not behind a TAB: Guice's do. Some announce the frames. */
  private isToldByMessage(text: string): boolean {
    const above = this.loose.at(-1)
    return above !== undefined && /^ {2}at /.test(text) && !announcesFrames(above.text)
  }

  /** Places in a row, and no text beside them as a message has it, were frames. */
  private hadFrames(text: string): boolean {
    if (!this.awaitsFrames || text.trim() === '' || /^ {2}\S|^\d{1,6} errors?\b/.test(text)) return false
    const last = this.loose.findLastIndex((line) => line.text.trim() !== '')
    return last > 0 && parseFrame(this.loose[last]!.text) !== null && parseFrame(this.loose[last - 1]!.text) !== null
  }

  /** What looked like places told by a message were frames: what ends a trace's frames stands right behind. */
  private takeFramesOfMessage(): void {
    if (!this.awaitsFrames) return
    const { loose } = this
    const end = loose.findLastIndex(({ text }) => text.trim() !== '') + 1
    const start = loose.slice(0, end).findLastIndex(({ text }) => parseFrame(text) === null) + 1
    if (start >= end) return
    const lines = loose.splice(start)
    this.last = lines[end - start - 1]!
    this.sink.claim(end - start)
    this.hasBody = true
    this.total += end - start
    this.keepMessage()
    for (const { text } of lines.slice(0, end - start)) this.current.frames.push(parseFrame(text)!)
  }

  /** JUnit leaves `at` away: what follows the head of such a trace shows the same. */
  private unmarkedFrame(text: string): Frame | null {
    const { type } = this.current
    if (!this.isUnmarked && (!this.awaitsFrames || type === null)) return null
    // Without any indentation they stand right under the head: sbt's compiler prints them so.
    if (!this.isUnmarked && !/^\s{2}/.test(text) && (this.loose.length > 0 || !isQualifiedClass(type!))) return null
    const frame = parseUnmarkedFrame(text)
    this.isUnmarked ||= frame !== null
    return frame
  }

  private addFrame(frame: Frame, line: Line): Answer {
    this.claim(line)
    this.omitted = false
    this.isUnmarked ||= isSpacedFrame(line.text)
    if (this.current.frames.length < MOST_FRAMES) this.current.frames.push(frame)
    return 'claimed'
  }

  private addTorn(line: Line): Answer {
    // Above all others it is where it happened, as far as its name goes.
    const frame = this.awaitsFrames || line.text.includes('(') ? parseTornFrame(line.text) : null
    this.claim(line)
    this.torn = line
    this.current.isTorn = true
    if (frame !== null && this.current.frames.length < MOST_FRAMES) this.current.frames.push(frame)
    return 'claimed'
  }

  private addLink(cause: CauseLine, line: Line): Answer {
    this.takeFramesOfMessage()
    this.claim(line)
    this.omitted = false
    this.links.add(cause)
    return 'claimed'
  }

  private addLoose(line: Line): Answer {
    const { text } = line
    const most = this.opening.place === 'inside' && this.links.count === 1 ? 3 : MOST_MESSAGE_LINES
    if (this.loose.length + this.taken >= most || this.endsBefore(text, true)) return this.close()
    // A head without a message has none that goes on; it may be followed by an empty line.
    if (this.current.message === '' && !this.current.isOpen && (text.trim() !== '' || this.loose.length > 0))
      return this.close()
    return this.keepLoose(line)
  }

  private keepLoose(line: Line): 'alien' {
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

  /** Any program may say `Caught:`; the stacks that Groovy's runner prints have lost all frames below the script. */
  private get isUncaught(): boolean {
    const { uncaught, mayBeUncaught } = this.opening
    return uncaught || (mayBeUncaught === true && /\.groovy$/.test(this.links.first.frames.at(-1)?.file ?? ''))
  }

  /** Nothing but a JVM says so; other languages have exceptions that nobody caught, too. */
  private get isSure(): boolean {
    const { uncaught, record, head, title } = this.opening
    if (head === null && title !== undefined) return false
    return uncaught && (record === null || dyingThread(record) !== null)
  }

  /**
   * The JVM prints the stacks of dying threads whole. A logger may be told to print only so many frames, so that its records
   * count where the log ends with one.
   */
  private lacksBottom(thread: string | null, closed: boolean): boolean {
    const { first, filtered, opening } = this
    if (filtered || opening.place === 'headless') return false
    const byVm = first.text.startsWith(IN_THREAD)
    const isLast = !closed && this.loose.length === 0 && !this.isOneRecord
    return (byVm || (opening.uncaught && isLast)) && this.links.lacksBottom(thread, isLast)
  }

  private close(): 'closed' {
    this.finish(true)
    return 'closed'
  }

  private finish(isRefused: boolean): void {
    this.takeFramesOfMessage()
    const closed = isRefused || this.isPassing
    const { opening, first, last, block, sink } = this
    const span = cover(first.span, last.span)
    const { type } = this.links.first
    if (!this.hasBody && !this.isSure) {
      if (type === null || (opening.place !== 'bare' && !opening.uncaught)) return
      if (!isPlatformThrowable(type)) {
        const reason = 'the name of an exception, and no frame behind it'
        sink.emit({ kind: 'near-miss', span, block, time: first.time, format: FORMAT, reason, text: first.text })
        return
      }
    }
    const { record } = opening
    const { time, localTime } = record === null ? timeOfRecord('') : timeOfRecord(record)
    const { isUncaught } = this
    const thread = opening.thread ?? (record !== null && isUncaught ? threadOfRecord(record) : null)
    const exception = { thread, uncaught: isUncaught, record, localTime }
    sink.emit({
      kind: 'jvm.exception',
      span,
      block,
      time: first.time ?? time,
      chain: this.links.chain(),
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
    const lacking = this.filtered || opening.place === 'headless' ? null : this.links.lackingCommon()
    if (lacking !== null)
      sink.emit({ ...defect, code: 'stack-without-bottom', text: `... ${lacking} more`, evidence: 'E25m' })
    if (lacking === null && this.torn === null && this.lacksBottom(thread, closed))
      sink.emit({
        ...defect,
        code: 'stack-without-bottom',
        text: last.text.slice(0, 400),
        evidence: 'E25b',
      })
    // The JVM itself has no stack for the last errors of a full heap.
    const isBare = this.current.type === 'java.lang.OutOfMemoryError' && closed
    if (!this.hasBody && !isBare && first.text.startsWith(IN_THREAD))
      sink.emit({
        ...defect,
        code: 'header-without-frames',
        text: first.text.slice(0, 400),
        evidence: closed ? 'E25s' : 'E25t',
      })
  }
}

function isWhole(text: string): boolean {
  return parseOmitted(text) !== null || isCircular(text)
}

/** A record of another thread, which holds no exception of its own. */
function isOthersRecord(text: string): boolean {
  return beginsRecord(text) && text[0] !== '[' && !OTHERS.test(text) && headWithin(text) === null
}

/** First lines of other formats' blocks, which must not be swallowed as text of a message. */
const OTHERS =
  /^(?:panic: |fatal error: |goroutine \d|SIG[A-Z]{2,9}: |# A fatal error|Full thread dump|Found one Java-level|WARNING: DATA RACE|\[GC|\[Full GC|\d{1,9}[.,]\d{3}: \[)/

export const FORMAT = 'jvm-exception'
