/** Tenths of a microsecond: nothing finer is printed, but for G1 before JDK 7u4, so percentiles are not rounded. */
const UNITS_PER_MS = 10_000
/** Sums and the longest are kept in nanoseconds: exact, whoever printed them. */
const NANOS_PER_MS = 1_000_000
const PAGE_BITS = 10
const PAGE = 1 << PAGE_BITS
const MOST_WAITING = 256
const MOST_WORD = 2 ** 31 - 1
/** 16 MB of counters. A log with more different durations than they hold is not a log of pauses any more. */
const MOST_PAGES = 4_096

/**
 * Durations, counted by value: percentiles of any number of them, exact, in memory that follows how many different
 * values there are. When even those are too many, further ones are rounded to three digits, and `isExact` says so.
 */
export class DurationCounts {
  count = 0
  /** Not counted yet. One by one, each counter would be waited for; a loop over many waits for them at the same time. */
  private readonly waiting = new Float64Array(MOST_WAITING)
  private waitingCount = 0
  private exact = true
  private readonly pages = new Map<number, Uint32Array>()
  private nanos = 0
  private mostNanos = 0
  private lastNumber = -1
  private lastPage: Uint32Array = new Uint32Array(0)

  add(ms: number): void {
    const nanos = Math.round(ms * NANOS_PER_MS)
    this.count++
    this.nanos += nanos
    if (nanos > this.mostNanos) this.mostNanos = nanos
    this.waiting[this.waitingCount++] = Math.round(ms * UNITS_PER_MS)
    if (this.waitingCount === MOST_WAITING) this.countWaiting()
  }

  get isExact(): boolean {
    this.countWaiting()
    return this.exact
  }

  addAll(other: DurationCounts): void {
    this.count += other.count
    this.nanos += other.nanos
    this.mostNanos = Math.max(this.mostNanos, other.mostNanos)
    this.countWaiting()
    other.countWaiting()
    this.exact &&= other.exact
    for (const [number, page] of other.pages)
      for (const [i, times] of page.entries()) if (times > 0) this.increase(number * PAGE + i, times)
  }

  get totalMs(): number {
    return this.nanos / NANOS_PER_MS
  }

  /** Null of none. */
  get maxMs(): number | null {
    return this.count === 0 ? null : this.mostNanos / NANOS_PER_MS
  }

  /** Nearest rank: a value that occurred, never one between two. */
  quantiles(shares: readonly number[]): (number | null)[] {
    this.countWaiting()
    const pages = [...this.pages].sort(([a], [b]) => a - b)
    return shares.map((share) => {
      let rank = Math.max(1, Math.ceil(share * this.count))
      for (const [number, page] of pages) {
        for (let i = 0; i < PAGE; i++) {
          rank -= page[i]!
          if (rank <= 0) return (number * PAGE + i) / UNITS_PER_MS
        }
      }
      return null
    })
  }

  private countWaiting(): void {
    const { waiting, waitingCount } = this
    this.waitingCount = 0
    for (let i = 0; i < waitingCount; i++) this.increase(waiting[i]!, 1)
  }

  private increase(unit: number, times: number): void {
    // Whole words are divided by shifting: all but pauses of days.
    const number = unit <= MOST_WORD ? unit >>> PAGE_BITS : Math.floor(unit / PAGE)
    const at = unit <= MOST_WORD ? unit & (PAGE - 1) : unit - number * PAGE
    if (number === this.lastNumber) {
      this.lastPage[at]! += times
      return
    }
    let page = this.pages.get(number)
    if (page === undefined) {
      if (this.pages.size >= MOST_PAGES && this.isRoundable(unit, times)) return
      page = new Uint32Array(PAGE)
      this.pages.set(number, page)
    }
    this.lastNumber = number
    this.lastPage = page
    page[at]! += times
  }

  private isRoundable(unit: number, times: number): boolean {
    const rounded = Number(unit.toPrecision(3))
    if (rounded === unit) return false
    this.exact = false
    this.increase(rounded, times)
    return true
  }
}
