import { type Kernel, MAX_NUMBERS } from '../base/kernel/index.ts'
import type { Assembly, ByteLines, Detail, LineRun, Recogniser, RunReader, Sink } from '../formats/recogniser.ts'
import type { Window } from '../input/window.ts'
import { KernelHeading, KernelParagraph } from './kernel-paragraph.ts'
import type { PlainLane } from './lanes.ts'
import type { WindowLines } from './window-lines.ts'

export interface BulkOptions {
  readonly goroutines: Detail
  /** When given, runs are not told as events but written as text, by the templates of the kernel's shapes. */
  readonly writeRun: ((text: Uint8Array) => void) | null
}

/** Not all bytes of what could be taken are here yet. */
export const NEED_MORE = -1
export const REFUSED = -2

/**
 * Takes many lines at once, from bytes, where a format knows what they say: traces that come by the million, stacks that
 * were met before. Each question is answered with the offset of the first line that was not taken.
 */
export class Bulk {
  /** Lines of the last question that were taken. */
  lines = 0
  private readonly kernel: Kernel
  private readonly window: Window
  private readonly places: WindowLines
  private readonly sink: Sink
  private readonly writeRun: BulkOptions['writeRun']
  private readonly runs: RunReader | null
  /** With which byte a line begins that could be one of a run. */
  private readonly runStart: number
  private readonly skimming: { -readonly [K in keyof ByteLines]: ByteLines[K] }
  private readonly paragraph: KernelParagraph
  private readonly heading: KernelHeading

  constructor(
    kernel: Kernel,
    window: Window,
    places: WindowLines,
    recognisers: readonly Recogniser[],
    sink: Sink,
    { goroutines, writeRun }: BulkOptions,
  ) {
    this.kernel = kernel
    this.window = window
    this.places = places
    this.sink = sink
    this.writeRun = writeRun
    this.runs = recognisers.find((recogniser) => recogniser.runs !== undefined)?.runs ?? null
    this.runStart = this.runs?.shapes[0]?.charCodeAt(0) ?? -1
    this.skimming = {
      buffer: places.buffer,
      from: 0,
      end: 0,
      source: places.source,
      firstLine: 1,
      base: 0,
      isBrief: goroutines !== 'each',
      kernel,
      lines: 0,
    }
    this.paragraph = new KernelParagraph(kernel, places.buffer, goroutines)
    this.heading = new KernelHeading(places.buffer)
  }

  /** Lines that each say all by themselves; `position`, where line `line` begins, when there is none. */
  run(position: number, end: number, line: number, plain: PlainLane): number {
    const { kernel } = this
    // Runs carry the offsets of the window.
    if (!this.places.isRaw) return position
    const skimmed = this.skim(position, end, line, plain)
    if (skimmed > position || this.runs === null || this.places.buffer[position] !== this.runStart) return skimmed
    if (this.writeRun !== null) {
      const bytes = kernel.writeLines(position, end, line, this.window.base)
      if (bytes === 0) return position
      this.writeRun(kernel.output.subarray(0, bytes))
      this.lines = kernel.lineCount
      return kernel.readTo
    }
    const count = kernel.readLines(position, end)
    if (count === 0) return position
    const run: LineRun = {
      count,
      numbers: kernel.numbers,
      stride: MAX_NUMBERS,
      shapes: kernel.lineShapes,
      source: this.places.source,
      firstLine: line,
      base: this.window.base,
      starts: kernel.lineStarts,
      ends: kernel.lineEnds,
    }
    this.runs.take(run, this.sink)
    this.lines = count
    return kernel.readTo
  }

  private skim(position: number, end: number, line: number, plain: PlainLane): number {
    const { skimming } = this
    skimming.from = position
    skimming.end = end
    skimming.firstLine = line
    skimming.base = this.window.base
    skimming.lines = 0
    const to = plain.dispatcher.skim(skimming)
    this.lines = skimming.lines
    return to
  }

  /**
   * Lines up to the next empty one and that itself, with or without a line above them, where the open block knows them
   * already; otherwise a negative answer.
   */
  whole(assembly: Assembly, position: number, end: number, line: number): number {
    if (assembly.wantsParagraph === true) return this.takeParagraph(assembly, position, end, line)
    if (assembly.wantsHeaded !== true) return REFUSED
    const after = this.takeLearned(assembly, position, end, line)
    return after > position ? after : this.takeHeaded(assembly, position, end, line)
  }

  /** As many as there are; `position` when there is none. */
  private takeLearned(assembly: Assembly, position: number, end: number, line: number): number {
    const { kernel, heading, paragraph } = this
    const least = assembly.leastLearned ?? null
    const count = least === null ? 0 : kernel.readNumbered(position, end, least)
    if (count === 0) return position
    const after = kernel.readTo
    const start = kernel.lineStarts[count - 1]!
    this.lines = kernel.lineCount
    heading.from = start
    heading.end = kernel.indexOfNewline(start, after)
    heading.line = line + this.lines - kernel.countNewlines(start, after)
    heading.byte = this.places.raw(start)
    paragraph.place(heading.end + 1, after - 1)
    paragraph.endLine = line + this.lines - 2
    paragraph.endByte = this.places.raw(after - 2)
    assembly.learned!({ count, kinds: kernel.learned, numbers: kernel.numbers }, heading, paragraph)
    return after
  }

  private takeParagraph(assembly: Assembly, position: number, end: number, line: number): number {
    const blank = this.walk(position, end, line)
    if (blank < 0 || !assembly.paragraph!(this.paragraph)) return blank < 0 ? blank : REFUSED
    this.lines = this.paragraph.lines + 1
    return blank + 1
  }

  private takeHeaded(assembly: Assembly, position: number, end: number, line: number): number {
    const newline = this.kernel.indexOfNewline(position, Math.min(end, position + LONGEST_HEADER))
    if (newline <= position) return REFUSED
    const blank = this.walk(newline + 1, end, line + 1)
    if (blank < 0) return blank
    const { heading } = this
    heading.from = position
    heading.end = newline
    heading.line = line
    heading.byte = this.places.raw(position)
    if (!assembly.headed!(heading, this.paragraph)) return REFUSED
    this.lines = this.paragraph.lines + 2
    return blank + 1
  }

  /** The offset of the empty line, or a negative answer. `line`: number of the paragraph's first. */
  private walk(from: number, end: number, line: number): number {
    const { paragraph } = this
    const blank = paragraph.walk(from, end)
    if (blank < 0) return NEED_MORE
    if (paragraph.lines === 0) return REFUSED
    paragraph.endLine = line + paragraph.lines - 1
    paragraph.endByte = this.places.raw(blank - 1)
    return blank
  }
}

const LONGEST_HEADER = 1_024
