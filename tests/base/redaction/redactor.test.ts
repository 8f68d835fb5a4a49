import { describe, expect, it } from 'vitest'
import { isSecretName } from '../../../src/base/redaction/names.ts'
import { Redactor } from '../../../src/base/redaction/redactor.ts'
import { growth } from '../../support/growth.ts'

const redact = (text: string, personal = false) => new Redactor({ tagOf: () => '1234', personal }).text(text)
const R = (id: string) => `‹redacted:${id}:1234›`

/** Put together here, so that no scanner takes the vectors for secrets that leaked. */
const A16 = 'ABCDEFGH12345678'
const A36 = 'abcdefghij0123456789ABCDEFGHIJ012345'
const KEY = (text: string) =>
  `-----BEGIN ${text}PRIVATE KEY-----\nMIIEowIBAAKCAQEA7x\nq83f\n-----END ${text}PRIVATE KEY-----`

const VECTORS: readonly (readonly [string, string])[] = [
  // 1. Private keys.
  [`before ${KEY('RSA ')} after`, `before ${R('private-key')} after`],
  [KEY(''), R('private-key')],
  [KEY('OPENSSH '), R('private-key')],
  [`a ${KEY('EC ')} b ${KEY('')} c`, `a ${R('private-key')} b ${R('private-key')} c`],
  ['x -----BEGIN PRIVATE KEY-----\nMIIEow', `x ${R('private-key')}`],
  ['q83f\n-----END RSA PRIVATE KEY-----\nnext', `${R('private-key')}\nnext`],
  // 2. User and password in a URL.
  ['dial postgres://app:hunter2@db:5432/x?y=1: refused', `dial postgres://${R('url-password')}@db:5432/x?y=1: refused`],
  ['redis://:p@ss@cache:6379/0', `redis://${R('url-password')}@cache:6379/0`],
  ['mongodb+srv://u:p%40w@c.example/db', `mongodb+srv://${R('url-password')}@c.example/db`],
  ['ssh://git@github.com/x', 'ssh://git@github.com/x'],
  ['http://localhost:8080/a@b', 'http://localhost:8080/a@b'],
  // 3. Connection strings.
  ['root:s3cret@tcp(127.0.0.1:3306)/app', `root:${R('dsn-password')}@tcp(127.0.0.1:3306)/app`],
  ['host=db user=app password=hunter2 dbname=x', `host=db user=app password=${R('named')} dbname=x`],
  ["password='two words' host=db", `password='${R('named')}' host=db`],
  ['jdbc:sqlserver://h:1433;user=sa;password=Pa55;x=1', `jdbc:sqlserver://h:1433;user=sa;password=${R('named')};x=1`],
  // 4. Headers.
  ['Authorization: Bearer abc.def', `Authorization: Bearer ${R('authorization')}`],
  ['authorization: Basic dXNlcjpwYXNz', `authorization: Basic ${R('authorization')}`],
  ['map[Authorization:[Bearer abcdef] Host:[x]]', `map[Authorization:[Bearer ${R('authorization')}] Host:[x]]`],
  ['{"Authorization":"token-1"}', `{"Authorization":"${R('authorization')}"}`],
  ['Authorization: Digest username="u", response="6629"', `Authorization: Digest ${R('authorization')}`],
  [`sent bearer ${A36}`, `sent bearer ${R('bearer-token')}`],
  ['Cookie: sid=abc; theme=dark', `Cookie: ${R('cookie')}`],
  ['Set-Cookie: sid=abc; HttpOnly', `Set-Cookie: ${R('cookie')}`],
  ['X-Api-Key: 12345', `X-Api-Key: ${R('api-key')}`],
  // 5. JSON web tokens.
  ['got eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ_x-y!', `got ${R('jwt')}!`],
  // 6. Keys that tell whose they are.
  [`id AKIA${A16}`, `id ${R('aws-key')}`],
  [`secret: "${A36}abcd"`, `secret: "${R('aws-secret')}"`],
  [`AIza${A36.slice(0, 35)}`, R('google-key')],
  ['AccountName=x;AccountKey=abc==;E=1', `AccountName=x;AccountKey=${R('azure-key')};E=1`],
  ['https://x/?sv=1&sig=abcdefghij%3D', `https://x/?sv=1&sig=${R('azure-signature')}`],
  [`ghp_${A36}`, R('github-token')],
  [`github_pat_${A36}`, R('github-token')],
  [`glpat-${A36.slice(0, 20)}`, R('gitlab-token')],
  ['xoxb-1234567890-abc', R('slack-token')],
  ['https://hooks.slack.com/services/T0/B0/abcdef', `https://hooks.slack.com/services/${R('slack-hook')}`],
  ['sk_live_1234567890ab', R('stripe-key')],
  [`npm_${A36}`, R('npm-token')],
  ['pypi-AgEIcHlwaS5vcmcCJ', R('pypi-token')],
  // 7. By name.
  ['DB_PASSWORD=hunter2', `DB_PASSWORD=${R('named')}`],
  ['api_key=abc&x=1', `api_key=${R('named')}&x=1`],
  ['{"access_key": "abc", "n": 1}', `{"access_key": "${R('named')}", "n": 1}`],
  ['{\\"password\\":\\"abc\\"}', `{\\"password\\":\\"${R('named')}\\"}`],
  ['level=info session=abc123 msg=ok', `level=info session=${R('named')} msg=ok`],
  ['{Name:bob Password:hunter2 Token:abc}', `{Name:bob Password:${R('named')} Token:${R('named')}}`],
  ['password: hunter2', `password: ${R('named')}`],
  ['app --password hunter2 --port 80', `app --password ${R('named')} --port 80`],
  ['-Djavax.net.ssl.keyStorePassword=changeit', `-Djavax.net.ssl.keyStorePassword=${R('named')}`],
  ['conn_str="a b"', `conn_str="${R('named')}"`],
]

