import type { DefectCode, GoroutineHeader } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Answer, Assembly, Heading, LearnedRun, Paragraph, Sink } from '../recogniser.ts'
import { Belief, type Defect } from './belief.ts'
import { Body } from './body.ts'
import { Head } from './head.ts'
import { lastWords } from './last-words.ts'
import type { Literal } from './literal.ts'
import { isGlued, parseInnerOpener, parseOpener } from './opener.ts'
import { parseHeaderBehind } from './printed.ts'
import { PrintedStack } from './printed-stack.ts'
import type { StackCache } from './stack-cache.ts'
import { isEndOfProcess, isTrailer, tellEndOfProcess } from './test-output.ts'
import { parseCall, parseHeader, parseLocation } from './tokens.ts'

/**
 * One crash report or dump, from its opener to its last line: first its head (`Head`), and from the first stack on its body
 * (`Body`), which either may lack.
 *
 *     head        panic chain, preamble, signal          then: goroutine, `runtime stack:`, end
 *     body        goroutines, registers, other threads   then: end
 *
 * Nothing is emitted before the block is believed (`Belief`), so that text which merely looks like a dump never becomes one.
 */
export class GoBlock implements Assembly {
  private readonly sink: Sink
  private readonly cache: StackCache
  private number: number
  private head: Head | null
  private body: Body | null = null
  private belief: Belief
  private first: Line
  private last: Line
  /** What stands before every line of a dump that was printed inside something, as before its first header. */
  private indent = ''
  /** How many lines below the head are left to others and may belong to it, and the last of them. */
  private headLoose = 0
  private lastLoose: Line | null = null
  /** Below the first line of a value: the end of this process, or of another one that the value tells of. */
  private readonly ends: Line[] = []
  private looseAboveEnds = 0

  constructor(opening: Opening, sink: Sink, cache: StackCache) {
    this.sink = sink
    this.cache = cache
    this.number = sink.block()
    this.head = 'head' in opening ? opening.head : null
    const said = this.head === null ? null : lastWords(this.head.signal, sink)
    if (said !== null) this.head!.preamble.push(said)
    // Without a head of its own, the line above may say why this stack was printed.
    const lead = 'header' in opening ? opening.said || (sink.above?.text ?? null) : null
    this.first =
      'head' in opening ? opening.head.first : 'header' in opening ? opening.line : (opening.call ?? opening.orphan)
    this.last = this.first
    this.belief = new Belief({
      sink,
      number: this.number,
      head: this.head,
      lead,
      first: this.first,
      isIndented: () => this.indent !== '',
      literal: opening.literal ?? null,
    })
    if ('header' in opening) this.begin().begin(opening.header, opening.line)
    else if ('orphan' in opening) {
      const { orphan, call } = opening
      if (call === null) this.begin().beginHeadless('starts-mid-stack', orphan)
      else this.begin().beginHeadless('frames-without-header', call, orphan)
      this.last = orphan
    } else if (isGlued(this.first.text)) this.defect('merged-lines', this.first)
  }

  get isDoubtful(): boolean {
    if (this.belief.released || this.body?.isInside === true) return false
    return this.head?.kind === 'logged' || this.head?.torn === true
  }

  get isOneRecord(): boolean {
    const { first, last } = this
    return this.body !== null && first !== last && first.logged && last.span.endLine === first.span.line
  }

  /** Between a call and its location it is another writer's; before the first goroutine it may be text of the value. */
  get yields(): boolean {
    return this.body?.expectsLocation === false
  }

  makeWay(): void {
    this.finish(true)
  }

  get wantsParagraph(): boolean {
    return this.body?.wantsParagraph === true
  }

  readonly paragraph = (paragraph: Paragraph): boolean => this.body!.paragraph(paragraph)

  get wantsHeaded(): boolean {
    return this.indent === '' && this.body?.wantsHeaded === true
  }

  readonly headed = (heading: Heading, paragraph: Paragraph): boolean => this.body!.headed(heading, paragraph)

  get leastLearned(): number | null {
    return this.body?.leastLearned ?? null
  }

  readonly learned = (run: LearnedRun, heading: Heading, paragraph: Paragraph): void => {
    this.body!.learned(run, heading, paragraph)
  }

