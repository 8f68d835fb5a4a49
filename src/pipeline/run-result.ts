import type { Received } from '../capture/signals.ts'
import type { ChildExit, RunFacts } from '../model/child-exit.ts'
import type { Report } from '../model/report.ts'

/** How a program ended, and what came of it. */
export interface RunResult {
  readonly exit: ChildExit
  readonly facts: RunFacts
  /** Of both streams; its verdict takes into account how the program ended. */
  readonly report: Report
  readonly wallMs: number
  /** Signals that reached us, in order. */
  readonly received: readonly Received[]
  /** Processes that still held the streams when the wait for them was over. */
  readonly heldBy: readonly number[]
  /** The folder of the evidence. */
  readonly bundle: string | null
}
