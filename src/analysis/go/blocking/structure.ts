import { startedBy } from './channels.ts'
import type { NodeFrame } from './frames.ts'
import { acquirer, type Evidence, type Lock, mayHold, OBJECT } from './locks.ts'
import { outerFunction } from './names.ts'
import type { Node } from './nodes.ts'
import { isChannelWait, isLockWait } from './wait.ts'

export type LockCause =
  | 'double-lock'
  | 'lock-order'
  | 'rwlock-reentry'
  | 'channel-lock'
  | 'wait-group'
  | 'condition-variable'
  /** Whoever probably holds the lock can still run: a busy lock, as far as one dump tells. */
  | 'contention'

/** Who holds what others wait for: the root of a standstill. */
export interface Knot {
  readonly cause: LockCause
  readonly locks: readonly Lock[]
  readonly links: readonly Link[]
  /** 0–1: how well the stacks support this reading. */
  readonly support: number
}

/** `waiter` waits for `lock`, which `holder` has, as far as can be told. */
export interface Link {
  readonly waiter: Node
  readonly lock: Lock
  readonly holder: Node | null
  readonly evidence: Evidence | null
}

interface Holder {
  readonly node: Node
  readonly evidence: Evidence
}

const ENOUGH = 0.5
/** Enough for a cycle of locks that nobody else is seen to hold: two forgotten locks are rarer than one wrong order. */
const ENOUGH_IN_CYCLE = 0.3
/** Goroutines compared with one lock, and locks compared at all: a bound for dumps made to be slow. */
const MOST_RELATED = 64
const MOST_LOCKS = 200
/** Locks from which a cycle is looked for, those with the longest queues first. */
const MOST_STARTS = 100
/** Locks of one type beyond which "a method of the same type" says nothing about whose lock it is. */
const MOST_OF_ONE_TYPE = 20

/** The knots of a dump, the best supported first; a cycle stands alone. Locks whose holder waits for another lock are behind a knot, not one. */
export function knotsOf(allLocks: readonly Lock[], nodes: readonly Node[]): Knot[] {
  const locks = [...allLocks].sort((a, b) => b.waiters.length - a.waiters.length).slice(0, MOST_LOCKS)
  const index = new NodeIndex(nodes, locks)
  const suspects = new Map(locks.map((lock) => [lock, holdersOf(lock, index, locks.length)]))
  const holders = new Map(
    [...suspects].map(([lock, list]) => [lock, list.filter(({ evidence }) => evidence.strength >= ENOUGH)]),
  )
  const knots: Knot[] = []
  const left = new Set(locks)
  // Whatever else waits here waits behind a cycle, or beside it.
  const cycle =
    cycleIn(left, holders) ?? cycleIn(new Set(locks.filter((lock) => holders.get(lock)!.length === 0)), suspects)
  if (cycle !== null) return [cycle]
  const behind: Lock[] = []
  for (const lock of left) {
    const [holder] = holders.get(lock)!
    if (holder !== undefined && !lock.waiters.includes(holder.node) && isLockWait(holder.node.wait.kind))
      behind.push(lock)
    else knots.push(knotOf(lock, holders.get(lock)!, nodes, index))
  }
  if (knots.length === 0) for (const lock of behind.slice(0, 1)) knots.push(knotOf(lock, [], nodes, index))
  const rank = (knot: Knot) => (knot.cause === 'contention' ? 0 : 1)
  return knots.sort((a, b) => rank(b) - rank(a) || b.support - a.support)
}

/** Nodes by what their frames have in common, so that a lock is compared with its relatives only. */
class NodeIndex {
  /** By the functions, types and pointers that some lock is looked for with; the rest is not kept. */
  private readonly byKey = new Map<string, Node[]>()
  /** Those that wait for a channel, by the package they stand in. */
  private readonly atChannels = new Map<string, Node[]>()
  private readonly keys: ReadonlyMap<Lock, ReadonlySet<string>>
  /** Names that too many have in common to say anything about one lock of many. */
  private readonly common = new Set<string>()

  constructor(nodes: readonly Node[], locks: readonly Lock[]) {
    this.keys = new Map(locks.map((lock) => [lock, keysOf(lock)]))
    for (const keys of this.keys.values()) for (const key of keys) this.byKey.set(key, [])
    for (const node of nodes) {
      const { shapes, role, wait } = node
      const [innermost] = shapes
      if (innermost === undefined) continue
      if (role === 'program' && isChannelWait(wait.kind)) put(this.atChannels, innermost.like.package, node)
      for (const { owner, outer } of shapes) {
        this.add(outer, node)
        if (owner !== null) this.add(owner, node)
      }
      for (const pointer of node.pointers('all')) this.add(pointer, node)
    }
  }

  private add(key: string, node: Node): void {
    const list = this.byKey.get(key)
    if (list === undefined || list.at(-1) === node) return
    if (list.length < MOST_RELATED) list.push(node)
    else this.common.add(key)
  }

