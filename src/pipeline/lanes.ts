import { once } from '../base/once.ts'
import { byAll, Dispatcher, type Wanted } from '../formats/dispatcher.ts'
import type { LineAbove, Recogniser, Sink } from '../formats/recogniser.ts'
import { holdsStack } from '../input/envelopes/crash-text.ts'
import type { Loss } from '../input/envelopes/envelope.ts'
import type { PeeledLine } from '../input/peeled-line.ts'
import type { Peeler } from '../input/peeler.ts'
import type { Event } from '../model/event.ts'
import type { Line, PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import { LineStarts } from './line-starts.ts'
import { LEAD_LINES } from './lines-above.ts'

/** Takes the lines of a source on their way to the formats. */
export interface Taker {
  /** While true every line must come; otherwise only those with a sentinel. */
  readonly collecting: boolean
  /** What is open may be a report whose lines bear more than was taken off: nothing is lost when they are read anew. */
  readonly isDoubtful: boolean
  /** Lines right before one that is taken need to be shown to `lead`. */
  readonly needsLead: boolean
  /** A line before the next one that is taken: it explains that one, and holds nothing itself. */
  lead(physical: PhysicalLine): void
  /** True when some format took (part of) the line. */
  take(physical: PhysicalLine, wanted: Wanted): boolean
  /** The source, or this way of reading it, ends behind `last`. */
  end(last: PhysicalLine | null): void
}

/** The one lane of a source that nothing wraps. */
export class PlainLane implements Taker {
  readonly needsLead = false
  readonly dispatcher: Dispatcher
  private readonly peeler: Peeler
  private readonly sink: Sink

  constructor(peeler: Peeler, recognisers: readonly Recogniser[], sink: Sink) {
    this.peeler = peeler
    this.sink = sink
    this.dispatcher = new Dispatcher(recognisers, sink)
  }

  get collecting(): boolean {
    return this.dispatcher.collecting
  }

  get isDoubtful(): boolean {
    return this.dispatcher.isDoubtful
  }

  lead(): void {}

  take(physical: PhysicalLine, wanted: Wanted): boolean {
    const { dispatcher } = this
    const mayHold = dispatcher.takesRecord(physical.text) && ESCAPED.test(physical.text) && wanted() !== 0
    const unpacked = mayHold ? this.peeler.peelCandidate(physical.text) : null
    if (unpacked === null) return dispatcher.push(physical, wanted)
    let taken = false
    const { span } = physical
    for (const { text, terminated, time, loss } of unpacked) {
      taken = dispatcher.push({ text, span, terminated, time, logged: true }, byAll, true) || taken
      // The record holds a stack, whether or not a format reads it.
      if (loss !== null) this.sink.emit(lossEvent(span, time, loss))
    }
    return taken
  }

  end(): void {
    this.dispatcher.end()
  }
}

/**
 * The byte streams inside a wrapped source — a container, a pod, a test — each with its own way through the formats, so
 * that two dumps which alternate line by line stay two. A lane exists only once a line of it could open something.
 */
export class Lanes implements Taker {
  private readonly lanes = new Map<string, Dispatcher>()
  private readonly recognisers: readonly Recogniser[]
  private readonly sink: Sink
  private readonly peeler: Peeler
  private readonly starts = new LineStarts()
  private readonly around: Around
  private open = 0
  /** How many of the open ones are doubtful. */
  private doubtful = 0
  /** So many lanes that it is time to look which are idle. */
  private fullAt = MOST_LANES
  private current: Line | null = null

  constructor(peeler: Peeler, recognisers: readonly Recogniser[], sink: Sink, around: Around) {
    this.peeler = peeler
    this.recognisers = recognisers
    this.sink = sink
    this.around = around
  }

  /** Some lane collects, or a split line waits for its rest. */
  get collecting(): boolean {
    return this.open > 0 || this.peeler.isHolding || this.peeler.breaksWords
  }

  get isDoubtful(): boolean {
    return this.doubtful > 0 && this.doubtful === this.open
  }

  get needsLead(): boolean {
    return this.peeler.needsLead
  }

  lead(physical: PhysicalLine): void {
    if (this.peeler.peel(physical.text, physical.span.byte).length === 0) this.starts.remember(physical)
  }

  take(physical: PhysicalLine, wanted: Wanted): boolean {
    const peeled = this.peeler.peel(physical.text, physical.span.byte, physical.terminated)
    // What came may be what was held back, and this line held back in its place.
    if (!peeled.some(({ position }) => position === physical.span.byte)) this.starts.remember(physical)
    let taken = false
    const wantedBy = this.peeler.breaksWords ? () => byAll : wantedIn(physical, wanted, peeled.length)
    for (const line of peeled) taken = this.push(line, physical, wantedBy(line)) || taken
    return taken
  }

  end(last: PhysicalLine | null): void {
    if (last !== null) for (const line of this.peeler.flush()) this.push(line, last, byAll)
    for (const dispatcher of this.lanes.values()) dispatcher.end()
    this.lanes.clear()
    this.open = 0
    this.doubtful = 0
  }

  private push(peeled: PeeledLine, physical: PhysicalLine, wanted: Wanted): boolean {
    const existing = this.lanes.get(peeled.stream)
    if (existing === undefined && wanted() === 0) return false
    const dispatcher = existing ?? this.openLane(peeled)
    const line: Line = {
      text: peeled.text,
      span: this.starts.spanOf(peeled, physical),
      terminated: peeled.terminated && !peeled.partial,
      time: peeled.time,
      logged: peeled.logged,
    }
    this.current = line
    const wasOpen = dispatcher.collecting
    const wasDoubtful = dispatcher.isDoubtful
    // A record that holds escaped text is not a line of a report: what is in it may be.
    const unpacked =
      !dispatcher.takesRecord(peeled.text) || !ESCAPED.test(peeled.text) || wanted() === 0
        ? null
        : this.peeler.peelCandidate(peeled)
    let taken = false
    let loss = peeled.loss
    if (unpacked === null) taken = dispatcher.push(line, wanted)
    for (const { text, terminated, time, loss: inside } of unpacked ?? []) {
      taken = dispatcher.push({ ...line, text, terminated, time }, byAll, true) || taken
      loss ??= inside
    }
    this.open += Number(dispatcher.collecting) - Number(wasOpen)
    this.doubtful += Number(dispatcher.isDoubtful) - Number(wasDoubtful)
    // A stack that was cut is a loss, whether or not a format reads it.
    if (dispatcher.collecting || wasOpen || taken || (loss !== null && holdsStack(line.text))) {
      if (loss !== null) this.around.lost(line, loss)
      else if (peeled.partial) this.around.lost(line, { id: 'E09', text: 'the rest of a split line never came' })
    }
    return taken
  }

  private openLane({ stream, writer }: PeeledLine): Dispatcher {
    if (this.lanes.size >= this.fullAt) this.forgetIdle()
    const dispatcher = new Dispatcher(this.recognisers, this.sinkOf(stream, writer))
    this.lanes.set(stream, dispatcher)
    return dispatcher
  }

  /** The sink of the source, for the lines of one of its streams. */
  private sinkOf(stream: string, writer: PeeledLine['writer']): Sink {
    const { sink } = this
    const lanes = this
    return {
      emit: (event) => sink.emit(event),
      block: () => sink.block(),
      claim: (lines) => sink.claim(lines),
      stream,
      writer,
      get above() {
        return lanes.lineAbove(stream)
      },
    }
  }

  /** The nearest line of this stream: other streams, and other lines of its record, may stand between. */
  private lineAbove(stream: string): LineAbove | null {
    const { current } = this
    if (current === null) return null
    // Where a record has many lines, the first of them must be seen.
    for (const most of this.needsLead ? [LEAD_LINES] : [1, 8, LEAD_LINES]) {
      const physical = this.around.above(most)
      const own = this.peeler
        .peelApart(physical.map(({ text }) => text))
        .filter((line) => line.stream === stream && physical[line.position]!.span.byte < current.span.byte)
      const at = own.findLastIndex(({ text }) => text.trim() !== '')
      if (at >= 0) {
        const { text, time, terminated, logged, position } = own[at]!
        return { text, time, terminated, logged, span: physical[position]!.span, apart: at < own.length - 1 }
      }
      if (physical.length < most) return null
    }
    return null
  }

  /** A source with a new stream name in every line must not fill the memory. */
  private forgetIdle(): void {
    const isCrowded = this.lanes.size >= 2 * MOST_LANES
    for (const [stream, dispatcher] of this.lanes) {
      // Of those in use, the oldest.
      if (dispatcher.collecting && !(isCrowded && this.lanes.size > MOST_LANES)) continue
      if (dispatcher.collecting) this.open--
      if (dispatcher.isDoubtful) this.doubtful--
      dispatcher.end()
      this.lanes.delete(stream)
    }
    // Where few were, not with each new lane again.
    this.fullAt = Math.min(2 * MOST_LANES, Math.max(MOST_LANES, this.lanes.size + MOST_LANES / 4))
  }
}

/** Who wants a peeled line, from who wants the one around it, in which there are so many. */
function wantedIn({ text, span }: PhysicalLine, wanted: Wanted, count: number): (peeled: PeeledLine) => Wanted {
  const byAllOrNobody = once(() => (wanted() === 0 ? 0 : byAll()))
  return (peeled) => {
    // The word that made a split line interesting may stand in any of its pieces.
    if (peeled.position !== span.byte) return byAll
    // A batch of thousands of records in one line is searched once, not for each of them.
    if (count > 1) return byAllOrNobody
    // Behind an escape a word may stand that was none in front of it.
    return text.includes(peeled.text) ? wanted : byAllOrNobody
  }
}

/** What lanes know of their source besides its lines. */
export interface Around {
  /** Text is missing from this line. */
  lost(line: Line, loss: Loss): void
  /** The lines right above the one that is taken, in order, as far as they are still there. */
  above(most: number): readonly PhysicalLine[]
}

/** What an envelope, or the source itself, knows to be missing. */
export function lossEvent(span: Span, time: string | null, loss: Loss): Event {
  const { id: evidence, text } = loss
  return { kind: 'malformed', span, block: null, time, format: 'envelope', code: 'envelope-loss', text, evidence }
}

const MOST_LANES = 4_096
/** Escapes of JSON, of HTML, of syslog or of a flattened dump, a header or two Java frames in one line: worth a look inside. */
export const ESCAPED =
  /\\[nt]|#01[12]|&(?:#\d+|[a-z]+);|(?:^\s*|\s)[{[]\s?["{]|\]:(?:<br| ?[^\w\s"'`)\]}] ?)[^\s]|:\d{1,6}\)(?: ~?\[[^\]]{0,100}\])?[^()]{0,12}\bat /
