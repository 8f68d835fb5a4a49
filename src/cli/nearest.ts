/** The candidate that a typing mistake or two turn into `typed`; null when none is near enough to be meant. */
export function nearest(typed: string, candidates: readonly string[]): string | null {
  const limit = Math.min(3, Math.floor(typed.replace(/^-+/, '').length / 2))
  let best: string | null = null
  let least = limit + 1
  for (const candidate of candidates) {
    const far = distance(typed, candidate)
    if (far < least) [best, least] = [candidate, far]
  }
  return best
}

/** Insertions, deletions, replacements and swapped neighbours. */
function distance(a: string, b: string): number {
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2]! + 1)
      row.push(cost)
    }
    older = previous
    previous = row
  }
  return previous[b.length]!
}
