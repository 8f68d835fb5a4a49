import { command } from '../command.ts'

export const check = command({
  name: 'check',
  brief: 'A gate for CI: the same analysis, a policy, an exit code that says what happened.',
  description:
    'Reads the log of a test or build job, or runs the job itself, and exits with 0 when nothing counts, 128 for a ' +
    'panic or another crash, 129 for death for lack of memory, 124 for a timeout, 130 for an interruption, which is no ' +
    'alert. One line on stderr says the verdict. Shows the failing line of the checkout, says whose panic it is when ' +
    'go test blames another test, and writes failure-report.md. On GitHub Actions it adds annotations, the step ' +
    'summary and the outputs verdict and code; on TeamCity service messages.',
  options: [
    'input',
    'format',
    'output',
    'failOn',
    'allow',
    'baseline',
    'writeBaseline',
    'failureReport',
    'junit',
    'sarif',
    'codeQuality',
    'source',
    'ci',
    'color',
    'width',
    'quiet',
    'progress',
    'timeout',
    'redact',
    'redactPersonal',
    'command',
  ] as const,
  examples: [
    { line: 'log-extractor check test.log', what: 'of a log' },
    { line: 'log-extractor check -- go test -json ./...', what: 'of a job that is run for it' },
    {
      line: 'log-extractor check --junit junit.xml --sarif crash.sarif test.log',
      what: 'with the files that a CI service shows',
    },
    { line: 'log-extractor check --allow go/nil-map-write@2027-01-31 test.log', what: 'a known problem, until then' },
    {
      line: 'log-extractor check --write-baseline crashes.json test.log',
      what: 'what crashes today; --baseline crashes.json lets it pass from now on',
    },
    { line: 'log-extractor check --fail-on oom,deadlock,go/leak api.log', what: 'only what is named fails' },
  ],
  run: async (options, io) => (await import('../check.ts')).check(options, io),
})
