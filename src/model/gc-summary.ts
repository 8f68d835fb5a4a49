import type { Finding } from './finding.ts'
import type { Span } from './span.ts'

/**
 * What garbage collection did: the contract of `gc --format json`, and of `gc` in the report. Unknown is null, never 0.
 * MB are 2^20 bytes, as the collectors print them.
 */
export interface PauseStatistics {
  readonly count: number
  readonly totalMs: number
  readonly meanMs: number | null
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

export interface GcSummary {
  readonly runtime: 'go' | 'jvm'
  readonly collector: string | null
  readonly summary: GcFigures
  readonly correlation: GcCorrelation
  readonly clustering: GcClustering | null
  readonly clusters: readonly GcCluster[]
  /** Indexes of events in no cluster. Empty where no events are printed. */
  readonly noise: readonly number[]
  readonly outliers: readonly GcOutlier[]
}

export interface GcFigures {
  readonly byKind: Readonly<Record<string, number>>
  readonly pauses: PauseStatistics
  /** Which figures few pauses cannot carry, or that some were rounded; null when all stand as they are. */
  readonly pausesNote: string | null
  readonly heap: Readonly<Record<string, number | null>>
  readonly throughputPercent: number | null
  readonly allocationRateMbPerSec: number | null
  readonly promotionRateMbPerSec: number | null
  readonly spanSeconds: number | null
  /** Runs of a program: a restart in the log, or a log of another one. */
  readonly runs: number
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** JVM only: of events of this kind that took time: pauses, concurrent phases, cycles, stalls. */
  readonly kinds: readonly GcKindFigures[]
  /** Most expensive first; without those that were not printed. */
  readonly causes: readonly GcCauseFigures[]
  readonly longest: readonly GcLongest[]
  /** `evacuation-failure`, `promotion-failed`, `humongous-request`, …: how often. */
  readonly signs: Readonly<Record<string, number>>
  readonly safepoints: {
    readonly count: number
    readonly totalMs: number
    readonly maxReachingMs: number | null
  } | null
  /** Before Go 1.5 nothing was concurrent, and no CPU time was printed. */
  readonly go: {
    readonly sweepTerminationMs: number
    readonly markMs: number | null
    readonly markTerminationMs: number
    readonly assistCpuMs: number | null
    readonly backgroundCpuMs: number | null
    readonly idleCpuMs: number | null
    /** Of all CPU time since the start, as the last cycle says. */
    readonly cpuPercent: number | null
  } | null
  /** What Go prints around its collections: scavtrace, gcpacertrace, schedtrace. Null without such lines. */
  readonly traces: {
    readonly scavenger: {
      readonly lines: number
      readonly forced: number
      /** Returned to the operating system in all, as far as the lines tell. */
      readonly returnedBytes: number | null
      /** Returned and not taken again, by the last line. */
      readonly releasedBytes: number | null
      /** Heap in use of what is held, by the last line. */
      readonly utilPercent: number | null
    } | null
    readonly pacer: {
      readonly lines: number
      readonly maxAssistRatio: number | null
      readonly maxCpuPercent: number | null
      /** By how much a cycle ended above its goal. */
      readonly maxOvershootBytes: number | null
    } | null
    readonly scheduler: {
      readonly lines: number
      readonly maxProcs: number | null
      readonly maxThreads: number | null
      /** Goroutines that could run and had no processor. */
      readonly maxWaiting: number | null
      /** Lines on which goroutines waited while no processor was idle. */
      readonly starvedLines: number
    } | null
  } | null
  /** Figures come from all events; events and clusters from those kept, when there were too many. */
  readonly thinned: { readonly kept: number; readonly total: number } | null
}

export interface GcKindFigures {
  readonly kind: string
  readonly of: 'pause' | 'concurrent' | 'cycle' | 'stall'
  readonly count: number
  /** Those whose duration is known. */
  readonly timed: number
  readonly totalMs: number
  readonly meanMs: number | null
  readonly maxMs: number | null
}

export interface GcCauseFigures {
  readonly cause: string
  readonly count: number
  readonly totalMs: number
  readonly maxMs: number | null
}

export interface GcLongest {
  readonly kind: string
  readonly cause: string | null
  readonly pauseMs: number
  readonly startMs: number | null
  readonly time: string | null
  readonly span: Span
  readonly quote: string
}

export interface GcCorrelation {
  /** Pauses that were compared. */
  readonly n: number
  /** A paragraph with numbers; says so when no relation was found. */
  readonly conclusion: string
  /** Strongest first. */
  readonly relations: readonly GcRelation[]
  /** Sweeping beside or inside the pauses; null where the collector prints none. */
  readonly sweep: {
    readonly phase: string
    readonly isInsidePauses: boolean
    readonly totalMs: number
    /** Of all pause time; 0 where it is concurrent. */
    readonly sharePercent: number
  } | null
  /** Pauses while a concurrent phase ran beside the others; null where there is none, or no time. */
  readonly concurrent: {
    readonly inside: number
    readonly outside: number
    readonly meanInsideMs: number | null
    readonly meanOutsideMs: number | null
  } | null
}

export interface GcRelation {
  readonly with:
    | 'heap-before'
    | 'heap-after'
    | 'heap-growth'
    | 'freed'
    | 'allocation-rate'
    | 'concurrent-work'
    | 'sweep'
  /** Pearson's coefficient at the lag, which is in events: pauses that many later. */
  readonly r: number
  /** The same over ranks, of 65 536 evenly spread ones when there are more: what single long pauses do not decide. */
  readonly rankR: number
  /** The same without the longest pauses (3 %, at least two); null when then nothing varies. */
  readonly restR: number | null
  readonly lag: number
  readonly n: number
  /** Share of the pauses' variation that follows, in percent. */
  readonly explainedPercent: number
}

export type GcFeature = 'pause' | 'heap-before' | 'heap-after'

export interface GcClustering {
  readonly algorithm: 'dbscan'
  readonly features: readonly GcFeature[]
  readonly minSamples: number
  /** Milliseconds along the pause axis; at the median pause, where the axis is logarithmic. */
  readonly epsMs: number
  readonly epsSource: 'given' | 'knee'
  readonly heapEpsMb: number | null
  readonly heapEpsSource: 'given' | 'derived' | null
  /** A given eps means the same everywhere; a found one grows with the pause. */
  readonly pauseScale: 'linear' | 'logarithmic'
  readonly points: number
  /** Pauses without the figures that the features need. */
  readonly unplaced: number
}

export interface GcCluster {
  readonly id: number
  readonly label: string
  readonly size: number
  readonly centroid: {
    readonly pauseMs: number
    readonly heapBeforeMb: number | null
    readonly heapAfterMb: number | null
  }
  readonly kinds: Readonly<Record<string, number>>
  /** Indexes of events; null where no events are printed. */
  readonly members: readonly number[] | null
}

export interface GcOutlier {
  readonly event: number | null
  readonly kind: string
  readonly pauseMs: number
  readonly startMs: number | null
  readonly time: string | null
  readonly span: Span
  readonly reason: string
}

/** One event on the time axis, as `gc` prints it. */
export interface GcEvent {
  /** What clusters and noise refer to. */
  readonly index: number
  readonly runtime: 'go' | 'jvm'
  /** The key of `summary.byKind`. */
  readonly kind: string
  readonly of: 'pause' | 'concurrent' | 'cycle' | 'stall'
  /** The n of `GC(n)` or `gc n`. */
  readonly id: number | null
  readonly run: number
  readonly span: Span
  /** Since the start of the program. */
  readonly startMs: number | null
  /** RFC 3339. */
  readonly time: string | null
  readonly durationMs: number | null
  /** How long the program stood still; null for what runs beside it. */
  readonly pauseMs: number | null
  readonly cause: string | null
  readonly heapBeforeBytes: number | null
  readonly heapAfterBytes: number | null
  readonly heapCapacityBytes: number | null
  readonly allocationRateMbPerSec: number | null
  /** What older releases do not print is null. */
  readonly go: {
    readonly forced: boolean
    readonly sweepTerminationMs: number | null
    readonly markMs: number | null
    readonly markTerminationMs: number | null
    readonly assistCpuMs: number | null
    readonly backgroundCpuMs: number | null
    readonly idleCpuMs: number | null
    readonly heapPeakBytes: number | null
    readonly goalBytes: number | null
    readonly stacksBytes: number | null
    readonly globalsBytes: number | null
    readonly procs: number | null
    readonly cpuPercent: number | null
  } | null
  readonly jvm: {
    readonly collector: string | null
    readonly name: string
    readonly flags: readonly string[]
    readonly cpu: { readonly userMs: number; readonly sysMs: number; readonly realMs: number } | null
    readonly metaspaceBytes: number | null
  } | null
}

/** A limit that was set for a log, and what it says of it. */
export interface GcBreach {
  /** The option as typed: `--max-pause`. */
  readonly limit: string
  readonly sentence: string
  /** The first place that breaks it; null when it cannot be told from the log. */
  readonly span: Span | null
}

export interface GcTimelineReport extends GcSummary {
  readonly eventCount: number
  /** In the order of the log; made as they are asked for. */
  readonly events: () => Iterable<GcEvent>
  /** One figure of all events, NaN where it is not known: for pictures of a million. */
  readonly series: (of: 'pauseMs' | 'heapAfterBytes') => ArrayLike<number>
}

/** Everything `gc` knows of its inputs: what of each runtime, and what the rules say. */
export interface GcReport {
  readonly timelines: readonly GcTimelineReport[]
  /** Most severe first. */
  readonly findings: readonly Finding[]
  readonly sources: readonly { readonly name: string; readonly error: string | null; readonly lines: number }[]
}

/** What a log must keep to; null is not asked for. */
export interface GcLimits {
  readonly maxPauseMs: number | null
  readonly maxP99Ms: number | null
  readonly minThroughputPercent: number | null
  readonly maxFull: number | null
  readonly maxLiveGrowthBytesPerMin: number | null
}
