import type { Line } from '../model/line.ts'
import { type Assembly, type ByteLines, type LineAbove, lineAbove, type Recogniser, type Sink } from './recogniser.ts'

/** Which recognisers have a sentinel in a line, bit i the i-th of the registry. Asked only where it matters: it can cost a search. */
export type Wanted = () => number

/** Nobody looked for sentinels: each recogniser has to. */
export const byAll: Wanted = () => -1

/**
 * One lane's way through the formats. Hunting until a recogniser opens a block; then every line goes to that block
 * until it refuses one.
 */
export class Dispatcher {
  private readonly recognisers: readonly Recogniser[]
  private readonly sink: Sink
  private readonly skimmer: Recogniser | null
  private readonly beginners: readonly Recogniser[]
  private open: Assembly | null = null
  private owner: Recogniser | null = null
  /** The line with text pushed last, and how many empty ones came behind it. */
  private previous: Line | null = null
  private blanks = 0
  private current: Line | null = null
  private isPart = false

  constructor(recognisers: readonly Recogniser[], sink: Sink) {
    this.recognisers = recognisers.map((recogniser) => recogniser.perLane?.() ?? recogniser)
    this.skimmer = this.recognisers.find(({ skim }) => skim !== undefined) ?? null
    this.beginners = this.recognisers.filter(({ begins }) => begins !== undefined)
    const dispatcher = this
    this.sink = {
      emit: (event) => sink.emit(event),
      block: () => sink.block(),
      claim: (lines) => sink.claim(lines),
      stream: sink.stream,
      writer: sink.writer,
      get above() {
        return dispatcher.above(sink)
      },
    }
  }

  /** While true, every line of the lane must be pushed; otherwise only those with a sentinel need be. */
  get collecting(): boolean {
    return this.open !== null
  }

  /** What is inside a record may be looked at: no open block takes the record for a line of its own. */
  takesRecord(text: string): boolean {
    const { open } = this
    return open === null || open.isOneRecord === true || open.endsBeforeRecord?.(text) === true
  }

  /** What is open may be no report at all, or one whose lines bear something that nobody took off. */
  get isDoubtful(): boolean {
    return this.open?.isDoubtful === true
  }

  get assembly(): Assembly | null {
    return this.open
  }

  /**
   * True when some format took the line. `isPart`: one of the lines inside a record, so that what stands above the record
   * does not stand above it.
   */
  push(line: Line, wanted: Wanted, isPart = false): boolean {
    this.current = line
    this.isPart = isPart
    const taken = this.take(line, wanted)
    if (line.text === '') this.blanks++
    else {
      this.previous = line
      this.blanks = 0
    }
    return taken
  }

  private take(line: Line, wanted: Wanted): boolean {
    const { open, isDoubtful } = this
    if ((isDoubtful || open?.yields === true) && this.begins(line.text, isDoubtful)) {
      open!.makeWay!()
      this.open = null
    }
    if (this.open !== null) {
      const answer = this.open.push(line)
      if (answer === 'claimed') return true
      if (answer === 'closed') this.open = null
      else {
        const taken = this.offer(line, wanted(), false)
        if (taken) this.open.alienTaken?.()
        return taken
      }
    }
    return this.offer(line, wanted(), true)
  }

  /** Something of another format than that of the open block. */
  private begins(text: string, isDoubtful: boolean): boolean {
    if (text.length > LONGEST_FIRST_LINE) return false
    return this.beginners.some((recogniser) => recogniser !== this.owner && recogniser.begins!(text, isDoubtful))
  }

  /** Lines taken right from the bytes, while nothing is open. Returns where that stopped. */
  skim(run: ByteLines): number {
    return this.skimmer?.skim?.(run, this.sink) ?? run.from
  }

  end(): void {
    this.open?.end()
    this.open = null
    for (const recogniser of this.recognisers) recogniser.end?.()
  }

  /** Lines without a sentinel were never pushed: then the source knows what stands above. */
  private above(sink: Sink): LineAbove | null {
    const { current, previous, blanks } = this
    if (current === null) return null
    if (previous !== null && previous.span.endLine + blanks >= current.span.line - 1)
      return lineAbove(previous, blanks > 0)
    const above = this.isPart ? null : sink.above
    if (previous === null || above === null || previous.span.line < above.span.line) return above
    // Empty lines have no sentinel either.
    return lineAbove(previous, blanks > 0 || (above.apart && previous.span.line === above.span.line))
  }

  private offer(line: Line, wanted: number, mayOpen: boolean): boolean {
    for (let rest = wanted; rest !== 0; rest &= rest - 1) {
      const recogniser = this.recognisers[31 - Math.clz32(rest & -rest)]
      if (recogniser === undefined) return false
      // A line inside an open block can only be a whole event of its own: two blocks of one lane never overlap.
      if (!mayOpen && !recogniser.single) continue
      const opened = recogniser.open(line, this.sink)
      if (opened === undefined) continue
      if (opened !== 'single') {
        this.open = opened
        this.owner = recogniser
      }
      return true
    }
    return false
  }
}

/** Of what is longer nobody says that it surely begins something. */
const LONGEST_FIRST_LINE = 1_000
