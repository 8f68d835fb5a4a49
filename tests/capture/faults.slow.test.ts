/** What can go wrong around a run, again and again, at places chosen by a seed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { ownLines, script, start, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-faults-'))
let made = 0
const fresh = () => join(folder, `run-${made++}`)
/** FAULTS=200 for the whole proof: two hundred points and a thousand runs, some ten minutes. */
const POINTS = Number(process.env.FAULTS ?? 40)

beforeAll(ensureBuilt, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Lines that prove their order: whoever reads a part of them knows what is missing. */
const NUMBERED = ['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do echo "seq=$i"; echo "seq=$i" >&2; i=$((i+1)); done']

function isPrefix(text: string): boolean {
  const lines = text.split('\n')
  const last = lines.pop()!
  return lines.every((line, i) => line === `seq=${i}`) && `seq=${lines.length}\n`.startsWith(last)
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

describe(`kill -9 at ${POINTS} points`, () => {
  it('of the wrapper leaves a true beginning of each stream', async () => {
    const random = seeded(7)
    const torn: string[] = []
    for (let point = 0; point < POINTS; point++) {
      const bundle = fresh()
      const child = spawn(process.execPath, [BIN, 'run', '--bundle', bundle, '--', ...NUMBERED], { stdio: 'ignore' })
      await sleep(60 + random() * 400)
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('close', resolve))
      const names = readdirSync(folder).includes(bundle.split('/').at(-1)!) ? readdirSync(bundle) : []
      for (const name of names.filter((one) => one.endsWith('.raw')))
        if (!isPrefix(readFileSync(join(bundle, name), 'latin1'))) torn.push(`${point}: ${name}`)
      rmSync(bundle, { recursive: true, force: true })
    }
    expect(torn).toEqual([])
  }, 600_000)

  it('of the program loses nothing that it wrote', async () => {
    const random = seeded(8)
    const wrong: string[] = []
    for (let point = 0; point < POINTS; point++) {
      const run = wrap(
        script(`console.log('pid=' + process.pid + ';'); let i = 0
        const tick = () => { for (let k = 0; k < 50; k++) require('fs').writeSync(2, 'seq=' + i++ + '\\n'); setImmediate(tick) }; tick()`),
      )
      const pid = Number(/pid=(\d+);/.exec(await run.printed(';'))?.[1])
      await sleep(random() * 60)
      process.kill(pid, 'SIGKILL')
      const { signal, stderr } = await run.ended
      const text = stderr.toString().replace(/(^|\n)log-extractor: .*\n$/, '$1')
      if (signal !== 'SIGKILL' || !isPrefix(text)) wrong.push(`${point}: ${signal} ${JSON.stringify(text.slice(-60))}`)
      if (!ownLines(stderr).includes('log-extractor: verdict=killed code=137 child_exit=- child_signal=SIGKILL'))
        wrong.push(`${point}: no verdict`)
    }
    expect(wrong).toEqual([])
  }, 600_000)
})

const hasStrace = spawnSync('strace', ['-V']).status === 0
if (!hasStrace) console.log('no strace: a full disk is not tried at every write')

describe.runIf(hasStrace)('a full disk', () => {
  it.each([1, 2, 3, 5, 8, 13, 21, 34, 55])(
    'at write %i to the bundle disturbs neither program nor output',
    async (n) => {
      const bundle = fresh()
      const injection = [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-P',
        join(bundle, 'stdout.raw'),
        '-e',
        `inject=write,pwrite64:error=ENOSPC:when=${n}+`,
      ]
      const program = ['sh', '-c', 'i=0; while [ $i -lt 300 ]; do echo "seq=$i"; i=$((i+1)); sleep 0.002; done; exit 6']
      const run = start(['strace', ...injection, process.execPath, BIN, 'run', '--bundle', bundle, '--', ...program])
      const { code, stdout, stderr } = await run.ended
      expect(code).toBe(6)
      expect(stdout.toString()).toBe(Array.from({ length: 300 }, (_, i) => `seq=${i}\n`).join(''))
      const record = JSON.parse(readFileSync(join(bundle, 'run.json'), 'utf8'))
      const { bytes, segments, losses } = record.streams.stdout
      expect(bytes).toBe(stdout.length)
      // Every byte is in a segment, or in a range that is said to be lost.
      for (const segment of segments) {
        const kept = readFileSync(join(bundle, segment.file))
        expect(kept.equals(stdout.subarray(segment.from, segment.from + segment.bytes))).toBe(true)
      }
      const covered = [
        ...segments.map((s: { from: number; bytes: number }) => [s.from, s.from + s.bytes]),
        ...losses.map((l: { from: number; to: number }) => [l.from, l.to]),
      ]
      let reached = 0
      for (const [from, to] of covered.sort((a, b) => a[0] - b[0])) if (from <= reached) reached = Math.max(reached, to)
      expect(reached).toBe(stdout.length)
      if (segments[0].bytes < stdout.length) expect(ownLines(stderr).join()).toMatch(/ENOSPC/)
    },
    60_000,
  )
})

describe('a line of 100 MB', () => {
  it('goes through, and the crash behind it is seen', async () => {
    const crash = 'panic: behind\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/app/main.go:7 +0x1d\\n'
    const run = wrap(['sh', '-c', `head -c 100000000 /dev/zero | tr '\\0' x >&2; printf '\\n${crash}' >&2; exit 2`])
    const { code, stderr } = await run.ended
    expect(code).toBe(2)
    expect(stderr.indexOf('\n')).toBe(100_000_000)
    expect(stderr.subarray(-200).toString()).toContain('verdict=panic code=2')
  }, 120_000)
})

describe('a reader that leaves', () => {
  it('ends the program as it would without us', () => {
    const outcome = spawnSync('bash', ['-c', `"$0" "$1" run -- yes | head -1`, process.execPath, BIN], {
      timeout: 20_000,
    })
    expect([outcome.status, outcome.stdout.toString()]).toEqual([0, 'y\n'])
  }, 30_000)

  it('takes nothing from the bundle', () => {
    const bundle = fresh()
    const line = `"$0" "$1" run --bundle "$2" -- sh -c 'seq 1 200000; exit 3' | head -1; echo "\${PIPESTATUS[0]}"`
    const outcome = spawnSync('bash', ['-c', line, process.execPath, BIN, bundle], { timeout: 60_000 })
    expect(outcome.stdout.toString()).toBe('1\n3\n')
    expect(readFileSync(join(bundle, 'stdout.raw'), 'utf8').split('\n')).toHaveLength(200_001)
  }, 90_000)

  it('slowly gets everything', () => {
    const line = `"$0" "$1" run -- seq 1 300000 | (sleep 1; md5sum)`
    const wrapped = spawnSync('bash', ['-c', line, process.execPath, BIN])
    const plain = spawnSync('bash', ['-c', 'seq 1 300000 | md5sum'])
    expect(wrapped.stdout.toString()).toBe(plain.stdout.toString())
  }, 60_000)
})

describe('many runs', () => {
  it('end alike, and leave nothing in the temporary folder', async () => {
    const home = join(folder, 'tmp')
    spawnSync('mkdir', [home])
    const seen = new Set<string>()
    const runs = POINTS * 5
    for (let i = 0; i < runs; i += 8) {
      const batch = Array.from(
        { length: 8 },
        () => wrap(['sh', '-c', 'echo out; echo err >&2; exit 4'], [], { env: { TMPDIR: home } }).ended,
      )
      for (const { code, stdout, stderr } of await Promise.all(batch)) seen.add(`${code} ${stdout} ${stderr}`)
    }
    expect([...seen]).toEqual(['4 out\n err\n'])
    expect(readdirSync(home)).toEqual([])
  }, 900_000)
})
