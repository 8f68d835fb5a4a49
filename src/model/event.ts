import type { JvmGcLogEvent } from './gc-event.ts'
import type { JvmEvent } from './jvm-event.ts'
import type { CrashKind, CrashSignal } from './report.ts'
import type { Span } from './span.ts'
import type { Stack } from './stack.ts'

/**
 * What the formats find: the middle of the house. Recognisers build events and never format them; analysis and
 * renderers read events and never parse. Kinds are public names (`extract` yields them) and do not change.
 */
export type Event =
  | GoCrashEvent
  | GoGoroutineEvent
  | GoGoroutineCountEvent
  | GoThreadStackEvent
  | GoRegistersEvent
  | GoEndEvent
  | GoRaceEvent
  | GoStackEvent
  | GoProfileEvent
  | GoProfileRecordEvent
  | GoMemStatsEvent
  | GoTestEvent
  | GoGcEvent
  | GoGcBatchEvent
  | GoGcScanEvent
  | GoScavengerEvent
  | GoSchedulerEvent
  | GoInitEvent
  | GoPacerEvent
  | JvmGcLogEvent
  | JvmEvent
  | OomKillEvent
  | DefectEvent
  | NearMissEvent

interface EventBase {
  readonly span: Span
  /** RFC 3339 time of the first line, when an envelope gave one. */
  readonly time: string | null
}

/** Events of one block (one crash report, one dump) share a number, unique within a source. */
interface BlockEvent extends EventBase {
  readonly block: number
}

/** A line that is an event by itself. */
interface LineEvent extends EventBase {
  readonly block: null
}

/** One link of a panic chain, oldest first. */
export interface PanicLink {
  readonly message: string
  readonly recovered: boolean
  readonly repanicked: boolean
  readonly goexit: boolean
}

/** The head of a crash report: everything before the first goroutine. Its goroutines follow with the same block number. */
export interface GoCrashEvent extends BlockEvent {
  readonly kind: 'go.crash'
  readonly crash: Exclude<CrashKind, 'race' | 'exception' | 'vm-crash'>
  /** The message of the cause of death, without its opener; lines joined by \n. */
  readonly message: string
  readonly chain: readonly PanicLink[]
  readonly signal: CrashSignal | null
  /** `runtime: …` lines that came before, and words such as `signal arrived during cgo execution`. */
  readonly preamble: readonly string[]
  /** The stack that stands in the message, as libraries put it there that pass panics on. Anybody can write one. */
  readonly carried: Stack | null
  /** True when the opener stood in the middle of a line, behind other text. */
  readonly torn: boolean
  /** The byte stream it came in, as the envelopes name it. Empty without one. */
  readonly stream: string
  /** Whose output it is, where `go test -json` says so. */
  readonly writer: GoTestWriter | null
}

/** The package, and the test of it, that `go test -json` says a line is from. */
export interface GoTestWriter {
  readonly package: string
  /** Null for what no test of the package printed. */
  readonly test: string | null
}

export interface GoroutineHeader {
  readonly id: number
  /** State or wait reason, without the suffixes below: `chan receive`, `running`. */
  readonly state: string
  /** As the collector estimated it; null when not printed, which is not the same as 0. */
  readonly waitMinutes: number | null
  readonly lockedToThread: boolean
  readonly scan: boolean
  readonly leaked: boolean
  readonly durable: boolean
  readonly bubble: number | null
  readonly labels: Readonly<Record<string, string>> | null
  readonly gp: string | null
  readonly m: number | null
  readonly mp: string | null
}

export interface GoGoroutineEvent extends BlockEvent {
  readonly kind: 'go.goroutine'
  /** Null when the head of the log is missing and frames stand without a header. */
  readonly header: GoroutineHeader | null
  /** Shared between goroutines with equal stacks; argument values are those of the first one seen. */
  readonly stack: Stack
  /** `created by … in goroutine N` (Go ≥ 1.21). */
  readonly createdById: number | null
  /** One of the runtime's own goroutines (GC workers, finalizer, …). */
  readonly system: boolean
  /** 0 in the report proper, 1… in the follow-up `-----` sections of the other threads. */
  readonly thread: number
}

/** Goroutines of one dump that nobody asks for one by one, counted: `extract` tells each of them instead. */
export interface GoGoroutineCountEvent extends BlockEvent {
  readonly kind: 'go.goroutine-count'
  readonly stack: Stack
  readonly system: boolean
  readonly count: number
  /** How many in each state. */
  readonly states: ReadonlyMap<string, number>
  readonly waitMinutes: { readonly min: number; readonly max: number } | null
  /** Of the first hundred. */
  readonly ids: readonly number[]
}

