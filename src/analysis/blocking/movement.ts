import type { Block } from '../scene.ts'
import { acquirer, type Lock, mayHold } from './locks.ts'
import type { Node } from './nodes.ts'
import { inside, shortName, who } from './phrases.ts'

/** Who could still move when the dump was written: what stands between "they wait" and "they wait for ever". */
export interface Movement {
  /** Goroutines of the program that run, sleep, or wait for something outside. */
  readonly free: readonly Node[]
  /** Stacks that cannot be seen. */
  readonly opaque: readonly Node[]
  /** Wait for a channel or a condition: a timer may wake them, and pending timers are in no dump. */
  readonly wakeable: readonly Node[]
  /** Library goroutines that wait for the network, a signal or a child: they may start new work. */
  readonly sources: readonly Node[]
  /** Nobody at all could run, the test framework and the library included. */
  readonly still: boolean
  /** Why goroutines may be missing; null when the dump looks whole. */
  readonly damage: string | null
}

export function movementOf(block: Block, nodes: readonly Node[]): Movement {
  const program = nodes.filter(({ role }) => role === 'program')
  return {
    free: program.filter(({ wait, group }) => wait.kind === 'free' || wait.kind === 'outside' || group.dying),
    opaque: nodes.filter(({ role }) => role === 'opaque'),
    wakeable: program.filter(({ wait }) => wait.kind === 'receive' || wait.kind === 'select' || wait.kind === 'cond'),
    sources: nodes.filter(({ role, wait }) => role === 'library' && (wait.kind === 'outside' || wait.kind === 'free')),
    still: nodes.every(({ wait, role }) => wait.kind !== 'free' && wait.kind !== 'outside' && role !== 'opaque'),
    damage: damageOf(block),
  }
}

const CUTS = new Set(['unterminated-line', 'torn-token', 'interleaved', 'starts-mid-stack', 'merged-lines', 'opener-without-body', 'header-without-frames'])

function damageOf(block: Block): string | null {
  if (block.defects.some(({ code }) => CUTS.has(code))) return 'the dump is damaged, so that goroutines may be missing'
  if (!block.hasMain && !block.inBubble) return 'goroutine 1 is not in the dump, so that others may be missing too'
  return null
}

/** Whether somebody who can still move may give these locks back. */
export function obstacleTo(locks: readonly Lock[], support: number, movement: Movement, core: ReadonlySet<Node>): string | null {
  if (movement.damage !== null) return movement.damage
  if (movement.still) return 'nobody can run, and the runtime has not called it a deadlock: a timer is pending, which may change that'
  const [hidden] = movement.opaque
  if (hidden !== undefined) return `the stack of ${who(hidden)} is not in the dump, and it may hold the lock`
  for (const node of movement.free) {
    const evidence = locks.map((lock) => mayHold(node, lock)).find((found) => found !== null)
    if (evidence) return `${who(node)} [${node.state}] can still run and may hold the lock: ${inside(evidence)}`
    if (support < SURE || isNearby(node, locks)) return `${who(node)} [${node.state}] can still run and may hold the lock`
  }
  for (const node of movement.wakeable) {
    if (core.has(node)) continue
    if (support < SURE || isNearby(node, locks)) return `${who(node)} waits in ${node.site === null ? 'a channel operation' : shortName(node.site.frame.function)} and may hold the lock; a timer could wake it`
  }
  return null
}

/** Same object or the lock's own address in the arguments: not only a type that fits. */
const SURE = 0.9

/** Code of the packages that wait for these locks. */
export function isNearby(node: Node, locks: readonly Lock[]): boolean {
  const packages = new Set(locks.flatMap(({ waiters }) => waiters.slice(0, 8).flatMap((waiter) => acquirer(waiter)?.frame.package ?? [])))
  const { createdBy } = node.group.stack
  return node.frames.some(({ frame }) => packages.has(frame.package)) || (createdBy !== null && packages.has(createdBy.package))
}
