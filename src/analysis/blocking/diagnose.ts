import type { Block } from '../scene.ts'
import { type ChannelCause, channelCauseOf, startedBy } from './channels.ts'
import { componentsOf } from './components.ts'
import { type Lock, locksOf } from './locks.ts'
import { isNearby, type Movement, movementOf, obstacleTo } from './movement.ts'
import { isOwn } from './names.ts'
import { type Node, nodesOf } from './nodes.ts'
import { inside, who } from './phrases.ts'
import { type Knot, knotsOf, type LockCause } from './structure.ts'
import { isLockWait, type WaitKind } from './wait.ts'

export type Cause = Exclude<LockCause, 'contention'> | ChannelCause | 'unknown'
export type Class = 'resource' | 'communication' | 'mixed'
export type Verdict = 'deadlock' | 'leak' | 'unproven'

/** One standstill of one dump. */
export interface Diagnosis {
  readonly verdict: Verdict
  readonly cause: Cause
  readonly class: Class
  /** Of the verdict; for `unproven`, of the suspicion. */
  readonly confidence: number
  /** Of the cause. */
  readonly support: number
  /** What proves the verdict, or stands against it: one sentence. */
  readonly because: string
  /** Null when no lock is involved. */
  readonly knot: Knot | null
  /** Those the cause is told from. */
  readonly core: readonly Node[]
  /** Those that wait behind them. */
  readonly behind: readonly Node[]
}

const CLASS: Readonly<Record<Cause, Class>> = {
  'double-lock': 'resource',
  'lock-order': 'resource',
  'rwlock-reentry': 'resource',
  channel: 'communication',
  'channel-context': 'communication',
  'condition-variable': 'communication',
  'wait-group': 'mixed',
  'channel-lock': 'mixed',
  'channel-wait-group': 'mixed',
  unknown: 'resource',
}

export function diagnose(block: Block): Diagnosis[] {
  const all = nodesOf(block)
  const nodes = all.filter((node) => node.role === 'program' && isBlocked(node))
  if (nodes.length === 0) return []
  const movement = movementOf(block, all)
  const proven = provenByRuntime(block)
  const parts = proven ? [nodes] : componentsOf(nodes)
  const program = all.filter(({ role }) => role === 'program')
  return merge(parts.flatMap((part) => diagnosePart(block, part, program, movement, proven)))
    .sort((a, b) => RANK[a.verdict] - RANK[b.verdict] || b.confidence - a.confidence)
}

/** The same suspicion about several places is one thing to say. */
function merge(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const merged = new Map<string, Diagnosis>()
  for (const [i, diagnosis] of diagnoses.entries()) {
    const key = diagnosis.knot === null ? `${diagnosis.verdict} ${diagnosis.cause} ${diagnosis.because}` : String(i)
    const same = merged.get(key)
    const { core, behind } = diagnosis
    merged.set(key, same === undefined ? diagnosis : { ...same, core: [...same.core, ...core], behind: [...same.behind, ...behind] })
  }
  return [...merged.values()]
}

const RANK: Readonly<Record<Verdict, number>> = { deadlock: 0, leak: 1, unproven: 2 }

function isBlocked({ wait, group }: Node): boolean {
  return wait.kind !== 'free' && wait.kind !== 'outside' && !group.dying
}

/** The runtime's own detector, for the program or for a synctest bubble. */
function provenByRuntime(block: Block): boolean {
  return block.head?.crash === 'deadlock' || /^deadlock: (?:all goroutines in bubble|main bubble goroutine)/.test(block.head?.message ?? '')
}

function diagnosePart(block: Block, whole: readonly Node[], program: readonly Node[], movement: Movement, proven: boolean): Diagnosis[] {
  if (proven) return diagnoseRest(block, whole, program, movement, proven)
  const leaked = whole.filter((node) => node.leaked)
  const dead = whole.filter(({ leaked, wait }) => !leaked && wait.kind === 'nil-send')
  const rest = whole.filter((node) => !leaked.includes(node) && !dead.includes(node))
  return [
    ...lost(leaked, 1, 'the garbage collector found that nothing that can still run refers to what they wait for'),
    ...lost(dead, 0.98, 'a send to a nil channel never ends'),
    ...diagnoseRest(block, rest, program, movement, proven),
  ]
}

function lost(nodes: readonly Node[], confidence: number, because: string): Diagnosis[] {
  return nodes.length === 0 ? [] : [{ ...told(nodes, []), verdict: 'leak', confidence, because }]
}

