import { command } from '../command.ts'

export const unwrap = command({
  name: 'unwrap',
  brief: 'The log as the program wrote it: without prefixes, records and escapes, split lines put together.',
  description:
    'Takes off what a container runtime, a log service, a CI system or a logger wrapped around each line, and writes ' +
    'what is left as plain text, in the order in which the lines ended. What is compressed or packed is unpacked. ' +
    'Lines that nothing wraps stay as they are. It is the log itself: secrets in it are not replaced.',
  options: ['input', 'output', 'stream', 'map', 'quiet', 'progress'] as const,
  examples: [
    { line: 'log-extractor unwrap /var/log/containers/api-1.log', what: 'what the container wrote' },
    { line: 'log-extractor unwrap --stream stderr app-json.log', what: 'one of its streams' },
    {
      line: 'log-extractor unwrap --output plain.log --map plain.map build.log.gz',
      what: 'with the place of each line in the original, as lines of JSON',
    },
  ],
  run: async (options, io) => (await import('../print-unwrapped.ts')).printUnwrapped(options, io),
})
