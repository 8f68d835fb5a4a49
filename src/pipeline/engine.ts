import type { Kernel } from '../base/kernel/index.ts'
import { byAll } from '../formats/dispatcher.ts'
import type { Assembly, Detail, Recogniser, Sink } from '../formats/recogniser.ts'
import type { ByteSource } from '../input/byte-source.ts'
import type { Loss } from '../input/envelopes/envelope.ts'
import { LONGEST_LINE_BYTES } from '../input/limits.ts'
import type { Peeler } from '../input/peeler.ts'
import { Window } from '../input/window.ts'
import type { Event } from '../model/event.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { Bulk, NEED_MORE } from './bulk.ts'
import { Hole, paddingLoss } from './hole.ts'
import { Hunter } from './hunter.ts'
import { Lanes, lossEvent, PlainLane, type Taker } from './lanes.ts'
import { LEAD_LINES } from './lines-above.ts'
import { NEIGHBOURHOOD_BYTES, type Neighbourhood, neighbourhoodAt, neighbourhoodOf } from './neighbourhood.ts'
import { Quoter } from './quoter.ts'
import { isWrappedAnew, MOST_SURVEYS, SURVEY_BYTES, survey, surveyAround } from './survey.ts'
import { Told } from './told.ts'
import { UpsideDown } from './upside-down.ts'
import { WindowLines } from './window-lines.ts'

export interface EngineOptions {
  readonly goroutines: Detail
  /** `quote`: what the program wrote where something stands that was just read. */
  readonly emit: (event: Event, quote: (span: Span) => string | null) => void
  /** Called before the first event of a source that does not stand as it was written. */
  readonly turn?: (order: WrittenOrder) => void
  /** Numbers of blocks; from 0 when not given. */
  readonly nextBlock?: () => number
  /** Another taker than the formats; it gets every line. */
  readonly taker?: (peeler: Peeler) => Taker
  /** When given, runs of lines are not emitted as events but written as text, by the templates of the kernel's shapes. */
  readonly writeRun?: (text: Uint8Array) => void
}

/**
 * Hunt and collect, for one source. Hunting, the kernel runs over whole chunks and only lines with a sentinel are ever
 * decoded; collecting, every line goes to the open block, except where a goroutine's stack is known by its hash.
 * Synchronous: the caller awaits between chunks, never between lines.
 */
export class Engine {
  readonly stats = { bytes: 0, lines: 0, claimedLines: 0, overlongLines: 0 }
  private readonly makeTaker: ((peeler: Peeler) => Taker) | null
  private readonly turn: EngineOptions['turn']
  private readonly kernel: Kernel
  readonly window: Window
  private readonly hunter: Hunter
  private readonly buffer: Buffer
  private readonly recognisers: readonly Recogniser[]
  /** How lines reach the formats; decided by the survey, and again where the log turns out to be wrapped further on. */
  private taker: Taker | null = null
  private crlf = false
  private readonly peelers: Peeler[] = []
  private last: PhysicalLine | null = null
  private readonly quoter: Quoter
  /** Lines of a log that stands newest first, kept until its end; null for all others. */
  private upsideDown: UpsideDown | null = null
  private readonly places: WindowLines
  private readonly bulk: Bulk
  private readonly emit: (event: Event) => void
  private blocks = 0
  /** 1-based number of the line that starts at `window.from`. */
  private lineNumber = 1
  private skipping = false
  private readonly hole: Hole
  private readonly told = new Told()
  private surveys = 0
  /** Start and end of the line in hand. */
  private current = 0
  private currentEnd = 0
  /** Offset in the window's coordinates up to which lines were taken. */
  private takenTo = 0
  /** A line that mattered held bytes that are no UTF-8. */
  hasLatin1 = false
  /** The line before was taken by who takes lines from bytes. */
  private skimmed = false
  /** One for all lines: a closure for each would be the most that is made of most of them. */
  private readonly wanted = (): number => this.hunter.wanted(this.current, this.currentEnd)

