import type { DefectCode, GoroutineHeader } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Span } from '../../model/span.ts'
import type { Answer, Assembly, Heading, LearnedRun, Paragraph, Sink } from '../recogniser.ts'
import { Belief, type Defect } from './belief.ts'
import { Crowd } from './crowd.ts'
import { isCutMark } from './cut-mark.ts'
import { FrameChains } from './frame-chains.ts'
import { GoroutineDraft } from './goroutine-draft.ts'
import { Head } from './head.ts'
import { lastWords } from './last-words.ts'
import type { Literal } from './literal.ts'
import { parseInnerOpener, parseOpener } from './opener.ts'
import { parseHeaderBehind, withoutLogPrefix } from './printed.ts'
import { PrintedStack } from './printed-stack.ts'
import { RegisterDump } from './register-dump.ts'
import { parseRegisters } from './registers.ts'
import { StackBuilder } from './stack-builder.ts'
import type { StackCache } from './stack-cache.ts'
import { isTrailer } from './test-output.ts'
import { isTorn, parseCall, parseHeader, parseLocation, parsePcLine } from './tokens.ts'

/**
 * One crash report or dump, from its opener to its last line:
 *
 *     head        panic chain, preamble, signal          then: goroutine, `runtime stack:`, end
 *     goroutine   header, frames, created by, ancestors  then: blank, goroutine, registers, end
 *     registers   rax    0x0 …                           then: `-----`, end
 *     -----       the next thread: SIG…, PC=…, goroutine, registers
 *
 * Lines of other writers in between are `alien`: a few are skipped, more end the block. Nothing is emitted before the
 * block is believed, so that text which merely looks like a dump never becomes one.
 */
export class GoBlock implements Assembly {
  private readonly sink: Sink
  private readonly cache: StackCache
  private number: number
  private head: Head | null
  private first: Line
  private last: Line
  /** Of the paragraph that was taken after `last`. */
  private lastSpan: Span | null = null
  private current: GoroutineDraft | null = null
  private belief: Belief
  private readonly registers = new RegisterDump()
  private crowd: Crowd
  private readonly frames = new FrameChains()
  private thread = 0
  /** The report of another thread has begun, and its registers are still to come. */
  private owesRegisters = false
  /** After `-----`: the next thread's `SIG…` line belongs here; without it, it is another report. */
  private expectsThread = false
  private aliens = 0
  private lastAlien: Line | null = null
  /** The line before this one was an alien. */
  private isAlienAbove = false
  private blank = false
  /** A well-formed call after an empty line: it belongs here only if its location follows. */
  private resumed: Line | null = null
  private interleaved = false
  private goroutines = 0
  /** Registers end a thread's report: what follows without `-----` is another. */
  private ended = false
  /** What stands before every line of a dump that was printed inside something, as before its first header. */
  private indent = ''
  private headLoose = 0

  constructor(opening: Opening, sink: Sink, cache: StackCache) {
    this.sink = sink
    this.cache = cache
    this.number = sink.block()
    this.head = 'head' in opening ? opening.head : null
    const said = this.head === null ? null : lastWords(this.head.signal, sink.above)
    if (said !== null) this.head!.preamble.push(said)
    // Without a head of its own, the line above may say why this stack was printed.
    const lead = 'header' in opening ? opening.said || (sink.above?.text ?? null) : null
    this.first =
      'head' in opening ? opening.head.first : 'header' in opening ? opening.line : (opening.call ?? opening.orphan)
    this.last = this.first
    this.crowd = new Crowd(sink, this.number, this.first.span.source)
    this.belief = new Belief({
      sink,
      number: this.number,
      head: this.head,
      lead,
      first: this.first,
      isIndented: () => this.indent !== '',
      literal: opening.literal ?? null,
    })
    if ('header' in opening) this.begin(opening.header, opening.line)
    else if ('orphan' in opening) {
      const { orphan, call } = opening
      this.begin(null, this.first)
      this.defect(call === null ? 'starts-mid-stack' : 'frames-without-header', this.first)
      if (call !== null) this.pushStack(call)
      this.pushStack(orphan)
      this.last = orphan
    } else if (GLUED.test(this.first.text)) this.defect('merged-lines', this.first)
  }

  get isDoubtful(): boolean {
    return (this.head?.kind === 'logged' || this.head?.torn === true) && this.current === null
  }

  get isOneRecord(): boolean {
    const { first, last } = this
    return this.goroutines > 0 && first !== last && first.logged && last.span.endLine === first.span.line
  }