/** `runtime stack:` — the system stack of the dying thread. No goroutine. */
export interface GoThreadStackEvent extends BlockEvent {
  readonly kind: 'go.thread-stack'
  readonly stack: Stack
}

export interface GoRegistersEvent extends BlockEvent {
  readonly kind: 'go.registers'
  /** Hex text: the values do not fit a number. */
  readonly registers: Readonly<Record<string, string>>
  readonly arch: 'amd64' | '386' | 'arm64' | 'arm' | 'riscv64' | 'other'
  readonly complete: boolean
  readonly thread: number
}

/** The last event of a block. */
export interface GoEndEvent extends BlockEvent {
  readonly kind: 'go.end'
  /** False when the source ended while the block was still open. */
  readonly closed: boolean
}

export interface RaceSection {
  /** `Read`, `Previous write`, `Goroutine 9 (running) created at`… */
  readonly title: string
  readonly goroutine: number | 'main' | null
  readonly address: string | null
  readonly stack: Stack
}

export interface GoRaceEvent extends BlockEvent {
  readonly kind: 'go.race'
  readonly sections: readonly RaceSection[]
}

/** A stack that the program logged with an error, and went on. */
export interface GoStackEvent extends BlockEvent {
  readonly kind: 'go.stack'
  /** What stands above the stack; empty where nothing does. */
  readonly message: string
  readonly stack: Stack
}

/** Head of a text profile: `goroutine profile: total 5`, `heap profile: …`, `--- mutex:`. */
export interface GoProfileEvent extends BlockEvent {
  readonly kind: 'go.profile'
  readonly profile: 'goroutine' | 'goroutineleak' | 'threadcreate' | 'heap' | 'mutex' | 'block' | 'custom'
  readonly name: string
  readonly total: number | null
}

export interface GoProfileRecordEvent extends BlockEvent {
  readonly kind: 'go.profile-record'
  readonly profile: GoProfileEvent['profile']
  readonly count: number
  /** Heap: live bytes; mutex and block: delay in cycles; else null. */
  readonly value: number | null
  readonly labels: Readonly<Record<string, string>> | null
  readonly stack: Stack
}

/** The `# runtime.MemStats` trailer of a heap profile. Byte counts unless the name says otherwise. */
export interface GoMemStatsEvent extends BlockEvent {
  readonly kind: 'go.memstats'
  readonly values: Readonly<Record<string, number>>
}

export interface GoTestEvent extends LineEvent {
  readonly kind: 'go.test'
  readonly outcome:
    | 'run-test'
    | 'pause-test'
    | 'continue-test'
    | 'pass-test'
    | 'skip-test'
    | 'fail-test'
    | 'fail-package'
    | 'exit-status'
    | 'signal'
    | 'race-count'
  /** Test or package name; null for `exit status`. */
  readonly name: string | null
  readonly detail: string | null
  /** The byte stream it came in, as the envelopes name it. Empty without one. */
  readonly stream: string
  /** Whose output it is, where `go test -json` says so. */
  readonly writer: GoTestWriter | null
}

/** One `gc N @…` line of GODEBUG=gctrace=1. Durations in ms, sizes in MiB as printed. */
export interface GcCycle {
  readonly cycle: number
  readonly atSeconds: number | null
  readonly cpuPercent: number | null
  readonly sweepTermMs: number
  readonly markMs: number | null
  readonly markTermMs: number
  readonly cpuSweepTermMs: number | null
  readonly cpuAssistMs: number | null
  readonly cpuBackgroundMs: number | null
  readonly cpuIdleMs: number | null
  readonly cpuMarkTermMs: number | null
  readonly heapStartMiB: number
  readonly heapEndMiB: number
  readonly heapLiveMiB: number
  readonly goalMiB: number | null
  /** Null before Go 1.18. */
  readonly stacksMiB: number | null
  readonly globalsMiB: number | null
  readonly procs: number
  readonly forced: boolean
  readonly leakDetection: boolean
}

export interface GoGcEvent extends LineEvent, GcCycle {
  readonly kind: 'go.gc'
  /** The line, where it had other parts than these: before Go 1.6. */
  readonly printed?: string
}

/**
 * Many consecutive gctrace lines at once, as numbers: a trace of a million cycles never becomes a million objects. They
 * stand where they were read, and the next lines write over them: who keeps the event copies them. `extract` unfolds it
 * into `go.gc` events for its callers.
 */