  /** Code of the packages that wait for the lock, itself at a channel. */
  neighbours(lock: Lock): Node[] {
    const packages = new Set(
      lock.waiters.slice(0, MOST_RELATED).flatMap((waiter) => acquirer(waiter)?.frame.package ?? []),
    )
    return [...packages].flatMap((path) => this.atChannels.get(path) ?? [])
  }

  related(lock: Lock): Set<Node> {
    const found = new Set<Node>()
    const isOneOfMany = this.keys.size > MOST_OF_ONE_TYPE
    for (const key of this.keys.get(lock)!)
      if (!(isOneOfMany && this.common.has(key))) for (const node of this.byKey.get(key)!) found.add(node)
    return found
  }
}

/** What somebody who holds the lock may have in common with those who wait for it. */
function keysOf(lock: Lock): Set<string> {
  const keys = new Set<string>()
  for (const waiter of lock.waiters.slice(0, MOST_RELATED)) {
    const frame = acquirer(waiter)
    if (frame === null) continue
    if (frame.receiver !== null) keys.add(frame.receiver.text)
    keys.add(frame.owner ?? frame.outer)
    keys.add(frame.outer)
  }
  if (lock.address !== null) keys.add(`0x${lock.address.toString(16)}`)
  return keys
}

function put(map: Map<string, Node[]>, key: string, node: Node): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [node])
  else if (list.length < MOST_RELATED) list.push(node)
}

/** Who may hold it, the likeliest first. */
function holdersOf(lock: Lock, index: NodeIndex, locks: number): Holder[] {
  if (lock.once) {
    const runner = runnerOf(lock, index)
    if (runner !== null) return [runner]
  }
  const found: Holder[] = []
  for (const node of index.related(lock)) {
    const evidence = mayHold(node, lock)
    if (evidence === null || evidence.strength < ENOUGH_IN_CYCLE) continue
    if (locks > MOST_OF_ONE_TYPE && evidence.strength < 0.75) continue
    found.push({ node, evidence })
  }
  return found.sort((a, b) => b.evidence.strength - a.evidence.strength)
}

/** Who runs the function of a sync.Once that others wait to see done: its stack has `doSlow` where theirs has it. */
function runnerOf(lock: Lock, index: NodeIndex): Holder | null {
  const asked = acquirer(lock.waiters[0]!)
  if (asked === null) return null
  for (const node of index.related(lock)) {
    const { frames } = node.group.stack
    const at = frames.findIndex((frame, i) => i > node.wait.at && frame.function === 'sync.(*Once).doSlow')
    if (at < 0) continue
    const caller = node.frames.find(({ frame }) => frames.indexOf(frame) > at)
    if (caller?.frame.function !== asked.frame.function) continue
    return { node, evidence: { strength: 0.9, why: 'which runs the function of the sync.Once', frame: caller } }
  }
  return null
}

/** A waits for what B holds, B for what … A holds. The best supported cycle; of equal ones the shortest. */
function cycleIn(left: ReadonlySet<Lock>, holders: ReadonlyMap<Lock, readonly Holder[]>): Knot | null {
  const lockOf = new Map<Node, Lock>()
  for (const lock of left) for (const waiter of lock.waiters) lockOf.set(waiter, lock)
  // From a lock to the locks that its holders wait for.
  const next = new Map<Lock, Map<Lock, Holder>>()
  for (const lock of left) {
    const edges = new Map<Lock, Holder>()
    for (const holder of holders.get(lock) ?? []) {
      const wanted = lockOf.get(holder.node)
      // Whoever runs a Once and wants a mutex is told as the holder that waits, not as a wrong order of two locks.
      if (wanted === undefined || wanted === lock || wanted.once !== lock.once) continue
      if (!edges.has(wanted)) edges.set(wanted, holder)
    }
    next.set(lock, edges)
  }
  let best: { path: Lock[]; support: number } | null = null
  for (const start of [...next.keys()].slice(0, MOST_STARTS)) {
    const path = shortestCycle(start, next)
    if (path === null) continue
    const support = Math.min(
      ...path.map((lock, i) => next.get(lock)!.get(path[(i + 1) % path.length]!)!.evidence.strength),
    )
    if (best === null || support > best.support || (support === best.support && path.length < best.path.length)) {
      best = { path, support }
    }
  }
  if (best === null) return null
  const { path, support } = best
  const links = path.map((lock, i): Link => {
    const { node, evidence } = next.get(lock)!.get(path[(i + 1) % path.length]!)!
    const before = path[(i + path.length - 1) % path.length]!
    return { waiter: next.get(before)!.get(lock)!.node, lock, holder: node, evidence }
  })
  return { cause: 'lock-order', locks: path, links, support }
}

