/** What steers a terminal or turns the reading direction, wherever a log can hold it, in everything that a command prints. */
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const STEERS = '\u009b31m\u202eevil\u2066'

const dump = (ids: readonly number[]) =>
  `panic: boom ${STEERS}

${ids
  .map(
    (id) => `goroutine ${id} [select ${STEERS}, 12 minutes] {"key${STEERS}": "${STEERS}"}:
main.work${STEERS}(0x1)
	/app/${STEERS}.go:6 +0x1d
main.more${id}()
	/app/main.go:9 +0x1d
created by main.main in goroutine 1
	/app/main.go:7 +0x1d
`,
  )
  .join('\n')}
exit status 2
`

const COMMANDS: readonly (readonly string[])[] = [
  ...['text', 'markdown', 'json', 'jsonl'].map((format) => ['analyze', '--format', format]),
  ...['text', 'json'].flatMap((format) => [
    ['goroutines', '--format', format],
    ['goroutines', '--group-by', 'state', '--format', format],
    ['goroutines', '--group-by', 'function', '--format', format],
    ['goroutines', '--where', 'waitMinutes > 1', '--format', format],
    ['goroutines', '--compare', '--format', format, 'a.log', 'b.log'],
    ['stacks', '--format', format],
    ['stacks', '--explain', 'L3', 'L11', '--format', format, 'a.log'],
    ['check', '--format', format],
  ]),
  ['goroutines', '--graph', 'creation'],
  ['goroutines', '--graph', 'blocking'],
  ['unwrap', '--output', 'plain.log', '--map', '-', 'a.log'],
]

describe('nothing of a log steers a terminal', () => {
  for (const args of COMMANDS) {
    it(args.join(' '), async () => {
      const files = { 'a.log': dump([7, 8]), 'b.log': dump([7, 9]) }
      const { stdout, stderr } = await runCli({ argv: args, stdin: dump([7, 8]), files })
      expect(`${stdout}${stderr}`).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/)
      expect(stdout.length).toBeGreaterThan(0)
    })
  }
})