export interface GoGcBatchEvent extends LineEvent {
  readonly kind: 'go.gc-batch'
  readonly cycles: GcColumns
}

/** Read-only view of parsed gctrace lines. */
export interface GcColumns {
  readonly length: number
  /** Numbers from one cycle to the next: at least as many as `GC_FIELDS` has names. */
  readonly stride: number
  /** The numbers of each cycle in the order of `GC_FIELDS`, NaN for one that its line does not have. */
  readonly values: Float64Array
}

/** Order of the numbers in `GcColumns.values`. */
export const GC_FIELDS = [
  'cycle',
  'atSeconds',
  'cpuPercent',
  'sweepTermMs',
  'markMs',
  'markTermMs',
  'cpuSweepTermMs',
  'cpuAssistMs',
  'cpuBackgroundMs',
  'cpuIdleMs',
  'cpuMarkTermMs',
  'heapStartMiB',
  'heapEndMiB',
  'heapLiveMiB',
  'goalMiB',
  'stacksMiB',
  'globalsMiB',
  'procs',
  'forced',
  'leakDetection',
  'line',
  'byte',
  'endByte',
] as const

/** One `scan:` line of gctrace=2 (Go ≥ 1.25). */
export interface GoGcScanEvent extends LineEvent {
  readonly kind: 'go.gc-scan'
  /** Null for the total and for large objects. */
  readonly sizeClassBytes: number | null
  readonly objects: number
  readonly spans: number
  readonly total: boolean
}

export interface GoScavengerEvent extends LineEvent {
  readonly kind: 'go.scav'
  readonly text: string
  /** Returned to the operating system, KiB; null for the statistics line of Go ≤ 1.13. */
  readonly releasedKiB: number | null
  readonly utilPercent: number | null
  readonly forced: boolean
  readonly values: Readonly<Record<string, number>>
}

export interface GoSchedulerEvent extends LineEvent {
  readonly kind: 'go.sched'
  readonly of: 'summary' | 'p' | 'm' | 'g'
  readonly id: number | null
  readonly atMs: number | null
  readonly values: Readonly<Record<string, string>>
  readonly runQueues: readonly number[] | null
}

export interface GoInitEvent extends LineEvent {
  readonly kind: 'go.init'
  readonly package: string
  readonly atMs: number
  readonly clockMs: number
  readonly bytes: number
  readonly allocs: number
}

export interface GoPacerEvent extends LineEvent {
  readonly kind: 'go.pacer'
  readonly text: string
  readonly values: Readonly<Record<string, number>>
}

/** Something that is ours but broken: a record among the good ones. Analysis makes evidence of completeness of it. */
export type DefectCode =
  | 'header-without-frames'
  | 'unterminated-line'
  | 'torn-token'
  | 'call-without-location'
  | 'location-without-call'
  | 'created-by-without-location'
  | 'merged-lines'
  | 'starts-mid-stack'
  | 'line-torn'
  | 'frames-missing'
  | 'frames-without-header'
  | 'cut-by-hand'
  | 'dump-without-reason'
  | 'race-unfinished'
  | 'lines-missing'
  | 'trace-line-cut'
  | 'registers-cut'
  | 'stack-without-bottom'
  | 'profile-cut'
  | 'profile-unfinished'
  | 'noise-inside'
  | 'interleaved'
  | 'opener-without-body'
  | 'message-too-long'
  | 'envelope-loss'

/** Somebody says that a process was killed for lack of memory. */
export interface OomKillEvent extends LineEvent {
  readonly kind: 'os.oom-kill'
  readonly by: 'kernel' | 'kubernetes' | 'docker' | 'systemd'
  /** Name and number of the process; null where only its container or service is told. */
  readonly process: string | null
  readonly pid: number | null
  /** Its own memory at that moment. */
  readonly residentBytes: number | null
  readonly text: string
}

export interface DefectEvent extends EventBase {
  readonly block: number | null
  readonly kind: 'malformed'
  readonly format: string
  readonly code: DefectCode
  readonly text: string
  /** Evidence rule that an envelope named itself: `E09` cut, `E13` dropped. */
  readonly evidence?: string
}

/** A line that looked like the start of something and was not. Counted; listed by --explain-unclaimed. */
export interface NearMissEvent extends EventBase {
  readonly block: number | null
  readonly kind: 'near-miss'
  readonly format: string
  readonly reason: string
  readonly text: string
}