  constructor(
    source: Pick<ByteSource, 'name' | 'rawOffset'>,
    kernel: Kernel,
    recognisers: readonly Recogniser[],
    options: EngineOptions,
  ) {
    this.makeTaker = options.taker ?? null
    this.turn = options.turn
    this.recognisers = recognisers
    this.kernel = kernel
    this.window = new Window(kernel.bytes)
    this.hole = new Hole(this.window)
    this.buffer = Buffer.from(kernel.bytes.buffer, kernel.bytes.byteOffset, kernel.bytes.byteLength)
    this.hunter = new Hunter(kernel, this.buffer, recognisers)
    this.quoter = new Quoter(this.window, source.rawOffset ?? null)
    this.places = new WindowLines(source, this.window, this.buffer)
    const quote = (span: Span) => this.quote(span)
    this.emit = (event) => {
      if (!this.told.isToldAnew(event)) options.emit(event, quote)
    }
    const engine = this
    this.sink = {
      emit: (event) => {
        this.told.note(event)
        this.emit(event)
      },
      block: options.nextBlock ?? (() => this.blocks++),
      claim: (lines) => void (this.stats.claimedLines += lines),
      stream: '',
      writer: null,
      get above() {
        return engine.places.nearest(engine.current, engine.lineNumber)
      },
    }
    this.bulk = new Bulk(kernel, this.window, this.places, recognisers, this.sink, {
      goroutines: options.goroutines,
      writeRun: options.writeRun ?? null,
    })
  }

  private readonly sink: Sink

  /** `count` bytes were read into what `window.roomFor` gave. */
  advance(count: number): void {
    this.window.to += count
    this.stats.bytes += count
  }

  /** Takes every complete line that is there. `isQuiet`: a source that is still being written pauses. */
  process(isQuiet = false): void {
    if (this.taker === null) this.hole.skip(this.window.to)
    // The vote must not depend on how the bytes arrive.
    if (this.taker === null && this.window.to - this.window.from < SURVEY_BYTES && !isQuiet) return
    if (this.taker === null) this.learn(isQuiet)
    this.run(false)
    this.stats.lines = this.lineNumber - 1
  }

  /** Ids of the envelopes around the lines of this source, outermost first. */
  get layers(): readonly string[] {
    const layers = this.peelers.flatMap((peeler) => [...peeler.layers, ...peeler.unpackedBy])
    return [...new Set([...(this.crlf ? ['crlf'] : []), ...layers])]
  }

  /** What the program wrote where an event stands, as far back as the bytes are still here; null when they are not. */
  quote(span: Span): string | null {
    return this.quoter.quote(span, this.peelers.at(-1) ?? null)
  }

  private learn(isQuiet = false): void {
    const { from, to } = this.window
    const found = survey(this.buffer, from, Math.min(to, from + SURVEY_BYTES), this.hunter, isQuiet)
    this.crlf = found.crlf
    this.taker = this.takerFor(found.peeler)
    if (found.newestFirst) this.upsideDown = new UpsideDown()
  }

  private takerFor(peeler: Peeler): Taker {
    this.peelers.push(peeler)
    if (this.makeTaker !== null) return this.makeTaker(peeler)
    if (peeler.isPlain) return new PlainLane(peeler, this.recognisers, this.sink)
    return new Lanes(peeler, this.recognisers, this.sink, {
      lost: (line, loss) => this.emit(lossEvent(line.span, line.time, loss)),
      above: (most) => this.above(this.current, Math.max(this.window.start, this.current - NEIGHBOURHOOD_BYTES), most),
    })
  }

  /** The source ended. `losses`: what it knows to be missing, behind its last line. */
  finish(losses: readonly Loss[] = []): void {
    if (this.taker === null) this.hole.skip(this.window.to)
    if (this.taker === null) this.learn()
    const padding = this.hole.drop()
    this.run(true)
    this.turnRound()
    this.taker!.end(this.last)
    const open = this.openEnd()
    const ends = open === null ? losses : [...losses, open]
    for (const loss of padding === 0 ? ends : [...ends, paddingLoss(padding)])
      this.emit(lossEvent(this.endSpan(), null, loss))
    this.stats.lines = this.lineNumber - 1
    // A record can hold a whole report: its lines are claimed one by one, yet it is one line of the source.
    this.stats.claimedLines = Math.min(this.stats.claimedLines, this.stats.lines)
  }

