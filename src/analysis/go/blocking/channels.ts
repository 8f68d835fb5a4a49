import { isTestFunction } from '../goroutine-groups.ts'
import { isEndOfContext } from '../source/source-code.ts'
import { hasInterface } from './arguments.ts'
import type { FrameShape } from './frames.ts'
import { outerFunction } from './names.ts'
import type { Node } from './nodes.ts'
import { isChannelWait } from './wait.ts'

export type ChannelCause = 'channel' | 'channel-context' | 'condition-variable' | 'wait-group' | 'channel-wait-group'

/** What a set of goroutines that wait without locks has in common. */
export function channelCauseOf(nodes: readonly Node[]): ChannelCause {
  const counted = nodes.filter(({ wait }) => wait.kind === 'wait-group')
  // A test that itself waits for what it started is scaffolding, unless nothing else waits.
  const own = counted.filter(
    ({ siteShape, wait }) => siteShape === null || !isTestFunction(siteShape.like) || siteShape.index !== wait.at,
  )
  const groups = own.length === 0 && counted.length < nodes.length ? own : counted
  const channels = nodes.filter(({ wait }) => isChannelWait(wait.kind))
  if (nodes.some(({ wait }) => wait.kind === 'cond')) return 'condition-variable'
  if (groups.length > 0) {
    if (channels.length === 0) return 'wait-group'
    return talkToEachOther(channels) ? 'channel' : 'channel-wait-group'
  }
  return channels.some(hasContext) ? 'channel-context' : 'channel'
}

/** Both ends of a channel are among them: whoever waits for their end only waits along. */
function talkToEachOther(nodes: readonly Node[]): boolean {
  return (
    nodes.some(({ wait }) => wait.kind === 'send') &&
    nodes.some(({ wait }) => wait.kind === 'receive' || wait.kind === 'select')
  )
}

/** `runWithCtx`, `awaitDone`, `waitForCancel`; but not `DialContext`, which only takes one. */
const NAMED_AFTER_IT = /ctx|cancel|(?:await|wait\w*|until|when|after|on)_?done/i

/**
 * Waits with a context in its hands. Tracebacks print no types; but the function that itself stands in a channel
 * operation and was given an interface value was, nearly always, given a context.
 */
export function hasContext(node: Node): boolean {
  const { siteShape, shapes, group } = node
  if (isSeenWithContext(node)) return true
  if (group.stack.frames.some((frame) => frame.package === 'context')) return true
  const [first, second] = shapes
  if (first === undefined || first !== siteShape) return false
  if (NAMED_AFTER_IT.test(first.like.function.slice(first.like.package.length))) return true
  // A closure has no arguments of its own: what it uses was given to the function around it.
  const closes = second?.outer === first.outer
  return (
    (mayHaveInterface(first) && hasInterface(node.frames[0]!.words)) ||
    (closes && mayHaveInterface(second) && hasInterface(node.frames[1]!.words))
  )
}

/** The source says so; that it does not is no proof of the contrary, for what is missing there may be the bug. */
export function isSeenWithContext({ site }: Node): boolean {
  return site?.code?.waits.some(isEndOfContext) === true
}

function mayHaveInterface({ like }: FrameShape): boolean {
  return like.args?.includes('{') === true && !WITHOUT_CONTEXT.test(like.function)
}

/** Methods that the library prescribes: what interface they are given, if any, is known, and is no context. */
const WITHOUT_CONTEXT = /\.(?:ServeHTTP|RoundTrip|ReadFrom|WriteTo)$/

/** Whether one of the workers was started by the function that waits for them. */
export function startedBy(worker: Node, waiter: Node): boolean {
  const { createdBy } = worker.group.stack
  if (createdBy === null) return false
  if (worker.parents.some((id) => waiter.ids.includes(id))) return true
  // Where all ids of the waiter are known, it is none of them.
  if (worker.parents.length > 0 && waiter.ids.length >= waiter.count) return false
  const creator = outerFunction(createdBy.function)
  return waiter.shapes.some(({ outer }) => outer === creator)
}
