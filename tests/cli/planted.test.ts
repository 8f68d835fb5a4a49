/**
 * One secret of every kind, planted wherever a log can hold text, looked for in everything that leaves the program. What
 * prints the log itself is left out: the tee'd stream, raw streams, `unwrap`, and `split`, whose user names the fields.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

/** Put together here, so that no scanner of repositories takes them for real ones. */
const SECRETS = {
  password: `hunter${2}SECRET`,
  url: 'pw-in-url-9',
  jwt: ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTYifQ', 'c2lnbmF0dXJl'].join('.'),
  aws: `AKIA${'ABCDEFGH12345678'}`,
  google: `AIza${'Sy0123456789abcdefghijklmnopqrstuvw'}`,
  github: `ghp_${'0123456789abcdefghijABCDEFGHIJ012345'}`,
  gitlab: `glpat-${'abcdefghij0123456789'}`,
  slack: `xoxb-${'1234567890-abcdefghij'}`,
  stripe: `sk_live_${'abcdefghij0123456789'}`,
  npm: `npm_${'0123456789abcdefghijABCDEFGHIJ012345'}`,
  bearer: 'bearer0123456789abcdef',
  cookie: 'sid-0123456789',
  pem: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
} as const

const ALL = [
  `password=${SECRETS.password}`,
  `postgres://app:${SECRETS.url}@db/x`,
  SECRETS.jwt,
  SECRETS.aws,
  SECRETS.google,
  SECRETS.github,
  SECRETS.gitlab,
  SECRETS.slack,
  SECRETS.stripe,
  SECRETS.npm,
  `Authorization: Bearer ${SECRETS.bearer}`,
].join(' ; ')

const GO = `2024/05/17 09:41:36 starting ${ALL}
2024/05/17 09:41:36 Cookie: session=${SECRETS.cookie}
-----BEGIN RSA PRIVATE KEY-----
${SECRETS.pem}
-----END RSA PRIVATE KEY-----
gc 1 @0.011s 2%: 0.018+1.2+12.003 ms clock, 0.14+0.35/1.0/3.0+0.02 ms cpu, 4->5->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P
gc 2 @0.021s 2%: 0.018+1.2+15.003 ms clock, 0.14+0.35/1.0/3.0+0.02 ms cpu, 4->5->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P
panic: dial ${ALL} [recovered]
	panic: again ${ALL}

goroutine 1 [running]:
main.main()
	/app/main.go:5 +0x1d

goroutine 7 [select, 12 minutes] {"apiKey": "${SECRETS.password}"}:
main.work()
	/app/main.go:6 +0x1d
created by main.main in goroutine 1
	/app/main.go:7 +0x1d

exit status 2
2024/05/17 09:41:40 http: panic serving 10.0.0.1:5432: ${ALL}
goroutine 9 [running]:
net/http.(*conn).serve.func1()
	/usr/local/go/src/net/http/server.go:1868 +0xb9
panic({0x6e0, 0xc0})
	/usr/local/go/src/runtime/panic.go:884 +0x212
main.serve()
	/app/main.go:9 +0x1d
fatal error: ${ALL}
panic: torn ${ALL}
`

const JVM = `2024-05-17 09:41:36,123 ERROR [main] c.a.Shop - failed ${ALL}
java.lang.IllegalStateException: cannot connect ${ALL}
	at com.acme.Shop.open(Shop.java:12)
	at com.acme.Shop.main(Shop.java:5)
Caused by: java.sql.SQLException: refused ${ALL}
	at com.acme.Db.connect(Db.java:40)
	... 1 more
Exception in thread "worker password=${SECRETS.password}" java.lang.OutOfMemoryError: Java heap space ${ALL}
	at com.acme.Shop.fill(Shop.java:30)
2024-05-17 09:41:40
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):

"pool password=${SECRETS.password}" #12 prio=5 os_prio=0 cpu=1.0ms elapsed=9.0s tid=0x00007f0001 nid=0x12 waiting on condition  [0x00007f01]
   java.lang.Thread.State: WAITING (parking)
	at com.acme.Shop.wait(Shop.java:33)

JNI global refs: 5, weak refs: 0

[0.100s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->8M(64M) 3.456ms
[0.200s][info][gc] GC(1) Pause Full (System.gc()) 24M->8M(64M) 9.456ms
`

