/** What the views leave of the events, and what a name that stands for nothing does to a verdict. */
import { expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const LOG = `started
Exception in thread "main" java.lang.IllegalStateException: no stock
	at shop.Main.main(Main.java:7)
panic: boom

goroutine 1 [running]:
main.main()
	/app/main.go:12 +0x1d

goroutine 7 [select]:
main.work()
	/app/main.go:30 +0x1d
exit status 2
`

it.each([
  ['panics', ['jvm.exception', 'go.crash', 'go.goroutine', 'go.end']],
  ['goroutines', ['go.goroutine', 'go.goroutine']],
])('%s as JSON lines are the events of both runtimes that it is about', async (command, kinds) => {
  const { stdout } = await runCli({ argv: [command, '--format', 'jsonl', 'crash.log'], files: { 'crash.log': LOG } })
  const found = stdout.trimEnd().split('\n')
  expect(found.map((line) => JSON.parse(line).kind)).toEqual(kinds)
})

it.each(['none-*.log', 'missing.log'])('nothing is clean while %s could not be read', async (name) => {
  const { stdout, exit } = await runCli({ argv: ['--format', 'json', name, 'ok.log'], files: { 'ok.log': 'fine\n' } })
  const { verdict, sources } = JSON.parse(stdout)
  expect(exit).toBe(66)
  expect(verdict).toMatchObject({ status: 'unknown', exitCode: 66 })
  expect(sources.map((source: { name: string }) => source.name)).toEqual([name, 'ok.log'])
})

it('crashes of both runtimes are numbered as they stand, and keep their fingerprints', async () => {
  const crashes = async (...argv: string[]) => {
    const { stdout } = await runCli({ argv: [...argv, '--format', 'json', 'x.log'], files: { 'x.log': LOG + LOG } })
    return JSON.parse(stdout).crashes as { id: string; runtime: string; fingerprint: string }[]
  }
  const found = await crashes('analyze')
  expect(found.map(({ id, runtime }) => `${id} ${runtime}`)).toEqual([
    'crash-1 jvm',
    'crash-2 go',
    'crash-3 jvm',
    'crash-4 go',
  ])
  const fingerprints = found.map(({ fingerprint }) => fingerprint)
  for (const by of ['exact', 'functions', 'origin'])
    expect((await crashes('stacks', '--by', by)).map(({ fingerprint }) => fingerprint)).toEqual(fingerprints)
})
