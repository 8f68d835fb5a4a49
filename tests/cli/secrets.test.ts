/** Secrets planted in a log are in no output, unless somebody asks for them. */
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const PLANTED = ['hunter2SECRET', 'AKIAABCDEFGH12345678', 'eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl']

const LOG = `2024/05/17 09:41:36 connecting with password=${PLANTED[0]}
panic: dial postgres://app:${PLANTED[0]}@db/x: key ${PLANTED[1]} [recovered]
	panic: token ${PLANTED[2]}

goroutine 1 [running]:
main.main()
	/app/main.go:12 +0x1d

goroutine 7 [select] {"apiKey": "${PLANTED[0]}"}:
main.work()
	/app/main.go:30 +0x1d
fatal error: password=${PLANTED[0]}
panic: torn ${PLANTED[1]}
`

const COMMANDS = ['analyze', 'panics', 'goroutines'] as const
const FORMATS = ['text', 'markdown', 'json', 'jsonl'] as const

describe.each(COMMANDS)('%s', (command) => {
  it.each(FORMATS)('shows no secret as %s', async (format) => {
    const argv = [command, '--format', format, '--frames', 'all', '--explain-unclaimed', 'crash.log']
    const { exit, stdout, stderr } = await runCli({ argv, files: { 'crash.log': LOG } })
    expect(exit).toBe(0)
    for (const secret of PLANTED) expect(stdout + stderr).not.toContain(secret)
    if (command !== 'goroutines') expect(stdout).toContain('redacted:jwt:')
  })
})

describe('the checkout', () => {
  const code = `package main\n${'\n'.repeat(9)}func main() {\n\tdial("password=${PLANTED[0]}")\n}\n`
  const files = { 'crash.log': LOG, 'app/main.go': code }

  it.each(['junit', 'github', 'teamcity', 'buildkite', 'tap'])(
    'gives no secret of its lines away as %s',
    async (format) => {
      for (const command of ['analyze', 'check']) {
        const { stdout } = await runCli({ argv: [command, '--format', format, 'crash.log'], files })
        expect(stdout, command).toContain('dial(')
        expect(stdout, command).not.toContain(PLANTED[0])
      }
    },
  )
})

describe('--no-redact', () => {
  it('shows the log as it is', async () => {
    const argv = ['--no-redact', '--format', 'json', 'crash.log']
    const { stdout } = await runCli({ argv, files: { 'crash.log': LOG } })
    for (const secret of PLANTED) expect(stdout).toContain(secret)
    expect(JSON.parse(stdout).redaction).toBeNull()
  })
})

describe('the report', () => {
  it('says how many of which kind were replaced', async () => {
    const { stdout } = await runCli({ argv: ['--format', 'json', 'crash.log'], files: { 'crash.log': LOG } })
    const { redaction } = JSON.parse(stdout)
    expect(Object.keys(redaction.byType)).toEqual(expect.arrayContaining(['jwt', 'url-password', 'aws-key']))
    expect(redaction.total).toBeGreaterThan(3)
  })
})

/** As a JVM, its collector and Go's traces print them. */
const EVERY_KIND = `OpenJDK 64-Bit Server VM (25.292-b10) for linux-amd64 JRE (1.8.0_292-b10)
CommandLine flags: -XX:+UseG1GC -Dkey.password=${PLANTED[0]} -Dtoken=${PLANTED[2]}
Exception in thread "main" java.lang.IllegalStateException: password=${PLANTED[0]}
	at shop.Main.main(Main.java:7)
scvg: inuse: 1, idle: 62, sys: 63, password=${PLANTED[0]}
pacer: assist ratio=+1.2 password=${PLANTED[0]}
--- FAIL: TestPay/password=${PLANTED[0]} (0.00s)
`

it.each(['json', 'jsonl', 'text', 'markdown'])('no kind of event shows one as %s', async (format) => {
  const files = { 'all.log': EVERY_KIND }
  for (const command of ['analyze', 'gc', 'stacks']) {
    const { stdout, stderr } = await runCli({ argv: [command, '--format', format, 'all.log'], files })
    if (command === 'analyze') expect(stdout).not.toBe('')
    for (const secret of PLANTED) expect(stdout + stderr).not.toContain(secret)
  }
})
