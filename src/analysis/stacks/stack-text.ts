import type { StackGroup } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'

/** Sort of the end of a JVM itself: what it died of stands in the type, its frames tell no two of them apart. */
export const VM_CRASH = 'vm-crash'

/** One printed stack: a panic, or an exception with its causes. */
export interface StackText {
  readonly runtime: 'go' | 'jvm'
  /** What keeps apart that has the same functions: `panic`, `signal`, `exception`. */
  readonly sort: string
  /** The thrown one first, each with the cause of the one before it behind. */
  readonly links: readonly StackLink[]
  /** Beside the chain; their order is an accident. */
  readonly suppressed: readonly StackLink[]
}

export interface StackLink {
  readonly type: string | null
  readonly message: string
  readonly frames: readonly Frame[]
}

/** The stack of a group, as it was grouped. */
export function textOf(group: StackGroup): StackText {
  const { type, message, frames, causes, runtime, sort } = group
  if (sort === VM_CRASH) return { runtime, sort, links: [{ type, message: '', frames: [] }], suppressed: [] }
  const links: StackText['links'][number][] = [{ type: runtime === 'go' ? null : type, message, frames }]
  const chain = new Set<number | null>([null])
  for (let of: number | null = null; ; ) {
    const next = causes.findIndex((cause, i) => cause.of === of && cause.relation === 'caused-by' && !chain.has(i))
    if (next < 0) break
    links.push(causes[next]!)
    chain.add(next)
    of = next
  }
  return {
    runtime,
    sort,
    links,
    suppressed: causes.filter(({ of, relation }) => relation === 'suppressed' && chain.has(of)),
  }
}
