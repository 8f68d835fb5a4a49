import type { Span } from './span.ts'

/**
 * What the JVM's collectors print, in whatever format of whatever release. A value that was not printed is null, never
 * 0. Times are milliseconds since the JVM started, or since 1970 where the name says wall.
 */
interface JvmLineEvent {
  readonly span: Span
  readonly block: null
  /** RFC 3339 time of the first line, when an envelope gave one. */
  readonly time: string | null
  /** Which JVM of this source printed it, from 0: a log that was appended to holds several. */
  readonly run: number
}

export type JvmCollector = 'serial' | 'parallel' | 'cms' | 'g1' | 'zgc' | 'shenandoah' | 'epsilon'

/** Occupancy of one part of the heap; `beforeBytes` is null where only the occupancy at one moment was printed. */
export interface GcPool {
  readonly beforeBytes: number | null
  readonly afterBytes: number | null
  /** Committed size after the collection. */
  readonly capacityBytes: number | null
}

export type GcFlag =
  | 'evacuation-failure'
  | 'promotion-failed'
  | 'concurrent-mode-failure'
  | 'concurrent-mode-interrupted'
  | 'humongous'
  | 'degenerated'
  | 'aborted'
  /** It went on inside another pause, whose duration holds its own: do not add the two. */
  | 'nested'
  /** Its line was torn or cut: some of it is missing. */
  | 'partial'

/** Something a collector did and finished: a pause, a concurrent phase, a cycle, or a thread that had to wait for memory. */
export interface JvmGcEvent extends JvmLineEvent {
  readonly kind: 'jvm.gc'
  /** The n of `GC(n)`; unique within a run only. */
  readonly gcId: number | null
  /** As far as it was known when the event ended. */
  readonly collector: JvmCollector | null
  readonly of: 'pause' | 'concurrent' | 'cycle' | 'stall'
  /** The one key of `summary.byKind` it counts under: `young`, `full`, `concurrent-mark`, … */
  readonly type: string
  /** The title as printed, without cause and numbers. */
  readonly name: string
  readonly cause: string | null
  /** Who had to wait, for a stall. */
  readonly thread: string | null
  readonly generation: 'young' | 'mixed' | 'full' | 'old' | 'minor' | 'major' | null
  readonly startMs: number | null
  readonly endMs: number | null
  /** Epoch milliseconds of the start. */
  readonly wallMs: number | null
  readonly durationMs: number | null
  readonly heapBeforeBytes: number | null
  readonly heapAfterBytes: number | null
  readonly heapCapacityBytes: number | null
  readonly pools: Readonly<Record<string, GcPool>> | null
  readonly metaspace: GcPool | null
  readonly cpu: { readonly userMs: number; readonly sysMs: number; readonly realMs: number } | null
  readonly phases: readonly { readonly name: string; readonly ms: number }[]
  readonly flags: readonly GcFlag[]
}

/** The head of a run, as far as it was printed. One per run that printed any of it, before the run's first event. */
export interface JvmGcInitEvent extends JvmLineEvent {
  readonly kind: 'jvm.gc-init'
  readonly collector: JvmCollector | null
  readonly version: string | null
  readonly cpus: number | null
  readonly memoryBytes: number | null
  readonly heapMinBytes: number | null
  readonly heapInitialBytes: number | null
  readonly heapMaxBytes: number | null
  readonly regionBytes: number | null
  readonly parallelWorkers: number | null
  readonly concurrentWorkers: number | null
  /** Flags of the command line, where a legacy log names them. */
  readonly commandLine: string | null
}

/** The program stood still: for a collection or for something else. It covers the pause inside, do not add the two. */
export interface JvmSafepointEvent extends JvmLineEvent {
  readonly kind: 'jvm.safepoint'
  readonly operation: string | null
  readonly reachingMs: number | null
  readonly atMs: number | null
  readonly totalMs: number
  /** Uptime at which the threads were asked to stop. */
  readonly startMs: number | null
  readonly wallMs: number | null
}

/** A line worth keeping that is no happening of its own. */
export interface JvmGcNoteEvent extends JvmLineEvent {
  readonly kind: 'jvm.gc-note'
  readonly note:
    | 'to-space-exhausted'
    | 'humongous-request'
    | 'concurrent-start-request'
    | 'full-compaction'
    | 'trigger'
    | 'allocation-failed'
    | 'cancelled'
    | 'upgraded-to-full'
    | 'gc-locker'
    | 'promotion-failed'
    | 'out-of-memory'
    | 'heap-usage'
    | 'aborted'
    | 'unfinished'
    | 'unsupported'
  readonly gcId: number | null
  readonly atMs: number | null
  readonly wallMs: number | null
  /** Whose log it is, for one that is not supported. */
  readonly dialect: string | null
  readonly text: string
}

export type JvmGcLogEvent = JvmGcEvent | JvmGcInitEvent | JvmSafepointEvent | JvmGcNoteEvent
