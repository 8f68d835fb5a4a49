import type { DefectCode, Event, GoGoroutineEvent } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover, type Span } from '../../model/span.ts'
import type { Sink } from '../recogniser.ts'
import { carriedStack } from './carried.ts'
import type { Head } from './head.ts'
import { ANY_LITERAL, closesLiteral, endsLiteral, IN_LITERAL, type Literal, WORDS_ALONE } from './literal.ts'
import { areFatal, headFromStacks, isPrinted } from './lost-head.ts'

/**
 * Whether a block is what it looks like. Whoever controls a panic value or a log line can write a goroutine header: what
 * a block found is held back here until frames, the runtime's own words or a later goroutine prove it, and is then told
 * in order — or turns out to be text.
 */
export class Belief {
  private readonly sink: Sink
  private readonly number: number
  private head: Head | null
  private readonly lead: string | null
  private first: Line
  private earlier: Earlier | null
  /** Two threads failed at once: both are running, and may show frames. */
  private isDouble = false
  private held: Finished[] = []
  private isReleased = false
  private isQuoted = false
  /** The string of source code that the report seems to stand in: nothing is told before it is known where that ends. */
  private literal: Literal | null
  private readonly isIndented: () => boolean
  private readonly defects: Defect[] = []

  constructor({ sink, number, head, lead, first, isIndented, literal = null, earlier = null }: BlockFacts) {
    this.literal = literal
    this.isIndented = isIndented
    this.earlier = earlier
    this.sink = sink
    this.number = number
    this.head = head
    this.lead = lead
    this.first = first
  }

  /** Whether this is the second of two threads, if it is, waits for the stacks. */
  get isPerhapsTwin(): boolean {
    return this.earlier !== null
  }

  /** From here on everything is told at once. */
  get released(): boolean {
    return this.isReleased
  }

  defect(code: DefectCode, line: Line): void {
    if (this.defects.length < MOST_DEFECTS) this.defects.push({ code, line })
  }

  /** The goroutine that panicked is the only running one that can show frames: what ran before it was text of the value. */
  hold(finished: Finished, interleaved: boolean): void {
    if (this.isQuoted) return
    if (this.isReleased) {
      this.sink.emit(finished.event)
      return
    }
    // The runtime leaves an empty line above it; without one a program prints a stack of its own, later.
    const isApart = finished.blankBefore || this.held[0]?.blankBefore === false
    if (isApart && this.held.some((other) => areBothDying(other, finished))) this.join()
    // Where no place has its tab, a nested panic has lost it, too.
    if (this.earlier?.belief.head?.kind === 'panic' && finished.texts?.some((text) => BARE_PLACE.test(text)) === true)
      this.chain()
    const forgeable = this.head !== null && this.head.kind !== 'signal' && !this.isDouble && !interleaved
    if (forgeable && finished.running && isApart && this.held.some(({ event }) => event.kind === 'go.goroutine')) {
      const spans = this.held.map((earlier) => earlier.event.span)
      for (const earlier of this.held)
        this.head!.absorb([...(earlier.blankBefore ? [''] : []), ...(earlier.texts ?? [])])
      this.head!.absorb([])
      this.held = []
      this.forget(spans)
    }
    this.held.push(finished)
    const most = this.earlier === null ? MOST_HELD : MOST_HELD_FOR_TWIN
    const believed = this.head !== null ? this.held.length >= most : finished.confirmed
    if (believed && (this.literal === null || this.held.length >= MOST_HELD_FOR_LITERAL)) this.release()
  }

  /** What ends a report elsewhere may be the last line of the string. */
  get isPerhapsQuoted(): boolean {
    return this.literal !== null && !this.isReleased
  }

  /** Whether this line ends the string of source code that the report stands in: then nothing died here. */
  quotes(text: string, hasStack: boolean): boolean {
    if (this.isReleased) return false
    const isLast = this.literal !== null && endsLiteral(text)
    if (!isLast && !closesLiteral(text, this.literal ?? (hasStack ? ANY_LITERAL : WORDS_ALONE))) return false
    this.drop()
    this.nearMiss(IN_LITERAL)
    return true
  }

  /** Text about a report, and none itself. */
  drop(): void {
    this.isQuoted = true
    this.held = []
    this.earlier = null
  }

  /** The report that stood above and has no stacks is this one's: it was printed by the other thread. */
  private join(): void {
    const { earlier, head } = this
    if (earlier === null || head === null) return
    this.earlier = null
    this.isDouble = true
    this.head = earlier.belief.head!
    this.head.join(head)
    this.first = earlier.belief.first
  }

  /** The panic above and this one are links of a chain. */
  private chain(): void {
    const { earlier, head } = this
    this.earlier = null
    this.head = earlier!.belief.head!
    this.head.nest(head!)
    this.first = earlier!.belief.first
  }

