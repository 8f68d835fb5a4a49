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
