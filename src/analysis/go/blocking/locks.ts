import { isSameLock } from '../source/source-code.ts'
import type { Word } from './arguments.ts'
import type { NodeFrame } from './frames.ts'
import { isGeneric } from './names.ts'
import type { Node } from './nodes.ts'
import { isLockWait } from './wait.ts'

/** A mutex or RWMutex that somebody waits for. */
export interface Lock {
  /** Its address, or a name made of who waits for it when the dump does not show one. */
  readonly id: string
  readonly address: bigint | null
  /** The mutex inside a sync.Once: whoever runs the function holds it. */
  readonly once: boolean
  readonly waiters: Node[]
}

/** Every lock with waiters. Waiters whose lock has no address join the one their type waits for. */
export function locksOf(nodes: readonly Node[]): Lock[] {
  const locks = new Map<string, Lock>()
  const unknown: Node[] = []
  for (const node of nodes) {
    if (!isLockWait(node.wait.kind)) continue
    if (node.wait.address === null) unknown.push(node)
    else join(locks, node.wait.address, BigInt(node.wait.address), node)
  }
  if (unknown.length === 0) return [...locks.values()]
  const byOwner = new Map<string, Lock | null>()
  for (const lock of locks.values()) {
    for (const key of new Set(lock.waiters.flatMap(ownerKeys)))
      byOwner.set(key, byOwner.has(key) && byOwner.get(key) !== lock ? null : lock)
  }
  for (const node of unknown) {
    const keys = ownerKeys(node)
    const known = keys.map((key) => byOwner.get(key)).find((lock) => lock !== undefined)
    if (known) known.waiters.push(node)
    else {
      const lock = join(locks, `of ${keys[0] ?? node.group.key}`, null, node)
      for (const key of keys) if (!byOwner.has(key)) byOwner.set(key, lock)
    }
  }
  return [...locks.values()]
}

function join(locks: Map<string, Lock>, id: string, address: bigint | null, node: Node): Lock {
  let lock = locks.get(id)
  if (lock === undefined) {
    lock = { id, address, once: node.wait.once, waiters: [] }
    locks.set(id, lock)
  }
  lock.waiters.push(node)
  return lock
}

/** What the lock is called by those who wait for it: kind, type and object of the method, surest first. */
function ownerKeys(node: Node): string[] {
  const frame = acquirer(node)
  if (frame === null) return []
  const kind = node.wait.once ? 'once' : node.wait.kind === 'mutex' ? 'mutex' : 'rw'
  if (frame.owner === null) {
    // A variable of the package: its users need not have a type or a function in common.
    return [`${kind} ${frame.outer}`, `${kind} package ${frame.frame.package}`]
  }
  const object = frame.receiver === null ? [] : [`${kind} ${frame.owner} ${frame.receiver.text}`]
  return [...object, `${kind} ${frame.owner}`]
}

/** The frame that called Lock. */
export function acquirer(node: Node): NodeFrame | null {
  return node.frames[0] ?? null
}

export interface Evidence {
  /** 0–1: how sure it is that this goroutine holds the lock, if nobody else does. */
  readonly strength: number
  /** What `frame` has to do with the lock: `a method of the same object`. */
  readonly why: string
  readonly frame: NodeFrame
  /** The source was read, and shows the lock taken. */
  readonly read?: boolean
}

const MOST_LOCK_OFFSET = 4096n
/** Waiters of one lock that are asked who they are; a queue of thousands says nothing new. */
const MOST_ASKED = 8

/**
 * Whether a goroutine may hold a lock, from its stack: it is inside a method of the object or the type whose method
 * waits for the lock, or inside the function the lock is local to. For one of the waiters themselves, only frames below
 * its own Lock count.
 */
export function mayHold(node: Node, lock: Lock): Evidence | null {
  const waits = lock.waiters.includes(node)
  let best: Evidence | null = null
  for (const waiter of waits ? [node] : askedOf(lock)) {
    const asked = acquirer(waiter)
    if (asked === null) continue
    for (const candidate of candidatesOf(node, waits)) {
      const found = confirm(compare(candidate, asked, lock, waits), candidate, asked)
      if (found === null) continue
      // Where it waits for another lock it may just as well have no lock yet.
      const strength =
        !waits && candidate === node.frames[0] && isLockWait(node.wait.kind) && found.why !== HANDED && !found.read
          ? found.strength - 0.26
          : found.strength
      if (best !== null && strength <= best.strength) continue
      // The waiter came through the very same call without holding the lock, so standing there proves nothing.
      if (!waits && !found.read && askedOf(lock).some((one) => passed(one, candidate, lock.address))) continue
      best = { ...found, strength }
    }
  }
  return best
}

/** Frames that may have locked. Cond.Wait gives its lock back while it waits, but not those of other objects further out. */
function candidatesOf({ wait, frames }: Node, waits: boolean): readonly NodeFrame[] {
  if (wait.kind !== 'cond') return waits ? frames.slice(1) : frames
  const [waiting] = frames
  return frames.filter(({ owner }) => owner !== null && owner !== waiting?.owner)
}

