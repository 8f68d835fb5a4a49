import type { GoCrashEvent, PanicLink } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { CrashSignal } from '../../model/report.ts'
import { aboveTitle, LOG_LINE, LOG_STAMP, trimEnd } from './lines-between.ts'
import { endsLiteral } from './literal.ts'
import { type Opener, parseOpener } from './opener.ts'
import { parsePcLine, parseSignalNote, UNWIND_TROUBLE } from './tokens.ts'

/**
 * The head of a crash report: opener, panic chain, preamble, signal. A panic value can hold anything, a fake dump
 * included, so text that is not certain waits in `loose` until the first goroutine decides (runtime/panic.go
 * `printpanics`; from Go 1.23 every newline of the value is followed by a tab, before it is raw).
 */

const RECOVERED = / \[recovered(?<again>, repanicked)?\]$/
/** The value stands in a paragraph of its own below: behind the whole request (gin), behind the place (ginkgo). */
const VALUE_BELOW = /panic recovered:\s*$|\[PANICKED\]/
const MAX_MESSAGE_BYTES = 262_144
const MAX_LOOSE_LINES = 1_000
/** Between the words of a logger and the stack: the rest of a value, fields, a title. */
const MOST_LOGGED_LINES = 6
const MOST_PREAMBLE = 200
const MOST_LINKS = 1_000

interface LinkDraft {
  lines: string[]
  /** From which of them the tab of Go 1.23+ was taken. */
  tabbed: number[]
}

export class Head {
  readonly opener: Opener
  readonly first: Line
  readonly torn: boolean
  readonly preamble: string[] = []
  signal: CrashSignal | null = null
  /** Tab-indented `panic:`, `[signal …]`, `PC=…`: the runtime wrote this, whatever follows. */
  structured = false
  /** An empty line came after the last line of text. */
  blank = false
  overlong = false
  /** The line above, which began it, is lost. */
  isRest = false
  /** The line may be part of a string in source code. */
  private readonly isPerhapsCode: boolean
  last: Line

  private form: 'panic' | 'fatal' | 'signal' | 'http' | 'logged' | 'preamble'
  private readonly links: LinkDraft[] = []
  /** Raw lines that belong to the message if a goroutine follows, and to nobody if none does. */
  private loose: string[] = []
  private bytes = 0
  private sawLog = false
  private noteSeen = false
  private readonly isBelow: boolean

  constructor(opener: Opener, line: Line, torn: boolean) {
    this.opener = opener
    this.first = line
    this.last = line
    this.torn = torn
    this.form = opener.form
    this.isPerhapsCode = endsLiteral(line.text)
    this.isBelow = opener.form === 'logged' && VALUE_BELOW.test(line.text)
    if (opener.form === 'signal') this.signal = opener.signal
    else if (opener.form === 'preamble') this.preamble.push(opener.message)
    else this.links.push({ lines: [opener.message], tabbed: [] })
    if (opener.form === 'signal' && opener.signal.pc !== null) this.structured = true
  }

  /** Alone it proves nothing. */
  get needsStack(): boolean {
    return this.isRest || this.isPerhapsCode
  }

  /** True for a preamble that still waits for its `fatal error:`, and for a signal that waits for its PC. */
  get undecided(): boolean {
    return this.form === 'preamble' || (this.form === 'signal' && !this.structured)
  }

  /** Lines to wait for a goroutine: a word of panic in somebody's log line earns few. */
  private get patience(): number {
    if (this.form === 'logged') return this.isBelow ? 60 : MOST_LOGGED_LINES
    return this.torn && !this.structured ? 4 : MAX_LOOSE_LINES
  }

  /** A logger's line stands behind the head: a stack below it is told by that one. */
  get isPast(): boolean {
    return this.loose.some((text) => LOG_STAMP.test(text))
  }

  get looseLines(): number {
    return this.loose.length
  }

  /** Somebody's words stand before the opener, or are the opener. */
  private get isLogged(): boolean {
    return this.form === 'logged' || this.torn
  }

  /** The first line of the value, without the words before it. */
  get said(): string {
    return 'message' in this.opener ? this.opener.message : ''
  }

