/** What only a real process has: pipes that close, signals, exit codes, the bundle itself. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION } from '../../src/index.ts'
import { BIN, ensureBuilt } from './built.ts'
import { PANIC } from './logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-bin-'))

beforeAll(() => {
  ensureBuilt()
  writeFileSync(join(folder, 'crash.log'), PANIC)
  // More than any pipe holds.
  writeFileSync(join(folder, 'many.log'), PANIC.repeat(5000))
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(argv: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [BIN, ...argv], { cwd: folder, input, encoding: 'utf8' })
}

function bash(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NODE: process.execPath, BIN }
  return spawnSync('bash', ['-o', 'pipefail', '-c', script], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1e8 })
}

describe('the built program', () => {
  it('says its version and loads nothing for it', () => {
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `log-extractor ${VERSION}\n`, stderr: '' })
    const eager = [...readFileSync(BIN, 'utf8').matchAll(/^import .* from "(.*)";?$/gm)].map((match) => match[1]!)
    const chunks = eager.filter((name) => name.startsWith('.'))
    const bytes = chunks.reduce((sum, name) => sum + readFileSync(join(BIN, '..', name)).length, 0)
    expect(eager.filter((name) => !name.startsWith('.') && !name.startsWith('node:'))).toEqual([])
    expect(bytes).toBeLessThan(24_000)
  })

  it('reads files and standard input', () => {
    expect(run(['-q', 'crash.log'])).toMatchObject({ status: 0, stderr: '' })
    expect(run(['-q'], PANIC).stdout).toMatch(/^<stdin>:2: PANIC/)
  })

  it.each([
    { argv: ['--nonsense'], status: 64 },
    { argv: ['nope.log'], status: 66 },
    { argv: ['-o', 'no/out.txt', 'crash.log'], status: 73 },
  ])('ends with $status for $argv', ({ argv, status }) => {
    expect(run(argv)).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(/^log-extractor: .*\n$/) })
  })
})

describe('standard input', () => {
  const quiet = '"$NODE" "$BIN" -q'
  const found = expect.stringMatching(/^<stdin>:\d+: PANIC [^\n]*\n$/)

  it.each([
    ['a file', `${quiet} < crash.log`],
    ['a file that somebody began to read', `(read -r line; ${quiet}) < crash.log`],
    ['a pipe', `cat crash.log | ${quiet}`],
    ['a pipe that is slow', `(head -c 50 crash.log; sleep 0.3; tail -c +51 crash.log) | ${quiet}`],
    ['a name for it', `cat crash.log | ${quiet} /dev/stdin | sed 's|^/dev/stdin|<stdin>|'`],
  ])('is %s', (_, script) => {
    expect(bash(script)).toMatchObject({ status: 0, stdout: found, stderr: '' })
  })

  it('is as long as it likes', () => {
    const events = '"$NODE" "$BIN" --format jsonl'
    const piped = bash(`cat many.log many.log | ${events}`).stdout
    expect(piped.split('\n').length).toBeGreaterThan(20_000)
    expect(bash(`cat many.log many.log > both.log; ${events} < both.log`).stdout === piped).toBe(true)
  })

  it.each([
    ['a folder', `${quiet} < /`, 66],
    ['nothing', `${quiet} < /dev/null`, 0],
    ['closed', `${quiet} <&-`, 0],
  ])('that is %s is no bug', (_, script, status) => {
    const outcome = bash(script)
    expect(outcome.status).toBe(status)
    expect(outcome.stderr).not.toContain('bug')
  })
})

describe('a bug of ours', () => {
  it('ends with 70, a stack, the version and where to report it', () => {
    const inject = 'data:text/javascript,JSON.stringify=()=>{throw new TypeError("injected")}'
    const argv = ['--import', inject, BIN, '--format', 'json', 'crash.log']
    const outcome = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' })
    expect(outcome).toMatchObject({ status: 70, stdout: '' })
    expect(outcome.stderr).toMatch(/^log-extractor: this is a bug in log-extractor itself/)
    expect(outcome.stderr).toContain(`log-extractor ${VERSION}, node ${process.version}`)
    expect(outcome.stderr).toMatch(/TypeError: injected\n +at /)
  })
})

describe('pipes', () => {
  it.each(['jsonl', 'json'])('that close early end %s quietly with 0', (format) => {
    const outcome = bash(`"$NODE" "$BIN" --format ${format} many.log | head -1`)
    expect(outcome).toMatchObject({ status: 0, stderr: '' })
    expect(outcome.stdout.split('\n')).toHaveLength(2)
  })

  it('that are slow get everything', () => {
    const events = Number(bash('"$NODE" "$BIN" --format jsonl many.log | (sleep 0.3; wc -l)').stdout)
    expect(events).toBeGreaterThan(5000 * 3)
    const last = bash('"$NODE" "$BIN" --format jsonl many.log | (sleep 0.3; tail -1)').stdout
    expect(() => JSON.parse(last)).not.toThrow()
  })

  it('that nobody reads any more are no reason to wait', () => {
    const outcome = bash('(sleep 0.3; "$NODE" "$BIN" split -q -p "(?<x>.+)" many.log) | true; echo $?')
    expect(outcome).toMatchObject({ stdout: '0\n', stderr: '' })
  })

  it('and files get what others write before and behind', () => {
    const three = '(echo first; "$NODE" "$BIN" split -q -p "(?<x>panic.*)" crash.log; echo last)'
    const lines = ['first', expect.stringMatching(/^{"x":"panic/), 'last', '']
    expect(bash(`${three} > shared.txt; cat shared.txt`).stdout.split('\n')).toEqual(lines)
    expect(bash(`${three} >> shared.txt; tail -3 shared.txt`).stdout.split('\n')).toEqual(lines)
    expect(bash(`${three} | cat`).stdout.split('\n')).toEqual(lines)
  })

  it('hear of what goes wrong behind their end', () => {
    // Not before the first lines came out: until then the place of the map is looked at, too.
    const begun = 'until [ -s begun.txt ]; do sleep 0.05; done'
    const late = `(cat many.log; ${begun}; mkdir -p map/x) | "$NODE" "$BIN" unwrap --map map | cat > begun.txt`
    expect(bash(late)).toMatchObject({ status: 73, stderr: 'log-extractor: map: cannot be written: EISDIR\n' })
  })

  it('of records to a full disk end with 73', () => {
    const outcome = bash('"$NODE" "$BIN" split -q -p "(?<x>.+)" many.log > /dev/full')
    expect(outcome).toMatchObject({
      status: 73,
      stderr: 'log-extractor: standard output: cannot be written: ENOSPC\n',
    })
  })

  it.each(['failure-report', 'junit', 'sarif', 'code-quality', 'write-baseline'])(
    'into a --%s that may not grow leave no part of it',
    (option) => {
      const small = join(folder, option)
      mkdirSync(small)
      // The page is written anyhow, unless it is told where.
      const page = option === 'failure-report' ? '' : '--failure-report none'
      const script = `cd ${option} && ulimit -f 0 && "$NODE" "$BIN" check ${page} --${option} beside ../crash.log`
      expect(bash(script).stderr).toMatch(/^log-extractor: beside: cannot be written: EFBIG$/m)
      expect(readdirSync(small)).toEqual([])
    },
  )

  it('to a full disk end with 73', () => {
    const outcome = bash('"$NODE" "$BIN" crash.log > /dev/full')
    expect(outcome).toMatchObject({
      status: 73,
      stderr: 'log-extractor: standard output: cannot be written: ENOSPC\n',
    })
  })
})

describe('signals', () => {
  it('end the program as signals do, and leave no half-written file', async () => {
    const child = spawn(process.execPath, [BIN, '--format', 'jsonl', '--output', 'half.jsonl'], { cwd: folder })
    child.stdin.write(PANIC)
    await until(() => readdirSync(folder).some((name) => name.startsWith('.half.jsonl')))
    child.kill('SIGINT')
    const signal = await new Promise((resolve) => child.on('exit', (_, name) => resolve(name)))
    expect(signal).toBe('SIGINT')
    expect(readdirSync(folder).filter((name) => name.includes('half'))).toEqual([])
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20))
}
