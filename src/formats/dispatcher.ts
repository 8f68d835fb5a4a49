import type { Line } from '../model/line.ts'
import type { Assembly, ByteLines, Recogniser, Sink } from './recogniser.ts'

/**
 * One lane's way through the formats. Hunting until a recogniser opens a block; then every line goes to that block
 * until it refuses one.
 */
export class Dispatcher {
  private readonly recognisers: readonly Recogniser[]
  private readonly sink: Sink
  private readonly skimmer: Recogniser | null
  private open: Assembly | null = null
  /** The line pushed last. */
  private previous: Line | null = null
  private current: Line | null = null

  constructor(recognisers: readonly Recogniser[], sink: Sink) {
    this.recognisers = recognisers.map((recogniser) => recogniser.perLane?.() ?? recogniser)
    this.skimmer = this.recognisers.find(({ skim }) => skim !== undefined) ?? null
    const dispatcher = this
    this.sink = {
      emit: (event) => sink.emit(event),
      block: () => sink.block(),
      claim: (lines) => sink.claim(lines),
      stream: sink.stream,
      writer: sink.writer,
      get before() {
        return sink.before
      },
      get above() {
        return dispatcher.above(sink)
      },
    }
  }

  /** While true, every line of the lane must be pushed; otherwise only those with a sentinel need be. */
  get collecting(): boolean {
    return this.open !== null
  }

  get assembly(): Assembly | null {
    return this.open
  }

  /** True when some format took the line. `hasSentinel` is asked only where it matters: it costs a search. */
  push(line: Line, hasSentinel: () => boolean): boolean {
    this.current = line
    const taken = this.take(line, hasSentinel)
    if (line.text !== '') this.previous = line
    return taken
  }

  private take(line: Line, hasSentinel: () => boolean): boolean {
    if (this.open !== null) {
      const answer = this.open.push(line)
      if (answer === 'claimed') return true
      if (answer === 'closed') this.open = null
      else {
        const taken = hasSentinel() && this.offer(line, false)
        if (taken) this.open.alienTaken?.()
        return taken
      }
    }
    return hasSentinel() && this.offer(line, true)
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

  /** Lines without a sentinel were never pushed: then the source knows what stands above, unless a record was unpacked. */
  private above(sink: Sink): Line | null {
    const { current, previous } = this
    if (current === null) return null
    if (previous !== null && previous.span.endLine >= current.span.line - 1) return previous
    const above = current.logged ? null : sink.above
    return previous !== null && above !== null && previous.span.line >= above.span.line ? previous : above
  }

  private offer(line: Line, mayOpen: boolean): boolean {
    for (const recogniser of this.recognisers) {
      // A line inside an open block can only be a whole event of its own: two blocks of one lane never overlap.
      if (!mayOpen && !recogniser.single) continue
      const opened = recogniser.open(line, this.sink)
      if (opened === undefined) continue
      if (opened !== 'single') this.open = opened
      return true
    }
    return false
  }
}