function diagnoseRest(block: Block, part: readonly Node[], program: readonly Node[], movement: Movement, proven: boolean): Diagnosis[] {
  const locks = locksOf(part)
  if (locks.length === 0) return diagnoseChannels(block, part, program, movement, proven)
  const knots = knotsOf(locks, [...new Set([...part, ...movement.free])])
  const [main] = knots
  if (main !== undefined && main.cause !== 'contention') {
    const diagnosis = diagnoseKnot(main, part, movement, proven, isTestRun(program))
    return diagnosis.verdict === 'unproven' && !isTestRun(program) && isEveryday(main, movement) ? [] : [diagnosis]
  }
  const busy = knots.flatMap((knot) => diagnoseContention(knot))
  const others = part.filter(({ wait }) => !isLockWait(wait.kind))
  return [...busy, ...diagnoseChannels(block, others, program, movement, proven)]
}

function diagnoseKnot(knot: Knot, part: readonly Node[], movement: Movement, proven: boolean, testRun: boolean): Diagnosis {
  const core = new Set(knot.links.flatMap(({ waiter, holder }) => (holder === null ? [waiter] : [waiter, holder])))
  for (const lock of knot.locks) for (const waiter of lock.waiters) core.add(waiter)
  const cause = knot.cause === 'contention' ? 'unknown' : knot.cause
  const base = { cause, class: CLASS[cause], support: knot.support, knot, core: [...core], behind: part.filter((node) => !core.has(node)) } as const
  if (proven) return { ...base, verdict: 'deadlock', confidence: 1, because: 'the runtime itself found that no goroutine can ever run again' }
  const unseen = !testRun && knot.links.some(({ holder }) => holder === null)
  const obstacle =
    obstacleTo(knot.locks, knot.support, movement, core) ??
    obstacleOfHolder(knot, movement) ??
    // `time.AfterFunc(pause, mu.Unlock)` is odd and works.
    (unseen ? 'nobody is seen to hold the lock, and a timer could release it' : null)
  if (obstacle === null) {
    const because = 'every goroutine that could release the lock is in the dump, and each of them waits'
    return { ...base, verdict: 'deadlock', confidence: knot.cause === 'channel-lock' ? 0.88 : 0.96, because }
  }
  const waits = [...core].map(({ minutes }) => minutes?.min ?? 0)
  const forMinutes = Math.min(...waits)
  if (forMinutes >= LONG_MINUTES && knot.support >= 0.7 && movement.damage === null && movement.opaque.length === 0) {
    const because = `all of them have waited for ${forMinutes} minutes or more, and their stacks show the circle`
    return { ...base, verdict: 'deadlock', confidence: 0.8, because }
  }
  return { ...base, verdict: 'unproven', confidence: Math.min(0.85, knot.support), because: obstacle }
}

/** No lock is held that long by a program that works. */
const LONG_MINUTES = 5

/** The holder itself waits for a channel or a wait group: can it be woken? */
function obstacleOfHolder({ links }: Knot, movement: Movement): string | null {
  for (const { holder } of links) {
    if (holder === null || isLockWait(holder.wait.kind)) continue
    const { kind } = holder.wait
    if (kind === 'receive' || kind === 'select') return `${who(holder)} may be woken by a timer, and a dump shows no timers`
    if (kind === 'send') {
      const other = movement.wakeable[0] ?? movement.free[0] ?? movement.sources[0]
      if (other !== undefined) return `${who(other)} may still receive what ${who(holder)} sends`
    }
    if (kind === 'wait-group' && movement.free.length > 0) return `${who(movement.free[0]!)} can still run and may call Done`
  }
  return null
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
  return links.every(({ holder }) => holder === null) && locks.every(isShort) && movement.free.some((node) => isNearby(node, locks))
}

const CROWD = 3

function isShort({ waiters }: Lock): boolean {
  const waiting = waiters.reduce((sum, { count }) => sum + count, 0)
  return waiting < CROWD && waiters.every(({ minutes }) => minutes === null)
}

function diagnoseChannels(block: Block, part: readonly Node[], program: readonly Node[], movement: Movement, proven: boolean): Diagnosis[] {
  // `select {}` waits for nothing: it is there because others were meant to go on.
  const rest = part.filter(({ wait }) => wait.kind !== 'forever')
  if (proven) {
    const core = rest.length > 0 ? rest : part
    if (core.length === 0) return []
    const behind = part.filter((node) => !core.includes(node))
    return [{ ...told(core, behind), verdict: 'deadlock', confidence: 1, because: 'the runtime itself found that no goroutine can ever run again' }]
  }
  const orphans = testsAreOver(block) ? rest.filter(isOfTest) : []
  if (orphans.length > 0 && movement.free.length === 0 && movement.damage === null) {
    return lost(rest, 0.8, 'the test that started them has returned, and no goroutine of the program can run')
  }
  const old = rest.filter(isOldSender)
  const minutes = Math.min(...old.map((node) => node.minutes!.min))
  const young = rest.filter((node) => !old.includes(node))
  // A test run that somebody dumps hangs, or left something behind; nothing idles there.
  const open = isTestRun(program) ? young : suspects(young, movement)
  const found = lost(old, 0.8, `all of them have waited for ${minutes} minutes or more for somebody to receive`)
  if (open.length === 0) return found
  const behind = young.filter((node) => !open.includes(node))
  return [...found, { ...told(open, behind), verdict: 'unproven', ...doubt(movement) }]
}

