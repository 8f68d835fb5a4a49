/**
 * By how much work grows from a small size to a larger one, in processor time: other programs on the machine make that
 * longer but never shorter, so the least of a few tries counts, and the first one within `most` is enough.
 */
export function growth(work: (size: number) => void, small: number, large: number, most: number): number {
  const cost = (size: number) => {
    const before = process.cpuUsage()
    work(size)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  }
  let [few, many] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let attempt = 0; attempt < 5; attempt++) {
    few = Math.min(few, cost(small))
    many = Math.min(many, cost(large))
    // Below a millisecond it is the timer that is measured.
    if (many / Math.max(few, 1) < most) break
  }
  return many / Math.max(few, 1)
}
