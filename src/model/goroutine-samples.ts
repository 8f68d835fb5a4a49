/** How much of a crowd of goroutines is kept one by one. */

/** Ids that are listed of one stack. */
export const MOST_IDS = 100

/**
 * Goroutines of one stack that are kept one by one, by how many are kept of all stacks: enough to tell a queue at one lock
 * from a thousand locks. Where stacks are many there are fewer of each, so that the last ones are seen too.
 */
export function mostMembers(kept: number): number {
  if (kept < 10_000) return 200
  return kept < 20_000 ? 8 : kept < 50_000 ? 2 : 0
}

/**
 * How many count as kept when a dump begins behind others of its log, by how many of those are kept. Once there are ten
 * thousand, stacks of later dumps are shown by fewer goroutines each: many dumps mostly repeat what the first one said.
 */
export function keptBefore(members: number): number {
  return Math.min(members, 10_000)
}
