import { type Kernel, MAX_NEEDLE_BYTES, MAX_NUMBERS } from '../base/kernel/index.ts'
import { Dispatcher } from '../formats/dispatcher.ts'
import type { LineRun, Paragraph, Recogniser, RunReader, Sink } from '../formats/recogniser.ts'
import { decodeLine } from '../input/decode-line.ts'
import { isNewestFirst } from '../input/newest-first.ts'
import { Peeler } from '../input/peeler.ts'
import { Window } from '../input/window.ts'
import type { Event } from '../model/event.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import { ESCAPED, Lanes } from './lanes.ts'

/**
 * Hunt and collect, for one source. Hunting, the kernel runs over whole chunks and only lines with a sentinel are ever
 * decoded; collecting, every line goes to the open block, except where a goroutine's stack is known by its hash.
 * Synchronous: the caller awaits between chunks, never between lines.
 */
export class Engine {
  readonly stats = { bytes: 0, lines: 0, claimedLines: 0, overlongLines: 0 }
  private readonly source: string
  private readonly kernel: Kernel
  private readonly window: Window
  private readonly buffer: Buffer
  private readonly recognisers: readonly Recogniser[]
  /** The one lane of a source that nothing wraps. */
  private readonly dispatcher: Dispatcher
  /** Set once the head of the source was seen and showed an envelope. */
  private lanes: Lanes | null = null
  private learned = false
  private last: PhysicalLine | null = null
  /** Lines of a log that stands newest first, kept until its end; null for all others. */
  private upsideDown: PhysicalLine[] | null = null
  private upsideDownBytes = 0
  private readonly runs: RunReader | null
  private readonly shareStacks: boolean
  private events: Event[] = []
  private blocks = 0
  /** 1-based number of the line that starts at `window.from`. */
  private lineNumber = 1
  private skipping = false
  private hits = 0
  private hit = 0
  private scannedTo = 0
  private current = 0

  constructor(
    source: string,
    kernel: Kernel,
    recognisers: readonly Recogniser[],
    options: { readonly shareStacks: boolean },
  ) {
    this.source = source
    this.recognisers = recognisers
    this.kernel = kernel
    this.window = new Window(kernel.bytes)
    this.buffer = Buffer.from(kernel.bytes.buffer, kernel.bytes.byteOffset, kernel.bytes.byteLength)
    this.shareStacks = options.shareStacks
    this.runs = recognisers.find((recogniser) => recogniser.runs !== undefined)?.runs ?? null
    const engine = this
    const sink: Sink = {
      emit: (event) => void this.events.push(event),
      block: () => this.blocks++,
      claim: (lines) => void (this.stats.claimedLines += lines),
      get before() {
        return engine.lineBefore()
      },
    }
    this.dispatcher = new Dispatcher(recognisers, sink)
    this.sink = sink
  }

  private readonly sink: Sink

  /** The part of the kernel's memory to read the next bytes into: at least `least` bytes, after moving what is there. */
  room(least: number): Uint8Array {
    if (this.window.room < least) this.window.compact()
    return this.window.bytes.subarray(this.window.to)
  }

  hasRoom(bytes: number): boolean {
    return this.window.room >= bytes
  }

  /** `count` bytes were read into `room()`. */
  advance(count: number): void {
    this.window.to += count
    this.stats.bytes += count
  }

  /** Takes every complete line that is there. Never longer than the window allows. */
  process(): void {
    if (!this.learned) {
      // The vote must not depend on how the bytes arrive.
      if (this.window.to < LEARN_BYTES) return
      this.learn()
    }
    this.run(false)
  }

  /** Ids of the envelopes around the lines of this source, outermost first. */
  get layers(): readonly string[] {
    return [...(this.crlf ? ['crlf'] : []), ...(this.peeler?.layers ?? []), ...(this.peeler?.unpackedBy ?? [])]
  }

  private peeler: Peeler | null = null
  private crlf = false

  /** Which envelopes there are: decided by the head of the source and the neighbourhoods of its first hits. */
  private learn(): void {
    this.learned = true
    const to = Math.min(this.window.to, LEARN_BYTES)
    this.crlf = isMostlyCrlf(this.buffer, to)
    const sample = this.sample(to)
    this.peeler = Peeler.learn(sample)
    if (this.peeler.isPlain) return
    this.lanes = this.lanesFor(this.peeler)
    // A second peeler: what this one reads ahead must not stay in the memory of the first.
    const ahead = Peeler.learn(sample)
    if (isNewestFirst(sample.slice(0, SAMPLE_LINES).flatMap((line) => ahead.peel(line).map(({ time }) => time)))) this.upsideDown = []
  }

  private lanesFor(peeler: Peeler): Lanes {
    return new Lanes(peeler, this.recognisers, this.sink, (line, loss) => {
      this.events.push({
        kind: 'malformed',
        span: line.span,
        block: this.blocks++,
        time: line.time,
        format: 'envelope',
        code: 'envelope-loss',
        text: loss.text,
        evidence: loss.id,
      })
    })
  }