  /** Between a call and its location it is another writer's; before the first goroutine it may be text of the value. */
  get yields(): boolean {
    return this.goroutines > 0 && this.current?.builder?.expectsLocation !== true
  }

  makeWay(): void {
    this.finish(true)
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

  readonly paragraph = (paragraph: Paragraph): boolean => {
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
      this.indent === '' &&
      this.aliens === 0 &&
      this.headLoose === 0 &&
      this.resumed === null
    )
  }

  /** Another goroutine of a stack that is known: most of a large dump. */
  readonly headed = (heading: Heading, paragraph: Paragraph): boolean => {
    const known = this.cache.get(paragraph.hash)
    if (known === undefined) return false
    const { source } = this.first.span
    // The sections of other threads repeat goroutines of the first.
    if (paragraph.detail === 'counted' && this.thread === 0) {
      const span = this.crowd.take(known, heading, paragraph)
      if (span !== null) {
        this.finishCurrent()
        this.goroutines++
        this.lastSpan = span
        return true
      }
    }
    const header = parseHeader(heading.text())
    const stack = header === null ? null : known.stackOf(paragraph, this.number)
    if (stack === null) return false
    this.finishCurrent()
    this.goroutines++
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
  readonly learned = (run: LearnedRun, heading: Heading, paragraph: Paragraph): void => {
    this.finishCurrent()
    this.goroutines += run.count
    this.lastSpan = this.crowd.takeRun(run, heading, paragraph)
  }

  push(padded: Line): Answer {
    const raw = this.unpadded(padded)
    if (this.belief.quotes(raw.text, this.goroutines > 0)) return this.close()
    // Behind an indented header one that is not: the first stood in the value, whose lines the runtime indents.
    if (this.indent !== '' && parseHeader(raw.text) !== null) this.indent = ''
    const line =
      this.indent === '' || !raw.text.startsWith(this.indent)
        ? raw
        : { ...raw, text: raw.text.slice(this.indent.length) }
    const answer =
      this.current === null && this.registers.isEmpty && this.goroutines === 0
        ? this.pushHead(line)
        : this.pushBody(line)
    this.isAlienAbove = answer === 'alien'
    if (answer === 'claimed') {
      if (line.text !== '') {
        this.last = line
        this.lastSpan = null
      }
      if (this.aliens > 0 && line.text !== '') {
        if (this.lastAlien !== null) this.defect('noise-inside', this.lastAlien)
        this.aliens = 0
        this.lastAlien = null
      }
    }
    return answer
  }

  /** A terminal fills its lines with blanks, and copying takes them along. What a value ends in is its own. */
  private unpadded(line: Line): Line {
    const { text } = line
    if (text.charCodeAt(text.length - 1) !== 0x20) return line
    return this.goroutines === 0 && !text.endsWith(PADDING) ? line : { ...line, text: text.trimEnd() }
  }

  alienTaken(): void {
    if (this.headLoose === 0) return
    this.headLoose--
    this.head?.takeLoose()
  }

  end(): void {
    this.finish(false)
  }

  private pushHead(line: Line): Answer {
    const text = line.text
    const header = parseHeader(text) ?? this.parseIndented(text) ?? this.parseBehind(text)
    if (this.isInOtherRecord(line)) return this.close()
    if (header !== null) return this.begin(header, line)
    if (text === 'runtime stack:') return this.begin('thread', line)
    if (isTrailer(text)) return this.belief.isPerhapsQuoted ? 'alien' : this.close()
    const head = this.head!
    if (head.kind === 'http') {
      const next = parseInnerOpener(text)?.opener
      if (next?.form === 'http') {
        // The title of a report that quotes the line below it.
        if (next.message === head.said) this.belief.drop()
        return this.close()
      }
    }
    const printed = this.openPrinted(head, line) ?? this.openHeadless(head, line)
    if (printed !== null) return printed
    switch (head.push(line)) {
      case 'claimed':
        if (head.looseLines === 0 && this.headLoose > 0) {
          this.sink.claim(this.headLoose)
          this.headLoose = 0
        }
        if (GLUED.test(text)) this.defect('merged-lines', line)
        return 'claimed'
      case 'loose':
        this.headLoose++
        this.lastAlien = line
        return 'alien'
      case 'full':
        if (head.overlong) this.defect('message-too-long', head.first)
        return this.close()
      case 'opener':
        return this.close()
      case 'twin':
        return this.belief.isPerhapsTwin ? this.close() : this.beginTwin(line)
    }
  }

  /** Two deaths, or two threads of one: told once the stacks are seen. */
  private beginTwin(line: Line): 'claimed' {
    const { first, last, sink } = this
    const outcome = { closed: true, disturbed: false, interleaved: false, cut: null, last: last.span, time: last.time }
    const earlier = { belief: this.belief, outcome }
    this.number = sink.block()
    this.head = new Head(parseOpener(line.text)!, line, line.logged)
    this.first = line
    this.crowd = new Crowd(sink, this.number, first.span.source)
    this.belief = new Belief({
      sink,
      number: this.number,
      head: this.head,
      lead: null,
      first: line,
      isIndented: () => this.indent !== '',
      earlier,
    })
    if (GLUED.test(line.text)) this.defect('merged-lines', line)
    return 'claimed'
  }

  /** A record of several lines tells its own stack, not that of words in the record before. */
  private isInOtherRecord(line: Line): boolean {
    const { first, lastAlien } = this
    return (
      line.logged &&
      first.logged &&
      lastAlien !== null &&
      lastAlien.span.line === line.span.line &&
      first.span.line !== line.span.line
    )
  }

  /** Below the words of a logger may stand a stack in a layout of its library's. */
  private openPrinted(head: Head, line: Line): 'claimed' | null {
    if (head.structured || head.isPast || (head.kind !== 'logged' && !head.torn)) return null
    const before = head.looseLines > 0 && !head.blank ? this.lastAlien : null
    const opened = PrintedStack.open(line.text, before?.text ?? null)
    if (opened === null) return null
    if (opened.takesBefore) head.takeLoose()
    const answer = this.begin(null, opened.takesBefore ? before! : line)
    const draft = this.current!
    draft.builder = opened.stack
    draft.takeLine(line)
    return answer
  }

  /**
   * Below the head a stack whose header nobody printed: on Windows the runtime prints none for the thread that raised an
   * exception; elsewhere it was lost.
   */
  private openHeadless(head: Head, line: Line): 'claimed' | null {
    const call = head.looseLines > 0 && !head.blank ? this.lastAlien : null
    if (call === null || head.kind === 'logged' || head.kind === 'http' || head.torn) return null
    if (parseCall(call.text)?.strict !== true) return null
    const location = parseLocation(line.text)
    if (location === null || (!location.tab && location.pcOffset === null)) return null
    head.takeLoose()
    this.begin(null, call)
    if (head.signal?.name.startsWith('0x') !== true) this.defect('frames-without-header', call)
    this.pushStack(call)
    return this.pushStack(line) ? 'claimed' : null
  }

  /** A logger or a test may indent what it prints; then all of the dump is indented alike. */
  private parseIndented(text: string): GoroutineHeader | null {
    const at = text.indexOf('goroutine ')
    // In the runtime's own report an indented header is text of the value.
    if (this.head !== null && this.head.kind !== 'logged' && this.head.kind !== 'http' && !this.head.torn) return null
    if (at <= 0 || text.slice(0, at).trim() !== '') return null
    const header = parseHeader(text.slice(at))
    if (header !== null) this.indent = text.slice(0, at)
    return header
  }

  /** A logger writes its prefix before each thing it is given: before the value, and before the stack. */
  private parseBehind(text: string): GoroutineHeader | null {
    return this.head?.kind === 'logged' || this.head?.torn ? (parseHeaderBehind(text)?.header ?? null) : null
  }

  private pushBody(line: Line): Answer {
    const text = line.text
    if (isBlank(text)) {
      this.blank = true
      this.flushRegisters()
      return 'claimed'
    }
    const header = parseHeader(text)
    if (this.opensNextRecord(line, header)) return this.close()
    if (header !== null) {
      this.flushRegisters()
      return this.ended || this.isPrintedAnew(header) ? this.close() : this.begin(header, line)
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
    if (isTrailer(text)) return this.belief.isPerhapsQuoted ? 'alien' : this.close()
    const opener = parseOpener(text)
    if (this.thread > 0 && opener?.form === 'signal' && this.expectsThread) {
      this.expectsThread = false
      this.owesRegisters = true
      return 'claimed'
    }
    if (this.thread > 0 && parsePcLine(text) !== null) return 'claimed'
    if (opener !== null && opener.form !== 'preamble') return this.close()
    // The next report of a server that survives its panics; in the middle of a stack it is another writer's line.
    // A process was killed in the middle of a line, and the next one began to die in the same line.
    if (GLUED.test(text)) {
      this.defect('merged-lines', line)
      if (parseInnerOpener(text) !== null) return this.close()
    }
    const inner = parseInnerOpener(text)?.opener.form
    const nextRecord = (this.head?.kind === 'logged' || this.head?.torn) && withoutLogPrefix(text) !== text
    if (inner === 'http' || (inner !== undefined && (nextRecord || this.current?.builder?.finished !== false)))
      return this.close()
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

  /** Another record that begins as a report does, behind one that held this report. */
  private opensNextRecord(line: Line, header: GoroutineHeader | null): boolean {
    if (!line.logged || !this.isOneRecord || line.span.line === this.last.span.line) return false
    // A stack without a header says nowhere that it is over; the record does.
    if (this.current?.builder instanceof PrintedStack) return true
    return header === null ? parseInnerOpener(line.text) !== null : header.state === 'running'
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
      if (builder.over && !this.interleaved) return this.beginHeadless(resumed, line)
      builder.push(resumed.text, resumed)
      draft.texts?.push(resumed.text)
    } else if (this.blank && builder.empty) draft.doubleSpaced = true
    if (!builder.push(line.text, line)) return false
    this.blank = false
    draft.lines++
    draft.takeLine(line)
    return true
  }

  /** Frames behind the bottom of a stack are another goroutine's. */
  private beginHeadless(call: Line, location: Line): boolean {
    this.begin(null, call)
    this.defect('frames-without-header', call)
    return this.pushStack(call) && this.pushStack(location)
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
    if (++this.aliens > (inside ? 5 : 3)) return this.close()
    return 'alien'
  }

  private begin(header: GoroutineHeader | 'thread' | null, line: Line): 'claimed' {
    const blankBefore = this.goroutines === 0 ? (this.head?.blank ?? true) : this.blank
    this.finishCurrent()
    this.crowd.settle()
    this.flushRegisters()
    if (this.headLoose > 0) {
      this.sink.claim(this.headLoose)
      this.headLoose = 0
    }
    if (this.goroutines === 0) this.head?.keepLoose()
    this.goroutines++
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

  private close(): 'closed' {
    this.finish(true)
    return 'closed'
  }

  private finish(closed: boolean): void {
    const cut = closed ? null : this.cutLine()
    if (!closed && this.endsInRuntimeFrames()) this.defect('stack-without-bottom', this.last)
    this.finishCurrent()
    this.crowd.end()
    if (this.frames.gap !== null) this.defect('frames-missing', this.frames.gap)
    this.flushRegisters()
    // `-----` announces the next thread.
    if (!closed && (this.owesRegisters || this.expectsThread)) this.defect('registers-cut', this.last)
    this.belief.settle({
      closed,
      // A last line without its end is no other writer's: it is where the log was cut.
      disturbed: this.aliens > (cut === null ? 0 : 1),
      interleaved: this.interleaved,
      cut,
      last: this.lastSpan ?? this.last.span,
      time: this.last.time,
    })
  }

  /**
   * Whoever prints frame pointers prints the runtime's own frames too, down to the one that started the goroutine. And
   * nobody panics without a caller.
   */
  private endsInRuntimeFrames(): boolean {
    const { current, last } = this
    if (current === null || current.builder === null || current.threadStack || current.header?.id === 0) return false
    if (this.blank || current.builder.finished) return false
    const lowest = current.builder.lowest
    if (lowest === null) return false
    return lowest.function === 'panic' || (last.text.includes(' fp=0x') && !RUNTIME_BOTTOM.test(lowest.function))
  }

  /** The source ended here. Where exactly? */
  private cutLine(): Defect | null {
    const line = this.lastAlien ?? this.last
    if (line.terminated || (this.lastAlien === null && this.lastSpan !== null)) return null
    return this.lastAlien === null ? { code: 'unterminated-line', line } : { code: 'torn-token', line }
  }
}

export type Opening = (
  | { readonly head: Head }
  | { readonly header: GoroutineHeader | 'thread'; readonly line: Line; readonly said?: string }
  /** A location without a header above it, and the call above that, where one is. */
  | { readonly orphan: Line; readonly call: Line | null }
) & { readonly literal?: Literal | null }

/** Nobody ends a panic value in so many blanks. */
export const PADDING = ' '.repeat(8)

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= 0x20 && text.trim() === '')
}

/** An opener glued to the end of something else: two writers, one line. */
const GLUED =
  /[^\s"'`([{:|>]panic: |[^\s"'`([{|>]goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|[^\s"'`([{|>]fatal error: |[^A-Z\s"'`([{|>]SIG[A-Z]{2,9}: [a-z]/

const RUNTIME_BOTTOM = /^runtime\.(?:goexit|rt0_go|mstart\d?|mcall|systemstack|asmcgocall|morestack|cgocallback)\b/
