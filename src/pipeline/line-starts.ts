import type { PeeledLine } from '../input/peeled-line.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'

/** Where the pieces of a split line began: the line itself comes only with its last piece. */
export class LineStarts {
  /** Line numbers by first byte. */
  private readonly begun = new Map<number, number>()
  /** Where the last line began: a record of several lines gives them all the same. */
  private current = -1

  /** Nothing came of this physical line yet. */
  remember({ span }: PhysicalLine): void {
    // A stream that opens lines and never ends them must not fill the memory.
    if (this.begun.size > MOST_BEGUN) this.begun.delete(this.begun.keys().next().value!)
    this.begun.set(span.byte, span.line)
  }

  /** The physical lines of one that ends with `physical`. */
  spanOf({ position }: PeeledLine, { span }: PhysicalLine): Span {
    if (position !== this.current) this.begun.delete(this.current)
    this.current = position
    if (position === span.byte) return span
    const line = this.begun.get(position) ?? span.line
    return { ...span, byte: position, line }
  }
}

const MOST_BEGUN = 4_096
