/**
 * What can go wrong around a run, again and again, at places chosen by a seed: with a script, and with a real Go program.
 * FAULTS=200 is the whole proof (two hundred points, a thousand runs, a gibibyte); without it each is a sample.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { buildPrograms, isBeginning, PROGRAMS, seeded, sleep } from './programs.ts'
import { type Ended, ownLines, start, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-faults-'))
let made = 0
const fresh = () => join(folder, `run-${made++}`)
const POINTS = Number(process.env.FAULTS ?? 20)
const isWhole = POINTS >= 200

beforeAll(ensureBuilt, 120_000)
buildPrograms()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the program is given by `run` too, so that a direct run dies alike. */
const DEBUG = { GOTRACEBACK: 'crash', GODEBUG: 'gctrace=1' }

/** A few at a time, in order. */
async function inTurn<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < all.length; i += 4) results.push(...(await Promise.all(all.slice(i, i + 4).map(act))))
  return results
}

function ending({ code, signal }: Ended): number | string {
  return signal ?? code!
}

const points = Array.from({ length: POINTS }, (_, i) => i)

describe.each(PROGRAMS)('$name', ({ argv }) => {
  describe(`kill -9 at ${POINTS} points`, () => {
    it('of the wrapper leaves a true beginning of each stream', async () => {
      const random = seeded(7)
      const torn: string[] = []
      let seen = 0
      await inTurn(points, async (point) => {
        const bundle = fresh()
        // The collector writes its line in several pieces, and the program's own lines may fall between them.
        const run = [BIN, 'run', '--no-gctrace', '--bundle', bundle, '--', ...argv('count', 500_000, 0)]
        const child = spawn(process.execPath, run, { stdio: 'ignore' })
        const after = random() * 500
        // Some before there is anything, the others while it flows.
        if (point % 5 > 0) while (!existsSync(join(bundle, 'stdout.raw')) && child.exitCode === null) await sleep(5)
        await sleep(after)
        child.kill('SIGKILL')
        await new Promise((resolve) => child.once('close', resolve))
        for (const name of existsSync(bundle) ? readdirSync(bundle) : []) {
          if (!name.endsWith('.raw')) continue
          const text = readFileSync(join(bundle, name), 'latin1')
          seen += text.length
          if (!isBeginning(text)) torn.push(`${point}: ${name} ${JSON.stringify(text.slice(-80))}`)
        }
        rmSync(bundle, { recursive: true, force: true })
      })
      expect(torn).toEqual([])
      expect(seen).toBeGreaterThan(10_000)
    }, 900_000)

    it('of the program loses nothing that it wrote', async () => {
      const random = seeded(8)
      const wrong: string[] = []
      await inTurn(points, async (point) => {
        const run = wrap(argv('count', 10_000_000, 0), ['--no-gctrace'])
        const pid = Number(/pid=(\d+);/.exec(await run.printed(';\n'))?.[1])
        await sleep(random() * 60)
        process.kill(pid, 'SIGKILL')
        const { signal, stdout, stderr } = await run.ended
        const own = ownLines(stderr)
        const text = stderr.toString().slice(0, -own.map((line) => `${line}\n`).join('').length)
        const said = `${point}: ${signal} ${JSON.stringify(stderr.toString().slice(-200))}`
        if (signal !== 'SIGKILL' || !isBeginning(text) || !isBeginning(stdout.toString())) wrong.push(said)
        if (!own.includes('log-extractor: verdict=killed code=137 child_exit=- child_signal=SIGKILL')) wrong.push(said)
        // Both were written in turn: what one stream has the other has too, but for the line under way.
        const [out, err] = [stdout, Buffer.from(text)].map(
          (bytes) => (bytes.toString().match(/^seq=\d+\n/gm) ?? []).length,
        )
        if (Math.abs(out! - err!) > 1) wrong.push(`${point}: ${out} and ${err} lines`)
      })
      expect(wrong).toEqual([])
    }, 900_000)

    it('of the program in the middle of its dump keeps what was printed, and says what is missing', async () => {
      const random = seeded(9)
      const wrong: string[] = []
      await inTurn(points.slice(0, Math.ceil(POINTS / 2)), async (point) => {
        const bundle = fresh()
        const run = wrap(argv('panic', 20_000), ['--bundle', bundle])
        const pid = Number(/pid=(\d+);/.exec(await run.printed('panic: with many'))?.[1])
        await sleep(random() * 80)
        const wasThere = kill(pid)
        const { signal, stderr } = await run.ended
        const raw = readFileSync(join(bundle, 'stderr.raw'))
        if (!raw.equals(stderr.subarray(0, raw.length))) wrong.push(`${point}: the raw stream is another`)
        const { crashes, sources } = JSON.parse(readFileSync(join(bundle, 'report.json'), 'utf8'))
        if (crashes.length !== 1 || crashes[0].kind !== 'panic') wrong.push(`${point}: ${crashes.length} crashes`)
        const { verdict } = sources.find((one: { name: string }) => one.name === 'stderr').completeness
        const isCut = !raw.toString().endsWith('\n') || (raw.toString().match(/^goroutine \d/gm) ?? []).length < 20_001
        if (wasThere && signal === 'SIGKILL' && isCut && verdict === 'complete') wrong.push(`${point}: called complete`)
        rmSync(bundle, { recursive: true, force: true })
      })
      expect(wrong).toEqual([])
    }, 900_000)
  })

  describe('the end', () => {
    const codes = Array.from({ length: 256 }, (_, i) => i).filter((code) => isWhole || code % 16 < 2)
    it(`has each of ${codes.length} exit codes`, async () => {
      const seen = await inTurn(codes, async (code) => (await wrap(argv('exit', code)).ended).code)
      expect(seen).toEqual(codes)
    }, 600_000)

    // SIGSTOP and its kin end nothing, and SIGCHLD, SIGURG, SIGWINCH and SIGCONT do nothing.
    const stopping = ['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'].map((name) => constants.signals[name as 'SIGSTOP'])
    const signals = Array.from({ length: 31 }, (_, i) => i + 1).filter((number) => !stopping.includes(number))
    it('by each of 31 signals is that of a direct run', async () => {
      const direct = await inTurn(signals, async (number) =>
        ending(await start(argv('signal', number), { env: DEBUG }).ended),
      )
      const wrapped = await inTurn(signals, async (number) => ending(await wrap(argv('signal', number)).ended))
      expect(wrapped).toEqual(direct)
    }, 300_000)

    it('does not come while it is stopped, and nothing is lost then', async () => {
      const run = wrap(argv('count', 60, 5), ['--hang-after', '500ms', '--no-gctrace'])
      const pid = Number(/pid=(\d+);/.exec(await run.printed('seq=3\n'))?.[1])
      for (const stopped of [pid, run.pid]) {
        process.kill(stopped, 'SIGSTOP')
        await sleep(1_500)
        process.kill(stopped, 'SIGCONT')
        await sleep(50)
      }
      const { code, stdout, stderr } = await run.ended
      const lines = Array.from({ length: 60 }, (_, i) => `seq=${i}\n`).join('')
      expect([code, stdout.toString(), stderr.toString()]).toEqual([0, `pid=${pid};\n${lines}`, lines])
    }, 60_000)
  })

  describe('bytes', () => {
    const [out, err] = isWhole ? [1024, 256] : [96, 24]
    it(`of ${out} and ${err} MiB are the same everywhere, in little memory`, async () => {
      const bundle = fresh()
      const hashes = join(folder, `hashes-${made}`)
      const run = [BIN, 'run', '--bundle', bundle, '--no-gctrace', '--', ...argv('pour', out!, err!, hashes)]
      const child = spawn(process.execPath, run, { stdio: ['ignore', 'pipe', 'pipe'] })
      const most = watchMemory(child.pid!)
      const passed = await Promise.all([hashOf(child.stdout), hashOf(child.stderr)])
      expect(passed.join(' ')).toBe(readFileSync(hashes, 'utf8'))
      // A long stream is kept in segments.
      const { streams } = JSON.parse(readFileSync(join(bundle, 'run.json'), 'utf8'))
      const kept = ['stdout', 'stderr'].map((name) => {
        const hash = createHash('sha256')
        for (const { file } of streams[name].segments) hash.update(readFileSync(join(bundle, file)))
        return hash.digest('hex')
      })
      expect(kept).toEqual(passed)
      expect(most()).toBeLessThan(200)
      rmSync(bundle, { recursive: true })
    }, 900_000)

    it(`of ${out} MiB on standard input arrive`, async () => {
      const child = spawn(process.execPath, [BIN, 'run', '--', ...argv('drink')], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      const hash = createHash('sha256')
      const part = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * 31) % 256))
      for (let i = 0; i < out!; i++) {
        part.writeUInt32LE(i)
        hash.update(part)
        if (!child.stdin.write(Buffer.from(part))) await new Promise((resolve) => child.stdin.once('drain', resolve))
      }
      child.stdin.end()
      let said = ''
      for await (const text of child.stdout) said += text
      expect(said).toBe(`${out! * 2 ** 20} ${hash.digest('hex')} <nil>\n`)
    }, 900_000)

    it('of one line of 100 MB go through in little memory, and the crash behind it is seen', async () => {
      const run = wrap(argv('line', 100), ['--no-gctrace'])
      const most = watchMemory(run.pid)
      const { stderr } = await run.ended
      const line = stderr.indexOf('x'.repeat(100))
      expect(stderr.indexOf('\n', line) - line).toBe(100_000_000)
      expect(ownLines(stderr).at(-1)).toMatch(/verdict=panic code=(?:2|134) /)
      expect(most()).toBeLessThan(300)
    }, 300_000)
  })

  it('that leaves a child with its output is not waited for, and the child is named', async () => {
    const run = wrap(argv('hold'))
    const { code, stdout, stderr } = await run.ended
    const pid = Number(stdout.toString())
    expect(kill(pid)).toBe(true)
    expect(code).toBe(4)
    const told = `log-extractor: a descendant still holds the output open (process ${pid}): not waited for`
    expect(ownLines(stderr)).toEqual([told])
  }, 30_000)

  const runs = POINTS * 5
  it(`ends alike ${runs} times, and leaves nothing in the temporary folder`, async () => {
    const home = fresh()
    mkdirSync(home)
    const seen = new Set<string>()
    await inTurn(Array.from({ length: runs }), async () => {
      const { code, stdout, stderr } = await wrap(argv('count', 3, 0), [], { env: { TMPDIR: home } }).ended
      seen.add(`${code} ${stdout.toString().replace(/\d+;/, '')} ${stderr}`)
    })
    expect([...seen]).toEqual(['0 pid=\nseq=0\nseq=1\nseq=2\n seq=0\nseq=1\nseq=2\n'])
    expect(readdirSync(home)).toEqual([])
  }, 1_800_000)
})

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

async function hashOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of stream) hash.update(part)
  return hash.digest('hex')
}

/** The most that a process ever had, in MiB; looked at while it runs, since it is gone afterwards. */
function watchMemory(pid: number): () => number {
  let most = 0
  const timer = setInterval(() => {
    try {
      const line = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      most = Math.max(most, Number(line?.[1] ?? 0) / 1024)
    } catch {
      clearInterval(timer)
    }
  }, 50)
  return () => {
    clearInterval(timer)
    return most
  }
}
