import { type ChannelCause, channelCauseOf, isSeenWithContext, startedBy } from './channels.ts'
import { BY_RUNTIME, CLASS, type Diagnosis, type Dump } from './diagnosis.ts'
import { type Movement, onlyMainRests } from './movement.ts'
import { isOwn } from './names.ts'
import type { Node } from './nodes.ts'
import { who } from './phrases.ts'
import type { WaitKind } from './wait.ts'

/** Verdicts about goroutines that wait without locks. */
export function diagnoseChannels(part: readonly Node[], { movement, proven, testRun, testsOver }: Dump): Diagnosis[] {
  // `select {}` waits for nothing: it is there because others were meant to go on.
  const rest = part.filter(({ wait }) => wait.kind !== 'forever')
  if (proven) {
    const core = rest.length > 0 ? rest : part
    if (core.length === 0) return []
    const behind = core === part ? [] : part.filter(({ wait }) => wait.kind === 'forever')
    return [{ ...told(core, behind), verdict: 'deadlock', confidence: 1, because: BY_RUNTIME }]
  }
  if (testsOver && movement.free.length === 0 && movement.damage === null && rest.some(isOfTest)) {
    return lost(rest, 0.8, 'the test that started them has returned, and no goroutine of the program can run')
  }
  const old = rest.filter(isOldSender)
  const minutes = Math.min(...old.map((node) => node.minutes!.min))
  const young = rest.filter((node) => !isOldSender(node))
  const open = testRun ? young : suspects(young, movement)
  const found = lost(old, 0.8, `all of them have waited for ${minutes} minutes or more for somebody to receive`)
  if (open.length === 0) return found
  const suspected = new Set(open)
  const behind = young.filter((node) => !suspected.has(node))
  return [...found, { ...told(open, behind), verdict: 'unproven', ...doubt(movement) }]
}

/** Stuck for good, whatever the rest of the program does. */
export function lost(nodes: readonly Node[], confidence: number, because: string): Diagnosis[] {
  return nodes.length === 0 ? [] : [{ ...told(nodes, []), verdict: 'leak', confidence, because }]
}

function doubt(movement: Movement): Pick<Diagnosis, 'confidence' | 'because'> {
  const mover = movement.free[0] ?? movement.opaque[0] ?? movement.sources[0]
  return mover === undefined
    ? {
        confidence: 0.5,
        because: movement.damage ?? 'timers are in no dump, and one of them may wake these goroutines',
      }
    : {
        confidence: 0.3,
        because: `${who(mover)} can still run, and one dump cannot tell whether it will come to the other side`,
      }
}

/** What the cause is told from comes first. */
const FIRST: Readonly<Record<ChannelCause, readonly WaitKind[]>> = {
  'condition-variable': ['cond'],
  'wait-group': ['wait-group'],
  'channel-wait-group': ['wait-group'],
  channel: ['nil-send', 'send', 'select', 'receive'],
  'channel-context': ['select', 'receive', 'send'],
}

function told(
  waiting: readonly Node[],
  behind: readonly Node[],
): Omit<Diagnosis, 'verdict' | 'confidence' | 'because'> {
  const cause = channelCauseOf(waiting)
  const order = FIRST[cause]
  const rank = ({ wait }: Node) => (order.includes(wait.kind) ? order.indexOf(wait.kind) : order.length)
  const core = [...waiting].sort((a, b) => rank(a) - rank(b))
  return { cause, class: CLASS[cause], support: supportOf(cause, core), knot: null, core, behind }
}

function supportOf(cause: ChannelCause, core: readonly Node[]): number {
  if (cause !== 'channel-context') return 0.7
  return core.slice(0, MOST_COMPARED).some(isSeenWithContext) ? 0.9 : 0.6
}

function isAlive({ free, opaque, sources }: Movement): boolean {
  return free.length > 0 || opaque.length > 0 || sources.length > 0
}

/**
 * Who is worth a word. In a program that moves, idle workers wait for work and consumers for their producers; odd are
 * senders whose receiver is nowhere to be seen, wait groups whose workers all stand, requests that wait for minutes,
 * and crowds. In a program that does not move, or whose main merely sleeps, everybody is.
 */
function suspects(nodes: readonly Node[], movement: Movement): Node[] {
  const serious = nodes.filter(({ wait }) => wait.kind !== 'nil-receive')
  if (!isAlive(movement) || onlyMainRests(movement)) return serious
  const working = new Set(movement.free.flatMap(namesOf))
  const odd = new Set(serious.filter((node) => isOdd(node, working, movement)))
  const parents = [...odd].filter(({ wait }) => wait.kind === 'wait-group').slice(0, MOST_COMPARED)
  return serious.filter((node) => odd.has(node) || parents.some((parent) => startedBy(node, parent)))
}

function isOdd(node: Node, working: ReadonlySet<string>, movement: Movement): boolean {
  const { wait, minutes, count, group } = node
  const atWork = namesOf(node).some((name) => working.has(name))
  const waited = minutes?.min ?? 0
  if (wait.kind === 'send') return waited > 0 || !atWork
  if (wait.kind === 'wait-group')
    return !atWork && !movement.free.slice(0, MOST_COMPARED).some((worker) => startedBy(worker, node))
  if (waited > 0 && group.stack.frames.some((frame) => REQUEST.test(frame.function))) return true
  return count >= CROWD_WAITING && waited >= OLD_MINUTES
}

const REQUEST =
  /^net\/http\.(?:serverHandler|HandlerFunc)\.ServeHTTP$|^google\.golang\.org\/grpc\.\(\*Server\)\.(?:handleStream|processUnaryRPC)$/
const CROWD_WAITING = 100
/** Each is compared with each other of these: a bound for dumps made to be slow. */
const MOST_COMPARED = 200

/** The types and functions a goroutine works with. */
function namesOf({ shapes }: Node): string[] {
  return shapes.map(({ owner, outer }) => owner ?? outer)
}

const OLD_MINUTES = 10
const MANY = 10

/** Back-pressure of ten minutes on ten senders at one place is none. */
function isOldSender({ wait, minutes, count }: Node): boolean {
  return wait.kind === 'send' && count >= MANY && (minutes?.min ?? 0) >= OLD_MINUTES
}

const TEST = /\.(?:Test|Benchmark|Fuzz)(?!Main\b)[^.]*(?:\.func\d+(?:\.\d+)*)?$/

function isOfTest(node: Node): boolean {
  const { createdBy } = node.group.stack
  const frames = [...node.shapes.map(({ like }) => like), ...(createdBy === null ? [] : [createdBy])]
  return frames.some((frame) => isOwn(frame) && TEST.test(frame.function) && frame.file?.endsWith('_test.go') === true)
}
