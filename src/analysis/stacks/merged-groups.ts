import type { StackGroup } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import type { WrittenOrder } from '../../model/written-order.ts'
import { joined } from './activity.ts'
import type { FunctionStarts } from './function-starts.ts'
import { MOST_MEMBERS, MOST_MESSAGES, OVERFLOW, type StackLevel } from './groups.ts'
import { identityOf } from './identity.ts'
import type { StackRules } from './rules.ts'
import { textOf, VM_CRASH } from './stack-text.ts'

/** The sources of a report, in the order in which they were read. */
type Sources = readonly { readonly name: string; readonly order: WrittenOrder | null }[]

/** Groups of one fingerprint are one group, whichever sources they come from; the earliest stack is its face. */
export function mergeGroups(groups: readonly StackGroup[], sources: Sources): StackGroup[] {
  const order = orderOf(sources)
  const merged = new Map<string, StackGroup>()
  for (const group of [...groups].sort((a, b) => order(a.first, b.first))) {
    const seen = merged.get(group.fingerprint)
    merged.set(group.fingerprint, seen === undefined ? group : mergedOf(seen, group, order))
  }
  return [...merged.values()].sort(
    (a, b) => Number(a.fingerprint === OVERFLOW) - Number(b.fingerprint === OVERFLOW) || b.count - a.count,
  )
}

/**
 * The same groups with lines that count from the beginning of the function, where that is known. It becomes known when
 * all is read and the log has said which files matter; what was two by its lines may be one by these.
 */
export function countFromFunctions(
  groups: readonly StackGroup[],
  sources: Sources,
  { starts, rules, level }: { readonly starts: FunctionStarts; readonly rules: StackRules; readonly level: StackLevel },
): StackGroup[] {
  const counted = groups.map((group) => {
    if (group.fingerprint === OVERFLOW || group.sort === VM_CRASH) return group
    const { fingerprints } = identityOf(textOf(group), rules, starts)
    return { ...group, fingerprints, fingerprint: fingerprints[level] }
  })
  return mergeGroups(counted, sources)
}

type Order = (a: Span, b: Span) => number

function orderOf(sources: Sources): Order {
  const ranks = new Map(sources.map(({ name }, i) => [name, i]))
  const rankOf = ({ source }: Span) => ranks.get(source) ?? 0
  const byteOf = (span: Span) => (sources[rankOf(span)]?.order?.written(span) ?? span).byte
  return (a, b) => rankOf(a) - rankOf(b) || byteOf(a) - byteOf(b)
}

function mergedOf(a: StackGroup, b: StackGroup, order: Order): StackGroup {
  const [earlier, later] = order(a.last, b.last) > 0 ? [b, a] : [a, b]
  const places = new Set([a.first, a.last, b.first, b.last].map(({ source }) => source))
  return {
    ...a,
    count: a.count + b.count,
    uncaught: a.uncaught + b.uncaught,
    last: later.last,
    firstTime: a.firstTime ?? b.firstTime,
    lastTime: later.lastTime ?? earlier.lastTime,
    activity: joined(a.activity, b.activity, places.size === 1),
    members: [...a.members, ...b.members].sort((x, y) => order(x.span, y.span)).slice(0, MOST_MEMBERS),
    messages: [...new Set([...a.messages, ...b.messages])].slice(0, MOST_MESSAGES),
  }
}