/** What must stay as it is: a report without it would be worthless. */
const HARMLESS: readonly string[] = [
  'goroutine 18 [chan receive, 3 minutes]:',
  'main.login({0xc000012345, 0x12}, 0x1)',
  '\t/app/auth/session.go:42 +0x1d fp=0xc00007df48 sp=0xc00007df00 pc=0x49e1c5',
  'shop/secret.(*Store).Token(0xc000012345)',
  'at com.acme.SecretStore.read(SecretStore.java:77)',
  'com.acme.AuthException: user unknown',
  'panic: auth: user not found',
  'unexpected token: EOF',
  'secret: not found in namespace',
  'session: closed by peer',
  'tokenizer=bert author=bob passed=3 GOFLAGS=-mod=mod',
  'h1:Xg2FpNyzQnGTMnZHfHyZnJvbnKPe6x8l8F0cQbGv6gE=',
  'vcs.revision=4f1c2d3e4b5a69788796a5b4c3d2e1f001122334',
  'request 7f3b1c52-9d1e-4a53-8f0b-0c1d2e3f4a5b failed',
  'auth=true private=false',
  'token=0xc000012345',
  'https://example.com/a?b=c#d',
  'gc 12 @3.456s 2%: 0.018+1.2+0.003 ms clock, 0.14+0.35/1.0/3.0+0.02 ms cpu, 4->5->1 MB, 5 MB goal, 8 P',
  '2024/05/17 09:41:36 listening on 10.0.0.7:8080 for ops@example.com',
]

