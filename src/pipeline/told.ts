import type { Event } from '../model/event.ts'
import type { Span } from '../model/span.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { LINES_BACK } from './lines-above.ts'

/** Up to where events of a source were told: so far back its lines can be read anew, and nothing is told twice. */
export class Told {
  /** Where the lines that are read do not stand as they were written. */
  order: WrittenOrder | null = null
  private to = 0
  private anewFrom: number | null = null
  private readonly begunAbove = new Set<number>()

  note({ kind, block, span }: Event): void {
    // Broken lines outside of every block, and what only looked like one, may be told better the second time.
    if (kind === 'near-miss' || (kind === 'malformed' && block === null)) return
    this.to = Math.max(this.to, this.written(span).endLine)
  }

  /** How many lines above this one can be read anew. */
  linesBack(span: Span): number {
    return Math.max(0, Math.min(LINES_BACK, this.written(span).line - 1 - this.to))
  }

  /** Ends the reading so far: from so many lines above this one on, lines are read anew. */
  beforeAnew(span: Span, back: number, end: () => void): void {
    this.anewFrom = this.written(span).line - back
    end()
    this.anewFrom = null
    this.begunAbove.clear()
  }

  /** Whether it is told when its lines are read anew: that of a block which begins there, or of a line. */
  isToldAnew({ block, span }: Event): boolean {
    if (this.anewFrom === null || (block !== null && this.begunAbove.has(block))) return false
    if (this.written(span).line >= this.anewFrom) return true
    if (block !== null) this.begunAbove.add(block)
    return false
  }

  /** Where it would stand if all lines stood in the order in which they are read. */
  written(span: Span): Span {
    return this.order?.written(span) ?? span
  }
}