function shortestCycle(start: Lock, next: ReadonlyMap<Lock, ReadonlyMap<Lock, Holder>>): Lock[] | null {
  const cameFrom = new Map<Lock, Lock>()
  const queue = [start]
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at]!
    for (const to of next.get(from)?.keys() ?? []) {
      if (to === start) {
        const path = [from]
        while (path[0] !== start) path.unshift(cameFrom.get(path[0]!)!)
        return path
      }
      if (cameFrom.has(to)) continue
      cameFrom.set(to, from)
      queue.push(to)
    }
  }
  return null
}

/** One lock that nobody in the dump gives back. */
function knotOf(lock: Lock, candidates: readonly Holder[], nodes: readonly Node[], index: NodeIndex): Knot {
  const holders = candidates.filter(
    ({ node, evidence }) => evidence.strength >= OBJECT || !onlyWaitsForIt(node, lock, nodes, evidence.frame),
  )
  const self = holders.find(({ node }) => lock.waiters.includes(node)) ?? null
  const other = holders.find(({ node }) => !lock.waiters.includes(node)) ?? null
  const free = holders.find(({ node }) => node.wait.kind === 'free' || node.wait.kind === 'outside') ?? null
  const knot = (cause: LockCause, holder: Holder | null, support: number): Knot => {
    const waiter = holder !== null && holder === self ? self.node : lock.waiters[0]!
    return {
      cause,
      locks: [lock],
      links: [{ waiter, lock, holder: holder?.node ?? null, evidence: holder?.evidence ?? null }],
      support,
    }
  }
  if (free !== null) return knot('contention', free, free.evidence.strength)
  if (isReadAndAwaited(lock)) {
    // A reader that already reads waits behind the writer, and the writer waits for that reader.
    const again = holders.find(({ node }) => lock.waiters.includes(node) && node.wait.kind === 'read-lock') ?? null
    const better = other !== null && other.evidence.strength > (again?.evidence.strength ?? 0) + MUCH_BETTER
    if (!better) return knot('rwlock-reentry', again, again?.evidence.strength ?? 0.6)
  }
  if (other !== null) {
    const { kind } = other.node.wait
    if (isChannelWait(kind)) return knot('channel-lock', other, other.evidence.strength)
    if (kind === 'wait-group') return knot('wait-group', other, other.evidence.strength)
    if (kind === 'cond') return knot('condition-variable', other, other.evidence.strength)
  }
  if (self !== null) return knot('double-lock', self, self.evidence.strength)
  // A neighbour is asked when none of the others can hold it: that takes knowing them one by one.
  if (nodes.some(hasUnseenWaiters)) return knot('double-lock', null, UNSEEN)
  const neighbour = index.neighbours(lock).find((node) => !onlyWaitsForIt(node, lock, nodes, node.frames[0]!))
  if (neighbour === undefined) return knot('double-lock', null, ENOUGH)
  const evidence = { strength: 0.4, why: 'code of the same package', frame: neighbour.frames[0]! }
  return knot('channel-lock', { node: neighbour, evidence }, evidence.strength)
}

const MUCH_BETTER = 0.2
/** Nobody is seen to hold the lock, and not everybody was seen. */
const UNSEEN = 0.4

/** Of goroutines that wait for a lock in this place some are counted only: what those wait for and hold is not known. */
export function hasUnseenWaiters({ wait, group }: Node): boolean {
  return isLockWait(wait.kind) && group.members.length < group.count
}

/** Writers that only queue wait behind one that writes already: then readers do too, and nobody reads. */
function isReadAndAwaited({ waiters }: Lock): boolean {
  return waiters.some(({ wait }) => wait.kind === 'read-lock') && waiters.some(({ wait }) => wait.drains)
}

/**
 * Started the waiter, itself or through others, and waits for the end of what it started. What it called since then is
 * another matter: `frame` further in than the start may well hold the lock.
 */
function onlyWaitsForIt(node: Node, lock: Lock, nodes: readonly Node[], frame: NodeFrame): boolean {
  const { kind } = node.wait
  if (kind !== 'wait-group' && kind !== 'receive' && kind !== 'select') return false
  const at = node.frames.indexOf(frame)
  return lock.waiters.slice(0, MOST_RELATED).some((waiter) => {
    const child = childTowards(waiter, node, nodes)
    if (child === null) return false
    const creator = outerFunction(child.group.stack.createdBy!.function)
    const start = node.shapes.findIndex(({ outer }) => outer === creator)
    return start < 0 || at >= start
  })
}

const MOST_GENERATIONS = 4

/** The waiter itself, or the one it descends from, that `ancestor` started; null when it started neither. */
function childTowards(waiter: Node, ancestor: Node, nodes: readonly Node[]): Node | null {
  let generation: readonly Node[] = [waiter]
  for (let depth = 0; depth < MOST_GENERATIONS && generation.length > 0; depth++) {
    const child = generation.find((one) => startedBy(one, ancestor))
    if (child !== undefined) return child
    if (nodes.length > MOST_RELATED) return null
    generation = nodes.filter((node) => !generation.includes(node) && generation.some((one) => startedBy(one, node)))
  }
  return null
}
