/**
 * The report: the contract of `analyze --format json`. Additions are allowed; a rename or a changed meaning is a new
 * `schema` number. docs/report.schema.json is generated from this file's zod twin in report-schema.ts.
 */
import type { Finding } from './finding.ts'
import type { GcSummary } from './gc-summary.ts'
import type { MemoryKind } from './jvm-event.ts'
import type { Span } from './span.ts'
import type { Frame } from './stack.ts'

export const REPORT_SCHEMA = 'log-extractor/report/1'

export interface Report {
  readonly schema: typeof REPORT_SCHEMA
  readonly tool: { readonly name: string; readonly version: string }
  readonly sources: readonly Source[]
  /** In order of appearance. */
  readonly crashes: readonly Crash[]
  readonly dumps: readonly Dump[]
  readonly gc: { readonly go: GcSummary | null; readonly jvm: GcSummary | null }
  readonly allocation: readonly AllocationSign[]
  readonly stacks: readonly StackGroup[]
  /** Tests that did not pass, as `go test` or the build of a JVM program says, in order of appearance. */
  readonly tests: readonly TestResult[]
  /** Most severe first. */
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
  readonly stats: Stats
  /** Secrets that were replaced by placeholders; null when nobody looked for them. */
  readonly redaction: Redaction | null
}

export interface Redaction {
  readonly total: number
  /** Kind of secret to number of replacements: `jwt`, `named`, … */
  readonly byType: Readonly<Record<string, number>>
  /** Strings that look random and were left as they are. */
  readonly suspicious: number
}

export interface Stats {
  readonly bytes: number
  readonly lines: number
  readonly claimedLines: number
  readonly unclaimedNearMisses: number
  readonly elapsedMs: number
}

export type CompletenessVerdict = 'complete' | 'suspect' | 'incomplete' | 'no-crash'

export interface Evidence {
  /** Rule id, `E01`… */
  readonly id: string
  /** 1-based; 0 when the evidence is the absence of a line. */
  readonly line: number
  readonly text: string
  readonly advice: string
}

export interface Source {
  readonly name: string
  readonly bytes: number
  readonly lines: number
  /** Envelopes that were peeled, outermost first. */
  readonly layers: readonly string[]
  readonly encoding: string
  readonly compression: string | null
  readonly completeness: { readonly verdict: CompletenessVerdict; readonly evidence: readonly Evidence[] }
  /** Why the source could not be read, in one sentence; null when it was. */
  readonly error: string | null
  /** Lines that looked like the start of a crash and were not (at most 100). */
  readonly nearMisses: readonly { readonly line: number; readonly text: string; readonly reason: string }[]
}

export type CrashKind =
  | 'panic'
  | 'fatal-error'
  | 'signal'
  | 'deadlock'
  | 'race'
  | 'test-timeout'
  | 'http-panic'
  | 'logged-panic'
  | 'out-of-memory'
  | 'exception'
  | 'vm-crash'

export interface CrashSignal {
  /** `SIGSEGV`; the number in hex or decimal when the runtime had no name. */
  readonly name: string
  /** si_code as printed: `0x1`. */
  readonly code: string | null
  /** The faulting memory address. */
  readonly addr: string | null
  /** The instruction. */
  readonly pc: string | null
  /** Signed decimal, reinterpreted from the unsigned print. */
  readonly sigcode: string | null
}

export interface Origin {
  readonly function: string
  readonly package: string
  readonly file: string
  readonly line: number
  readonly inlined: boolean
  /** 0–1. */
  readonly confidence: number
  /** How the frame was chosen, in a sentence. */
  readonly why: string
}

export interface Crash {
  readonly id: string
  readonly runtime: 'go' | 'jvm'
  readonly kind: CrashKind
  readonly message: string
  readonly chain: readonly {
    readonly message: string
    readonly recovered: boolean
    readonly repanicked: boolean
    readonly goexit: boolean
  }[]
  readonly signal: CrashSignal | null
  /** Which memory a `vm-crash` says it died for lack of: the heap of Java, or what the system gives. */
  readonly noMemory: MemoryKind | null
  readonly registers: Readonly<Record<string, string>> | null
  readonly goroutine: { readonly id: number; readonly state: string } | null
  /** Name of the JVM's thread; null for Go, and where the log does not say it. */
  readonly thread: string | null
  readonly origin: Origin | null
  readonly frames: readonly Frame[]
  readonly goVersion: string | null
  readonly time: string | null
  readonly fingerprint: string
  readonly span: Span
  /** Lines of the runtime before the message (`runtime: out of memory: …`), as printed. */
  readonly preamble: readonly string[]
  /** Function that started the crashing goroutine, when printed. */
  readonly createdBy: Frame | null
  /** The test this crash happened in, when a `go test` run names it or the stack does. */
  readonly test: string | null
  /** Number of further, identical reports of this crash in the same input. */
  readonly copies: number
}

