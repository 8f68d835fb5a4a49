/** Seeded points for the clustering tests and the benchmark. */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Adjusted Rand index of two labellings: 1 for the same partition, about 0 for chance. */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  const both = new Map<string, number>()
  const left = new Map<number, number>()
  const right = new Map<number, number>()
  for (let i = 0; i < a.length; i++) {
    both.set(`${a[i]} ${b[i]}`, (both.get(`${a[i]} ${b[i]}`) ?? 0) + 1)
    left.set(a[i]!, (left.get(a[i]!) ?? 0) + 1)
    right.set(b[i]!, (right.get(b[i]!) ?? 0) + 1)
  }
  const expected = (pairs(left.values()) * pairs(right.values())) / pairs([a.length])
  const most = (pairs(left.values()) + pairs(right.values())) / 2
  return most === expected ? 1 : (pairs(both.values()) - expected) / (most - expected)
}
