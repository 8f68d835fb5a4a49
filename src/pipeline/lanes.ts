import { Dispatcher } from '../formats/dispatcher.ts'
import type { Recogniser, Sink } from '../formats/recogniser.ts'
import type { Loss } from '../input/envelopes/envelope.ts'
import type { PeeledLine, Peeler } from '../input/peeler.ts'
import type { Event } from '../model/event.ts'
import type { Line, PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import { LineStarts } from './line-starts.ts'

/** Takes the lines of a source on their way to the formats. */
export interface Taker {
  /** While true every line must come; otherwise only those with a sentinel. */
  readonly collecting: boolean
  /** Lines right before one that is taken need to be shown to `lead`. */
  readonly needsLead: boolean
  /** A line before the next one that is taken: it explains that one, and holds nothing itself. */
  lead(physical: PhysicalLine): void
  /** True when some format took (part of) the line. */
  take(physical: PhysicalLine, hasSentinel: () => boolean): boolean
  /** The source, or this way of reading it, ends behind `last`. */
  end(last: PhysicalLine | null): void
}

/** The one lane of a source that nothing wraps. */
export class PlainLane implements Taker {
  readonly needsLead = false
  readonly dispatcher: Dispatcher
  private readonly peeler: Peeler

  constructor(peeler: Peeler, recognisers: readonly Recogniser[], sink: Sink) {
    this.peeler = peeler
    this.dispatcher = new Dispatcher(recognisers, sink)
  }

  get collecting(): boolean {
    return this.dispatcher.collecting
  }

  lead(): void {}

  take(physical: PhysicalLine, hasSentinel: () => boolean): boolean {
    const { dispatcher } = this
    const mayHold = !dispatcher.collecting && ESCAPED.test(physical.text) && hasSentinel()
    const unpacked = mayHold ? this.peeler.peelCandidate(physical.text) : null
    if (unpacked === null) return dispatcher.push(physical, hasSentinel)
    let taken = false
    for (const { text, terminated, time } of unpacked) {
      taken = dispatcher.push({ text, span: physical.span, terminated, time, logged: true }, ALWAYS) || taken
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
  private readonly onLoss: (line: Line, loss: NonNullable<PeeledLine['loss']>) => void
  private open = 0

  constructor(
    peeler: Peeler,
    recognisers: readonly Recogniser[],
    sink: Sink,
    onLoss: (line: Line, loss: NonNullable<PeeledLine['loss']>) => void,
  ) {
    this.peeler = peeler
    this.recognisers = recognisers
    this.sink = sink
    this.onLoss = onLoss
  }

  /** Some lane collects, or a split line waits for its rest. */
  get collecting(): boolean {
    return this.open > 0 || this.peeler.isHolding || this.peeler.breaksWords
  }

  get needsLead(): boolean {
    return this.peeler.needsLead
  }

  lead(physical: PhysicalLine): void {
    if (this.peeler.peel(physical.text, physical.span.byte).length === 0) this.starts.remember(physical)
  }

  take(physical: PhysicalLine, hasSentinel: () => boolean): boolean {
    const peeled = this.peeler.peel(physical.text, physical.span.byte, physical.terminated)
    if (peeled.length === 0) this.starts.remember(physical)
    let taken = false
    const sentinel = this.peeler.breaksWords ? ALWAYS : hasSentinel
    for (const line of peeled) taken = this.push(line, physical, sentinel) || taken
    return taken
  }

  end(last: PhysicalLine | null): void {
    if (last !== null) for (const line of this.peeler.flush()) this.push(line, last, ALWAYS)
    for (const dispatcher of this.lanes.values()) dispatcher.end()
    this.lanes.clear()
    this.open = 0
  }

  private push(peeled: PeeledLine, physical: PhysicalLine, hasSentinel: () => boolean): boolean {
    const existing = this.lanes.get(peeled.stream)
    // The word that made a split line interesting may stand in any of its pieces.
    const sentinel = peeled.position === physical.span.byte ? hasSentinel : ALWAYS
    if (existing === undefined && !sentinel()) return false
    const dispatcher = existing ?? this.openLane(peeled)
    const line: Line = {
      text: peeled.text,
      span: this.starts.spanOf(peeled, physical),
      terminated: peeled.terminated && !peeled.partial,
      time: peeled.time,
      logged: peeled.logged,
    }
    const wasOpen = dispatcher.collecting
    // A record that holds escaped text is not a line of a report: what is in it may be.
    const unpacked = wasOpen || !ESCAPED.test(peeled.text) || !sentinel() ? null : this.peeler.peelCandidate(peeled)
    let taken = false
    if (unpacked === null) taken = dispatcher.push(line, sentinel)
    else
      for (const part of unpacked)
        taken =
          dispatcher.push({ ...line, text: part.text, terminated: part.terminated, time: part.time }, ALWAYS) || taken
    this.open += Number(dispatcher.collecting) - Number(wasOpen)
    if (dispatcher.collecting || wasOpen || taken) {
      if (peeled.loss !== null) this.onLoss(line, peeled.loss)
      else if (peeled.partial) this.onLoss(line, { id: 'E09', text: 'the rest of a split line never came' })
    }
    return taken
  }

  private openLane({ stream, writer }: PeeledLine): Dispatcher {
    if (this.lanes.size >= MOST_LANES) this.forgetIdle()
    const dispatcher = new Dispatcher(this.recognisers, sinkOf(this.sink, stream, writer))
    this.lanes.set(stream, dispatcher)
    return dispatcher
  }

  /** A source with a new stream name in every line must not fill the memory. */
  private forgetIdle(): void {
    for (const [stream, dispatcher] of this.lanes) {
      if (dispatcher.collecting && this.lanes.size < 2 * MOST_LANES) continue
      if (dispatcher.collecting) this.open--
      dispatcher.end()
      this.lanes.delete(stream)
    }
  }
}

/** The sink of a source, for the lines of one of its streams. */
function sinkOf(sink: Sink, stream: string, writer: PeeledLine['writer']): Sink {
  return {
    emit: (event) => sink.emit(event),
    block: () => sink.block(),
    claim: (lines) => sink.claim(lines),
    stream,
    writer,
    get before() {
      return sink.before
    },
    get above() {
      return sink.above
    },
  }
}

/** What an envelope, or the source itself, knows to be missing. */
export function lossEvent(span: Span, time: string | null, loss: Loss): Event {
  const { id: evidence, text } = loss
  return { kind: 'malformed', span, block: null, time, format: 'envelope', code: 'envelope-loss', text, evidence }
}

const ALWAYS = () => true
const MOST_LANES = 4_096
/** Escapes of JSON, of HTML, of syslog or of a flattened dump: worth a look inside. */
export const ESCAPED = /\\[nt]|#01[12]|&(?:#\d+|[a-z]+);|^\s*[{[]/
