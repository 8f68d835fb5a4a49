/** Places where nothing can be written, or nobody reads: the program goes on, and what is lost is known to the byte. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { lacks } from '../support/tools.ts'
import { buildPrograms, PROGRAMS } from './programs.ts'
import { ownLines, script, start, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-places-'))
let made = 0
const fresh = () => join(folder, `run-${made++}`)
const isWhole = Number(process.env.FAULTS ?? 0) >= 200

beforeAll(ensureBuilt, 120_000)
buildPrograms()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const counted = (lines: number) => Array.from({ length: lines }, (_, i) => `seq=${i}\n`).join('')
const shell = (line: string, ...args: string[]) =>
  spawnSync('bash', ['-c', line, process.execPath, BIN, ...args], { encoding: 'utf8', timeout: 60_000 })

interface StreamRecord {
  readonly bytes: number
  readonly segments: readonly { readonly file: string; readonly from: number; readonly bytes: number }[]
  readonly losses: readonly { readonly from: number; readonly to: number; readonly reason: string }[]
}

/** Every byte is in a segment, where it says it is, or in a range that is said to be lost. */
function account(bundle: string, name: 'stdout' | 'stderr', whole: Buffer): StreamRecord {
  const record = JSON.parse(readFileSync(join(bundle, 'run.json'), 'utf8'))
  expect(record.state).toBe('ended')
  const { bytes, segments, losses } = record.streams[name] as StreamRecord
  expect(bytes).toBe(whole.length)
  for (const segment of segments) {
    const kept = readFileSync(join(bundle, segment.file))
    expect(kept.equals(whole.subarray(segment.from, segment.from + segment.bytes))).toBe(true)
  }
  const ranges = [
    ...segments.map(({ from, bytes: size }) => [from, from + size] as const),
    ...losses.map(({ from, to }) => [from, to] as const),
  ]
  let reached = 0
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) if (from <= reached) reached = Math.max(reached, to)
  expect(reached).toBe(whole.length)
  return { bytes, segments, losses }
}

describe.each(PROGRAMS)('$name', ({ name, argv }) => {
  describe.skipIf(lacks('strace', `a full disk around ${name}`))('on a full disk', () => {
    const writes = isWhole ? Array.from({ length: 60 }, (_, i) => i + 1) : [1, 2, 3, 5, 8, 21, 55]
    it.each(writes)(
      'from write %i to the bundle on, goes on as before',
      async (n) => {
        const bundle = fresh()
        const only = ['-f', '-qq', '-o', '/dev/null', '-P', join(bundle, 'stdout.raw')]
        const fault = ['-e', `inject=write,pwrite64:error=ENOSPC:when=${n}+`]
        const run = [process.execPath, BIN, 'run', '--no-gctrace', '--bundle', bundle, '--', ...argv('count', 200, 2)]
        const { code, stdout, stderr } = await start(['strace', ...only, ...fault, ...run]).ended
        expect([code, stdout.toString().replace(/^pid=\d+;\n/, '')]).toEqual([0, counted(200)])
        const { segments } = account(bundle, 'stdout', stdout)
        if (segments[0]!.bytes < stdout.length) expect(ownLines(stderr).join()).toMatch(/ENOSPC/)
      },
      60_000,
    )
  })

  it('whose files may not grow goes on as before', () => {
    const bundle = fresh()
    const line = `ulimit -f 8; "$0" "$1" run --no-gctrace --bundle "$2" -- ${argv('count', 20_000, 0).join(' ')} | cat; exit "\${PIPESTATUS[0]}"`
    const { status, stdout, stderr } = shell(line, bundle)
    expect([status, stdout.replace(/^pid=\d+;\n/, '')]).toEqual([0, counted(20_000)])
    expect(stderr).toMatch(/stdout\.raw cannot be written \(EFBIG\): the program goes on, what is lost is recorded/)
    expect(account(bundle, 'stdout', Buffer.from(stdout)).losses).toMatchObject([{ reason: 'EFBIG' }])
  }, 60_000)

  it.each([
    ['closed', '>&-', []],
    [
      'full',
      '> /dev/full',
      ['log-extractor: stdout cannot be written any more (ENOSPC); the program is still watched'],
    ],
  ])(
    'whose standard output is %s is still watched',
    (_, place, told) => {
      const bundle = fresh()
      const { status, stderr } = shell(
        `"$0" "$1" run --no-gctrace --bundle "$2" -- ${argv('count', 1_000, 0).join(' ')} ${place}`,
        bundle,
      )
      expect(status).toBe(0)
      expect(stderr.split('\n').filter((line) => line.startsWith('log-extractor'))).toEqual(told)
      expect(readFileSync(join(bundle, 'stdout.raw'), 'utf8').replace(/^pid=\d+;\n/, '')).toBe(counted(1_000))
    },
    60_000,
  )

  it('whose bundle is removed while it runs ends as before', async () => {
    const bundle = fresh()
    const run = wrap(argv('count', 100, 10), ['--no-gctrace', '--bundle', bundle])
    await run.printed('seq=5\n')
    rmSync(bundle, { recursive: true })
    const { code, stdout, stderr } = await run.ended
    expect([code, stdout.toString().replace(/^pid=\d+;\n/, '')]).toEqual([0, counted(100)])
    expect(ownLines(stderr)).toEqual([expect.stringMatching(/cannot be written \(ENOENT\)$/)])
    expect(existsSync(bundle)).toBe(false)
  }, 60_000)
})

