import { type LineAbove, lineAbove } from '../formats/recogniser.ts'
import type { ByteSource } from '../input/byte-source.ts'
import { decodeLine } from '../input/decode-line.ts'
import type { Window } from '../input/window.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import { behindHole } from './hole.ts'
import { linesAbove, nearestAbove } from './lines-above.ts'

/** Bytes of the window as lines with their places in the source. Offsets are those of the window. */
export class WindowLines {
  readonly source: string
  readonly buffer: Buffer
  /** Since it was last set to false, a line held bytes that are no UTF-8. */
  sawLatin1 = false
  private readonly window: Window
  /** Where in the raw source a byte of the window stood; null where that is the same. */
  private readonly rawOffset: ((position: number) => number) | null
  private readonly noteLatin1 = (): void => void (this.sawLatin1 = true)

  constructor(source: Pick<ByteSource, 'name' | 'rawOffset'>, window: Window, buffer: Buffer) {
    this.source = source.name
    this.rawOffset = source.rawOffset ?? null
    this.window = window
    this.buffer = buffer
  }

  /** Offsets of the window are those of the source, but for its base. */
  get isRaw(): boolean {
    return this.rawOffset === null
  }

  /** Where an offset stands in the source. */
  raw(offset: number): number {
    const position = this.window.base + offset
    return this.rawOffset === null ? position : this.rawOffset(position)
  }

  span(from: number, to: number, line: number): Span {
    const end = to > from && this.buffer[to - 1] === 0x0d ? to - 1 : to
    return { source: this.source, line, endLine: line, byte: this.raw(from), endByte: this.raw(end) }
  }

  line(from: number, to: number, line: number, terminated: boolean, note = this.noteLatin1): PhysicalLine {
    if (this.buffer[from] === 0) from = behindHole(this.buffer, from, to)
    const text = decodeLine(this.buffer, from, to, note)
    return { text, span: this.span(from, to, line), terminated, logged: false, time: null }
  }

  /** At most so many lines right above `position`, where line `number` begins; none before `least`. */
  above(position: number, number: number, least: number, most: number): PhysicalLine[] {
    const starts = linesAbove(this.buffer, position, least, most)
    return starts.map((start, i) => this.line(start, (starts[i + 1] ?? position) - 1, number - starts.length + i, true))
  }

  /** The nearest line above `position`, where line `number` begins, that is not empty. */
  nearest(position: number, number: number): LineAbove | null {
    const above = nearestAbove(this.buffer, this.window.start, position)
    if (above === null) return null
    // It explains another line, and mostly says nothing: its bytes tell nothing of those that matter.
    const line = this.line(above.start, above.end, number - above.distance, true, NOTHING)
    return lineAbove(line, above.distance > 1)
  }
}

const NOTHING = (): void => {}