const TESTS = [
  { Action: 'run', Package: 'acme/shop', Test: 'TestPay' },
  { Action: 'output', Package: 'acme/shop', Test: 'TestPay', Output: `    pay_test.go:9: got ${ALL}\n` },
  { Action: 'output', Package: 'acme/shop', Test: 'TestPay', Output: '--- FAIL: TestPay (0.00s)\n' },
  { Action: 'fail', Package: 'acme/shop', Test: 'TestPay', Elapsed: 0 },
  { Action: 'fail', Package: 'acme/shop', Elapsed: 0.1 },
]
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('')

/** The checkout holds one too, in the line that failed. */
const SOURCE = `package main

// Nothing to see.
func main() {
	panic("dial password=${SECRETS.password} ${SECRETS.aws}")
}
`

const FILES = { 'go.log': GO, 'jvm.log': JVM, 'test.json': TESTS, 'main.go': SOURCE, 'go.mod': 'module app\n' }
const LOGS = ['go.log', 'jvm.log', 'test.json']

const VIEWS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['analyze', ['text', 'markdown', 'json', 'jsonl'], ['--explain-unclaimed', '--frames', 'all']],
  ['panics', ['text', 'markdown', 'json', 'jsonl'], ['--frames', 'all']],
  ['goroutines', ['text', 'markdown', 'json', 'jsonl'], ['--frames', 'all']],
  ['stacks', ['text', 'markdown', 'json', 'jsonl'], ['--frames', 'all']],
  ['gc', ['text', 'markdown', 'json', 'csv'], []],
  ['check', ['text', 'json', 'markdown', 'junit', 'sarif', 'github', 'gitlab', 'teamcity', 'buildkite', 'tap'], []],
]
const cases = VIEWS.flatMap(([command, formats, more]) => formats.map((format) => [command, format, more] as const))

describe('no secret', () => {
  it.each(cases)('is in what %s prints as %s', async (command, format, more) => {
    const written: string[] = []
    const files = command === 'check' ? ['--junit', 'j.xml', '--sarif', 's.json', '--code-quality', 'q.json'] : []
    const { stdout, stderr } = await runCli(
      { argv: [command, '--format', format, ...more, ...files, ...LOGS], files: FILES, terminal: 200 },
      (folder) => {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
          if (!(name in FILES) && statSync(join(folder, name)).isFile())
            written.push(`${name}\n${readFileSync(join(folder, name), 'utf8')}`)
      },
    )
    expect(stderr).not.toMatch(/see log-extractor|bug in/)
    if (command === 'check') expect(written).toHaveLength(4)
    for (const text of [stdout, stderr, ...written]) expect(found(text)).toEqual([])
  })

  it.each([
    ['goroutines --quiet', ['goroutines', '--quiet', ...LOGS]],
    ['analyze --quiet', ['--quiet', ...LOGS]],
    ['goroutines --group-by label', ['goroutines', '--group-by', 'label', 'go.log']],
    ['goroutines --where', ['goroutines', '--where', 'state == "select"', 'go.log']],
    ['goroutines --compare', ['goroutines', '--compare', 'go.log', 'go.log']],
    ['goroutines --graph creation', ['goroutines', '--graph', 'creation', 'go.log']],
    ['analyze --source', ['--source', '.', 'go.log']],
    ['check on GitHub', ['check', '--ci', 'github', ...LOGS]],
  ])('is in what %s prints', async (_, argv) => {
    const { stdout, stderr } = await runCli({ argv, files: FILES })
    expect(stderr).not.toMatch(/see log-extractor|bug in/)
    expect([...found(stdout), ...found(stderr)]).toEqual([])
  })
})

describe('--no-redact', () => {
  it('shows them', async () => {
    const { stdout } = await runCli({ argv: ['--no-redact', '--format', 'json', 'go.log'], files: FILES })
    expect(found(stdout)).toEqual(Object.keys(SECRETS).filter((name) => !['cookie', 'pem'].includes(name)))
  })
})

/** Kinds, so that a failure prints none. */
function found(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([kind, secret]) => (text.includes(secret) ? [kind] : []))
}
