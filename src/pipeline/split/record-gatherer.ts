import { LONGEST_LINE_BYTES } from '../../input/limits.ts'
import type { TextUnit } from './text-unit.ts'

interface Open {
  readonly first: TextUnit
  readonly lines: string[]
  length: number
  last: TextUnit
}

/**
 * Puts lines together to records: one that starts a record, and those behind it up to the next start. Streams that alternate
 * line by line do not mix. Lines before the first start are records of their own.
 */
export class RecordGatherer {
  private readonly open = new Map<string, Open>()
  /** Characters in all that is open. */
  private total = 0
  private readonly onCut: (unit: TextUnit) => void

  /** `onCut`: the record is longer than any may be; the lines that are too many are left out. */
  constructor(onCut: (unit: TextUnit) => void) {
    this.onCut = onCut
  }

  /** The records that end because of these lines. */
  add(units: readonly TextUnit[], starts: (index: number) => boolean): TextUnit[] {
    const complete: TextUnit[] = []
    for (const [i, unit] of units.entries()) {
      const open = this.open.get(unit.stream)
      if (starts(i)) {
        // The stream that was silent longest stands first.
        if (open !== undefined) complete.push(this.close(unit.stream, open))
        this.open.set(unit.stream, { first: unit, lines: [unit.text], length: unit.text.length, last: unit })
        this.total += unit.text.length
      } else if (open === undefined) complete.push(unit)
      else this.append(open, unit)
      while (this.open.size > MOST_OPEN || (this.total > MOST_CHARACTERS && this.open.size > 1)) {
        const [stream, oldest] = this.open.entries().next().value!
        complete.push(this.close(stream, oldest))
      }
    }
    return complete
  }

  flush(): TextUnit[] {
    return [...this.open].map(([stream, open]) => this.close(stream, open))
  }

  private append(open: Open, unit: TextUnit): void {
    open.last = unit
    if (open.length > LONGEST_LINE_BYTES) return
    open.length += unit.text.length + 1
    this.total += unit.text.length + 1
    if (open.length > LONGEST_LINE_BYTES) this.onCut(open.first)
    else open.lines.push(unit.text)
  }

  private close(stream: string, open: Open): TextUnit {
    this.open.delete(stream)
    this.total -= open.length
    return closed(open)
  }
}

function closed({ first, lines, last }: Open): TextUnit {
  const span = { ...first.span, endLine: last.span.endLine, endByte: last.span.endByte }
  return { text: lines.join('\n'), stream: first.stream, span }
}

const MOST_OPEN = 1_024
/** In all records that are open, of whatever stream. */
const MOST_CHARACTERS = 16 * LONGEST_LINE_BYTES
