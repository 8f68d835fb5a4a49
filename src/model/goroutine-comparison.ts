import type { Span } from './span.ts'
import type { Frame } from './stack.ts'

/** What `goroutines --compare a.log b.log c.log --format json` prints. */
export interface GoroutineComparison {
  readonly schema: 'log-extractor/goroutine-comparison/1'
  readonly sources: readonly { readonly name: string; readonly error: string | null }[]
  /** Threads of a JVM in the dumps, which are not compared. */
  readonly threads: number
  /** In the order they were given; a source may hold several. */
  readonly snapshots: readonly {
    readonly span: Span
    readonly total: number
    /** RFC 3339, when an envelope gave one. */
    readonly time: string | null
    /** Since the first one; null when nothing tells. */
    readonly minutes: number | null
  }[]
  /** Where the minutes come from: `--every`, the times of the log, or how long goroutines had waited in both dumps. */
  readonly minutesFrom: 'option' | 'log' | 'waits' | null
  /** Those that grow first, the fastest on top; then what is new, stuck, gone, and the rest. */
  readonly sites: readonly ComparedSite[]
}

/**
 * `growing`: never fewer than before, and more at the end. `new`: not in the first dump. `gone`: not in the last one.
 * `stuck`: goroutines of the first dump are still there, in the same place. `steady`: the rest.
 */
export type Trend = 'growing' | 'new' | 'stuck' | 'gone' | 'steady'

/** Goroutines with equal stacks, dump by dump. */
export interface ComparedSite {
  readonly trend: Trend
  readonly state: string
  readonly counts: readonly number[]
  /** Goroutines a minute, over all dumps; null when the time between them is unknown. */
  readonly growthPerMinute: number | null
  /** In every dump, under the same number; null when the dumps print no numbers. */
  readonly stuck: number | null
  /** How long the longest of the last dump has waited at least; null when nothing tells. */
  readonly stuckMinutes: number | null
  /** The moment that makes it, when the last dump has a time. */
  readonly stuckSince: string | null
  /** The runtime's own, or idle by design. */
  readonly normal: boolean
  readonly frames: readonly Frame[]
  readonly createdBy: Frame | null
  readonly span: Span
}
