import { command } from '../command.ts'

export const lab = command({
  name: 'lab',
  brief: 'Lose crashes in ten ways on this machine, and measure what each debug switch saves.',
  description:
    'Builds small programs with the Go of this machine. Each crashes so that something gets lost: the goroutine to blame ' +
    'has ended, a panic is recovered too early, the fault is in C, standard error is closed, and more. Each runs with ' +
    'nothing, with gctrace=1, with GOTRACEBACK=crash, with both, and under `run`; the table says what was left.',
  options: ['format', 'output', 'width', 'rounds', 'quiet'] as const,
  formats: ['text', 'json', 'markdown'],
  examples: [
    { line: 'log-extractor lab', what: 'the table' },
    { line: 'log-extractor lab --format markdown --output docs/lab.md', what: 'as a document' },
  ],
  run: async (options, io) => (await import('../lab.ts')).lab(options, io),
})
