/** Every exit code of this program, in one place; docs/exit-codes.md is printed from this table. */
export const EXIT_CODES = {
  clean: { code: 0, meaning: 'Nothing found, or a view printed: views exit 0 whatever the log says.' },
  failed: {
    code: 1,
    meaning:
      'A gate was told to fail on what it found, and that is no crash; a limit of `gc` is broken; or `split` did not look at ' +
      'some lines, since a pattern is too slow.',
  },
  usage: { code: 64, meaning: 'The command line was wrong.' },
  input: { code: 66, meaning: 'An input is missing or cannot be read.' },
  internal: { code: 70, meaning: 'A bug in log-extractor itself.' },
  system: { code: 71, meaning: 'The machine refused what the program needs: open files, memory.' },
  output: { code: 73, meaning: 'An output cannot be written.' },
  timeout: { code: 124, meaning: 'Verdict: the program timed out.' },
  panic: { code: 128, meaning: 'Verdict: a panic or another crash.' },
  oom: { code: 129, meaning: 'Verdict: killed for lack of memory, with evidence.' },
  interrupted: { code: 130, meaning: 'Verdict: interrupted.' },
} as const

export type ExitName = keyof typeof EXIT_CODES
