/** Tenths of a microsecond: the finest figure any collector prints, so that nothing is rounded and sums are exact. */
const UNITS_PER_MS = 10_000
const PAGE_BITS = 10
const PAGE = 1 << PAGE_BITS
/** 16 MB of counters. A log with more different durations than they hold is not a log of pauses any more. */
const MOST_PAGES = 4_096

/**
 * Durations, counted by value: percentiles of any number of them, exact, in memory that follows how many different
 * values there are. When even those are too many, further ones are rounded to three digits, and `isExact` says so.
 */
export class DurationCounts {
  count = 0
  isExact = true
  private readonly pages = new Map<number, Uint32Array>()
  private units = 0
  private most = 0
  private lastNumber = -1
  private lastPage: Uint32Array = new Uint32Array(0)

  add(ms: number): void {
    const unit = Math.round(ms * UNITS_PER_MS)
    this.count++
    this.units += unit
    if (unit > this.most) this.most = unit
    this.increase(unit, 1)
  }

  addAll(other: DurationCounts): void {
    this.count += other.count
    this.units += other.units
    this.most = Math.max(this.most, other.most)
    this.isExact &&= other.isExact
    for (const [number, page] of other.pages)
      for (const [i, times] of page.entries()) if (times > 0) this.increase(number * PAGE + i, times)
  }

  get totalMs(): number {
    return this.units / UNITS_PER_MS
  }

  /** Null of none. */
  get maxMs(): number | null {
    return this.count === 0 ? null : this.most / UNITS_PER_MS
  }

  /** Nearest rank: a value that occurred, never one between two. */
  quantiles(shares: readonly number[]): (number | null)[] {
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

  private increase(unit: number, times: number): void {
    const number = Math.floor(unit / PAGE)
    if (number === this.lastNumber) {
      this.lastPage[unit - number * PAGE]! += times
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
    page[unit - number * PAGE]! += times
  }

  private isRoundable(unit: number, times: number): boolean {
    const rounded = Number(unit.toPrecision(3))
    if (rounded === unit) return false
    this.isExact = false
    this.increase(rounded, times)
    return true
  }
}
