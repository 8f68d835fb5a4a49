import { command } from '../command.ts'

export const run = command({
  name: 'run',
  brief: 'Start a program, pass everything on untouched, and see its crash as it happens.',
  description:
    'Starts the program with GOTRACEBACK=crash and GODEBUG=gctrace=1, so that it tells all it can when it dies. Its ' +
    'output goes byte for byte where it was going, signals are passed on, and it ends as the program ended: with its ' +
    'exit code, or by its signal. When it did not end well, one line on stderr says why. As process 1 of a container it ' +
    'passes signals on, keeps the exit code and waits for orphans; before Node 22.15 that last part takes an init ' +
    '(docker run --init, or examples/container/init.sh), since Node itself waits for no process it did not start.',
  options: [
    'bundle',
    'ring',
    'bundleSize',
    'onCrash',
    'webhook',
    'announce',
    'tty',
    'timeout',
    'hangAfter',
    'onHang',
    'pprof',
    'snapshotOnPause',
    'dumpOn',
    'exitCodes',
    'traceback',
    'gctrace',
    'redact',
    'redactPersonal',
    'quiet',
    'command',
  ] as const,
  examples: [
    { line: 'log-extractor run -- ./api --port 8080', what: 'a server, with all debug switches on' },
    {
      line: 'log-extractor run --exit-codes mission -- ./batch',
      what: '128 for a panic, 129 for out of memory, 130 for Ctrl-C, 124 for a timeout',
    },
    {
      line: 'log-extractor run --bundle /var/crash -- ./api',
      what: 'with a folder of evidence, of use even when everything is killed',
    },
    {
      line: 'log-extractor run --pprof localhost:6060 --snapshot-on-pause 10ms --hang-after 5m --bundle crash -- ./api',
      what: 'with goroutine dumps of long pauses and of silence',
    },
    {
      line: 'log-extractor run --timeout 10m -- go test ./...',
      what: 'with a dump of everything that still runs then',
    },
    { line: 'log-extractor run --tty -- npm test', what: 'with colours, as on a terminal' },
    { line: 'log-extractor run --traceback all --no-gctrace -- ./api', what: 'no core file, no collector lines' },
  ],
  run: async (options, io) => (await import('../run.ts')).run(options, io),
})