  push(padded: Line): Answer {
    const raw = this.unpadded(padded)
    if (this.belief.quotes(raw.text, this.body !== null)) return this.close()
    // Behind an indented header one that is not: the first stood in the value, whose lines the runtime indents.
    if (this.indent !== '' && parseHeader(raw.text) !== null) this.indent = ''
    const line =
      this.indent === '' || !raw.text.startsWith(this.indent)
        ? raw
        : { ...raw, text: raw.text.slice(this.indent.length) }
    const answer = this.body === null ? this.pushHead(line) : this.pushBody(this.body, line)
    if (answer === 'claimed' && line.text !== '') this.last = line
    return answer
  }

  private pushBody(body: Body, line: Line): Answer {
    const answer = this.opensNextRecord(body, line) ? 'closed' : body.push(line)
    return answer === 'closed' ? this.close() : answer
  }

  /** A terminal fills its lines with blanks, and copying takes them along. What a value ends in is its own. */
  private unpadded(line: Line): Line {
    const { text } = line
    if (text.charCodeAt(text.length - 1) !== 0x20) return line
    return this.body === null && !text.endsWith(PADDING) ? line : { ...line, text: text.trimEnd() }
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
    const head = this.head!
    if (this.ends.length > 0 && this.isBehindEnd(header, head)) return this.close()
    if (header !== null && this.isOnlySaid(header, head)) return this.close()
    if (header !== null) return this.begin().begin(header, line)
    if (text === 'runtime stack:') return this.begin().begin('thread', line)
    if (isTrailer(text)) return this.pushTrailer(head, line)
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
        if (head.looseLines === 0) this.claimLoose()
        if (isGlued(text)) this.defect('merged-lines', line)
        return 'claimed'
      case 'loose':
        this.headLoose++
        this.lastLoose = line
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

  /** Up to Go 1.22, and in net/http, lines of a value stand in column 0: only the goroutine below tells what this one is. */
  private pushTrailer(head: Head, line: Line): Answer {
    if (this.belief.isPerhapsQuoted) return 'alien'
    const mayBeText = (head.kind === 'panic' && !head.torn && !head.structured) || head.kind === 'http'
    if (this.ends.length === 0) this.looseAboveEnds = head.looseLines
    if (!mayBeText || !isEndOfProcess(line.text) || head.push(line) !== 'loose') return this.close()
    this.ends.push(line)
    this.lastLoose = line
    return 'claimed'
  }

  /** The runtime puts an empty line before its goroutines, and a value does not go on for long. */
  private isBehindEnd(header: GoroutineHeader | null, head: Head): boolean {
    return header === null
      ? head.looseLines - this.looseAboveEnds > MOST_AROUND_END
      : head.kind === 'panic' && !head.blank
  }

  /** Who prints the stack of its own panic is running: words in a line of a log, within a dump, are nobody's panic. */
  private isOnlySaid({ state }: GoroutineHeader, { kind, torn, first, said }: Head): boolean {
    return (kind === 'logged' || (torn && !isGlued(first.text))) && WAITS.test(state) && !said.endsWith('deadlock!')
  }

  /** Two deaths, or two threads of one: told once the stacks are seen. */
  private beginTwin(line: Line): 'claimed' {
    const { last, sink } = this
    const outcome = { closed: true, disturbed: false, interleaved: false, cut: null, last: last.span, time: last.time }
    const earlier = { belief: this.belief, outcome }
    this.number = sink.block()
    this.head = new Head(parseOpener(line.text)!, line, line.logged)
    this.first = line
    this.belief = new Belief({
      sink,
      number: this.number,
      head: this.head,
      lead: null,
      first: line,
      isIndented: () => this.indent !== '',
      earlier,
    })
    if (isGlued(line.text)) this.defect('merged-lines', line)
    return 'claimed'
  }

  /** A record of several lines tells its own stack, not that of words in the record before. */
  private isInOtherRecord(line: Line): boolean {
    const { first, lastLoose } = this
    return (
      line.logged &&
      first.logged &&
      lastLoose !== null &&
      lastLoose.span.line === line.span.line &&
      first.span.line !== line.span.line
    )
  }

  /** The line that may be the first one of a stack whose second line is this. */
  private get lineAbove(): Line | null {
    const { head, lastLoose } = this
    return head !== null && head.looseLines > 0 && !head.blank ? lastLoose : null
  }

  /** Below the words of a logger may stand a stack in a layout of its library's. */
  private openPrinted(head: Head, line: Line): 'claimed' | null {
    if (head.structured || head.isPast || (head.kind !== 'logged' && !head.torn)) return null
    const { lineAbove } = this
    const opened = PrintedStack.open(line.text, lineAbove?.text ?? null)
    if (opened === null) return null
    if (opened.takesBefore) head.takeLoose()
    return this.begin().beginPrinted(opened.stack, opened.takesBefore ? lineAbove! : line, line)
  }

  /**
   * Below the head a stack whose header nobody printed: on Windows the runtime prints none for the thread that raised an
   * exception; elsewhere it was lost.
   */
  private openHeadless(head: Head, line: Line): 'claimed' | null {
    const call = this.lineAbove
    if (call === null || head.kind === 'logged' || head.kind === 'http' || head.torn) return null
    if (parseCall(call.text)?.strict !== true) return null
    const location = parseLocation(line.text)
    if (location === null || (!location.tab && location.pcOffset === null)) return null
    head.takeLoose()
    const isOfWindows = head.signal?.name.startsWith('0x') === true
    return this.begin().beginHeadless(isOfWindows ? null : 'frames-without-header', call, line) ? 'claimed' : null
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

  /** Another record that begins as a report does, behind one that held this report. */
  private opensNextRecord(body: Body, line: Line): boolean {
    if (!line.logged || !this.isOneRecord || line.span.line === this.last.span.line || line.text.trim() === '')
      return false
    // A stack without a header says nowhere that it is over; the record does.
    if (body.isPrinted) return true
    const header = parseHeader(line.text)
    return header === null ? parseInnerOpener(line.text) !== null : header.state === 'running'
  }

  /** The first stack comes: what stood above it is all of the head. */
  private begin(): Body {
    const { sink, cache, number, head, belief, first } = this
    this.claimLoose()
    head?.keepLoose()
    this.body = new Body({ sink, cache, number, source: first.span.source, head, belief })
    return this.body
  }

  private claimLoose(): void {
    if (this.headLoose > 0) this.sink.claim(this.headLoose)
    this.headLoose = 0
  }

  private defect(code: DefectCode, line: Line): void {
    this.belief.defect(code, line)
  }

  private close(): 'closed' {
    this.finish(true)
    return 'closed'
  }

  private finish(isClosed: boolean): void {
    const { body, head } = this
    const isEnded = body === null && this.ends.length > 0
    if (isEnded) head?.dropBehind(this.looseAboveEnds)
    const last = isEnded && head !== null ? head.last : this.last
    const closed = isClosed || isEnded
    const cut = closed ? null : this.cutLine()
    body?.finish(!closed, last)
    this.belief.settle({
      closed,
      // A last line without its end is no other writer's: it is where the log was cut.
      disturbed: (body?.aliens ?? 0) > (cut === null ? 0 : 1),
      interleaved: body?.interleaved === true,
      cut,
      last: body?.lastSpan ?? last.span,
      time: last.time,
    })
    if (isEnded) for (const line of this.ends) tellEndOfProcess(line, this.sink)
  }

  /** The source ended here. Where exactly? */
  private cutLine(): Defect | null {
    const { body, last } = this
    const alien = body === null ? this.lastLoose : body.lastAlien
    const line = alien ?? last
    if (line.terminated || (alien === null && body !== null && body.lastSpan !== null)) return null
    return alien === null ? { code: 'unterminated-line', line } : { code: 'torn-token', line }
  }
}

export type Opening = (
  | { readonly head: Head }
  | { readonly header: GoroutineHeader | 'thread'; readonly line: Line; readonly said?: string }
  /** A location without a header above it, and the call above that, where one is. */
  | { readonly orphan: Line; readonly call: Line | null }
) & { readonly literal?: Literal | null }

const MOST_AROUND_END = 30
const WAITS = /^(?:chan (?:receive|send)|select|sync\.|semacquire|sleep|IO wait|GC |force gc |finalizer wait)/

/** Nobody ends a panic value in so many blanks. */
export const PADDING = ' '.repeat(8)