export interface Group {
  readonly count: number
  readonly states: Readonly<Record<string, number>>
  readonly waitMinutes: { readonly min: number; readonly max: number } | null
  /** At most 100. */
  readonly ids: readonly number[]
  readonly frames: readonly Frame[]
  readonly createdBy: Frame | null
  /** What the goroutines of this group are doing, in plain words. */
  readonly cause: string
  readonly fingerprint: string
  /** True when these are the runtime's own goroutines, or idle by design. */
  readonly normal: boolean
  readonly span: Span
}

export interface Dump {
  readonly span: Span
  readonly runtime: 'go' | 'jvm'
  readonly total: number
  /** Most telling first. */
  readonly groups: readonly Group[]
  readonly states: Readonly<Record<string, number>>
  /** Id of the crash this dump belongs to. */
  readonly crash: string | null
}

export interface AllocationSign {
  readonly kind: 'allocator-frame' | 'out-of-memory' | 'scavenger' | 'memstats' | 'heap-growth'
  readonly detail: string
  readonly count: number
  readonly span: Span
}

export interface StackGroup {
  readonly fingerprint: string
  readonly runtime: 'go' | 'jvm'
  readonly kind: 'panic' | 'logged-stack' | 'exception'
  readonly type: string | null
  readonly message: string
  readonly count: number
  readonly frames: readonly Frame[]
  readonly causes: readonly {
    readonly type: string
    readonly message: string
    readonly frames: readonly Frame[]
    readonly relation: 'caused-by' | 'suppressed'
    /** Index in this list of what it caused, or was suppressed by; null for the thrown one. */
    readonly of: number | null
  }[]
  readonly first: Span
  readonly last: Span
  readonly firstTime: string | null
  readonly lastTime: string | null
  /** What it was printed as: `panic`, `fatal-error`, `exception`, `stack`. */
  readonly sort: string
  readonly fingerprints: StackFingerprints
  /** The program's own innermost function of the root cause; null when the stack shows none. */
  readonly origin: string | null
  /** Name of the thread of the first, where the log says it. */
  readonly thread: string | null
  /** How many ended their thread or the program. */
  readonly uncaught: number
  /** How often over time; null when unknown. */
  readonly activity: StackActivity | null
  /** Where the first of them stand, at most 20. */
  readonly members: readonly { readonly span: Span; readonly time: string | null }[]
  /** Further messages, numbers and values aside, at most 5. */
  readonly messages: readonly string[]
}

/** The same lines, the same functions (what groups are made by), the same culprit. */
export interface StackFingerprints {
  /** Version of the recipe. */
  readonly recipe: number
  readonly exact: string
  /**
   * What the program's own lines in `exact` are counted from: the beginning of the file as printed, or of the function,
   * where the program's source or executable was given and knows it. Only those of one kind can be compared.
   */
  readonly lines: 'file' | 'function' | 'mixed'
  readonly functions: string
  readonly origin: string
}

export interface StackActivity {
  /** `ms` since 1970; `clock` in ms as the log's own clock shows them, zone unknown; `line` where there is no time. */
  readonly unit: 'ms' | 'clock' | 'line'
  /** Where the first column begins. */
  readonly from: number
  /** Of one column. */
  readonly width: number
  readonly counts: readonly number[]
}

export interface TestResult {
  readonly runtime: 'go' | 'jvm'
  /** With the names of the tests around it: `TestCheckout/total`; with the class in Java: `CartTest.discount`. */
  readonly name: string
  /** Import path; null when the log does not say it. */
  readonly package: string | null
  /**
   * `failed`: by its own words. `crashed`: the crash is in its goroutine, or in one it started. `victim`: it was running
   * when a crash that is not its own ended the package.
   */
  readonly outcome: 'failed' | 'crashed' | 'victim'
  /** Id of the crash; null for `failed`. */
  readonly crash: string | null
  readonly span: Span
}

export type VerdictStatus =
  | 'clean'
  | 'panic'
  | 'oom'
  | 'interrupted'
  | 'timeout'
  | 'killed'
  | 'deadlock'
  | 'test-failure'
  | 'unknown'

export interface Verdict {
  readonly status: VerdictStatus
  readonly exitCode: number
  readonly reasons: readonly string[]
}