function doubt(movement: Movement): Pick<Diagnosis, 'confidence' | 'because'> {
  const mover = movement.free[0] ?? movement.opaque[0] ?? movement.sources[0]
  return mover === undefined
    ? { confidence: 0.5, because: movement.damage ?? 'timers are in no dump, and one of them may wake these goroutines' }
    : { confidence: 0.3, because: `${who(mover)} can still run, and one dump cannot tell whether it will come to the other side` }
}

/** What the cause is told from comes first. */
const FIRST: Partial<Record<WaitKind, number>> = { cond: 0, 'wait-group': 1, 'nil-send': 2, send: 2 }

function told(waiting: readonly Node[], behind: readonly Node[]): Omit<Diagnosis, 'verdict' | 'confidence' | 'because'> {
  const core = [...waiting].sort((a, b) => (FIRST[a.wait.kind] ?? 3) - (FIRST[b.wait.kind] ?? 3))
  const cause = channelCauseOf(core)
  return { cause, class: CLASS[cause], support: cause === 'channel-context' ? 0.6 : 0.7, knot: null, core, behind }
}

function isAlive({ free, opaque, sources }: Movement): boolean {
  return free.length > 0 || opaque.length > 0 || sources.length > 0
}

/**
 * Who is worth a word. In a program that moves, idle workers wait for work and consumers for their producers; odd are
 * senders whose receiver is nowhere to be seen, wait groups whose workers all stand, requests that wait for minutes,
 * and crowds. In a program that does not move, everybody is.
 */
function suspects(nodes: readonly Node[], movement: Movement): Node[] {
  const serious = nodes.filter(({ wait }) => wait.kind !== 'nil-receive')
  if (!isAlive(movement)) return serious
  const working = new Set(movement.free.flatMap(namesOf))
  const odd = serious.filter((node) => isOdd(node, working, movement))
  return serious.filter((node) => odd.includes(node) || odd.some((one) => one.wait.kind === 'wait-group' && startedBy(node, one)))
}

function isOdd(node: Node, working: ReadonlySet<string>, movement: Movement): boolean {
  const { wait, minutes, count, group } = node
  const atWork = namesOf(node).some((name) => working.has(name))
  const waited = minutes?.min ?? 0
  if (wait.kind === 'send') return waited > 0 || !atWork
  if (wait.kind === 'wait-group') return !atWork && !movement.free.some((worker) => startedBy(worker, node))
  if (waited > 0 && group.stack.frames.some((frame) => REQUEST.test(frame.function))) return true
  return count >= CROWD_WAITING && waited >= OLD_MINUTES
}

const REQUEST = /^net\/http\.(?:serverHandler|HandlerFunc)\.ServeHTTP$|^google\.golang\.org\/grpc\.\(\*Server\)\.(?:handleStream|processUnaryRPC)$/
const CROWD_WAITING = 100

/** The types and functions a goroutine works with. */
function namesOf({ frames }: Node): string[] {
  return frames.map(({ owner, outer }) => owner ?? outer)
}

function isTestRun(program: readonly Node[]): boolean {
  return program.some(({ frames }) => frames.some(({ frame }) => frame.kind === 'test'))
}

const OLD_MINUTES = 10
const MANY = 10

/** Back-pressure of ten minutes on ten senders at one place is none. */
function isOldSender({ wait, minutes, count }: Node): boolean {
  return wait.kind === 'send' && count >= MANY && (minutes?.min ?? 0) >= OLD_MINUTES
}

/** TestMain is there and the test runner is not: the tests ran, and what is left was left behind. */
function testsAreOver(block: Block): boolean {
  let main = false
  for (const { stack } of block.groups.list()) {
    for (const { function: name } of stack.frames) {
      if (name.startsWith('testing.')) return false
      if (name.endsWith('.TestMain')) main = true
    }
  }
  return main
}

const TEST = /\.(?:Test|Benchmark|Fuzz)(?!Main\b)[^.]*(?:\.func\d+(?:\.\d+)*)?$/

function isOfTest(node: Node): boolean {
  const { createdBy } = node.group.stack
  const frames = [...node.frames.map(({ frame }) => frame), ...(createdBy === null ? [] : [createdBy])]
  return frames.some((frame) => isOwn(frame) && TEST.test(frame.function) && frame.file?.endsWith('_test.go') === true)
}
