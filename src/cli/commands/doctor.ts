import { command } from '../command.ts'

export const doctor = command({
  name: 'doctor',
  brief: 'Which debug switches take effect here, and what would be lost of a crash: measured.',
  description:
    'Starts children that die on purpose, with and without the switches, and compares what they said with what ' +
    'arrives; looks at limits, signals, cores, memory, where standard error goes; recognises containers, CI services ' +
    'and hosted runtimes. Each probe says ok, warn, fail or unknown, with what to change. Needs no root, no Go (with ' +
    'one on PATH more is measured) and less than 5 seconds. With a program behind -- or with --binary, the executable ' +
    'is looked into; it is not started.',
  options: [
    'format',
    'output',
    'color',
    'width',
    'binary',
    'printEnv',
    'pid',
    'pprof',
    'probeOom',
    'quiet',
    'command',
  ] as const,
  formats: ['text', 'json'],
  examples: [
    { line: 'log-extractor doctor', what: 'what would be lost here' },
    { line: 'log-extractor doctor --binary ./api', what: 'and because of how the program was built' },
    { line: 'log-extractor doctor --pid 4711 --pprof localhost:6060', what: 'of a program that runs already' },
    { line: 'log-extractor doctor --probe-oom', what: 'and whether a kill for lack of memory can be proved' },
    { line: 'log-extractor doctor --print-env kubernetes', what: 'what to paste' },
  ],
  run: async (options, io) => (await import('../doctor.ts')).doctor(options, io),
})