/** What the stack suggests, in the light of the source: the lock is taken before that line, or it is not. */
function confirm(found: Evidence | null, { code }: NodeFrame, asked: NodeFrame): Evidence | null {
  const wanted = asked.code?.here.find(({ kind }) => kind === 'lock' || kind === 'read-lock')
  if (found === null || code === null || wanted === undefined || asked.code === null) return found
  const { function: askedIn } = asked.code
  const held = code.held.find(({ on }) => isSameLock(code.function, on, askedIn, wanted.on))
  if (held !== undefined) {
    // Of another object of the type, or of another call of the function, the source says as much and it is another lock.
    const same = found.strength >= OBJECT
    return {
      ...found,
      strength: Math.max(found.strength, same ? READ : LIKELY),
      why: `${found.why}; the source locks ${held.on} at line ${held.line} and has not unlocked it there`,
      read: same,
    }
  }
  // The lock may be taken in a function that the file does not show.
  return code.unsure || found.why === HANDED ? found : { ...found, strength: Math.min(found.strength, 0.2) }
}

/** Seen in the code that ran. */
const READ = 0.97
const LIKELY = 0.85
/** Evidence of this strength names the object or the place, not only the type or the function. */
export const OBJECT = 0.75

const askedLists = new WeakMap<Lock, readonly Node[]>()

/** Waiters of a lock that differ in where they stand. */
function askedOf(lock: Lock): readonly Node[] {
  let list = askedLists.get(lock)
  if (list === undefined) {
    const places = new Map<string, Node>()
    for (const waiter of lock.waiters) {
      if (places.size >= MOST_ASKED) break
      const place = waiter.frames
        .map(({ frame, receiver }) => `${frame.function}:${frame.line} ${receiver?.text}`)
        .join()
      if (!places.has(place)) places.set(place, waiter)
    }
    list = [...places.values()]
    askedLists.set(lock, list)
  }
  return list
}

const HANDED = 'called with the address of the lock'

function compare(candidate: NodeFrame, asked: NodeFrame, lock: Lock, self: boolean): Evidence | null {
  const { frame, receiver, words } = candidate
  const found = (strength: number, why: string): Evidence => ({ strength, why, frame: candidate })
  if (candidate.owner !== null && candidate.owner === asked.owner) {
    const closure = candidate.outer === asked.outer && frame.function !== asked.frame.function
    if (self && closure) return found(0.55, 'the function around it')
    const differ =
      receiver !== null &&
      asked.receiver !== null &&
      !receiver.stale &&
      !asked.receiver.stale &&
      receiver.value !== asked.receiver.value
    // Objects of one type lie side by side: the lock belongs to the last one that begins before it.
    const inside =
      holds(receiver, lock) && !(differ && holds(asked.receiver, lock) && asked.receiver.value > receiver.value)
    const same = receiver !== null && asked.receiver !== null && receiver.value === asked.receiver.value
    if (same || inside) {
      const sure = receiver?.stale === false && (inside || asked.receiver?.stale === false)
      return found(sure ? 0.92 : 0.8, 'a method of the same object')
    }
    // Another object of the type; the lock lies in the object of whoever waits for it.
    if (differ && lock.address !== null) return null
    // The runtime prints no type arguments: it may be a type that only shares the name.
    if (isGeneric(frame)) return found(self ? 0.5 : 0.55, 'a method of a type of the same name')
    return found(0.7, 'a method of the same type')
  }
  if (lock.address !== null && !self && words.some((word) => !word.stale && word.value === lock.address)) {
    return receiver?.value === lock.address
      ? found(0.9, 'a method of the object that begins with the lock')
      : found(0.9, HANDED)
  }
  if (candidate.outer !== asked.outer) return null
  if (frame.function !== asked.frame.function) return found(self ? 0.55 : 0.6, 'written in the same function')
  const later = (frame.line ?? 0) > (asked.frame.line ?? 0)
  return frame.line === asked.frame.line ? null : found(later ? 0.75 : 0.5, 'the same function, at another line')
}

function holds(object: Word | null, { address }: Lock): object is Word {
  if (object === null || address === null) return false
  const offset = address - object.value
  return offset >= 0n && offset < MOST_LOCK_OFFSET
}

/** The same call of the same function with the same object, as far as it can be seen. */
function passed(waiter: Node, { frame, receiver, words }: NodeFrame, address: bigint | null): boolean {
  const handedAt = address === null ? -1 : words.findIndex((word) => !word.stale && word.value === address)
  return waiter.frames.some((own) => {
    if (own.frame.function !== frame.function || own.frame.line !== frame.line) return false
    if (handedAt >= 0 && own.words[handedAt]?.value !== address) return false
    if (receiver === null || own.receiver === null || receiver.stale || own.receiver.stale) return !isGeneric(frame)
    return own.receiver.value === receiver.value
  })
}
