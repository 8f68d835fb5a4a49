import type { DefectCode, GoroutineHeader } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Span } from '../../model/span.ts'
import type { Answer, Heading, LearnedRun, Paragraph, Sink } from '../recogniser.ts'
import type { Belief } from './belief.ts'
import { Crowd } from './crowd.ts'
import { isCutMark } from './cut-mark.ts'
import { FrameChains } from './frame-chains.ts'
import { GoroutineDraft } from './goroutine-draft.ts'
import type { Head } from './head.ts'
import { isGlued, parseInnerOpener, parseOpener } from './opener.ts'
import { withoutLogPrefix } from './printed.ts'
import { PrintedStack } from './printed-stack.ts'
import { RegisterDump } from './register-dump.ts'
import { parseRegisters } from './registers.ts'
import { StackBuilder } from './stack-builder.ts'
import type { StackCache } from './stack-cache.ts'
import { isTrailer } from './test-output.ts'
import { isTorn, parseCall, parseHeader, parseLocation, parsePcLine } from './tokens.ts'

/**
 * What stands below the head of a crash report, or is a dump without one: goroutines, and behind a fatal signal the registers
 * and the other threads of the process.
 *
 *     goroutine   header, frames, created by, ancestors  then: blank, goroutine, registers, end
 *     registers   rax    0x0 …                           then: `-----`, end
 *     -----       the next thread: SIG…, PC=…, goroutine, registers
 *
 * Lines of other writers in between are `alien`: a few are skipped, more end the block.
 */
export class Body {
  private readonly sink: Sink
  private readonly cache: StackCache
  private readonly number: number
  private readonly source: string
  private readonly head: Head | null
  private readonly belief: Belief
  private readonly crowd: Crowd
  private readonly frames = new FrameChains()
  private readonly registers = new RegisterDump()
  private current: GoroutineDraft | null = null
  private thread = 0
  /** The report of another thread has begun, and its registers are still to come. */
  private owesRegisters = false
  /** After `-----`: the next thread's `SIG…` line belongs here; without it, it is another report. */
  private expectsThread = false
  /** Registers end a thread's report: what follows without `-----` is another. */
  private ended = false
  private blank: boolean
  /** A well-formed call after an empty line: it belongs here only if its location follows. */
  private resumed: Line | null = null
  /** Two writers in one stack. */
  interleaved = false
  /** Lines of others since the last one of its own. */
  aliens = 0
  lastAlien: Line | null = null
  /** The line before this one was an alien. */
  private isAlienAbove = false
  /** Of the paragraph that was taken behind the last line of its own. */
  lastSpan: Span | null = null

  constructor({ sink, cache, number, source, head, belief }: BodyFacts) {
    this.sink = sink
    this.cache = cache
    this.number = number
    this.source = source
    this.head = head
    this.belief = belief
    this.blank = head?.blank ?? true
    this.crowd = new Crowd(sink, number, source)
  }

  /** A stack is being read. */
  get isInside(): boolean {
    return this.current !== null
  }

  /** The second line of a frame is due. */
  get expectsLocation(): boolean {
    return this.current?.builder?.expectsLocation === true
  }

  /** What is read has no header: it says nowhere that it is over. */
  get isPrinted(): boolean {
    return this.current?.builder instanceof PrintedStack
  }

  get wantsParagraph(): boolean {
    return (
      this.current !== null &&
      this.current.lines === 1 &&
      this.current.header !== null &&
      this.current.builder === null &&
      !this.blank &&
      // What may still turn out to be text of a value is kept word by word.
      (this.head === null || this.belief.released)
    )
  }

  paragraph(paragraph: Paragraph): boolean {
    const draft = this.current!
    if (!draft.takeStack(paragraph, this.cache, this.number)) return false
    this.lastSpan = draft.last
    // The empty line behind it is taken with it.
    this.blank = true
    return true
  }

  get wantsHeaded(): boolean {
    return (
      this.blank &&
      this.belief.released &&
      !this.ended &&
      this.registers.isEmpty &&
      this.aliens === 0 &&
      this.resumed === null
    )
  }

  /** Another goroutine of a stack that is known: most of a large dump. */
  headed(heading: Heading, paragraph: Paragraph): boolean {
    const known = this.cache.get(paragraph.hash)
    if (known === undefined) return false
    const { source } = this
    // The sections of other threads repeat goroutines of the first.
    if (paragraph.detail === 'counted' && this.thread === 0) {
      const span = this.crowd.take(known, heading, paragraph)
      if (span !== null) {
        this.finishCurrent()
        this.lastSpan = span
        return true
      }
    }
    const header = parseHeader(heading.text())
    const stack = header === null ? null : known.stackOf(paragraph, this.number)
    if (stack === null) return false
    this.finishCurrent()
    const { line, byte } = heading
    const span: Span = {
      source,
      line,
      endLine: paragraph.endLine,
      byte,
      endByte: paragraph.endByte,
    }
    this.lastSpan = span
    this.sink.emit({
      kind: 'go.goroutine',
      span,
      time: null,
      block: this.number,
      header,
      stack,
      createdById: known.hasParent ? paragraph.parentId() : null,
      system: known.system || header!.id === 0,
      thread: this.thread,
    })
    return true
  }

