/** What a run leaves behind, also when it is cut off. */
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { ensureBuilt } from '../cli/built.ts'
import { ownLines, script, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-bundle-'))
let made = 0
const fresh = () => join(folder, `bundle-${made++}`)

beforeAll(ensureBuilt, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SECRET = 'hunter2SECRET'
const CRASH = `request 1
request 2 password=${SECRET}
panic: dial postgres://app:${SECRET}@db/x

goroutine 1 [running]:
main.main()
	/app/main.go:12 +0x1d
`
const crashing = script(`require('fs').writeSync(2, ${JSON.stringify(CRASH)}); process.exit(2)`)
const read = (...names: string[]) => readFileSync(join(...names), 'utf8')

describe('a bundle', () => {
  it('holds all there is to know, for its owner only', async () => {
    const bundle = fresh()
    const { code } = await wrap([...crashing, '--', '--password', SECRET], ['--bundle', bundle], {
      env: { DB_PASS: SECRET },
    }).ended
    expect(code).toBe(2)
    expect(readdirSync(bundle).sort()).toEqual([
      'before-crash.log',
      'environment.json',
      ...(process.platform === 'linux' ? ['limits.txt'] : []),
      'memory.json',
      'report.json',
      'report.md',
      'run.json',
      'stderr.raw',
      'stdout.raw',
    ])
    expect(statSync(bundle).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(bundle)) expect(statSync(join(bundle, name)).mode & 0o777).toBe(0o600)
    expect(read(bundle, 'stderr.raw')).toBe(CRASH)
    expect(JSON.parse(read(bundle, 'run.json'))).toMatchObject({
      state: 'ended',
      exit: { exitCode: 2, signal: null },
      verdict: { status: 'panic' },
      streams: { stderr: { bytes: CRASH.length, losses: [] } },
    })
  })

  it('keeps secrets in the raw streams only', async () => {
    const bundle = fresh()
    const quiet = script(`require('fs').writeSync(2, process.env.SAY)`)
    await wrap([...quiet, '--', '--password', SECRET], ['--bundle', bundle], { env: { DB_PASS: SECRET, SAY: CRASH } })
      .ended
    const leaky = readdirSync(bundle).filter((name) => read(bundle, name).includes(SECRET))
    expect(leaky).toEqual(['stderr.raw'])
    expect(JSON.parse(read(bundle, 'environment.json')).DB_PASS).toMatch(/^‹redacted:named:[0-9a-f]{4}›$/)
  })

  it('has the report that the raw stream gives', async () => {
    const bundle = fresh()
    await wrap(crashing, ['--bundle', bundle, '--no-redact']).ended
    const again = await analyze({ name: 'stderr', path: join(bundle, 'stderr.raw') }, { redact: false })
    const report = JSON.parse(read(bundle, 'report.json'))
    expect(report.crashes).toEqual(again.crashes)
    expect(report.findings).toEqual(again.findings)
  })

  it('has the lines before the crash', async () => {
    const bundle = fresh()
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`).join('\n')
    const code = `require('fs').writeSync(2, ${JSON.stringify(`${lines}\n${CRASH}`)})`
    await wrap(script(code), ['--bundle', bundle, '--ring', '4', '--no-redact']).ended
    expect(read(bundle, 'before-crash.log')).toBe(`line 48\nline 49\nrequest 1\nrequest 2 password=${SECRET}\n`)
  })

  it.each<[number, string | null, string]>([
    [2, 'out 3\nout 4\n', 'err 1\n'],
    [0, '', ''],
  ])('has %i lines of the other stream too', async (ring, out, err) => {
    const bundle = fresh()
    const own = CRASH.slice(CRASH.indexOf('panic: '))
    const code = `require('fs').writeSync(1, 'out 1\\nout 2\\nout 3\\nout 4\\n')
      setTimeout(() => require('fs').writeSync(2, ${JSON.stringify(`err 1\n${own}`)}), 200)`
    await wrap(script(code), ['--bundle', bundle, '--ring', String(ring)]).ended
    expect(read(bundle, 'before-crash.stdout.log')).toBe(out)
    expect(read(bundle, 'before-crash.log')).toBe(err)
  })

  it('says first in its page what all of it comes to', async () => {
    const bundle = fresh()
    await wrap(crashing, ['--bundle', bundle]).ended
    expect(read(bundle, 'report.md')).toMatch(/^Verdict: \*\*panic\*\*\n\n- .*\n- it exited with 2\n\n## PANIC/)
    const other = fresh()
    await wrap(['true'], ['--bundle', other]).ended
    expect(read(other, 'report.md')).toMatch(/^Verdict: \*\*clean\*\*\n\nNo crash in /)
  })

  it('is a folder inside when the folder is in use', async () => {
    const bundle = fresh()
    await Promise.all(Array.from({ length: 6 }, () => wrap(['true'], ['--bundle', bundle]).ended))
    const inside = readdirSync(bundle).filter((name) => name.startsWith('run-'))
    expect(inside).toHaveLength(5)
    for (const name of ['', ...inside]) expect(JSON.parse(read(bundle, name, 'run.json')).state).toBe('ended')
  })

  it('keeps the newest part when a stream is long', async () => {
    const bundle = fresh()
    const code = `for (let i = 0; i < 3000; i++) require('fs').writeSync(1, String(i).padStart(99, '.') + '\\n')`
    await wrap(script(code), ['--bundle', bundle, '--bundle-size', '64KB']).ended
    const { segments, bytes } = JSON.parse(read(bundle, 'run.json')).streams.stdout
    expect(bytes).toBe(300_000)
    const kept = segments.map(({ file }: { file: string }) => read(bundle, file)).join('')
    expect(kept.length).toBeLessThanOrEqual(64 * 1024)
    expect(segments[0].from).toBe(300_000 - kept.length)
    expect(kept.endsWith(`${'2999'.padStart(99, '.')}\n`)).toBe(true)
  })
})

describe('a place that cannot be written', () => {
  it.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ...(process.getuid?.() === 0
      ? []
      : [['a read-only folder', (path: string) => mkdirSync(path, { mode: 0o500 })] as const]),
    ...(process.platform === 'linux'
      ? // The kernel says that it is missing whatever is made there, for ever.
        [['one below /proc', (path: string) => symlinkSync('/proc/self/fdinfo', path), 'deeper/folder'] as const]
      : []),
  ] as const)('such as %s is told before the program starts', async (_, make, inside: string = '') => {
    const place = fresh()
    make(place)
    const bundle = join(place, inside)
    const { code, stdout, stderr } = await wrap(['echo', 'started'], ['--bundle', bundle]).ended
    expect([code, stdout.toString()]).toEqual([73, ''])
    expect(stderr.toString()).toMatch(/^log-extractor: .*: cannot be written: E[A-Z]+\n$/)
  })
})

describe('a wrapper that is killed', () => {
  it('leaves what it has seen, and the next run says so', async () => {
    const bundle = fresh()
    const run = wrap(script(`let i = 0; setInterval(() => console.log('tick ' + i++), 5)`), ['--bundle', bundle])
    await run.printed('tick 20')
    process.kill(run.pid, 'SIGKILL')
    const { stdout } = await run.ended
    // Kept before it was passed on.
    expect(read(bundle, 'stdout.raw').startsWith(stdout.toString())).toBe(true)
    expect(JSON.parse(read(bundle, 'run.json')).state).toBe('running')
    const next = await wrap(['true'], ['--bundle', bundle]).ended
    expect(ownLines(next.stderr)).toEqual([`log-extractor: an earlier run was cut off; what it left is in ${bundle}`])
  })
})

describe('a crash', () => {
  it('is told to a command and to a service, without its secrets', async () => {
    const posted: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        posted.push(body)
        // The first time the service has trouble of its own.
        response.writeHead(posted.length === 1 ? 503 : 204).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const file = join(folder, 'hook.json')
    const options = ['--webhook', `http://127.0.0.1:${port}/`, '--on-crash', `cat > '${file}'`]
    const { stderr } = await wrap(crashing, options).ended
    server.close()
    expect(ownLines(stderr)).toHaveLength(1)
    expect(posted).toHaveLength(2)
    expect(posted[1]).toBe(read(file))
    expect(read(file)).not.toContain(SECRET)
    expect(JSON.parse(read(file))).toMatchObject({
      schema: 'log-extractor/crash/1',
      crash: { kind: 'panic', origin: { file: '/app/main.go', line: 12 } },
    })
  })

  it('that cannot be told is complained of, and nothing else changes', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const options = ['--on-crash', 'exit 9', '--webhook', `http://127.0.0.1:${port}/`]
    const { code, stderr } = await wrap(crashing, options).ended
    expect(code).toBe(2)
    expect(ownLines(stderr).slice(0, 2)).toEqual([
      'log-extractor: --on-crash: ended with exit code 9',
      'log-extractor: --webhook: not delivered: ECONNREFUSED',
    ])
  })
})

describe('a large stream', () => {
  const full = process.env.FULL === '1'
  const megabytes = full ? 1024 : 48
  it(`of ${megabytes} MB is the same everywhere`, async () => {
    const bundle = fresh()
    // Pseudo-random text, the same on both sides.
    const code = `
      const { writeSync } = require('fs'), { createHash } = require('crypto')
      const part = Buffer.from(Array.from({ length: 65536 }, (_, i) => (i * 7919) % 61 === 0 ? 10 : 33 + ((i * 31) % 90)))
      const put = (fd, size) => { const hash = createHash('sha256')
        for (let left = size, i = 0; left > 0; i++) { part.write(String(i)); const piece = part.subarray(0, Math.min(left, part.length))
          for (let done = 0; done < piece.length;) done += writeSync(fd, piece, done)
          hash.update(piece); left -= piece.length }
        return hash.digest('hex') }
      const out = put(1, ${megabytes}e6), err = put(2, ${megabytes / 4}e6)
      require('fs').writeFileSync(process.argv[1], out + ' ' + err)`
    const told = join(folder, 'hashes')
    const { spawn } = await import('node:child_process')
    const { BIN } = await import('../cli/built.ts')
    const argv = [BIN, 'run', '--bundle', bundle, '--', ...script(code), told]
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
    const passed = await Promise.all(
      [child.stdout, child.stderr].map(async (stream) => {
        const hash = createHash('sha256')
        for await (const part of stream) hash.update(part)
        return hash.digest('hex')
      }),
    )
    expect(passed.join(' ')).toBe(read(told))
    for (const [i, name] of ['stdout.raw', 'stderr.raw'].entries())
      expect(
        createHash('sha256')
          .update(readFileSync(join(bundle, name)))
          .digest('hex'),
      ).toBe(passed[i])
  }, 600_000)
})