  /** The report that stood above is one of its own. */
  private settleEarlier(): void {
    const { earlier } = this
    this.earlier = null
    earlier?.belief.settle(earlier.outcome)
  }

  /** Defects of text that was no goroutine are no defects. */
  private forget(spans: readonly Span[]): void {
    const inside = (line: Line) => spans.some((span) => line.span.byte >= span.byte && line.span.byte < span.endByte)
    for (let i = this.defects.length - 1; i >= 0; i--) if (inside(this.defects[i]!.line)) this.defects.splice(i, 1)
  }

  /** From here on the block is real. */
  release(): void {
    if (this.isReleased || this.isQuoted) return
    // An indented dump is a recovered panic that a logger printed, or the dump of another program that a test quotes.
    if (
      this.isIndented() &&
      !this.held.some(({ event }) => event.stack.frames.some((frame) => frame.function === 'panic'))
    ) {
      this.isQuoted = true
      this.held = []
      return
    }
    this.isReleased = true
    this.settleEarlier()
    this.emitHead()
    for (const { event } of this.held) this.sink.emit(event)
    this.held = []
  }

  /** What stands for a tab before the file of a frame, where it is blanks. */
  private tabImage(): string {
    const place = this.held[0]?.texts?.find((text) => PLACE.test(text))
    return place === undefined ? '' : /^ */.exec(place)![0]
  }

  private emitHead(): void {
    const head = this.head
    if (head === null) {
      this.emitLostHead()
      return
    }
    const chain = head.chain(this.tabImage())
    const message = chain.at(-1)?.message ?? head.preamble.join('\n')
    if (head.isRest) this.defect('starts-mid-stack', this.first)
    const kind = head.isRest && areFatal(this.held) ? 'fatal-error' : head.crashKind(message)
    // A logger's `…panic: x` line has its stack right below; the runtime leaves an empty line.
    const apart = this.blankAfterHead || this.held[0]?.blankBefore === true
    const first = this.held.find(({ event }) => event.kind === 'go.goroutine')?.event
    // debug.Stack shows itself: the program printed this stack, the runtime did not.
    const printed = first !== undefined && isPrinted(first.stack.frames.map((frame) => frame.function))
    const logged = printed || this.held[0]?.printed === true || (head.torn && !head.structured && !apart)
    this.sink.emit({
      kind: 'go.crash',
      span: cover(head.first.span, head.last.span),
      block: this.number,
      time: head.first.time,
      crash: logged && (kind === 'panic' || kind === 'fatal-error') ? 'logged-panic' : kind,
      message: kind === 'signal' && head.opener.form === 'signal' ? head.opener.words : message,
      chain,
      signal: head.signal,
      preamble: head.preamble,
      carried: carriedStack(message),
      torn: head.torn,
      stream: this.sink.stream,
      writer: this.sink.writer,
    })
  }

  /** No head of its own: the stacks, and the line above them, tell what they are of. */
  private emitLostHead(): void {
    const lost = headFromStacks(this.held, this.lead)
    if (lost === null) return
    if (lost.defect !== null) this.defect(lost.defect, this.first)
    if (lost.crash === null) return
    this.sink.emit({
      kind: 'go.crash',
      span: this.first.span,
      block: this.number,
      time: this.first.time,
      crash: lost.crash,
      message: lost.message,
      chain: [],
      signal: null,
      preamble: [],
      carried: null,
      torn: false,
      stream: this.sink.stream,
      writer: this.sink.writer,
    })
  }

  private get blankAfterHead(): boolean {
    return this.head?.blank ?? false
  }

  /** The block is over: it is told, or it was never one. */
  settle({ closed, disturbed, interleaved, cut, last, time }: Outcome): void {
    this.settleEarlier()
    if (this.isQuoted) return
    if (!this.isReleased && !this.believable(closed, disturbed)) {
      if (this.head === null || this.head.kind === 'panic' || this.head.kind === 'fatal') {
        if (!(this.head?.torn ?? false)) this.nearMiss()
      }
      return
    }
    if (!this.isReleased && this.head !== null && this.held.length === 0) {
      this.head.dropBehindFence()
      if (!closed && !this.head.looksLikeLog) this.head.keepLoose()
      else this.head.dropLoose()
      this.defect('opener-without-body', this.first)
    }
    this.release()
    if (this.isQuoted) return
    if (cut !== null) this.defect(cut.code, cut.line)
    if (interleaved) this.defect('interleaved', this.first)
    for (const { code, line } of this.defects) {
      this.sink.emit({
        kind: 'malformed',
        span: line.span,
        block: this.number,
        time: line.time,
        format: 'go-crash',
        code,
        text: line.text.slice(0, 400),
      })
    }
    this.sink.emit({
      kind: 'go.end',
      span: cover(this.first.span, last),
      block: this.number,
      time,
      closed,
    })
  }