  get leastLearned(): number | null {
    return this.crowd.leastLearned
  }

  /** Those of stacks and states that are counted already: nearly all of a large dump. */
  learned(run: LearnedRun, heading: Heading, paragraph: Paragraph): void {
    this.finishCurrent()
    this.lastSpan = this.crowd.takeRun(run, heading, paragraph)
  }

  push(line: Line): Answer {
    const answer = this.take(line)
    this.isAlienAbove = answer === 'alien'
    if (answer !== 'claimed' || line.text === '') return answer
    this.lastSpan = null
    if (this.aliens > 0) {
      if (this.lastAlien !== null) this.defect('noise-inside', this.lastAlien)
      this.aliens = 0
      this.lastAlien = null
    }
    return answer
  }

  private take(line: Line): Answer {
    const text = line.text
    if (isBlank(text)) {
      this.blank = true
      this.flushRegisters()
      return 'claimed'
    }
    const header = parseHeader(text)
    if (header !== null) {
      this.flushRegisters()
      return this.ended || this.isPrintedAnew(header) ? 'closed' : this.begin(header, line)
    }
    if (text === 'runtime stack:') return this.begin('thread', line)
    if (text === '-----') {
      this.ended = false
      this.finishCurrent()
      this.crowd.end()
      this.flushRegisters()
      this.thread++
      this.expectsThread = true
      this.blank = true
      return 'claimed'
    }
    if (this.pushStack(line)) return 'claimed'
    const registers = this.current?.builder?.expectsLocation !== true ? parseRegisters(text) : null
    if (registers !== null) {
      this.finishCurrent()
      this.registers.add(registers, line)
      return 'claimed'
    }
    if (isTrailer(text)) return this.belief.isPerhapsQuoted ? 'alien' : 'closed'
    const opener = parseOpener(text)
    if (this.thread > 0 && opener?.form === 'signal' && this.expectsThread) {
      this.expectsThread = false
      this.owesRegisters = true
      return 'claimed'
    }
    if (this.thread > 0 && parsePcLine(text) !== null) return 'claimed'
    if (opener !== null && opener.form !== 'preamble') return 'closed'
    // The next report of a server that survives its panics; in the middle of a stack it is another writer's line.
    // A process was killed in the middle of a line, and the next one began to die in the same line.
    if (isGlued(text)) {
      this.defect('merged-lines', line)
      if (parseInnerOpener(text) !== null) return 'closed'
    }
    const inner = parseInnerOpener(text)?.opener.form
    const nextRecord = (this.head?.kind === 'logged' || this.head?.torn) && withoutLogPrefix(text) !== text
    if (inner === 'http' || (inner !== undefined && (nextRecord || this.current?.builder?.finished !== false)))
      return 'closed'
    return this.pushAlien(line)
  }

  /**
   * Words of a program and right below them a stack of the goroutine that prints: the runtime leaves an empty line above
   * each of its goroutines, unless all such lines were lost on the way.
   */
  private isPrintedAnew(header: GoroutineHeader): boolean {
    const { head } = this
    return (
      header.state === 'running' &&
      this.isAlienAbove &&
      (head === null || head.blank || head.kind === 'logged' || head.kind === 'http' || head.torn)
    )
  }

  private pushStack(line: Line): boolean {
    const draft = this.current
    if (draft === null || draft.known !== null) return false
    const resumed = this.resumed
    this.resumed = null
    const builder = (draft.builder ??= new StackBuilder((code, at) => this.defect(code, at)))
    const isApart = this.blank && !builder.empty && !builder.expectsLocation && !draft.doubleSpaced
    if (isApart || (builder.over && !this.interleaved && (resumed !== null || parseCall(line.text)?.strict === true))) {
      if (resumed === null || parseLocation(line.text) === null) {
        this.resumed = line
        return false
      }
      this.sink.claim(1)
      // Frames behind the bottom of a stack are another goroutine's.
      if (builder.over && !this.interleaved) return this.beginHeadless('frames-without-header', resumed, line)
      builder.push(resumed.text, resumed)
      draft.texts?.push(resumed.text)
    } else if (this.blank && builder.empty) draft.doubleSpaced = true
    if (!builder.push(line.text, line)) return false
    this.blank = false
    draft.lines++
    draft.takeLine(line)
    return true
  }

