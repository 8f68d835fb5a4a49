import type { StackActivity } from '../../model/report.ts'

/**
 * Counts over time in a fixed number of columns whose width doubles when they no longer reach: ten million occurrences
 * take the room of sixty-four numbers. Where the log shows no times, the line stands for them.
 */
export class ActivityDraft {
  readonly unit: StackActivity['unit']
  private from: number
  private width = 1
  private readonly counts = new Array<number>(COLUMNS).fill(0)

  constructor(unit: StackActivity['unit'], at: number) {
    this.unit = unit
    this.from = at
  }

  add(at: number, count = 1): void {
    // Clocks are set back, and sources overlap.
    while (at < this.from) this.growDown(at)
    while (at >= this.from + this.width * COLUMNS) this.growUp()
    this.counts[Math.floor((at - this.from) / this.width)]! += count
  }

  finish(): StackActivity {
    const used = this.counts.findLastIndex((count) => count > 0) + 1
    return { unit: this.unit, from: this.from, width: this.width, counts: this.counts.slice(0, used) }
  }

  private growUp(): void {
    for (let i = 0; i < COLUMNS / 2; i++) this.counts[i] = this.counts[2 * i]! + this.counts[2 * i + 1]!
    this.counts.fill(0, COLUMNS / 2)
    this.width *= 2
  }

  private growDown(at: number): void {
    const shift = Math.ceil((this.from - at) / this.width)
    const used = this.counts.findLastIndex((count) => count > 0) + 1
    if (shift + used > COLUMNS) {
      this.growUp()
      return
    }
    this.counts.unshift(...new Array<number>(shift).fill(0))
    this.counts.length = COLUMNS
    this.from -= shift * this.width
  }
}

const COLUMNS = 64

/** Two activities of one unit as one; null when they cannot be put side by side: lines of two sources. */
export function joined(a: StackActivity | null, b: StackActivity | null, isOneSource: boolean): StackActivity | null {
  if (a === null || b === null || a.unit !== b.unit || (a.unit === 'line' && !isOneSource)) return null
  const draft = new ActivityDraft(a.unit, Math.min(a.from, b.from))
  for (const { from, width, counts } of [a, b])
    for (const [i, count] of counts.entries()) if (count > 0) draft.add(from + i * width, count)
  return draft.finish()
}
