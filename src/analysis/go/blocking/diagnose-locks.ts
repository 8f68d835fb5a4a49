import { BY_RUNTIME, CLASS, type Diagnosis, type Dump } from './diagnosis.ts'
import type { Lock } from './locks.ts'
import { isNearby, type Movement, type Obstacle, obstacleTo, onlyMainRests } from './movement.ts'
import type { Node } from './nodes.ts'
import { inside, who } from './phrases.ts'
import { hasUnseenWaiters, type Knot, knotsOf, type Link, type LockCause } from './structure.ts'
import { isLockWait } from './wait.ts'

/** Verdicts about goroutines that wait for locks; `rest` are those that this says nothing about. */
export function diagnoseLocks(
  locks: readonly Lock[],
  part: readonly Node[],
  dump: Dump,
): { readonly found: Diagnosis[]; readonly rest: readonly Node[] } {
  const { movement, testRun } = dump
  const knots = knotsOf(locks, [...new Set([...part, ...movement.free])])
  const [main] = knots
  if (main === undefined || main.cause === 'contention') {
    return { found: knots.flatMap(diagnoseContention), rest: part.filter(({ wait }) => !isLockWait(wait.kind)) }
  }
  const diagnosis = diagnoseKnot(main, part, dump)
  const everyday = diagnosis.verdict === 'unproven' && !testRun && isEveryday(main, movement)
  return { found: everyday ? [] : [diagnosis], rest: [] }
}

function diagnoseKnot(knot: Knot, part: readonly Node[], { movement, proven, testRun }: Dump): Diagnosis {
  const core = new Set(knot.links.flatMap(({ waiter, holder }) => (holder === null ? [waiter] : [waiter, holder])))
  for (const lock of knot.locks) for (const waiter of lock.waiters) core.add(waiter)
  const cause = knot.cause === 'contention' ? 'unknown' : knot.cause
  const base = {
    cause,
    class: CLASS[cause],
    support: knot.support,
    knot,
    core: [...core],
    behind: part.filter((node) => !core.has(node)),
  } as const
  if (proven)
    return {
      ...base,
      verdict: 'deadlock',
      confidence: 1,
      because: BY_RUNTIME,
    }
  if (ONLY_LOCKS.has(knot.cause) && knot.links.every(isRead)) {
    const because = 'the source shows each of these locks taken above the place where its holder now waits'
    return { ...base, verdict: 'deadlock', confidence: 0.97, because }
  }
  const obstacle =
    obstacleOfCounted(knot, base.core) ??
    obstacleTo(knot.locks, knot.support, movement, core) ??
    obstacleOfHolder(knot, movement) ??
    obstacleOfUnseen(knot, testRun)
  if (obstacle === null) {
    const because = 'every goroutine that could release the lock is in the dump, and each of them waits'
    return { ...base, verdict: 'deadlock', confidence: knot.cause === 'channel-lock' ? 0.88 : 0.96, because }
  }
  const minutes = Math.min(...[...core].map((node) => node.minutes?.min ?? 0))
  if (minutes >= LONG_MINUTES && knot.support >= 0.7 && !obstacle.strong && ONLY_LOCKS.has(knot.cause)) {
    const because = `all of them have waited for ${minutes} minutes or more, and their stacks show why`
    return { ...base, verdict: 'deadlock', confidence: 0.8, because }
  }
  return { ...base, verdict: 'unproven', confidence: Math.min(0.85, knot.support), because: obstacle.text }
}

/** No lock is held that long by a program that works; but somebody may wait for hours with a lock in his hands. */
const LONG_MINUTES = 5
const ONLY_LOCKS: ReadonlySet<LockCause> = new Set(['lock-order', 'double-lock', 'rwlock-reentry'])

/** The code of the holder was read: it holds the lock, and waits for a lock itself. */
function isRead({ holder, evidence }: Link): boolean {
  return holder !== null && isLockWait(holder.wait.kind) && evidence?.read === true
}

/** The holder itself waits for a channel or a wait group: can it be woken? */
function obstacleOfHolder({ links }: Knot, movement: Movement): Obstacle | null {
  for (const { holder } of links) {
    if (holder === null || isLockWait(holder.wait.kind)) continue
    const { kind } = holder.wait
    if (kind === 'receive' || kind === 'select' || kind === 'cond') {
      return { text: `${who(holder)} may be woken by a timer, and a dump shows no timers`, strong: false }
    }
    if (kind === 'send') {
      const other = movement.wakeable[0] ?? movement.free[0] ?? movement.sources[0]
      if (other !== undefined)
        return { text: `${who(other)} may still receive what ${who(holder)} sends`, strong: false }
    }
    const [mover] = movement.free
    if (kind === 'wait-group' && mover !== undefined)
      return { text: `${who(mover)} can still run and may call Done`, strong: false }
  }
  return null
}

/** `time.AfterFunc(pause, mu.Unlock)` is odd and works. */
function obstacleOfUnseen({ links }: Knot, testRun: boolean): Obstacle | null {
  if (testRun || links.every(({ holder }) => holder !== null)) return null
  return { text: 'nobody is seen to hold the lock, and a timer could release it', strong: false }
}

/** That nobody is seen to hold the lock says little where some of the goroutines were not looked at. */
function obstacleOfCounted({ links }: Knot, core: readonly Node[]): Obstacle | null {
  const unseen = links.some(({ holder }) => holder === null) ? core.find(hasUnseenWaiters) : undefined
  if (unseen === undefined) return null
  const { members, count } = unseen.group
  const text = `only ${members.length} of the ${count} goroutines there were looked at one by one, and another may hold it`
  return { text, strong: false }
}

function diagnoseContention(knot: Knot): Diagnosis[] {
  const [lock] = knot.locks
  const [link] = knot.links
  if (isShort(lock!)) return []
  const holder = link!.holder!
  return [
    {
      verdict: 'unproven',
      cause: 'unknown',
      class: 'resource',
      confidence: 0.2,
      support: knot.support,
      because: `${who(holder)} [${holder.state}] probably holds the lock and can still run: ${inside(link!.evidence!)}`,
      knot,
      core: [...lock!.waiters, holder],
      behind: [],
    },
  ]
}

/** A goroutine or two at a lock, whose holder was not seen in a program that moves. */
function isEveryday({ locks, links }: Knot, movement: Movement): boolean {
  return (
    links.every(({ holder }) => holder === null) &&
    locks.every(isShort) &&
    !onlyMainRests(movement) &&
    movement.free.some((node) => isNearby(node, locks))
  )
}

const CROWD = 3

function isShort({ waiters }: Lock): boolean {
  const waiting = waiters.reduce((sum, { count }) => sum + count, 0)
  return waiting < CROWD && waiters.every(({ minutes }) => minutes === null)
}
