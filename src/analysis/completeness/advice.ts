/** Which runtimes a source shows: an advice for the other one would send its reader the wrong way. */
export interface Runtimes {
  readonly go: boolean
  readonly jvm: boolean
}

/** One sentence for both runtimes, or one for each. */
export type Advice = string | { readonly go: string; readonly jvm: string }

export type AdviceKey = keyof typeof ADVICE

/** The one change that gets it next time. */
export const ADVICE = {
  secondCopy: {
    go: 'Keep a second copy that no pipeline can cut: debug.SetCrashOutput (Go ≥ 1.23).',
    jvm: 'Write the log to a file of the program itself (a file appender beside the console): nothing on the way can cut that.',
  },
  traceback: 'Check GOTRACEBACK: none, 0 and misspelled words print the message and no stack; set GOTRACEBACK=all.',
  previous:
    'Take the log from its beginning: in Kubernetes `kubectl logs --previous`, in CI the raw log file instead of the page.',
  longer: 'Let the program finish its dump: a longer grace period, or a test timeout shorter than the job timeout.',
  separate: 'Give every process its own stderr, or a prefix per line, so that their reports do not mix.',
  depth:
    'No switch shows elided frames; Go ≥ 1.21 keeps the outermost 50 as well, and a core dump (GOTRACEBACK=crash, ulimit -c unlimited) keeps all.',
  teeToFile:
    'Write the output to a file as well: `go test ./... 2>&1 | tee test.log` with `set -o pipefail`, and keep the file.',
  recovered:
    'The handler recovered, so the other goroutines were not printed: log runtime.Stack(buf, true) there, or let the program crash.',
  whole: 'Take the file when its writer has finished.',
  gcFile: 'Let the JVM write its collections to files that nothing else writes to: -Xlog:gc*:file=gc.log.',
  fastThrow:
    'Start the JVM with -XX:-OmitStackTraceInFastThrow: it stops printing the stacks of exceptions that are thrown often. Others have lost theirs to the layout of the log, or on the way.',
  unedited: 'Ask for the report as it was printed, whole: as a file, or in a block of code that nobody shortens.',
  nothing: 'Nothing to do if the log was copied without its last newline.',
} as const satisfies Record<string, Advice>

/** Where both speak, or neither is known, each gets its sentence. */
export function adviceIn(advice: Advice, { go, jvm }: Runtimes): string {
  if (typeof advice === 'string') return advice
  return go === jvm ? `Go: ${advice.go} JVM: ${advice.jvm}` : go ? advice.go : advice.jvm
}
