import { command } from '../command.ts'

export const run = command({
  name: 'run',
  brief: 'Start a program, pass everything on untouched, and see its crash as it happens.',
  description:
    'Starts the program with GOTRACEBACK=crash and GODEBUG=gctrace=1, so that it tells all it can when it dies. Its ' +
    'output goes byte for byte where it was going, signals are passed on, and it ends as the program ended: with its ' +
    'exit code, or by its signal. When it did not end well, one line on stderr says why.',
  options: ['exitCodes', 'traceback', 'gctrace', 'announce', 'command'] as const,
  examples: [
    { line: 'log-extractor run -- ./api --port 8080', what: 'a server, with all debug switches on' },
    {
      line: 'log-extractor run --exit-codes mission -- ./batch',
      what: '128 for a panic, 129 for out of memory, 130 for Ctrl-C, 124 for a timeout',
    },
    { line: 'log-extractor run --traceback all --no-gctrace -- ./api', what: 'no core file, no collector lines' },
  ],
  run: async (options, io) => (await import('../run.ts')).run(options, io),
})
