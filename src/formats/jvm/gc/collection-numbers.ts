/**
 * The numbers of `GC(n)` that one JVM printed. It gives each out once and prints something of each, though not in order: a
 * cycle may end behind many that began later. What none of its lines has at the end was lost.
 */
export class CollectionNumbers {
  private first = -1
  private highest = -1
  /** Ranges below the highest that were not seen, in order. */
  private readonly missing: { from: number; to: number }[] = []
  private sawConcurrent = false

  /** Work beside the program has numbers of its own: a log that shows its pauses alone leaves those out. */
  concurrent(): void {
    this.sawConcurrent = true
  }

  saw(number: number): void {
    if (number > this.highest) {
      // A log that was rotated may begin with the end of a cycle: what ran meanwhile stands in the file before.
      const isRotated = this.highest === this.first && this.first > 0
      const isGap = this.highest >= 0 && number > this.highest + 1 && !isRotated
      if (isGap && this.missing.length < MOST_RANGES) this.missing.push({ from: this.highest + 1, to: number - 1 })
      if (this.first < 0) this.first = number
      this.highest = number
      return
    }
    if (number === this.highest || this.missing.length === 0) return
    const at = this.missing.findLastIndex(({ from, to }) => from <= number && number <= to)
    if (at < 0) return
    const { from, to } = this.missing[at]!
    const left = [
      { from, to: number - 1 },
      { from: number + 1, to },
    ].filter((range) => range.from <= range.to)
    this.missing.splice(at, 1, ...left)
  }

  /**
   * The longest range that is missing, and how many numbers are in all; null where none is, or where each is a single one
   * that a cycle beside the program may have had.
   */
  gap(): { readonly from: number; readonly to: number; readonly count: number } | null {
    let longest: { from: number; to: number } | null = null
    let count = 0
    for (const range of this.missing) {
      count += range.to - range.from + 1
      if (longest === null || range.to - range.from > longest.to - longest.from) longest = range
    }
    if (longest === null || (longest.from === longest.to && !this.sawConcurrent)) return null
    return { ...longest, count }
  }
}

const MOST_RANGES = 256
