import type { DefectCode, Event, GoGoroutineEvent, GoroutineHeader } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover, type Span } from '../../model/span.ts'
import type { Stack } from '../../model/stack.ts'
import type { Answer, Assembly, Paragraph, Sink } from '../recogniser.ts'
import { Head, parseInnerOpener, parseOpener } from './head.ts'
import { architectureOf, isComplete, parseRegisters } from './registers.ts'
import { StackBuilder } from './stack-builder.ts'
import { parseHeader, parseLocation, parsePcLine } from './tokens.ts'
import { isTrailer } from './test-output.ts'

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
  private readonly number: number
  private readonly head: Head | null
  /** The line before the first header, when the block has no head of its own. */
  private readonly lead: string | null
  private readonly first: Line
  private last: Line
  private current: Draft | null = null
  /** Goroutines that are not emitted yet: a value may imitate a dump, and only a later goroutine tells. */
  private held: Finished[] = []
  private released = false
  private readonly defects: { code: DefectCode; line: Line }[] = []
  private registers: { names: string[]; values: Record<string, string>; first: Line; last: Line } | null = null
  private thread = 0
  /** After `-----`: the next thread's `SIG…` line belongs here; without it, it is another report. */
  private expectsThread = false
  private aliens = 0
  private lastAlien: Line | null = null
  private blank = false
  /** A well-formed call after an empty line: it belongs here only if its location follows. */
  private resumed: Line | null = null
  private interleaved = false
  private goroutines = 0
  private headLoose = 0

  constructor(
    opening: { head: Head } | { header: GoroutineHeader; line: Line } | { orphan: Line },
    sink: Sink,
    cache: StackCache,
  ) {
    this.sink = sink
    this.cache = cache
    this.number = sink.block()
    this.head = 'head' in opening ? opening.head : null
    this.lead = 'header' in opening ? sink.before : null
    this.first = 'head' in opening ? opening.head.first : 'header' in opening ? opening.line : opening.orphan
    this.last = this.first
    if ('header' in opening) this.begin(opening.header, opening.line)
    else if ('orphan' in opening) {
      this.begin(null, opening.orphan)
      this.defect('starts-mid-stack', opening.orphan)
      this.current!.builder.push(opening.orphan)
    } else if (GLUED.test(this.first.text)) this.defect('merged-lines', this.first)
  }

  get wantsParagraph(): boolean {
    return (
      this.current !== null &&
      this.current.lines === 1 &&
      this.current.header !== null &&
      this.current.builder.empty &&
      !this.blank
    )
  }

  readonly paragraph = (paragraph: Paragraph): boolean => {
    const known = this.cache.get(paragraph.hash)
    const draft = this.current!
    if (known === undefined) {
      draft.hash = paragraph.hash
      return false
    }
    draft.shared = known
    draft.createdById = known.hasParent ? paragraph.parentId() : null
    draft.lines += paragraph.lines
    draft.last = { ...draft.first.span, endLine: paragraph.endLine, endByte: paragraph.endByte }
    return true
  }

  push(line: Line): Answer {
    const answer =
      this.current === null && this.registers === null && this.goroutines === 0
        ? this.pushHead(line)
        : this.pushBody(line)
    if (answer === 'claimed') {
      if (line.text !== '') this.last = line
      if (this.aliens > 0 && line.text !== '') {
        if (this.lastAlien !== null) this.defect('noise-inside', this.lastAlien)
        this.aliens = 0
        this.lastAlien = null
      }
    }
    return answer
  }

  alienTaken(): void {
    if (this.headLoose > 0) this.headLoose--
  }

  end(): void {
    this.finish(false)
  }

  private pushHead(line: Line): Answer {
    const text = line.text
    const header = parseHeader(text)
    if (header !== null) return this.begin(header, line)
    if (text === 'runtime stack:') return this.begin('thread', line)
    if (isTrailer(text)) return this.close()
    const head = this.head!
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
    }
  }

  private pushBody(line: Line): Answer {
    const text = line.text
    if (isBlank(text)) {
      this.blank = true
      if (this.registers !== null) this.flushRegisters()
      return 'claimed'
    }
    const header = parseHeader(text)
    if (header !== null) return this.begin(header, line)
    if (text === 'runtime stack:') return this.begin('thread', line)
    if (text === '-----') {
      this.finishCurrent()
      this.flushRegisters()
      this.thread++
      this.expectsThread = true
      this.blank = true
      return 'claimed'
    }
    if (this.pushStack(line)) return 'claimed'
    const registers = this.current === null || !this.current.builder.expectsLocation ? parseRegisters(text) : null
    if (registers !== null) {
      this.finishCurrent()
      this.addRegisters(registers, line)
      return 'claimed'
    }
    if (isTrailer(text)) return this.close()
    const opener = parseOpener(text)
    if (this.thread > 0 && opener?.form === 'signal' && this.expectsThread) {
      this.expectsThread = false
      return 'claimed'
    }
    if (this.thread > 0 && parsePcLine(text) !== null) return 'claimed'
    if (opener !== null && opener.form !== 'preamble') return this.close()
    // The next report of a server that survives its panics; in the middle of a stack it is another writer's line.
    const inner = text.includes('panic') ? parseInnerOpener(text)?.opener.form : undefined
    if (inner === 'http' || (inner !== undefined && !GLUED.test(text) && this.current?.builder.finished !== false))
      return this.close()
    return this.pushAlien(line)
  }

  private pushStack(line: Line): boolean {
    const draft = this.current
    if (draft === null || draft.shared !== null) return false
    const resumed = this.resumed
    this.resumed = null
    if (this.blank && !draft.builder.empty && !draft.builder.expectsLocation && !draft.doubleSpaced) {
      if (resumed !== null && parseLocation(line.text) !== null) {
        this.sink.claim(1)
        draft.builder.push(resumed)
        draft.texts?.push(resumed.text)
      } else {
        this.resumed = line
        return false
      }
    } else if (this.blank && draft.builder.empty) draft.doubleSpaced = true
    if (!draft.builder.push(line)) return false
    this.blank = false
    draft.lines++
    draft.last = line.span
    draft.texts?.push(line.text)
    return true
  }

  private pushAlien(line: Line): Answer {
    if (GLUED.test(line.text)) this.defect('merged-lines', line)
    // The rest of another writer's panic chain, in the middle of our stack.
    if (/^\tpanic: /.test(line.text)) this.interleaved = true
    this.lastAlien = line
    const inside = this.current !== null && !this.blank && !this.current.builder.finished
    if (++this.aliens > (inside ? 5 : 3)) return this.close()
    return 'alien'
  }

  private begin(header: GoroutineHeader | 'thread' | null, line: Line): 'claimed' {
    const blankBefore = this.goroutines === 0 ? (this.head?.blank ?? true) : this.blank
    this.finishCurrent()
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
    this.current = {
      header: header === 'thread' ? null : header,
      threadStack: header === 'thread',
      first: line,
      last: line.span,
      builder: new StackBuilder((code, at) => this.defect(code, at)),
      lines: 1,
      blankBefore,
      doubleSpaced: false,
      // Only the first goroutines can turn out to be text of a panic value.
      texts: this.head !== null && !this.released ? [line.text] : null,
      hash: null,
      shared: null,
      createdById: null,
    }
    return 'claimed'
  }

  private finishCurrent(): void {
    const draft = this.current
    if (draft === null) return
    this.current = null
    const known = draft.shared
    const stack = known?.stack ?? draft.builder.finish()
    if (known === null && draft.hash !== null && draft.builder.confirmed) {
      this.cache.set(draft.hash, stack, draft.builder.createdById !== null)
    }
    const confirmed = known !== null || draft.builder.confirmed
    if (known === null && stack.frames.length === 0 && !stack.unavailable && stack.createdBy === null) {
      this.defect('header-without-frames', draft.first)
    }
    const base = {
      span: draft.last === draft.first.span ? draft.last : cover(draft.first.span, draft.last),
      time: draft.first.time,
      block: this.number,
    }
    const event: Event = draft.threadStack
      ? { kind: 'go.thread-stack', ...base, stack }
      : {
          kind: 'go.goroutine',
          ...base,
          header: draft.header,
          stack,
          createdById: known === null ? draft.builder.createdById : draft.createdById,
          system: isSystem(draft.header, stack),
          thread: this.thread,
        }
    this.hold({
      event,
      confirmed,
      texts: draft.texts,
      running: draft.header?.state === 'running' && confirmed && !stack.unavailable,
    })
  }

  /** The goroutine that panicked is the only running one that can show frames: what ran before it was text of the value. */
  private hold(finished: Finished): void {
    if (this.released) {
      this.sink.emit(finished.event)
      return
    }
    const forgeable = this.head !== null && this.head.kind !== 'signal' && !this.interleaved
    if (forgeable && finished.running && this.held.some((earlier) => earlier.event.kind === 'go.goroutine')) {
      const spans = this.held.map((earlier) => earlier.event.span)
      for (const earlier of this.held)
        this.head!.absorb(['', ...(earlier.texts ?? [])].slice(earlier === this.held[0] ? 1 : 0))
      this.head!.absorb([])
      this.held = []
      this.forget(spans)
    }
    this.held.push(finished)
    const believed = this.head !== null ? this.held.length >= MOST_HELD : finished.confirmed
    if (believed) this.release()
  }

  /** Defects of text that was no goroutine are no defects. */
  private forget(spans: readonly Span[]): void {
    const inside = (line: Line) => spans.some((span) => line.span.byte >= span.byte && line.span.byte < span.endByte)
    for (let i = this.defects.length - 1; i >= 0; i--) if (inside(this.defects[i]!.line)) this.defects.splice(i, 1)
  }

  /** From here on the block is real. */
  private release(): void {
    if (this.released) return
    this.released = true
    this.emitHead()
    for (const { event } of this.held) this.sink.emit(event)
    this.held = []
  }

  private emitHead(): void {
    const first = this.held.find(({ event }) => event.kind === 'go.goroutine')?.event as GoGoroutineEvent | undefined
    const names = first?.stack.frames.map((frame) => frame.function) ?? []
    // debug.Stack shows itself: the program printed this stack, the runtime did not.
    const printed =
      names[0] === 'runtime/debug.Stack' || names[0] === 'runtime/debug.PrintStack' || names[0] === 'runtime.Stack'
    const head = this.head
    if (head === null) {
      if (first?.header?.state !== 'running' || !names.includes('panic')) return
      this.sink.emit({
        kind: 'go.crash',
        span: this.first.span,
        block: this.number,
        time: this.first.time,
        crash: 'logged-panic',
        message: this.lead === null ? '' : withoutLogPrefix(this.lead),
        chain: [],
        signal: null,
        preamble: [],
        torn: false,
      })
      return
    }
    const chain = head.chain()
    const message = chain.at(-1)?.message ?? head.preamble.join('\n')
    const kind = head.crashKind(message)
    // A logger's `…panic: x` line has its stack right below; the runtime leaves an empty line.
    const logged = printed || (head.torn && !head.structured && !this.blankAfterHead)
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
      torn: head.torn,
    })
  }

  private get blankAfterHead(): boolean {
    return this.head?.blank ?? false
  }

  private addRegisters(pairs: readonly (readonly [string, string])[], line: Line): void {
    this.registers ??= { names: [], values: {}, first: line, last: line }
    for (const [name, value] of pairs) {
      this.registers.names.push(name)
      this.registers.values[name] = value
    }
    this.registers.last = line
  }

  private flushRegisters(): void {
    const registers = this.registers
    if (registers === null) return
    this.registers = null
    // Fewer are a coincidence: `pc     0x0` in somebody's log.
    if (registers.names.length < 4 && this.thread === 0 && this.head?.kind !== 'signal') return
    this.release()
    const arch = architectureOf(registers.names)
    const complete = isComplete(arch, registers.names)
    if (!complete) this.defect('registers-cut', registers.last)
    this.sink.emit({
      kind: 'go.registers',
      span: cover(registers.first.span, registers.last.span),
      block: this.number,
      time: registers.first.time,
      registers: registers.values,
      arch,
      complete,
      thread: this.thread,
    })
  }

  private defect(code: DefectCode, line: Line): void {
    if (this.defects.length < MOST_DEFECTS) this.defects.push({ code, line })
  }

  private close(): 'closed' {
    this.finish(true)
    return 'closed'
  }

  private finish(closed: boolean): void {
    const cut = closed ? null : this.cutLine()
    this.finishCurrent()
    this.flushRegisters()
    if (!this.released && !this.believable(closed)) {
      if (this.head === null || this.head.kind === 'panic' || this.head.kind === 'fatal') {
        if (!(this.head?.torn ?? false)) this.nearMiss()
      }
      return
    }
    if (!this.released && this.head !== null && this.held.length === 0) {
      if (!closed && !this.head.looksLikeLog) this.head.keepLoose()
      else this.head.dropLoose()
      this.defect('opener-without-body', this.first)
    }
    this.release()
    if (cut !== null) this.defect(cut.code, cut.line)
    if (this.interleaved) this.defect('interleaved', this.first)
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
      span: cover(this.first.span, this.last.span),
      block: this.number,
      time: this.last.time,
      closed,
    })
  }

  /** The source ended here. Where exactly? */
  private cutLine(): { code: DefectCode; line: Line } | null {
    const line = this.lastAlien ?? this.last
    if (line.terminated) return null
    return this.lastAlien === null ? { code: 'unterminated-line', line } : { code: 'torn-token', line }
  }

  /** Is a report whose first goroutine never came, or never showed a frame, a report at all? */
  private believable(closed: boolean): boolean {
    const head = this.head
    if (head === null) return !closed && this.aliens === 0 && this.held.length > 0
    if (head.undecided) return false
    if (this.held.length > 0)
      return this.held.some(({ confirmed }) => confirmed) || head.structured || (!closed && this.aliens === 0)
    if (head.kind === 'logged' || head.kind === 'http' || head.torn)
      return head.kind === 'http' || (head.torn && head.structured)
    if (head.structured || RUNTIME_TEXT.test(head.chain().at(-1)?.message ?? '')) return true
    // GOTRACEBACK=none prints the message and nothing else; then the log ends, or somebody says how it ended.
    return !head.looksLikeLog && (!closed || head.looseLines === 0)
  }

  private nearMiss(): void {
    this.sink.emit({
      kind: 'near-miss',
      span: this.first.span,
      block: this.number,
      time: this.first.time,
      format: 'go-crash',
      reason:
        this.head === null
          ? 'a goroutine header without a stack below it'
          : 'a panic line that ordinary log lines follow',
      text: this.first.text.slice(0, 400),
    })
  }
}