  get kind(): Opener['form'] {
    return this.form
  }

  /**
   * `claimed`: certainly of this head. `loose`: perhaps. `opener`: starts a report of its own. `twin`: likewise, unless the
   * stacks show that both threads failed at once. `full`: too much text, this is no message.
   */
  push(line: Line): 'claimed' | 'loose' | 'opener' | 'twin' | 'full' {
    const text = line.text
    if (text === '' || text.trim() === '') {
      // From Go 1.23 an empty line inside a value is one tab; before, it is empty and only the goroutine tells.
      if (text.startsWith('\t') && this.links.length > 0 && !this.blank) return this.append('')
      this.blank = true
      return 'claimed'
    }
    const note = parseSignalNote(text)
    if (note !== null && this.form !== 'signal') {
      this.signal = note
      const answer = this.structure(line)
      this.noteSeen = true
      return answer
    }
    const nested = /^(?:\t| {1,8})(panic|fatal error): /.exec(text)
    if (nested !== null && (this.form === 'panic' || this.form === 'fatal') && !this.blank) {
      this.keepLoose()
      if (this.links.length > MOST_LINKS) return 'full'
      this.links.push({ lines: [text.slice(nested[0].length)], tabbed: [] })
      if (nested[1] === 'fatal error') this.form = 'fatal'
      return this.structure(line)
    }
    // Below a fault in C, the runtime's trouble with the stack: words of its own, and a dump of the memory.
    if (this.structured && UNWIND_TROUBLE.test(text)) return this.structure(line)
    if (this.form === 'signal') return this.pushSignal(line)
    if (text === 'panic during panic' && this.links.length > 0) {
      // The thread died while it was dying: the runtime says so between the message and the signal line.
      this.preamble.push(text)
      return this.structure(line)
    }
    const opener = parseOpener(text)
    if (opener !== null) {
      // The tab of a chain can be lost; a recovered panic is always followed by the next one.
      if (
        opener.form === 'panic' &&
        this.form === 'panic' &&
        !this.blank &&
        RECOVERED.test(this.links.at(-1)!.lines.at(-1)!)
      ) {
        this.links.push({ lines: [opener.message], tabbed: [] })
        return this.structure(line)
      }
      if (this.mayHaveTwin(opener, line)) return 'twin'
      if (this.form !== 'preamble') return 'opener'
      if (this.preamble.length > MOST_PREAMBLE) return 'full'
      if (opener.form === 'preamble') this.preamble.push(text)
      else if (opener.form === 'signal') {
        // `runtime/cgo: pthread_create failed: …` and then abort(3).
        this.form = 'signal'
        this.signal = opener.signal
        this.loose = []
      } else if (opener.form === 'fatal' || opener.form === 'panic') {
        this.form = opener.form
        this.preamble.push(...this.loose)
        this.loose = []
        this.links.push({ lines: [opener.message], tabbed: [] })
      }
      this.last = line
      return 'claimed'
    }
    if (this.form === 'preamble') return this.loosen(text, 60)
    // One leading tab is the mark of Go 1.23+: the runtime wrote it, the value cannot fake its absence.
    if (
      text.startsWith('\t') &&
      !this.blank &&
      this.loose.length === 0 &&
      this.form !== 'logged' &&
      this.form !== 'http'
    ) {
      return this.append(text.slice(1), line)
    }
    // A line that the program's logger wrote is no rest of a value that the runtime prints.
    if (line.logged && !this.first.logged) this.sawLog = true
    return this.loosen(text, this.patience)
  }

  /** The runtime has a lock for the stacks, and none for these lines: two threads may print them one below the other. */
  private mayHaveTwin(opener: Opener, line: Line): boolean {
    if (this.opener.form !== opener.form || (opener.form !== 'fatal' && opener.form !== 'panic')) return false
    return (
      ![this.opener, opener].some((one) => 'message' in one && ONLY_ONCE.test(one.message)) &&
      this.torn === line.logged &&
      !this.blank &&
      !this.structured &&
      this.loose.length === 0
    )
  }

