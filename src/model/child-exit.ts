/** How a program ended, as the kernel told its parent: either with a code or by a signal. */
export interface ChildExit {
  readonly exitCode: number | null
  /** `SIGKILL`. */
  readonly signal: string | null
  /** The number that belongs to the name on this machine: a shell reports 128 more. */
  readonly signalNumber: number | null
}

/** What points to the kernel having killed the program for lack of memory. */
export interface OomEvidence {
  /** The kernel counted a kill during the run; else memory was merely close to its limit. */
  readonly isCertain: boolean
  readonly text: string
}

/** What the parent knows of a run beside what the program printed. */
export interface RunFacts extends ChildExit {
  /** Somebody asked for the end with Ctrl-C. */
  readonly wasInterrupted: boolean
  /** The time limit ended it. */
  readonly timedOut: boolean
  /** It was ended because nothing came from it any more. */
  readonly hung: boolean
  readonly oom: OomEvidence | null
}
