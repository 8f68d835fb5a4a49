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

/** Goroutines kept one by one of dumps that are over, beyond which the older of them keep only what tells something. */
export const MOST_OF_OLD_DUMPS = 10_000

/** Of goroutines that differ in nothing that anybody asks for, this many are kept of a stack of an older dump. */
export const LEAST_MEMBERS = 8

/** States that are counted apart. A dump has a handful; one made to fill the memory has one of each goroutine. */
const MOST_STATES = 50

/** Under which of the known states one more goroutine is counted. */
export function countedAs(state: string, known: ReadonlyMap<string, unknown>): string {
  return known.size < MOST_STATES || known.has(state) ? state : 'other'
}

export function addState(states: Map<string, number>, state: string, count = 1): void {
  const name = countedAs(state, states)
  states.set(name, (states.get(name) ?? 0) + count)
}