  /** The line of the other thread, and what stands below it, are of the same death. */
  join(twin: Head): void {
    if (twin.first.text !== this.first.text) this.preamble.push(twin.first.text)
    this.preamble.push(...twin.preamble)
    this.signal = twin.signal
    this.structured = twin.structured
    this.blank = twin.blank
    this.last = twin.last
  }

  /** Below this panic stood the next one of its chain, and had lost its tab. */
  nest(inner: Head): void {
    this.links.push(...inner.links)
    this.signal ??= inner.signal
    this.structured = true
    this.blank = inner.blank
    this.last = inner.last
  }

  /** A goroutine follows: whatever text stood between belongs to the message. */
  keepLoose(): void {
    // Nothing of a value stands behind the signal line, and from Go 1.23 nothing of it begins in column 0.
    const said = this.loose.filter((text) => !LOG_STAMP.test(text))
    const loose = this.noteSeen || !this.isRaw() ? [] : this.isLogged ? aboveTitle(said) : said
    this.loose = []
    if (this.form === 'logged') this.takeValue(loose)
    else if (this.links.length === 0) this.preamble.push(...loose)
    else this.links.at(-1)!.lines.push(...loose)
  }

  /**
   * Whether lines in column 0 may be the value's. Behind lines with a tab they are another writer's, or the tabs are the
   * value's own, as up to Go 1.22: then every line follows the one before, and none is a logger's.
   */
  private isRaw(): boolean {
    const link = this.links.at(-1)
    if (link === undefined || link.tabbed.length === 0 || this.loose.length === 0) return true
    if (this.loose[0] === '' || this.looksLikeLog) return false
    for (const index of link.tabbed) link.lines[index] = `\t${link.lines[index]}`
    link.tabbed = []
    return true
  }

  /** Lines between the words of a logger and the stack: the rest of the value, or all of it. */
  private takeValue(loose: readonly string[]): void {
    const value = this.links[0]!.lines
    if (this.isBelow) {
      const last = trimEnd(loose)
      value.splice(0, value.length, ...last.slice(last.lastIndexOf('') + 1).map((text) => text.trim()))
    } else value.push(...loose)
    while (value.length > 1 && value[0] === '') value.shift()
  }

  /** The last loose line turned out to be the first of a stack, or a line of another format. */
  takeLoose(): void {
    this.loose.pop()
  }

  dropLoose(): void {
    this.loose = []
  }

  dropBehind(count: number): void {
    this.loose.length = Math.min(this.loose.length, count)
  }

  /** No goroutine followed: where the fence of a document closes, so does what it quotes. */
  dropBehindFence(): void {
    const fence = this.loose.findIndex((text) => FENCE.test(text))
    if (fence >= 0) this.loose.length = fence
  }

  /** Text of a goroutine that turned out to be part of the value. */
  absorb(lines: readonly string[]): void {
    this.keepLoose()
    this.links.at(-1)?.lines.push(...lines)
  }

  /** Lines that are pending and look like ordinary log lines rather than the rest of a value. */
  get looksLikeLog(): boolean {
    return this.sawLog || this.loose.length > 10 || this.loose.some((text) => LOG_LINE.test(text))
  }

  /** `tab`: the blanks that stand for a tab in this log, where something turned all tabs into blanks. */
  chain(tab = ''): PanicLink[] {
    const links: PanicLink[] = []
    for (const draft of this.links) {
      const text = trimEnd(tab === '' ? draft.lines : withoutTab(draft, tab)).join('\n')
      const suffix = RECOVERED.exec(text)
      const message = suffix === null ? text : text.slice(0, suffix.index)
      const previous = links.at(-1)
      // Up to Go 1.24 a re-panic repeats the line; from 1.25 it is `[recovered, repanicked]` on the first.
      if (previous?.recovered && !previous.repanicked && previous.message === message) {
        links[links.length - 1] = { ...previous, repanicked: true, recovered: true }
        if (suffix === null) continue
      }
      links.push({
        message,
        recovered: suffix !== null,
        repanicked: suffix?.groups?.again !== undefined,
        goexit: false,
      })
    }
    // `[recovered]` on the last line was written by the program: the runtime prints a recovered panic only before another.
    const last = links.at(-1)
    if (last?.recovered && !last.repanicked)
      links[links.length - 1] = { ...last, message: `${last.message} [recovered]`, recovered: false }
    return links
  }

