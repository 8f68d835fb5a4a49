/** `run` is not there: bytes, exit codes, signals and standard input are those of the program. */
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../cli/built.ts'
import { ownLines, script, start, wrap } from './wrapped.ts'

const FULL = process.env.FULL === '1'

beforeAll(ensureBuilt, 120_000)

describe('bytes', () => {
  it('are the same on both streams, whatever they are', async () => {
    const code = `
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
      for (let i = 0; i < 200; i++) { process.stdout.write(all); process.stderr.write(Buffer.concat([all, all])) }`
    const [plain, wrapped] = await Promise.all([start(script(code)).ended, wrap(script(code)).ended])
    expect(wrapped.stdout.equals(plain.stdout)).toBe(true)
    expect(wrapped.stderr.equals(plain.stderr)).toBe(true)
    expect(wrapped.stdout).toHaveLength(200 * 256)
  })

  it('of standard input arrive', async () => {
    const stdin = 'x'.repeat(300_000)
    const { stdout } = await wrap(['cat'], [], { stdin }).ended
    expect(stdout.toString()).toBe(stdin)
  })

  it('can be written by name', async () => {
    const { stdout, stderr } = await wrap(['sh', '-c', 'echo out > /dev/stdout; echo err > /dev/stderr']).ended
    expect([stdout.toString(), stderr.toString()]).toEqual(['out\n', 'err\n'])
  })
})

describe('the end', () => {
  const codes = FULL ? Array.from({ length: 256 }, (_, i) => i) : [0, 1, 2, 126, 127, 128, 129, 130, 255]
  it('has the exit code of the program', async () => {
    const seen = []
    for (const code of codes) seen.push((await wrap(['sh', '-c', `exit ${code}`]).ended).code)
    expect(seen).toEqual(codes)
  }, 300_000)

  // Those that end a process. The others do nothing to it, or stop it.
  const deadly = Object.keys(constants.signals).filter(
    (name) =>
      constants.signals[name as NodeJS.Signals] <= 31 &&
      !/^SIG(?:CHLD|CONT|STOP|TSTP|TTIN|TTOU|URG|WINCH|UNUSED|INFO)$/.test(name),
  )
  const signals = FULL ? deadly : ['SIGTERM', 'SIGKILL', 'SIGABRT', 'SIGSEGV', 'SIGPIPE', 'SIGUSR1']
  it('is the signal of the program', async () => {
    const seen = []
    for (const name of signals) {
      const { signal, code } = await wrap(['sh', '-c', `kill -${constants.signals[name as NodeJS.Signals]} $$`]).ended
      seen.push(code === null ? constants.signals[signal!] : code)
    }
    expect(seen).toEqual(signals.map((name) => constants.signals[name as NodeJS.Signals]))
  }, 300_000)

  it.each([
    ['./not-there', 127, 'command not found'],
    ['/etc/passwd', 126, 'permission denied'],
  ])('of %s, which cannot be started, is %i', async (program, status, why) => {
    const { code, stderr } = await wrap([program]).ended
    expect([code, stderr.toString()]).toEqual([status, `log-extractor: ${program}: ${why}\n`])
  })

  it('of a circle of links is 126', async () => {
    const circle = join(mkdtempSync(join(tmpdir(), 'log-extractor-circle-')), 'circle')
    symlinkSync(circle, circle)
    const { code, stderr } = await wrap([circle]).ended
    expect([code, stderr.toString()]).toEqual([126, `log-extractor: ${circle}: a circle of links\n`])
  })
})