  /** Is a report whose first goroutine never came, or never showed a frame, a report at all? */
  private believable(closed: boolean, disturbed: boolean): boolean {
    const head = this.head
    if (head === null) return !closed && !disturbed && this.held.length > 0
    if (head.undecided || (head.needsStack && this.held.length === 0)) return false
    if (this.held.length > 0)
      return (
        this.held.some(({ confirmed }) => confirmed) ||
        head.structured ||
        (!closed && !disturbed) ||
        this.isWritten(head)
      )
    if (head.kind === 'logged' || head.kind === 'http' || head.torn)
      return head.kind === 'http' || (head.torn && head.structured)
    if (head.structured || RUNTIME_TEXT.test(head.chain().at(-1)?.message ?? '')) return true
    // GOTRACEBACK=none prints the message and nothing else; then the log ends, or somebody says how it ended.
    return !head.looksLikeLog && (!closed || head.looseLines === 0)
  }

  /** Opener, empty line, header, each at the first column: the report of which somebody took the stack, or its functions. */
  private isWritten({ kind, torn, looseLines }: Head): boolean {
    const [first] = this.held
    if ((kind !== 'panic' && kind !== 'fatal') || torn || looseLines > 0 || !first!.blankBefore) return false
    return first!.event.kind === 'go.thread-stack' || first!.event.header?.state === 'running'
  }

  private get whyNot(): string {
    return this.head === null
      ? 'a goroutine header without a stack below it'
      : 'a panic line that ordinary log lines follow'
  }

  private nearMiss(reason = this.whyNot): void {
    this.sink.emit({
      kind: 'near-miss',
      span: this.first.span,
      block: this.number,
      time: this.first.time,
      format: 'go-crash',
      reason,
      text: this.first.text.slice(0, 400),
    })
  }
}

interface BlockFacts {
  readonly sink: Sink
  readonly number: number
  readonly head: Head | null
  /** The line before the first header, when the block has no head of its own. */
  readonly lead: string | null
  readonly first: Line
  /** Every line of the dump stands behind white space of its printer. */
  readonly isIndented: () => boolean
  readonly literal?: Literal | null
  /** The report right above, which ended at once: another's, unless two threads failed together. */
  readonly earlier?: Earlier | null
}

interface Earlier {
  readonly belief: Belief
  readonly outcome: Outcome
}

/** How a block ended. */
interface Outcome {
  /** By a line that was not its own; else the source ended. */
  readonly closed: boolean
  /** Lines of others stand at its end. */
  readonly disturbed: boolean
  readonly interleaved: boolean
  readonly cut: Defect | null
  /** Of the last line of its own. */
  readonly last: Span
  readonly time: string | null
}

export interface Defect {
  readonly code: DefectCode
  readonly line: Line
}

export interface Finished {
  readonly event: GoGoroutineEvent | Extract<Event, { kind: 'go.thread-stack' }>
  readonly confirmed: boolean
  readonly running: boolean
  /** By a library, in a layout of its own. */
  readonly printed: boolean
  readonly texts: readonly string[] | null
  readonly blankBefore: boolean
}

/** A thread that does not fail shows no frames of what it runs. */
function areBothDying(one: Finished, other: Finished): boolean {
  return isDying(one) && isDying(other) && idOf(one) !== idOf(other)
}

function isDying({ event, running }: Finished): boolean {
  return running && event.kind === 'go.goroutine' && event.stack.frames.length > 0
}

function idOf({ event }: Finished): number | null {
  return event.kind === 'go.goroutine' ? (event.header?.id ?? null) : null
}

/** The place of a frame, indented by blanks. */
const PLACE = /^ {1,8}\S{1,400}\.(?:go|s):\d{1,7}(?: |$)/
const BARE_PLACE = /^\S{1,400}\.(?:go|s):\d{1,7}(?: \+0x[0-9a-f]+)?$/
const MOST_HELD = 16
/** The other thread's goroutine may stand anywhere among them; as far as this it is looked for. */
const MOST_HELD_FOR_TWIN = 256
/** Nobody writes more goroutines into a source file. */
const MOST_HELD_FOR_LITERAL = 256
/** Enough to say what is broken; a torn gigabyte must not fill the memory with complaints. */
const MOST_DEFECTS = 200

/** Texts that only the runtime writes: believed even when a log line follows at once. */
const RUNTIME_TEXT =
  /^(?:runtime error: |assignment to entry in nil map$|close of (?:nil|closed) channel$|send on closed channel$|interface conversion: |all goroutines are asleep - deadlock!|no goroutines \(main called|concurrent map |sync: |stack overflow$|out of memory|unexpected signal during runtime execution|test timed out after )/