  crashKind(message: string): GoCrashEvent['crash'] {
    switch (this.form) {
      case 'http':
        return 'http-panic'
      case 'logged':
        return 'logged-panic'
      case 'signal':
        return 'signal'
      default:
        break
    }
    if (/^test timed out after \S+/.test(message) && this.form === 'panic') return 'test-timeout'
    if (/^(?:all goroutines are asleep|no goroutines \(main called runtime\.Goexit\)) - deadlock!/.test(message))
      return 'deadlock'
    if (/^deadlock: (?:all goroutines in bubble|main bubble goroutine)/.test(message)) return 'deadlock'
    if (this.form === 'fatal') {
      const text = [message, ...this.preamble].join('\n')
      return OUT_OF_MEMORY.test(text) ? 'out-of-memory' : 'fatal-error'
    }
    return 'panic'
  }

  private pushSignal(line: Line): 'claimed' | 'loose' | 'opener' | 'full' {
    const pc = parsePcLine(line.text)
    if (pc !== null) {
      this.signal = { ...this.signal!, pc: pc.pc, sigcode: pc.sigcode, addr: pc.addr ?? this.signal!.addr }
      return this.structure(line)
    }
    if (/^(?:signal arrived |instruction bytes: |Signal received )/.test(line.text)) {
      this.preamble.push(line.text)
      return this.structure(line)
    }
    return parseOpener(line.text) !== null ? 'opener' : this.loosen(line.text, 6)
  }

  private structure(line: Line): 'claimed' {
    // Between `SIGQUIT: quit` and `PC=…` the runtime writes nothing: what stands there is another writer's.
    if (this.form === 'signal') this.dropLoose()
    else this.keepLoose()
    this.structured = true
    this.blank = false
    this.last = line
    return 'claimed'
  }

  private append(text: string, line?: Line): 'claimed' {
    this.bytes += text.length
    if (this.bytes > MAX_MESSAGE_BYTES) this.overlong = true
    else {
      const link = this.links.at(-1)
      link?.tabbed.push(link.lines.length)
      link?.lines.push(text)
    }
    if (line !== undefined) this.last = line
    return 'claimed'
  }

  private loosen(text: string, limit: number): 'loose' | 'full' {
    this.bytes += text.length
    if (this.bytes > MAX_MESSAGE_BYTES || this.loose.length >= limit) return 'full'
    if (this.blank && this.links.length > 0 && (this.form !== 'logged' || this.isBelow)) this.loose.push('')
    this.blank = false
    this.loose.push(text)
    return 'loose'
  }
}

/** Where blanks stand for the tab that Go 1.23+ puts before each further line of a value. */
function withoutTab({ lines, tabbed }: LinkDraft, tab: string): readonly string[] {
  const [first = '', ...others] = lines
  if (tabbed.length > 0 || !others.every((text) => text === '' || text.startsWith(tab))) return lines
  const isTimeout = first.startsWith('test timed out after ')
  return [
    first,
    ...others.map((text) => {
      const rest = text.slice(tab.length)
      // `testing` indents the names of what runs by a tab of its own, which reaches to the next column of eight.
      return isTimeout ? rest.replace(/^ {2,8}(?=[A-Z])/, '\t') : rest
    }),
  ]
}

/** Windows says it by a number: no memory (8), nothing left of memory and page file (14, 1455). */
const OUT_OF_MEMORY =
  /\bout of memory\b|cannot allocate memory|cannot reserve arena|VirtualAlloc of \d{1,20} bytes failed with errno=(?:8|14|1455)$/m
const FENCE = /^(?:`{3,}|~{3,}) *$/
/** Said of the whole process: no two threads can say so at once. */
const ONLY_ONCE = /^(?:all goroutines are asleep|no goroutines \(main called )/
