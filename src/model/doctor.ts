/** What is measured about the place a program runs in: whether its last words will be kept. */
export type ProbeVerdict = 'ok' | 'warn' | 'fail' | 'unknown'

export interface ProbeResult {
  /** Stable: `stderr`, `traceback-all`. */
  readonly id: string
  readonly title: string
  readonly verdict: ProbeVerdict
  /** What was seen, with the values that prove it. */
  readonly evidence: string
  /** What to change; null when there is nothing to change. */
  readonly fix: string | null
}

/** Where a program runs, told from marks that the place leaves. */
export interface Place {
  /** `kubernetes`, `github-actions`, `gvisor`. */
  readonly id: string
  readonly mark: string
}

export interface DoctorReport {
  readonly schema: 'log-extractor/doctor/1'
  readonly places: readonly Place[]
  readonly probes: readonly ProbeResult[]
}
