import type { Line } from '../../model/line.ts'

/** Lines of other writers since the last one of the block's own. */
export class Aliens {
  count = 0
  last: Line | null = null
  /** The line before this one was such a line. */
  isAbove = false
  /** So many stand there that the block is over, unless lines come soon that can only be its own. */
  isBurst = false

  /** `isInside`: a stack is not at its bottom yet. */
  add(line: Line, mayGoOn: boolean, isInside = false): 'alien' | 'closed' {
    this.count++
    this.last = line
    if (this.isBurst) return this.count > LONGEST_BURST ? 'closed' : 'alien'
    if (this.count <= (isInside ? MOST_INSIDE : MOST_BETWEEN)) return 'alien'
    this.isBurst = mayGoOn
    return mayGoOn ? 'alien' : 'closed'
  }

  forget(): void {
    this.count = 0
    this.last = null
    this.isBurst = false
  }
}

/** These are skipped whatever stands behind them. */
const MOST_INSIDE = 5
const MOST_BETWEEN = 3
/** What a busy logger writes while the runtime prints. */
const LONGEST_BURST = 64