  /** What an envelope misses behind the last lines. */
  private openEnd(): Loss | null {
    const { from, start } = this.window
    const { upsideDown } = this
    const peeler = this.peelers.at(-1)
    if (peeler === undefined || peeler.isPlain || upsideDown !== null || from === 0) return null
    const end = this.buffer[from - 1] === 0x0a ? from : from + 1
    return peeler.openEnd(this.above(end, start, LEAD_LINES).map(({ text }) => text))
  }

  private endSpan(): Span {
    const { from } = this.window
    const end = from > 0 && this.buffer[from - 1] === 0x0a ? from - 1 : from
    return this.places.span(end, end, Math.max(1, this.lineNumber - 1))
  }

  private run(final: boolean): void {
    const { window } = this
    for (;;) {
      if (this.skipping && !this.skipLine()) return
      const length = window.to - window.from
      if (length === 0) return
      const newline = this.buffer.subarray(window.from, window.to).lastIndexOf(0x0a)
      if (newline >= 0) {
        const end = window.from + newline + 1
        this.hole.end()
        this.lines(window.from, end, false)
        // A goroutine whose end is not here yet: its lines wait, unless nothing more will come.
        if (window.from < end) {
          if (!final) return
          this.lines(window.from, end, true)
        }
      } else if (length >= LONGEST_LINE_BYTES) this.overlong()
      else if (final) this.lines(window.from, window.to, true)
      else return
    }
  }

  /** Everything in [from, end); the last line may lack its newline only when `final`. */
  private lines(from: number, end: number, final: boolean): void {
    const { kernel, window } = this
    this.hunter.forget(from)
    let position = from
    while (position < end) {
      const taker = this.taker!
      const plain = taker instanceof PlainLane ? taker : null
      const hunting = !taker.collecting && this.upsideDown === null
      this.places.sawLatin1 = false
      // Behind a line that was skimmed there mostly is another: it is looked for right here, not in what lies ahead.
      const skimming = hunting && plain !== null && this.skimmed
      this.skimmed = false
      if (skimming) {
        const after = this.takeRun(position, end, plain)
        if (after > position) {
          position = after
          this.skimmed = true
          continue
        }
      } else if (hunting) {
        const start = this.hunter.next(position, end)
        this.lineNumber += kernel.countNewlines(position, start)
        position = start
        if (position === end) break
        if (taker.needsLead) this.leadUpTo(position, taker)
        const after = plain === null ? position : this.takeRun(position, end, plain)
        if (after > position) {
          position = after
          this.skimmed = true
          continue
        }
      } else if (plain !== null && this.upsideDown === null) {
        const after = this.takeWhole(plain.dispatcher.assembly!, position, end)
        if (after === NEED_MORE && !final && end - position < LONGEST_PARAGRAPH) break
        if (after >= 0) {
          position = after
          continue
        }
      }
      const newline = this.buffer.indexOf(0x0a, position)
      const terminated = newline >= 0 && newline < end
      const lineEnd = terminated ? newline : end
      this.current = position
      this.currentEnd = lineEnd
      const physical = this.places.line(position, lineEnd, this.lineNumber, terminated)
      if (this.upsideDown !== null) {
        if (!this.upsideDown.keep(physical)) this.turnRound()
      } else {
        if (this.mayBeWrappedAnew(physical)) {
          // The lines above were shown, and this one will be asked again.
          this.takenTo = window.base + position
          if (end - position < NEIGHBOURHOOD_BYTES && !final) break
          const around = neighbourhoodAt(this.buffer, position, end, this.told.linesBack(physical.span))
          if (this.surveyAgain(around, physical.span)) {
            position = around.from
            this.lineNumber -= around.above.length
            this.takenTo = window.base + position
            this.hunter.forget(position)
            continue
          }
        }
        if (taker.take(physical, this.wanted)) {
          this.stats.claimedLines++
          this.hasLatin1 ||= this.places.sawLatin1
          this.skimmed = skimming
        }
      }
      this.last = physical
      position = terminated ? lineEnd + 1 : end
      this.takenTo = window.base + position
      this.lineNumber++
    }
    window.from = position
  }

