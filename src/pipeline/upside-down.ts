import type { Event } from '../model/event.ts'
import type { PhysicalLine } from '../model/line.ts'
import { cover, type Span } from '../model/span.ts'
import type { WrittenOrder } from '../model/written-order.ts'

/** A log that stands newest first, put into the order in which it was written. */
export interface Turned {
  readonly lines: readonly PhysicalLine[]
  readonly order: WrittenOrder
}

/** The lines of a log that stands newest first, until its end is there. */
export class UpsideDown {
  /** Told once it is known what came when. */
  readonly losses: Event[] = []
  private readonly lines: PhysicalLine[] = []
  private bytes = 0

  /** False when there are too many to turn round: better in the wrong order than not at all. */
  keep(physical: PhysicalLine): boolean {
    this.lines.push(physical)
    // The line itself is an object of some two hundred bytes, however short its text.
    this.bytes += physical.text.length + 200
    return this.bytes <= MOST_BYTES
  }

  /** Record by record: the lines of one stand in their order. */
  turned(startsRecord: (line: string) => boolean): Turned {
    const records: PhysicalLine[][] = []
    for (const line of this.lines) {
      if (records.length === 0 || startsRecord(line.text)) records.push([line])
      else records.at(-1)!.push(line)
    }
    const lines = records.reverse().flat()
    const spanOf = ({ span }: PhysicalLine) => span
    return { lines, order: new TurnedOrder(this.lines.map(spanOf), lines.map(spanOf)) }
  }
}

class TurnedOrder implements WrittenOrder {
  private readonly toWritten: Places
  private readonly toStanding: Places

  /** The same lines, one behind the other, in either order. */
  constructor(standing: readonly Span[], written: readonly Span[]) {
    const first = standing[0]?.line ?? 1
    let line = first
    let byte = standing[0]?.byte ?? 0
    const places = new Map<Span, Span>()
    for (const span of written) {
      const next = standing[span.line - first + 1]
      places.set(span, { ...span, line, endLine: line, byte, endByte: byte + span.endByte - span.byte })
      line++
      byte += (next?.byte ?? span.endByte + 1) - span.byte
    }
    this.toWritten = new Places(
      first,
      standing.map((span) => places.get(span)!),
    )
    this.toStanding = new Places(first, written)
  }

  written(span: Span): Span {
    return this.toWritten.of(span)
  }

  standing(span: Span): Span {
    return this.toStanding.of(span)
  }
}

/** Where the lines of one order stand in the other. */
class Places {
  private readonly first: number
  private readonly lines: readonly Span[]
  /** The first and the last line of the record that a line is of. */
  private readonly begins: Int32Array
  private readonly ends: Int32Array

  constructor(first: number, lines: readonly Span[]) {
    this.first = first
    this.lines = lines
    this.begins = new Int32Array(lines.length)
    this.ends = new Int32Array(lines.length)
    const isOneRecord = (i: number) => lines[i]?.line === (lines[i - 1]?.line ?? Number.NaN) + 1
    for (let i = 0; i < lines.length; i++) this.begins[i] = isOneRecord(i) ? this.begins[i - 1]! : i
    for (let i = lines.length - 1; i >= 0; i--) this.ends[i] = isOneRecord(i + 1) ? this.ends[i + 1]! : i
  }

  /** Of many records the first one comes last: what is between them stays between them. */
  of(span: Span): Span {
    const from = span.line - this.first
    const to = Math.min(span.endLine - this.first, this.lines.length - 1)
    // Behind what was turned round everything stands as it was written.
    if (from < 0 || from > to) return span
    const [begin, end] = [Math.max(from, this.begins[to]!), Math.min(to, this.ends[from]!)]
    return [to, begin, end].map((i) => this.lines[i]!).reduce(cover, this.lines[from]!)
  }
}

const MOST_BYTES = 32 * 1_048_576
