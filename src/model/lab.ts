/** The laboratory: how much of a crash is left, by the way the program is lost and by what was done against it. */
export const LAB_SCHEMA = 'log-extractor/lab/1'

export type Intervention = 'none' | 'gctrace' | 'crash' | 'both' | 'run'

export interface LabScenario {
  readonly id: string
  readonly title: string
  /** How the information is lost, in a sentence. */
  readonly loss: string
  /** Why it could not be tried here; null when it was. */
  readonly skipped: string | null
}

export interface LabCell {
  readonly scenario: string
  readonly intervention: Intervention
  /** The words of the error are there. */
  readonly message: boolean
  /** The function that is to blame is named. */
  readonly culprit: boolean
  /** Frames of the goroutine that died. */
  readonly frames: number
  readonly goroutines: number
  readonly registers: boolean
  readonly bytes: number
  /** `2`, `SIGABRT`. */
  readonly exit: string
  readonly wallMs: number
  /** Of the program, and for `run` of the wrapper too; null where it cannot be measured. */
  readonly cpuMs: number | null
}

export interface LabReport {
  readonly schema: typeof LAB_SCHEMA
  readonly goVersion: string
  readonly platform: string
  readonly rounds: number
  readonly scenarios: readonly LabScenario[]
  readonly cells: readonly LabCell[]
}