describe('secrets', () => {
  it.each(VECTORS)('in %j are replaced', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each(VECTORS)('in %j are replaced once', (_, expected) => {
    expect(redact(expected)).toBe(expected)
  })

  it.each(HARMLESS)('are none in %j', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('are counted by kind, and never shown', () => {
    const redactor = new Redactor({ tagOf: () => 'abcd' })
    redactor.text('password=a1 token=b2')
    redactor.text(`AKIA${A16}`)
    expect(redactor.counts).toEqual({ total: 3, byType: { 'aws-key': 1, named: 2 }, suspicious: 0 })
  })

  it('that are equal have equal tags', () => {
    const redactor = new Redactor({ tagOf: (secret) => String(secret.length).padStart(4, '0') })
    expect(redactor.text('password=abc token=abc key=1 secret=abcd')).toBe(
      'password=‹redacted:named:0003› token=‹redacted:named:0003› key=1 secret=‹redacted:named:0004›',
    )
  })

  it('of unknown kinds are only counted', () => {
    const redactor = new Redactor({ tagOf: () => 'abcd' })
    const text = 'blob Zm9vYmFyQUJDMTIzeHl6UVdFUlRZdWlvcDk4NzY1'
    expect(redactor.text(text)).toBe(text)
    expect(redactor.counts.suspicious).toBe(1)
  })
})

describe('command lines', () => {
  it('hide the value behind the name', () => {
    const redactor = new Redactor({ tagOf: () => '1234' })
    expect(redactor.args(['./api', '--password', 'x', '--token=y', '-v', 'file'])).toEqual([
      './api',
      '--password',
      R('named'),
      `--token=${R('named')}`,
      '-v',
      'file',
    ])
  })
})

describe('objects', () => {
  it('are looked at by the names of their fields, except those that hold no text', () => {
    const redactor = new Redactor({ tagOf: () => '1234' })
    const value = {
      message: 'token=abc',
      data: { apiKey: 'abc', list: ['password=x'] },
      function: 'token=abc',
      n: 7,
      no: null,
    }
    expect(redactor.deep(value, new Set(['function']))).toEqual({
      message: `token=${R('named')}`,
      data: { apiKey: R('named'), list: [`password=${R('named')}`] },
      function: 'token=abc',
      n: 7,
      no: null,
    })
  })
})

describe('objects without a secret', () => {
  const redactor = new Redactor({ tagOf: () => '1234' })

  it('are not copied, nor are such parts of others', () => {
    const value = { a: { text: 'x' }, list: [{ text: 'y' }, { text: 'token=abc' }] }
    expect(redactor.deep(value.a, new Set())).toBe(value.a)
    const clean = redactor.deep(value, new Set())
    expect(clean.a).toBe(value.a)
    expect(clean.list[0]).toBe(value.list[0])
    expect(clean.list[1]).toEqual({ text: `token=${R('named')}` })
    expect(value.list[1]).toEqual({ text: 'token=abc' })
  })

  it('keep names that mean something else to JavaScript', () => {
    const labels = JSON.parse('{"__proto__":"token=abc","a":"b"}')
    expect(Object.entries(redactor.deep(labels, new Set()))).toEqual([
      ['__proto__', `token=${R('named')}`],
      ['a', 'b'],
    ])
  })
})

describe('personal data', () => {
  it.each([
    ['mail to bob.b+x@mail.example.com now', `mail to ${R('e-mail')} now`],
    ['from 10.0.0.7:8080', `from ${R('ipv4')}:8080`],
    ['from fe80::1ff:fe23:4567:890a port', `from ${R('ipv6')} port`],
    ['card 4111 1111 1111 1111 ok', `card ${R('card')} ok`],
    ['order 4111 1111 1111 1112 ok', 'order 4111 1111 1111 1112 ok'],
  ])('in %j is replaced when asked for', (text, expected) => {
    expect(redact(text, true)).toBe(expected)
    expect(redact(text)).toBe(text)
  })
})

describe('names', () => {
  it.each([
    'DB_PASS',
    'MYSQL_PWD',
    'GITHUB_TOKEN',
    'apiKey',
    'private_key',
    'AWS_SECRET_ACCESS_KEY',
    'DATABASE_DSN',
    'connStr',
  ])('%s is secret', (name) => expect(isSecretName(name)).toBe(true))
  it.each(['PATH', 'GOFLAGS', 'tokenizer', 'author', 'passed', 'bypass', 'HOME', 'keyboard'])('%s is not', (name) =>
    expect(isSecretName(name)).toBe(false),
  )
})

describe('time', () => {
  const hostile = [
    'a',
    '=',
    'a=',
    '-----BEGIN PRIVATE KEY-----',
    'x://a:',
    'secret ',
    'cookie: a=',
    'eyJaaaaaaaa.',
    '1:',
    'bearer ',
    '0 ',
  ]
  it.each(hostile)('grows with the length of the text only: %j', (unit) => {
    const work = (size: number) => void redact(unit.repeat(size / unit.length), true)
    work(10_000)
    // Quadratic time would be sixteen times as much.
    expect(growth(work, 50_000, 200_000, 10)).toBeLessThan(10)
  })
})