interface Draft {
  readonly header: GoroutineHeader | null
  readonly threadStack: boolean
  readonly first: Line
  last: Span
  readonly builder: StackBuilder
  lines: number
  readonly blankBefore: boolean
  doubleSpaced: boolean
  readonly texts: string[] | null
  hash: number | null
  shared: KnownStack | null
  createdById: number | null
}

interface Finished {
  readonly event: GoGoroutineEvent | Extract<Event, { kind: 'go.thread-stack' }>
  readonly confirmed: boolean
  readonly running: boolean
  readonly texts: readonly string[] | null
}

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= 0x20 && text.trim() === '')
}

const MOST_HELD = 16
/** Enough to say what is broken; a torn gigabyte must not fill the memory with complaints. */
const MOST_DEFECTS = 200

/** An opener glued to the end of something else: two writers, one line. */
const GLUED =
  /[^\s"'`([{:|>]panic: |[^\s"'`([{|>]goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|[^\s"'`([{|>]fatal error: /

/** Texts that only the runtime writes: believed even when a log line follows at once. */
const RUNTIME_TEXT =
  /^(?:runtime error: |assignment to entry in nil map$|close of (?:nil|closed) channel$|send on closed channel$|interface conversion: |all goroutines are asleep - deadlock!|no goroutines \(main called|concurrent map |sync: |stack overflow$|out of memory|unexpected signal during runtime execution|test timed out after )/

const LOG_PREFIX =
  /^(?:\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? |[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] )/

function withoutLogPrefix(text: string): string {
  return text.replace(LOG_PREFIX, '')
}

/** The runtime's own goroutines: everything in them, and whoever started them, is the runtime. */
function isSystem(header: GoroutineHeader | null, stack: Stack): boolean {
  if (header?.id === 0) return true
  if (stack.createdBy !== null && stack.createdBy.package !== 'runtime') return false
  return (
    stack.frames.length > 0 && stack.frames.every((frame) => frame.package === 'runtime' || frame.kind === 'runtime')
  )
}

interface KnownStack {
  readonly stack: Stack
  readonly hasParent: boolean
}

/** Stacks that were parsed once, by masked hash. Bounded: a hostile dump has as many stacks as goroutines. */
export class StackCache {
  private readonly stacks = new Map<number, KnownStack>()
  private readonly most: number

  constructor(most = 20_000) {
    this.most = most
  }

  get(hash: number): KnownStack | undefined {
    return this.stacks.get(hash)
  }

  set(hash: number, stack: Stack, hasParent: boolean): void {
    if (this.stacks.size < this.most) this.stacks.set(hash, { stack, hasParent })
  }
}
