/** `run --tty`: the program is on a terminal, and everything else is as without one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { skips } from '../support/tools.ts'
import { ownLines, start, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-tty-'))
const pty = process.platform === 'linux' ? await import('@lydell/node-pty').catch(() => null) : null
if (pty === null) skips('programs on a terminal', '@lydell/node-pty')

beforeAll(ensureBuilt, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** On a terminal of our own, as somebody would type it. */
function typed(program: readonly string[], options: readonly string[] = []) {
  const terminal = pty!.spawn(process.execPath, [BIN, 'run', '--tty', ...options, '--', ...program], {
    cols: 91,
    rows: 17,
  })
  let seen = ''
  const waiting: { text: string; resolve: () => void }[] = []
  terminal.onData((text) => {
    seen += text
    for (const one of waiting) if (seen.includes(one.text)) one.resolve()
  })
  const ended = new Promise<{ exitCode: number; signal: number; seen: string }>((resolve) =>
    terminal.onExit(({ exitCode, signal = 0 }) => resolve({ exitCode, signal, seen })),
  )
  const shown = (text: string) =>
    seen.includes(text) ? Promise.resolve() : new Promise<void>((resolve) => void waiting.push({ text, resolve }))
  return { terminal, ended, shown }
}

describe.skipIf(pty === null)('on a terminal', () => {
  it('the program finds one of the same size, is told of a new one, and gets Ctrl-C', async () => {
    // It listens before it says a word: whoever hears of its size may change it at once.
    const program = 'trap "stty size" WINCH; trap "echo asked; exit 7" INT; test -t 0 -a -t 1 -a -t 2 && stty size'
    const { terminal, ended, shown } = typed(['sh', '-c', `${program}; while :; do sleep 0.05; done`])
    await shown('17 91')
    terminal.resize(70, 20)
    await shown('20 70')
    terminal.write('\x03')
    const { exitCode, seen } = await ended
    expect(exitCode).toBe(7)
    expect(seen.split('\r\n')).toEqual(['17 91', '20 70', '^Casked', ''])
  })

  it('it reads what is typed, and our own words stand at the left', async () => {
    const panic = 'panic: boom\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/app/main.go:7 +0x1d\\nexit status 2\\n'
    const program = `read word; echo "[$word]"; printf '${panic}'; read end`
    const { terminal, ended, shown } = typed(['sh', '-c', program])
    terminal.write('hello\r')
    await shown('PANIC boom')
    terminal.write('\r')
    const { seen } = await ended
    expect(seen).toMatch(/\r\nlog-extractor: stdout:\d+: PANIC boom {2}at main\.main \/app\/main\.go:7\r\n/)
    expect(seen).toContain('\r\n[hello]\r\n')
    expect(seen).toMatch(/\r\nlog-extractor: verdict=panic code=0 child_exit=0 child_signal=-\r\n$/)
  })

  it('ends with us, when we are killed', async () => {
    const { terminal, ended, shown } = typed(['sh', '-c', 'echo "pid=$$;"; sleep 60'])
    await shown(';')
    const child = Number(readFileSync(`/proc/${terminal.pid}/task/${terminal.pid}/children`, 'utf8').trim())
    terminal.kill('SIGKILL')
    await ended
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false)
  })
})

describe.skipIf(pty === null)('into a pipe', () => {
  it('the program still finds a terminal, and its bytes are as it wrote them', async () => {
    const { code, stdout, stderr } = await wrap(
      ['sh', '-c', 'test -t 1 -a -t 2 && printf "a\\tb\\n\\033[31mred\\033[0m\\n"; echo err >&2; exit 3'],
      ['--tty'],
    ).ended
    expect([code, stdout.toString(), stderr.toString()]).toEqual([3, 'a\tb\n\x1b[31mred\x1b[0m\nerr\n', ''])
  })

  it('standard input is what ours is, to its end', async () => {
    const stdin = `${'x'.repeat(10_000)}\n`.repeat(30)
    const { stdout } = await wrap(['md5sum'], ['--tty'], { stdin }).ended
    expect(stdout.toString()).toBe((await start(['md5sum'], { stdin }).ended).stdout.toString())
  })

  it('a long output is whole, and in the bundle', async () => {
    const bundle = join(folder, 'long')
    const { stdout } = await wrap(['seq', '1', '200000'], ['--tty', '--bundle', bundle]).ended
    expect(stdout.equals((await start(['seq', '1', '200000']).ended).stdout)).toBe(true)
    expect(readFileSync(join(bundle, 'stdout.raw')).equals(stdout)).toBe(true)
  })

  it.each([
    ['sh -c "exit 255"', 255, null],
    ['sh -c "kill -TERM $$"', null, 'SIGTERM'],
    ['./not-there', 127, null],
    ['/etc/passwd', 126, null],
  ])('the end of %s is its own', async (line, code, signal) => {
    const argv = line.startsWith('sh') ? ['sh', '-c', line.slice(7, -1)] : [line]
    expect(await wrap(argv, ['--tty']).ended).toMatchObject({ code, signal })
  })

  it('signals are passed on', async () => {
    const run = wrap(['sh', '-c', 'trap "echo told; exit 9" TERM; echo ready; while :; do sleep 0.05; done'], ['--tty'])
    await run.printed('ready')
    process.kill(run.pid, 'SIGTERM')
    const { code, stdout } = await run.ended
    expect([code, stdout.toString()]).toEqual([9, expect.stringMatching(/^ready\n(?:Terminated\n)?told\n$/)])
  })
})

describe('without the package', () => {
  it('is told before the program starts', async () => {
    // The program alone, with no packages beside it.
    const alone = join(folder, 'alone')
    mkdirSync(alone)
    symlinkSync(dirname(BIN), join(alone, 'dist'))
    const argv = [process.execPath, '--preserve-symlinks', '--preserve-symlinks-main', join(alone, 'dist', 'bin.js')]
    const { code, stdout, stderr } = await start([...argv, 'run', '--tty', '--', 'echo', 'started']).ended
    expect([code, stdout.toString()]).toEqual([64, ''])
    expect(ownLines(stderr)).toEqual([
      'log-extractor: --tty needs the optional package @lydell/node-pty, which is not here: npm install @lydell/node-pty (see log-extractor run --help)',
    ])
  })
})

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