  private mayBeWrappedAnew(physical: PhysicalLine): boolean {
    const taker = this.taker!
    if (this.surveys >= MOST_SURVEYS || (taker.collecting && !taker.isDoubtful)) return false
    return isWrappedAnew(physical, this.peelers.at(-1)!)
  }

  /** The neighbourhood decides anew: whether to go back and read all of it, for the crash began above. */
  private surveyAgain(around: Neighbourhood, span: Span): boolean {
    this.surveys++
    const peeler = surveyAround(around)
    if (peeler.isPlain || peeler.layers.join() === this.peelers.at(-1)?.layers.join()) return false
    this.told.beforeAnew(span, around.above.length, () => this.taker!.end(this.last))
    this.taker = this.takerFor(peeler)
    return true
  }

  /** In the order in which they were written. */
  private turnRound(): void {
    const kept = this.upsideDown
    this.upsideDown = null
    if (kept === null) return
    // What stands above a line in the source came after it.
    this.current = 0
    const peeler = this.peelers.at(-1)
    const { lines, order } = kept.turned((line) => peeler?.startsRecord(line) ?? true)
    this.turn?.(order)
    for (const event of kept.losses) this.emit(event)
    this.told.order = order
    for (let i = 0; i < lines.length; i++) {
      const physical = lines[i]!
      if (this.mayBeWrappedAnew(physical)) {
        const around = neighbourhoodOf(lines, i, this.told.linesBack(physical.span))
        if (this.surveyAgain(around, physical.span)) i -= around.above.length
      }
      if (this.taker!.take(lines[i]!, byAll)) this.stats.claimedLines++
    }
  }

  /** Shows the lines above `position` that the hunt passed over, as far as the window still has them. */
  private leadUpTo(position: number, taker: Taker): void {
    const least = Math.max(this.window.start, this.takenTo - this.window.base)
    for (const physical of this.above(position, least, LEAD_LINES)) taker.lead(physical)
  }

  /** Lines that each say all by themselves; `position` when there is none. */
  private takeRun(position: number, end: number, plain: PlainLane): number {
    const after = this.bulk.run(position, end, this.lineNumber, plain)
    if (after > position) this.tookBulk()
    return after
  }

  /** What the open block knows by its hash, or a negative answer. */
  private takeWhole(assembly: Assembly, position: number, end: number): number {
    const after = this.bulk.whole(assembly, position, end, this.lineNumber)
    if (after >= 0) this.tookBulk()
    return after
  }

  private tookBulk(): void {
    this.lineNumber += this.bulk.lines
    this.stats.claimedLines += this.bulk.lines
  }

  private above(position: number, least: number, most: number): PhysicalLine[] {
    return this.places.above(position, this.lineNumber, least, most)
  }

  /** A line longer than any report has: its beginning is looked at, the rest is skipped. */
  private overlong(): void {
    const end = this.window.from + LONGEST_LINE_BYTES
    if (this.hole.skip(end)) return
    this.stats.overlongLines++
    const line = this.lineNumber
    this.lines(this.window.from, end, true)
    this.lineNumber = line
    const loss = {
      id: 'E09',
      text: `a line longer than ${LONGEST_LINE_BYTES / 1_048_576} MiB: only its beginning was read`,
    }
    const event = lossEvent(this.endSpan(), null, loss)
    if (this.upsideDown === null) this.emit(event)
    else this.upsideDown.losses.push(event)
    this.skipping = true
  }

  private skipLine(): boolean {
    const { window } = this
    const newline = this.buffer.indexOf(0x0a, window.from)
    if (newline < 0 || newline >= window.to) {
      window.from = window.to
      return false
    }
    window.from = newline + 1
    this.lineNumber++
    this.skipping = false
    return true
  }
}

const LONGEST_PARAGRAPH = 65_536
