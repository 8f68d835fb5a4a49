import { componentsOf } from './components.ts'
import { lost } from './diagnose-channels.ts'
import { CLASS, type Diagnosis } from './diagnosis.ts'
import { locksOf } from './locks.ts'
import type { Node } from './nodes.ts'
import { type Knot, knotsOf } from './structure.ts'
import { isLockWait } from './wait.ts'

const BY_COLLECTOR = 'the garbage collector found that nothing that can still run refers to what they wait for'

/**
 * Goroutines that the collector marked as leaked (Go ≥ 1.26). That they are stuck is proven; what remains to be told is
 * the cause, and whoever could have woken them leaked too, or is gone.
 */
export function diagnoseLeaked(nodes: readonly Node[]): Diagnosis[] {
  return componentsOf(nodes, 'work').flatMap((part) => {
    const locks = locksOf(part)
    const found = locks.length === 0 ? [] : knotsOf(locks, part).map(leakOf)
    const told = new Set(found.flatMap(({ core }) => core))
    const left = part.filter((node) => !told.has(node))
    const [first] = found
    if (first === undefined) return lost(part, 1, BY_COLLECTOR)
    // Behind a lock whose holder stands at a channel, anybody may stand for that reason; beside a forgotten one, nobody.
    const behind = left.filter(({ wait }) => isLockWait(wait.kind) || CLASS[first.cause] === 'mixed')
    const beside = left.filter((node) => !behind.includes(node))
    return [{ ...first, behind }, ...found.slice(1), ...lost(beside, 1, BY_COLLECTOR)]
  })
}

function leakOf(knot: Knot): Diagnosis {
  const cause = knot.cause === 'contention' ? 'unknown' : knot.cause
  const ends = knot.links.flatMap(({ waiter, holder }) => (holder === null ? [waiter] : [waiter, holder]))
  const core = [...new Set([...ends, ...knot.locks.flatMap(({ waiters }) => waiters)])]
  return {
    verdict: 'leak',
    cause,
    class: CLASS[cause],
    confidence: 1,
    support: knot.support,
    because: BY_COLLECTOR,
    knot,
    core,
    behind: [],
  }
}
