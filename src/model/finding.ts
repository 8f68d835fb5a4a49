import type { Span } from './span.ts'

export type Severity = 'error' | 'warning' | 'info'

export interface Finding {
  /** `go/deadlock`, `go/nil-map-write`, …: see docs/findings.md. */
  readonly rule: string
  readonly severity: Severity
  /** 0–1. */
  readonly confidence: number
  readonly title: string
  readonly explanation: string
  readonly advice: readonly string[]
  readonly goroutines: readonly number[]
  readonly evidence: readonly { readonly span: Span; readonly quote: string }[]
  /** Id of the crash that it explains, or whose dump it is about. */
  readonly crash: string | null
  /** What else the rule knows, for programs; nothing here depends on it. `BlockingData` for goroutines that wait. */
  readonly data: Readonly<Record<string, unknown>>
}

/** `data` of `go/deadlock`, `go/leak` and `go/blocked-unproven`. */
export interface BlockingData {
  readonly class: 'resource' | 'communication' | 'mixed'
  readonly cause: string
  /** Functions of the program that are stuck. */
  readonly blockedAt: readonly string[]
  /** Who waits for what. */
  readonly waits: readonly {
    readonly goroutine: number | null
    readonly count: number
    readonly for: string
    readonly address: string | null
    readonly at: string | null
  }[]
  /** Who probably holds which lock. */
  readonly holds: readonly {
    readonly lock: string | null
    readonly goroutine: number | null
    readonly at: string | null
    readonly confidence: number | null
  }[]
}