describe('a read-only folder', () => {
  // Without privileges of its own root is an owner like any other.
  const canDrop = spawnSync('unshare', ['--user', 'true']).status === 0
  if (!canDrop) process.stderr.write('skipped: a read-only folder, because this machine has no user namespaces\n')
  it.runIf(canDrop)(
    'is told before the program starts',
    async () => {
      const place = fresh()
      mkdirSync(place)
      chmodSync(place, 0o500)
      for (const bundle of [place, join(place, 'inside')]) {
        const argv = ['unshare', '--user', process.execPath, BIN, 'run', '--bundle', bundle, '--', 'echo', 'started']
        const { code, stdout, stderr } = await start(argv).ended
        expect([code, stdout.toString()]).toEqual([73, ''])
        expect(stderr.toString()).toBe(`log-extractor: ${bundle}: cannot be written: EACCES\n`)
      }
    },
    60_000,
  )
})

describe('too few descriptors', () => {
  it('are told before the program starts, or are enough', () => {
    const seen = new Set<string>()
    for (let most = 20; most <= 48; most += 2) {
      const bundle = fresh()
      const { status, stdout, stderr } = shell(
        `ulimit -n ${most}; "$0" "$1" run --bundle "$2" -- sh -c 'echo started; exit 3'`,
        bundle,
      )
      // Below this Node itself does not get as far as our first line.
      if (/node:internal|^$/.test(stderr) && status !== 3) continue
      seen.add(`${status} ${stdout}${stderr.replace(/'[^']*'/g, '')}`)
      if (status === 3) account(bundle, 'stdout', Buffer.from('started\n'))
    }
    const known = [
      /^3 started\n$/,
      /^126 log-extractor: sh: too many open files: raise the limit \(ulimit -n\)\n$/,
      /^71 log-extractor: too many open files for one process: raise the limit \(ulimit -n\)\n$/,
    ]
    expect([...seen].filter((end) => !known.some((one) => one.test(end)))).toEqual([])
    expect([...seen]).toContain('3 started\n')
  }, 120_000)
})

describe('a reader that leaves', () => {
  it('ends the program as it would without us', () => {
    const { status, stdout } = shell(`"$0" "$1" run -- yes | head -1`)
    expect([status, stdout]).toEqual([0, 'y\n'])
  }, 60_000)

  it('takes nothing from the bundle', () => {
    const bundle = fresh()
    const line = `"$0" "$1" run --bundle "$2" -- sh -c 'seq 1 200000; exit 3' | head -1; echo "\${PIPESTATUS[0]}"`
    expect(shell(line, bundle).stdout).toBe('1\n3\n')
    expect(readFileSync(join(bundle, 'stdout.raw'), 'utf8').split('\n')).toHaveLength(200_001)
  }, 90_000)

  it('slowly gets everything', () => {
    const wrapped = shell(`"$0" "$1" run -- seq 1 300000 | (sleep 1; md5sum)`)
    expect(wrapped.stdout).toBe(shell('seq 1 300000 | md5sum').stdout)
  }, 60_000)
})

describe('bytes that are no text', () => {
  it('are passed on and kept as they are', async () => {
    const bundle = fresh()
    const code = `
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i)), odd = Buffer.from('c080eda080f4908080efbbbf00', 'hex')
      for (let i = 0; i < 5000; i++) require('fs').writeSync(1, Buffer.concat([all, odd]))`
    const { stdout } = await wrap(script(code), ['--bundle', bundle]).ended
    expect(stdout).toHaveLength(5_000 * 269)
    expect(readFileSync(join(bundle, 'stdout.raw')).equals(stdout)).toBe(true)
  }, 60_000)
})