  /** A stack whose header nobody printed, of which these are the first lines. */
  beginHeadless(defect: DefectCode | null, ...[first, ...more]: readonly [Line, ...Line[]]): boolean {
    this.begin(null, first)
    if (defect !== null) this.defect(defect, first)
    return [first, ...more].every((line) => this.pushStack(line))
  }

  /** A stack in a layout of a library's, which begins in `first`; `line` is the last one of it that was read. */
  beginPrinted(stack: PrintedStack, first: Line, line: Line): 'claimed' {
    this.begin(null, first)
    const draft = this.current!
    draft.builder = stack
    draft.takeLine(line)
    return 'claimed'
  }

  private pushAlien(line: Line): Answer {
    const builder = this.current?.builder ?? null
    if (isCutMark(line.text)) {
      this.defect('cut-by-hand', line)
      builder?.leaveOut()
      return 'claimed'
    }
    // The end of a log that was cut is no torn line.
    if (builder !== null && line.terminated && isTorn(line.text)) {
      builder.tear()
      this.defect('line-torn', line)
      return 'claimed'
    }
    // The rest of another writer's panic chain, in the middle of our stack.
    if (/^\tpanic: /.test(line.text)) this.interleaved = true
    this.lastAlien = line
    const inside = this.current !== null && !this.blank && this.current.builder?.finished !== true
    if (++this.aliens > (inside ? 5 : 3)) return 'closed'
    return 'alien'
  }

  begin(header: GoroutineHeader | 'thread' | null, line: Line): 'claimed' {
    const blankBefore = this.blank
    this.finishCurrent()
    this.crowd.settle()
    this.flushRegisters()
    this.aliens = 0
    this.lastAlien = null
    this.blank = false
    this.resumed = null
    // Only the first goroutines can turn out to be text of a panic value.
    const isForgeable = this.head !== null && !this.belief.released
    this.current = new GoroutineDraft(header, line, blankBefore, isForgeable)
    return 'claimed'
  }

  private finishCurrent(): void {
    const draft = this.current
    if (draft === null) return
    this.current = null
    if (draft.builder instanceof StackBuilder) this.frames.add(draft.builder)
    const finished = draft.finish(this.cache, this.number, this.thread)
    const { event, confirmed } = finished
    if (!confirmed && event.stack.frames.length === 0 && event.stack.createdBy === null)
      this.defect('header-without-frames', draft.first)
    if (this.belief.released) this.sink.emit(event)
    else this.belief.hold(finished, this.interleaved)
  }

  private flushRegisters(): void {
    const { registers } = this
    if (registers.isEmpty) return
    this.ended = true
    this.owesRegisters = false
    const event = registers.take(this.number, this.thread, this.thread > 0 || this.head?.kind === 'signal')
    if (event === null) return
    this.belief.release()
    if (!event.complete) this.defect('registers-cut', registers.last!)
    this.sink.emit(event)
  }

  private defect(code: DefectCode, line: Line): void {
    this.belief.defect(code, line)
  }

  /** Nothing more comes. `isCut`: because the source ended. */
  finish(isCut: boolean, last: Line): void {
    if (isCut && this.endsInRuntimeFrames(last)) this.defect('stack-without-bottom', last)
    this.finishCurrent()
    this.crowd.end()
    if (this.frames.gap !== null) this.defect('frames-missing', this.frames.gap)
    this.flushRegisters()
    // `-----` announces the next thread.
    if (isCut && (this.owesRegisters || this.expectsThread)) this.defect('registers-cut', last)
  }

  /**
   * Whoever prints frame pointers prints the runtime's own frames too, down to the one that started the goroutine. And
   * nobody panics without a caller.
   */
  private endsInRuntimeFrames(last: Line): boolean {
    const { current } = this
    if (current === null || current.builder === null || current.threadStack || current.header?.id === 0) return false
    if (this.blank || current.builder.finished) return false
    const lowest = current.builder.lowest
    if (lowest === null) return false
    return lowest.function === 'panic' || (last.text.includes(' fp=0x') && !RUNTIME_BOTTOM.test(lowest.function))
  }
}

interface BodyFacts {
  readonly sink: Sink
  readonly cache: StackCache
  readonly number: number
  readonly source: string
  readonly head: Head | null
  readonly belief: Belief
}

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= 0x20 && text.trim() === '')
}

const RUNTIME_BOTTOM = /^runtime\.(?:goexit|rt0_go|mstart\d?|mcall|systemstack|asmcgocall|morestack|cgocallback)\b/