describe('what is said', () => {
  it('is nothing after an end that the output does not explain', async () => {
    expect((await wrap(['sh', '-c', 'exit 3']).ended).stderr.toString()).toBe('')
  })

  it('is one machine line after a crash', async () => {
    const panic = 'panic: boom\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/app/main.go:7 +0x1d\\n'
    const { code, stderr } = await wrap(['sh', '-c', `printf '${panic}' >&2; exit 2`], ['--exit-codes', 'mission'])
      .ended
    expect(code).toBe(128)
    expect(ownLines(stderr)).toEqual(['log-extractor: verdict=panic code=128 child_exit=2 child_signal=-'])
  })

  const died = ['sh', '-c', 'kill -TERM $$']

  it.each<[readonly string[], readonly string[]]>([
    [[], ['log-extractor: verdict=killed code=143 child_exit=- child_signal=SIGTERM']],
    [['-q'], []],
    [
      ['--quiet', '--exit-codes', 'boolean'],
      ['log-extractor: verdict=killed code=1 child_exit=- child_signal=SIGTERM'],
    ],
  ])('with %j is %j', async (options, expected) => {
    expect(ownLines((await wrap(died, options).ended).stderr)).toEqual(expected)
  })

  it('comes while the program goes on', async () => {
    const lines = [
      'panic: late',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/app/main.go:7 +0x1d',
      'exit status 2',
    ]
    const code = `console.error(${JSON.stringify(lines.join('\n'))}); setTimeout(() => console.log('over'), 3000)`
    const run = wrap(script(code), ['--announce', 'always'])
    await run.printed('log-extractor: stderr:1: PANIC late  at main.main /app/main.go:7')
    const { stdout } = await run.ended
    expect(stdout.toString()).toBe('over\n')
  })
})

describe('the environment', () => {
  const shown = ['sh', '-c', 'echo "$GOTRACEBACK $GODEBUG"']
  it.each([
    [[], {}, 'crash gctrace=1'],
    [[], { GODEBUG: 'madvdontneed=1', GOTRACEBACK: 'all' }, 'crash madvdontneed=1,gctrace=1'],
    [[], { GODEBUG: 'gctrace=2' }, 'crash gctrace=2'],
    [['--traceback', 'all', '--no-gctrace'], { GODEBUG: 'x=1' }, 'all x=1'],
  ] as const)('with %j in %j is %s', async (options, env, expected) => {
    const { stdout } = await wrap(shown, [...options], { env }).ended
    expect(stdout.toString()).toBe(`${expected}\n`)
  })
})

describe('signals', () => {
  const listener = `
    const seen = []
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'])
      process.on(name, () => { seen.push(name); console.log('got ' + name) })
    process.on('SIGUSR1', () => { console.log(seen.join()); process.exit(5) })
    console.log('ready'); setInterval(() => {}, 1000)`

  it('are passed on, each once', async () => {
    const run = wrap(script(listener))
    await run.printed('ready')
    const names = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'] as const
    for (const name of names) {
      process.kill(run.pid, name)
      await run.printed(`got ${name}`)
    }
    process.kill(run.pid, 'SIGUSR1')
    const { code, stdout } = await run.ended
    expect(stdout.toString().trim().split('\n').at(-1)).toBe(names.join())
    expect(code).toBe(5)
  })

  it('end what does not listen, and so us', async () => {
    const run = wrap(script(`console.log('ready'); setInterval(() => {}, 1000)`))
    await run.printed('ready')
    process.kill(run.pid, 'SIGTERM')
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it.runIf(process.platform === 'linux')('stop the program with us, and let it go on with us', async () => {
    const run = wrap(
      script(`console.log('pid=' + process.pid + ';'); process.stdin.resume(); setTimeout(() => {}, 60_000)`),
    )
    const pid = Number(/pid=(\d+);/.exec(await run.printed(';'))?.[1])
    const both = (state: RegExp) =>
      expect.poll(() => [run.pid, pid].every((one) => state.test(stateOf(one))), { timeout: 10_000 }).toBe(true)
    process.kill(run.pid, 'SIGTSTP')
    await both(/^T/)
    process.kill(run.pid, 'SIGCONT')
    await both(/^[RSD]/)
    process.kill(run.pid, 'SIGTERM')
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('sent twice kill what only says no', async () => {
    const run = wrap(
      script(`process.on('SIGINT', () => console.log('no')); console.log('ready'); setInterval(() => {}, 9)`),
    )
    await run.printed('ready')
    process.kill(run.pid, 'SIGINT')
    await run.printed('no')
    process.kill(run.pid, 'SIGINT')
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGKILL' })
  })
})

/** `S`, `T`: as the kernel tells it. */
function stateOf(pid: number): string {
  return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
}

describe('descendants', () => {
  it('that hold the output are not waited for, and are named', async () => {
    const run = wrap(['sh', '-c', 'sleep 30 & echo $!; exit 4'])
    const { code, stdout, stderr } = await run.ended
    const pid = Number(stdout.toString())
    process.kill(pid, 'SIGKILL')
    expect(code).toBe(4)
    expect(ownLines(stderr)).toEqual([
      `log-extractor: a descendant still holds the output open (process ${pid}): not waited for`,
    ])
  })
})
