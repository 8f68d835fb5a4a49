/** Probes on trees that are made up, so that every answer is seen; and once on the machine the tests run on. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { binaryProbes, readBuildInfo } from '../../src/doctor/binary-probes.ts'
import { ENVIRONMENT_PROBES } from '../../src/doctor/environment-probes.ts'
import { MEMORY_PROBES } from '../../src/doctor/memory-probes.ts'
import { placesOf } from '../../src/doctor/places.ts'
import { askAll, type Patient, type Probe } from '../../src/doctor/probe.ts'
import { PROCESS_PROBES } from '../../src/doctor/process-probes.ts'
import { TRANSPORT_PROBES } from '../../src/doctor/transport-probes.ts'
import { ENV_TARGETS, type EnvTarget, examine, renderEnv } from '../../src/index.ts'
import { runCli } from '../cli/run-cli.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-extractor-doctor-test-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function tree(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

async function ask(probes: readonly Probe[], id: string, patient: Partial<Patient> = {}): Promise<string> {
  const probe = probes.filter((one) => one.id === id)
  const [result] = await askAll(probe, { env: {}, root, binary: null, folder: '.', ...patient })
  return `${result!.verdict}: ${result!.evidence}`
}

describe('switches in the environment', () => {
  it.each([
    ['env-traceback', {}, 'warn: not set: a crash shows its own goroutine only'],
    ['env-traceback', { GOTRACEBACK: 'all' }, 'ok: all'],
    ['env-traceback', { GOTRACEBACK: 'ALL' }, 'warn: "ALL" is no level: Go takes it for none'],
    ['env-godebug', { GODEBUG: 'gctrace=1,x=2' }, 'ok: gctrace is on'],
    ['env-godebug', { GODEBUG: 'gctrace' }, 'warn: 1 of its settings are not key=value'],
    ['env-gomemlimit', { GOMEMLIMIT: '512MB' }, 'warn: "512MB" is no size: a Go program refuses to start with it'],
    ['env-gogc', { GOGC: 'off' }, 'warn: off: the heap grows until the limit or the kill'],
    ['env-java', { JAVA_TOOL_OPTIONS: '-XX:-OmitStackTraceInFastThrow' }, 'ok: stacks of hot exceptions are kept'],
  ])('%s with %j', async (id, env, told) => expect(await ask(ENVIRONMENT_PROBES, id, { env })).toBe(told))
})

describe('what the kernel allows', () => {
  const limits = (core: string) => ({
    'proc/self/limits': `Max core file size        ${core}        unlimited            bytes\n`,
  })
  const auxv = (secure: number) => {
    const bytes = Buffer.alloc(48)
    for (const [at, value] of [6, 4_096, 23, secure].entries()) bytes.writeUInt32LE(value, at * 8)
    return { 'proc/self/auxv': bytes }
  }

  it.each<[string, Readonly<Record<string, string | Buffer>>, string]>([
    ['core-limit', limits('0'), 'warn: soft 0, hard unlimited: GOTRACEBACK=crash leaves no core'],
    ['core-limit', limits('unlimited'), 'ok: soft unlimited, hard unlimited'],
    ['core-limit', {}, 'unknown: /proc/self/limits is not readable'],
    [
      'core-pattern',
      { 'proc/sys/kernel/core_pattern': '|/usr/lib/systemd/systemd-coredump %P\n' },
      'ok: piped to /usr/lib/systemd/systemd-coredump, on the host',
    ],
    [
      'memory-limit',
      { 'sys/fs/cgroup/memory.max': '536870912\n' },
      'warn: 512 MiB, and GOMEMLIMIT is not set: the kernel kills without a word',
    ],
    ['memory-limit', { 'sys/fs/cgroup/memory.max': 'max\n' }, 'ok: no limit in this cgroup'],
    [
      'memory-limit',
      { 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
      'ok: no limit in this cgroup',
    ],
    [
      'memory-limit',
      {
        'proc/self/cgroup': '0::/a/b\n',
        'sys/fs/cgroup/a/b/memory.max': '1048576\n',
        'sys/fs/cgroup/memory.max': 'max\n',
      },
      'warn: 1 MiB, and GOMEMLIMIT is not set: the kernel kills without a word',
    ],
    // A group of version 1 has a limit of its own too, and what is around a group holds for it.
    [
      'memory-limit',
      {
        'proc/self/cgroup': '5:cpu,memory:/a/b\n0::/\n',
        'sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '9223372036854771712\n',
        'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '2097152\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      },
      'warn: 2 MiB, and GOMEMLIMIT is not set: the kernel kills without a word',
    ],
    [
      'memory-used',
      {
        'proc/self/cgroup': '0::/a\n',
        'sys/fs/cgroup/a/memory.max': '104857600\n',
        'sys/fs/cgroup/a/memory.current': '99614720\n',
        'sys/fs/cgroup/a/memory.peak': '100000000\n',
      },
      'warn: 95 MiB, at most 95 MiB so far, of 100 MiB',
    ],
    ['memory-limit', {}, 'unknown: no memory cgroup is readable'],
    ['oom-history', { 'sys/fs/cgroup/memory.events': 'oom 2\noom_kill 2\n' }, 'warn: 2 in this cgroup'],
    ['oom-history', { 'sys/fs/cgroup/memory/memory.oom_control': 'under_oom 0\noom_kill 0\n' }, 'ok: none'],
    ['pid-1', { 'proc/1/comm': 'tini\n' }, 'ok: tini passes signals on and reaps'],
    [
      'signals',
      { 'proc/self/status': 'SigIgn:\t0000000000000006\n' },
      'warn: INT, QUIT: children inherit it, and kill -QUIT gives no dump',
    ],
    ['signals', { 'proc/self/status': 'SigIgn:\t0000000000001000\n' }, 'ok: only PIPE'],
    ['secure-mode', auxv(1), 'fail: AT_SECURE is set: Go forces GOTRACEBACK=none'],
    ['secure-mode', auxv(0), 'ok: off'],
    ['ptrace', { 'proc/sys/kernel/yama/ptrace_scope': '1\n' }, 'warn: yama scope 1: only to children'],
    ['stderr', {}, 'fail: it is closed: a crash text is lost, and nothing says so'],
  ])('%s: %#', async (id, files, told) => {
    tree(files)
    expect(await ask([...PROCESS_PROBES, ...MEMORY_PROBES], id)).toBe(told)
  })
})

describe('the place', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, {}],
    ['kubernetes', {}, { 'proc/1/cgroup': '0::/kubepods.slice/x\n' }],
    ['docker', {}, { '.dockerenv': '' }],
    ['podman', {}, { 'run/.containerenv': '' }],
    ['gvisor', {}, { 'proc/version': 'Linux version 4.4.0 (gVisor)\n' }],
    ['aws-lambda', { AWS_LAMBDA_FUNCTION_NAME: 'f' }, {}],
    ['cloud-run', { K_SERVICE: 'api' }, {}],
    ['github-actions', { GITHUB_ACTIONS: 'true' }, {}],
    ['gitlab-ci', { GITLAB_CI: 'true' }, {}],
    ['systemd', { INVOCATION_ID: 'a' }, {}],
    ['go-playground', {}, { 'tmpfs/play': '' }],
  ])('%s: %j %j', (id, env, files) => {
    tree(files)
    expect(placesOf(env, root).map((place) => place.id)).toEqual([id])
  })

  it('is none where nothing says so', () => expect(placesOf({ CI: 'false' }, root)).toEqual([]))
})

describe('an executable', () => {
  const varint = (text: string) =>
    Buffer.concat([Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]), Buffer.from(text, 'latin1')])
  const built = (...settings: readonly string[]) => {
    const modules = `${'x'.repeat(16)}path\tapp\n${settings.map((one) => `build\t${one}\n`).join('')}${'x'.repeat(16)}`
    const head = Buffer.alloc(32)
    head.write('\xff Go buildinf:', 'latin1')
    head[14] = 8
    head[15] = 2
    return Buffer.concat([Buffer.alloc(5_000_000), head, varint('go1.26.8'), varint(modules)])
  }

  it('tells how it was built', async () => {
    tree({ app: built('-trimpath=true', '-ldflags=-s -w', 'CGO_ENABLED=1', 'DefaultGODEBUG=panicnil=1') })
    const binary = join(root, 'app')
    expect(await readBuildInfo(binary)).toEqual({
      version: 'go1.26.8',
      settings: { '-trimpath': 'true', '-ldflags': '-s -w', CGO_ENABLED: '1', DefaultGODEBUG: 'panicnil=1' },
    })
    chmodSync(binary, 0o4755)
    const told = await Promise.all(
      ['binary-go', 'binary-trimpath', 'binary-stripped', 'binary-cgo', 'binary-godebug', 'binary-setuid'].map((id) =>
        ask(binaryProbes(binary), id),
      ),
    )
    expect(told).toEqual([
      'ok: go1.26.8',
      'ok: module paths (-trimpath)',
      'ok: stripped: stacks are whole, a debugger sees less',
      'warn: on: a crash in C has no stack of C',
      'ok: panicnil=1',
      'fail: set: Go forces GOTRACEBACK=none',
    ])
  })

  it('is searched once for all that asks of it', async () => {
    tree({ app: built('-trimpath=true') })
    const probes = binaryProbes(join(root, 'app'))
    expect(await ask(probes, 'binary-go')).toBe('ok: go1.26.8')
    tree({ app: '' })
    expect(await ask(probes, 'binary-trimpath')).toBe('ok: module paths (-trimpath)')
  })

  it.each([
    ['empty', Buffer.alloc(0)],
    ['no program', Buffer.from('hello')],
    ['cut', built().subarray(0, 5_000_033)],
    ['older than Go 1.18', Buffer.concat([Buffer.from('\xff Go buildinf:\x08\x00', 'latin1'), Buffer.alloc(40)])],
  ])('that is %s tells nothing', async (_, bytes) => {
    tree({ app: bytes })
    expect(await ask(binaryProbes(join(root, 'app')), 'binary-go')).toMatch(/^unknown: /)
  })
})

describe('this machine', () => {
  it('is measured by at least 25 probes, none of which fails to answer', async () => {
    const { probes } = await examine({
      env: { PATH: process.env.PATH },
      root: '',
      binary: process.execPath,
      folder: '.',
    })
    expect(probes.length).toBeGreaterThanOrEqual(25)
    expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length)
    for (const { verdict, fix, evidence } of probes) {
      expect(evidence).not.toBe('')
      expect(fix === null).toBe(verdict === 'ok' || verdict === 'unknown')
    }
    const children = probes.filter(({ id }) => id.startsWith('child-'))
    expect(children.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(children.map(({ id }) => `${id} ok`))
  })

  it('without a toolchain says what it did not measure', async () => {
    const { probes } = await examine({ env: { PATH: root }, root: '', binary: null, folder: '.' })
    const go = probes.filter(({ id }) => id.startsWith('go-'))
    expect(go).toHaveLength(5)
    for (const { verdict, evidence } of go)
      expect([verdict, evidence]).toEqual(['unknown', 'not measured: no go on PATH'])
  })
})

describe('--print-env', () => {
  it.each(ENV_TARGETS)('%s sets both switches', (target) => {
    expect(renderEnv(target)).toMatch(/GOTRACEBACK[\s\S]*all[\s\S]*GODEBUG[\s\S]*gctrace=1/)
  })

  it.each<[EnvTarget, object]>([
    ['github-actions', { env: { GOTRACEBACK: 'all', GODEBUG: 'gctrace=1' } }],
    ['gitlab', { variables: { GOTRACEBACK: 'all', GODEBUG: 'gctrace=1' } }],
    ['compose', { services: { app: { init: true, environment: { GOTRACEBACK: 'all', GODEBUG: 'gctrace=1' } } } }],
    [
      'kubernetes',
      {
        spec: {
          containers: [
            {
              env: [
                { name: 'GOTRACEBACK', value: 'all' },
                { name: 'GODEBUG', value: 'gctrace=1' },
              ],
            },
          ],
        },
      },
    ],
  ])('%s is YAML', (target, document) => expect(parse(renderEnv(target))).toMatchObject(document))
})

describe('doctor', () => {
  it('prints what to paste, and nothing else', async () => {
    expect(await runCli({ argv: ['doctor', '--print-env', 'shell'] })).toEqual({
      exit: 0,
      stdout: 'export GOTRACEBACK=all\nexport GODEBUG=gctrace=1\n',
      stderr: '',
    })
  })

  it('prints a table, and a document', async () => {
    const env = { PATH: root }
    const { stdout } = await runCli({ argv: ['doctor', '--width', '60'], env })
    expect(stdout).toMatch(/^PLACE {4}[\s\S]*\n\d+ probes: /)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
    const json = JSON.parse((await runCli({ argv: ['doctor', '--format', 'json'], env })).stdout)
    expect(json.schema).toBe('log-extractor/doctor/1')
  })

  it('says nothing but what is to be mended, when asked to be quiet', async () => {
    const env = { PATH: root, GOTRACEBACK: 'none' }
    const { stdout } = await runCli({ argv: ['doctor', '-q'], env })
    expect(stdout).toMatch(/^(?:FAIL|WARN) /)
    expect(stdout).toMatch(/^WARN {5}GOTRACEBACK: none: a crash shows no stack\n {11}→ GOTRACEBACK=all$/m)
    expect(stdout).not.toMatch(/^(?:OK|UNKNOWN|PLACE|\d)/m)
  })

  it.each([
    [['--print-env', 'windows'], 64, /--print-env takes shell, docker, /],
    [['--binary', 'gone'], 66, /gone: no such file/],
    [['--', 'gone'], 66, /gone: no such file/],
  ])('%j ends with %i', async (args, exit, stderr) => {
    expect(await runCli({ argv: ['doctor', ...args] })).toMatchObject({
      exit,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    })
  })
})

describe('a process that runs already', () => {
  const asks = async (id: string) => {
    const all = [...PROCESS_PROBES, ...TRANSPORT_PROBES]
    const [result] = await askAll(
      all.filter((one) => one.id === id),
      { env: {}, root, binary: null, folder: '.', pid: 42 },
    )
    return `${result!.verdict}: ${result!.evidence}`
  }
  const given = (name: string, text: string) => {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }

  it('has limits and signals of its own', async () => {
    given('proc/self/limits', 'Max core file size        unlimited            unlimited            bytes\n')
    given('proc/42/limits', 'Max core file size        0            unlimited            bytes\n')
    given('proc/42/status', 'State:\tS (sleeping)\nNSpid:\t42\t1\nSigIgn:\t0000000000000004\n')
    expect(await asks('core-limit')).toMatch(/^warn: soft 0/)
    expect(await asks('signals')).toMatch(/^warn: QUIT/)
    expect(await asks('own-process-1')).toMatch(/^warn: yes/)
    expect(await asks('zombies')).toBe('ok: none')
  })

  it('stands beside the dead that nobody waits for', async () => {
    given('proc/42/status', 'State:\tS (sleeping)\n')
    given('proc/43/status', 'State:\tZ (zombie)\n')
    expect(await asks('zombies')).toBe('warn: 1 of 2: their parent does not reap')
  })
})

describe('what carries the log', () => {
  it.each([
    [{ VERCEL: '1' }, /^warn: 256 lines/],
    [{ GITLAB_CI: 'true', CI: 'true', KUBERNETES_SERVICE_HOST: '10.0.0.1' }, /^warn: 4 MiB a job/],
    [{}, /^ok: no service/],
  ])('with %j is known by its limits', async (env, expected) => {
    const [result] = await askAll(
      TRANSPORT_PROBES.filter(({ id }) => id === 'log-transport'),
      { env, root, binary: null, folder: '.' },
    )
    expect(`${result!.verdict}: ${result!.evidence}`).toMatch(expected)
  })

  it('is the journal, with the limits of its file', async () => {
    mkdirSync(join(root, 'etc/systemd'), { recursive: true })
    writeFileSync(join(root, 'etc/systemd/journald.conf'), '[Journal]\nRateLimitBurst=500\n#LineMax=48K\n')
    const [result] = await askAll(
      TRANSPORT_PROBES.filter(({ id }) => id === 'journal'),
      { env: { JOURNAL_STREAM: '8:1' }, root, binary: null, folder: '.' },
    )
    expect(result).toMatchObject({ verdict: 'warn', evidence: expect.stringMatching(/^500 lines in 30s, 48K a line/) })
  })

  it('is asked for its debug server only where it is named', async () => {
    const ask = async (pprof: string | null) =>
      (
        await askAll(
          TRANSPORT_PROBES.filter(({ id }) => id === 'pprof'),
          { env: {}, root, binary: null, folder: '.', pprof },
        )
      )[0]!.verdict
    const server = createServer((_, response) => response.end('goroutine 1 [running]:\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    expect([await ask(null), await ask(url)]).toEqual(['unknown', 'ok'])
    await new Promise((resolve) => server.close(resolve))
    expect(await ask(url)).toBe('fail')
  })
})
