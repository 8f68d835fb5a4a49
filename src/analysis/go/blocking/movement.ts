import type { DefectEvent } from '../../../model/event.ts'
import type { Block } from '../go-scene.ts'
import { acquirer, type Lock, mayHold } from './locks.ts'
import { isWriter, type Node } from './nodes.ts'
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

/** `loose`: broken lines that belong to no block, such as the notice of a service that it threw lines away. */
export function movementOf(block: Block, nodes: readonly Node[], loose: readonly DefectEvent[]): Movement {
  const program = nodes.filter(({ role }) => role === 'program')
  return {
    free: program.filter(({ wait, group }) => wait.kind === 'free' || wait.kind === 'outside' || group.dying),
    opaque: nodes.filter(({ role }) => role === 'opaque'),
    wakeable: program.filter(({ wait }) => wait.kind === 'receive' || wait.kind === 'select' || wait.kind === 'cond'),
    sources: nodes.filter(({ role, wait }) => role === 'library' && (wait.kind === 'outside' || wait.kind === 'free')),
    still: nodes.every(({ wait, role }) => wait.kind !== 'free' && wait.kind !== 'outside' && role !== 'opaque'),
    damage: damageOf(block, loose),
  }
}

/**
 * Nothing moves but main, and that sleeps or writes the dump: the program does no work. A lock that was given back a
 * moment ago would show somebody who can run.
 */
export function onlyMainRests({ free, opaque, sources, damage }: Movement): boolean {
  return free.length > 0 && opaque.length + sources.length === 0 && damage === null && free.every(isRestingMain)
}

function isRestingMain({ state, group }: Node): boolean {
  const { frames } = group.stack
  return frames.some(({ function: name }) => name === 'main.main') && (state === 'sleep' || isWriter(frames))
}

const CUTS = new Set([
  'unterminated-line',
  'torn-token',
  'interleaved',
  'starts-mid-stack',
  'line-torn',
  'frames-missing',
  'frames-without-header',
  'merged-lines',
  'opener-without-body',
  'header-without-frames',
  'call-without-location',
  'location-without-call',
])

/** A notice of loss may follow what was lost. */
const BEHIND = 5

function damageOf(block: Block, loose: readonly DefectEvent[]): string | null {
  // What is glued to the head of a report costs no goroutine.
  const first = block.first?.span.line ?? 0
  if (block.defects.some(({ code, span }) => CUTS.has(code) && span.line >= first))
    return 'the dump is damaged, so that goroutines may be missing'
  const last = (block.end?.span.endLine ?? Number.POSITIVE_INFINITY) + BEHIND
  if (loose.some(({ code, span }) => code === 'envelope-loss' && span.line >= first && span.line <= last))
    return 'lines were lost within the dump, so that goroutines may be missing'
  if (!block.hasMain && !block.inBubble) return 'goroutine 1 is not in the dump, so that others may be missing too'
  return null
}

/** What stands between "they wait" and "they wait for ever". */
export interface Obstacle {
  readonly text: string
  /** Somebody is seen to be where the lock is held, or cannot be seen at all: no waiting time outweighs that. */
  readonly strong: boolean
}

/** Whether somebody who can still move may give these locks back. */
export function obstacleTo(
  locks: readonly Lock[],
  support: number,
  movement: Movement,
  core: ReadonlySet<Node>,
): Obstacle | null {
  const strong = (text: string): Obstacle => ({ text, strong: true })
  const weak = (text: string): Obstacle => ({ text, strong: false })
  if (movement.damage !== null) return strong(movement.damage)
  const [hidden] = movement.opaque
  if (hidden !== undefined) return strong(`the stack of ${who(hidden)} is not in the dump, and it may hold the lock`)
  for (const node of movement.free) {
    const evidence = locks.map((lock) => mayHold(node, lock)).find((found) => found !== null)
    if (evidence) return strong(`${who(node)} [${node.state}] can still run and may hold the lock: ${inside(evidence)}`)
  }
  if (movement.still) {
    return weak(
      'nobody can run, and the runtime has not called it a deadlock: a timer is pending, which may change that',
    )
  }
  const near = (node: Node) => support < SURE || isNearby(node, locks)
  const runner = movement.free.find(near)
  if (runner !== undefined) return weak(`${who(runner)} [${runner.state}] can still run and may hold the lock`)
  const sleeper = movement.wakeable.find((node) => !core.has(node) && near(node))
  if (sleeper === undefined) return null
  const place = sleeper.site === null ? 'a channel operation' : shortName(sleeper.site.frame.function)
  return weak(`${who(sleeper)} waits in ${place} and may hold the lock; a timer could wake it`)
}

/** Same object or the lock's own address in the arguments: not only a type that fits. */
const SURE = 0.9

/** Code of the packages that wait for these locks. */
export function isNearby(node: Node, locks: readonly Lock[]): boolean {
  const packages = new Set(
    locks.flatMap(({ waiters }) => waiters.slice(0, 8).flatMap((waiter) => acquirer(waiter)?.frame.package ?? [])),
  )
  const { createdBy } = node.group.stack
  return (
    node.shapes.some(({ like }) => packages.has(like.package)) ||
    (createdBy !== null && packages.has(createdBy.package))
  )
}