  /** Lines of the head, and around the first hits. */
  private sample(to: number): string[] {
    const lines: string[] = []
    const add = (from: number, count: number): number => {
      let position = from
      for (let i = 0; i < count && position < to; i++) {
        const newline = this.buffer.indexOf(0x0a, position)
        const end = newline < 0 || newline > to ? to : newline
        lines.push(decodeLine(this.buffer, position, Math.min(end, position + LONGEST_SAMPLE)))
        position = end + 1
      }
      return position
    }
    let position = add(0, SAMPLE_LINES)
    this.forgetHits(position)
    for (let spots = 0; spots < SAMPLE_SPOTS && position < to; spots++) {
      const hit = this.nextHit(position, to)
      if (hit >= to) break
      position = add(hit, SAMPLE_AROUND)
    }
    return lines
  }

  finish(): void {
    if (!this.learned) this.learn()
    this.run(true)
    this.turnRound()
    this.dispatcher.end()
    this.lanes?.end(this.last)
    this.stats.lines = this.lineNumber - 1
  }

  drain(): Event[] {
    const events = this.events
    this.events = []
    return events
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
        this.lines(window.from, end, false)
        // A goroutine whose end is not here yet: its lines wait, unless nothing more will come.
        if (window.from < end) {
          if (!final) return
          this.lines(window.from, end, true)
        }
      } else if (length >= LONGEST_LINE) this.overlong()
      else if (final) this.lines(window.from, window.to, true)
      else return
    }
  }

  /** Everything in [from, end); the last line may lack its newline only when `final`. */
  private lines(from: number, end: number, final: boolean): void {
    const { kernel, window, dispatcher, lanes } = this
    this.forgetHits(from)
    let position = from
    while (position < end) {
      const hunting = !(lanes ?? dispatcher).collecting && this.upsideDown === null
      if (hunting) {
        const start = this.nextHit(position, end)
        this.lineNumber += kernel.countNewlines(position, start)
        position = start
        if (position === end) break
        const after = lanes === null ? this.takeRun(position, end) : position
        if (after > position) {
          position = after
          continue
        }
      } else if (this.shareStacks && lanes === null && dispatcher.assembly!.wantsParagraph === true) {
        const after = this.takeParagraph(position, end)
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
      const from_ = position
      const physical: PhysicalLine = {
        text: decodeLine(this.buffer, position, lineEnd),
        span: this.span(position, lineEnd, this.lineNumber),
        terminated,
      }
      const hasSentinel = hunting ? ALWAYS : () => this.hasSentinel(from_, lineEnd)
      if (lanes !== null) this.last = physical
      if (this.upsideDown !== null) {
        this.keepUpsideDown(physical)
        position = terminated ? lineEnd + 1 : end
        this.lineNumber++
        continue
      }
      if (lanes !== null ? lanes.take(physical, hasSentinel) : this.takePlain(physical, hasSentinel)) this.stats.claimedLines++
      position = terminated ? lineEnd + 1 : end
      this.lineNumber++
    }
    window.from = position
  }

  private keepUpsideDown(physical: PhysicalLine): void {
    this.upsideDown!.push(physical)
    this.upsideDownBytes += physical.text.length
    // Too large to turn round: better in the wrong order than not at all.
    if (this.upsideDownBytes > MOST_UPSIDE_DOWN_BYTES) this.turnRound()
  }

  private turnRound(): void {
    const kept = this.upsideDown
    if (kept === null) return
    this.upsideDown = null
    for (const physical of kept.reverse()) if (this.lanes!.take(physical, ALWAYS)) this.stats.claimedLines++
  }

  private takePlain(physical: PhysicalLine, hasSentinel: () => boolean): boolean {
    const { dispatcher } = this
    const unpacked =
      dispatcher.collecting || !ESCAPED.test(physical.text) || !hasSentinel() ? null : this.peeler!.peelCandidate(physical.text)
    if (unpacked === null) return dispatcher.push({ ...physical, time: null, logged: false }, hasSentinel)
    let taken = false
    for (const { text, terminated, time } of unpacked) {
      taken = dispatcher.push({ text, span: physical.span, terminated, time, logged: true }, ALWAYS) || taken
    }
    return taken
  }

  private forgetHits(position: number): void {
    this.hits = 0
    this.hit = 0
    this.scannedTo = position
  }

  /** Start of the next line at or after `position` that holds a sentinel, `end` when there is none. */
  private nextHit(position: number, end: number): number {
    if (this.scannedTo < position) this.forgetHits(position)
    for (;;) {
      while (this.hit < this.hits) {
        const at = this.kernel.hitOffsets[this.hit]!
        if (at >= position) return Math.max(position, this.buffer.lastIndexOf(0x0a, at) + 1)
        this.hit++
      }
      if (this.scannedTo >= end) return end
      // Not the whole chunk: a block that opens here would make the rest of the scan useless.
      const from = this.scannedTo
      const to = Math.min(end, from + SCAN_BYTES)
      this.hits = this.kernel.scan(from, to)
      this.hit = 0
      // A needle may lie across the border: the next scan begins a little before it.
      this.scannedTo = this.kernel.scannedTo < to || to === end ? this.kernel.scannedTo : to - MAX_NEEDLE_BYTES
      if (this.scannedTo <= from) this.scannedTo = to
    }
  }

  /** Only lines that the open block does not want are asked: two blocks never share the hits of the hunt. */
  private hasSentinel(position: number, lineEnd: number): boolean {
    this.hits = 0
    this.hit = 0
    this.scannedTo = Math.min(this.scannedTo, position)
    return this.kernel.scan(position, lineEnd) > 0
  }

  private takeRun(position: number, end: number): number {
    const { kernel } = this
    if (this.runs === null) return position
    const count = kernel.readLines(position, end)
    if (count === 0) return position
    const firstLine = this.lineNumber
    const run: LineRun = {
      count,
      numbers: kernel.numbers,
      stride: MAX_NUMBERS,
      shapes: kernel.lineShapes,
      source: this.source,
      firstLine,
      base: this.window.base,
      starts: kernel.lineStarts,
      ends: kernel.lineEnds,
    }
    this.runs.take(run, this.sink)
    this.stats.claimedLines += count
    this.lineNumber += count
    return kernel.readTo
  }

  private takeParagraph(position: number, end: number): number {
    const { kernel } = this
    const blank = kernel.paragraph(position, end)
    if (blank < 0) return NEED_MORE
    const lines = kernel.paragraphLines
    if (lines === 0) return REFUSED
    const paragraph: Paragraph = {
      hash: kernel.paragraphHash,
      lines,
      parentId: () => this.numberAtEndOfLine(this.buffer.lastIndexOf(0x0a, blank - 2)),
      endLine: this.lineNumber + lines - 1,
      endByte: this.window.base + blank - 1,
    }
    if (!this.dispatcher.assembly!.paragraph!(paragraph)) return REFUSED
    this.lineNumber += lines
    this.stats.claimedLines += lines
    return blank
  }

  /** The decimal number that ends right before offset `end`, null when none does. */
  private numberAtEndOfLine(end: number): number | null {
    let value = 0
    let factor = 1
    let at = end - 1
    for (; at > 0 && factor < 1e15; at--) {
      const digit = this.buffer[at]! - 0x30
      if (digit < 0 || digit > 9) break
      value += digit * factor
      factor *= 10
    }
    return at === end - 1 ? null : value
  }

  private span(from: number, to: number, line: number): Span {
    const { base } = this.window
    const end = to > from && this.buffer[to - 1] === 0x0d ? to - 1 : to
    return { source: this.source, line, endLine: line, byte: base + from, endByte: base + end }
  }

  /** The nearest non-empty line above the one being pushed. Long lines explain nothing. */
  private lineBefore(): string | null {
    let end = this.current - 1
    for (let blanks = 0; blanks < 2 && end > this.window.start; blanks++) {
      const start = this.buffer.lastIndexOf(0x0a, end - 1) + 1
      if (end - start > LONGEST_BEFORE || start < Math.max(0, this.current - LONGEST_BEFORE)) return null
      const text = decodeLine(this.buffer, start, end)
      if (text.trim() !== '') return text
      end = start - 1
    }
    return null
  }

  /** A line longer than any report has: its beginning is looked at, the rest is skipped. */
  private overlong(): void {
    this.stats.overlongLines++
    const { window } = this
    const end = window.from + LONGEST_LINE
    const line = this.lineNumber
    this.lines(window.from, end, true)
    this.lineNumber = line
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

const ALWAYS = () => true
/** What the vote on envelopes may look at. */
const LEARN_BYTES = 262_144
const SAMPLE_LINES = 120
const SAMPLE_SPOTS = 4
const SAMPLE_AROUND = 40
const LONGEST_SAMPLE = 65_536
const MOST_UPSIDE_DOWN_BYTES = 64 * 1_048_576
const NEED_MORE = -1
const REFUSED = -2
/** Longer lines are cut for reading: a one-line dump of a few thousand goroutines still fits. */
export const LONGEST_LINE = 4 * 1024 * 1024
const LONGEST_PARAGRAPH = 65_536
const SCAN_BYTES = 131_072
const LONGEST_BEFORE = 2_048

function isMostlyCrlf(buffer: Buffer, to: number): boolean {
  const newline = buffer.subarray(0, to).indexOf(0x0a)
  return newline > 0 && buffer[newline - 1] === 0x0d
}
