import type { Span } from './span.ts'
import type { Frame } from './stack.ts'

/** What goroutines can be put together by. */
export const GROUPINGS = ['stack', 'state', 'function', 'createdBy', 'label'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** What `goroutines --where … --group-by … --format json` prints. */
export interface GoroutineQueryResult {
  readonly schema: 'log-extractor/goroutines/1'
  readonly where: string | null
  readonly groupBy: Grouping
  readonly sources: readonly { readonly name: string; readonly error: string | null }[]
  /** Goroutines in the dumps. */
  readonly total: number
  /** Threads of a JVM in them, from which nothing is chosen. */
  readonly threads: number
  readonly matched: number
  /** The largest first. */
  readonly groups: readonly GoroutineQueryGroup[]
}

export interface GoroutineQueryGroup {
  /** State, function or labels; the innermost function of the program when grouped by stack. */
  readonly key: string
  readonly count: number
  readonly states: Readonly<Record<string, number>>
  /** Null when none of them shows its time; those that show none count as 0 beside others. */
  readonly waitMinutes: { readonly min: number; readonly max: number } | null
  /** At most 100. */
  readonly ids: readonly number[]
  /** Of the first goroutine. */
  readonly frames: readonly Frame[]
  readonly createdBy: Frame | null
  /** Where the first goroutine stands. */
  readonly span: Span
}
