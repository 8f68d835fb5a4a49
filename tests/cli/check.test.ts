/** The gate from outside: exit code, machine line, the files it leaves, what it says to the service it runs on. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NOISE, PANIC } from './logs.ts'
import { type Outcome, runCli, type World } from './run-cli.ts'

const files = { 'test.log': PANIC, 'orders/index.go': `${'\n'.repeat(75)}func (x *Index) Put() {\n\tx.m["a"] = 1\n}\n` }
const PANICKED = 'log-extractor: verdict=panic code=128 child_exit=- child_signal=-\n'
const CLEAN = 'log-extractor: verdict=clean code=0 child_exit=- child_signal=-\n'

function check(args: readonly string[], world: Partial<World> = {}, look?: (folder: string) => void): Promise<Outcome> {
  return runCli({ files, ...world, argv: ['check', ...args] }, look)
}

const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

describe('check', () => {
  it('shows the culprit with its line of the checkout and leaves a page about it', async () => {
    const outcome = await check(['test.log'], {}, (folder) => {
      expect(readdirSync(folder).sort()).toEqual(['failure-report.md', 'orders', 'test.log'])
      expect(text(folder, 'failure-report.md')).toMatch(
        /^# The program crashed\n\nVerdict `panic`, exit code 128\.[\s\S]*\*\*at\*\* `orders\/index\.go:77`[\s\S]*> 77 \| {5}x\.m\["a"\] = 1/,
      )
    })
    expect(outcome.exit).toBe(128)
    expect(outcome.stderr).toBe(PANICKED)
    expect(outcome.stdout).toMatch(
      /^test\.log: PANIC {2}orders\/index\.go:77 {2}assignment to entry in nil map\n[\s\S]*> 77 \| {5}x\.m\["a"\] = 1\n[\s\S]*wrote failure-report\.md\n$/,
    )
  })

  it('is content with a log without a crash, and leaves nothing', async () => {
    const outcome = await check(['calm.log'], { files: { 'calm.log': NOISE } }, (folder) =>
      expect(readdirSync(folder)).toEqual(['calm.log']),
    )
    expect(outcome).toEqual({ exit: 0, stdout: 'No crash in calm.log (2 lines).\n', stderr: CLEAN })
  })

  it.each([
    ['go/nil-map-write', 0],
    ['go/nil-map-write@2999-12-31', 0],
    ['go/nil-map-write@2020-01-01', 128],
    ['go/deadlock', 128],
  ])('--allow %s ends with %i', async (allowed, exit) => {
    const outcome = await check(['--allow', allowed, 'test.log'])
    expect([outcome.exit, outcome.stderr]).toEqual([exit, exit === 0 ? CLEAN : PANICKED])
  })

  it('says that a rule it is to allow does not exist', async () => {
    const { exit, stderr } = await check(['--allow', 'go/nil-map-writ', 'test.log'])
    expect(exit).toBe(128)
    expect(stderr).toBe(
      `log-extractor: --allow: there is no rule go/nil-map-writ, did you mean go/nil-map-write?\n${PANICKED}`,
    )
  })

  it.each([
    ['oom,deadlock', 0],
    ['oom,panic', 128],
    ['none', 0],
  ])('--fail-on %s ends with %i', async (words, exit) => {
    expect((await check(['--fail-on', words, 'test.log'])).exit).toBe(exit)
  })

  it('writes a baseline, and lets pass what is in it', async () => {
    let baseline = ''
    await check(['--write-baseline', 'known.json', 'test.log'], {}, (folder) => {
      baseline = text(folder, 'known.json')
    })
    expect(JSON.parse(baseline)).toMatchObject({
      schema: 'log-extractor/baseline/1',
      known: [{ rule: 'go/nil-map-write' }],
    })
    const world = { files: { ...files, 'known.json': baseline, 'calm.log': NOISE } }
    expect((await check(['--baseline', 'known.json', 'test.log'], world)).exit).toBe(0)
    const gone = await check(['--baseline', 'known.json', 'calm.log'], world)
    expect(gone.stdout).toMatch(/1 of the baseline did not come/)
  })

  it('writes all the files it is asked for', async () => {
    const args = [
      '--junit',
      'junit.xml',
      '--sarif',
      'x.sarif',
      '--code-quality',
      'gl.json',
      '--failure-report',
      'page.md',
    ]
    const outcome = await check([...args, 'test.log'], {}, (folder) => {
      expect(text(folder, 'junit.xml')).toMatch(/^<\?xml/)
      expect(JSON.parse(text(folder, 'x.sarif')).version).toBe('2.1.0')
      expect(JSON.parse(text(folder, 'gl.json'))).toHaveLength(1)
    })
    expect(outcome.stdout).toMatch(/wrote page\.md, junit\.xml, x\.sarif, gl\.json\n$/)
  })

  it.each([
    [
      'a JVM',
      'java.lang.OutOfMemoryError: Java heap space',
      /-Xlog:gc\*[\s\S]*jcmd PID GC\.heap_dump/,
      /GODEBUG|GOMEMLIMIT|pprof/,
    ],
    ['Go', null, /GODEBUG=gctrace=1[\s\S]*GOMEMLIMIT/, /-Xlog|jcmd/],
  ])('the page advises on the memory of %s', async (_, thrown, told, untold) => {
    const log =
      thrown === null
        ? 'fatal error: runtime: out of memory\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n'
        : `Exception in thread "main" ${thrown}\n\tat a.b.C.d(C.java:1)\n`
    await check(['died.log'], { files: { 'died.log': log } }, (folder) => {
      expect(text(folder, 'failure-report.md')).toMatch(told)
      expect(text(folder, 'failure-report.md')).not.toMatch(untold)
    })
  })

  it('--failure-report none leaves no page', async () => {
    await check(['--failure-report', 'none', 'test.log'], {}, (folder) =>
      expect(existsSync(join(folder, 'failure-report.md'))).toBe(false),
    )
  })

  it('gives its verdict although the page cannot be written', async () => {
    const prepare = (folder: string) => mkdirSync(join(folder, 'failure-report.md'))
    const outcome = await check(['test.log'], { prepare })
    expect(outcome.exit).toBe(128)
    expect(outcome.stderr).toBe(`log-extractor: failure-report.md: cannot be written: it is a directory\n${PANICKED}`)
  })

  it('ends with 73 when a file that was asked for cannot be written', async () => {
    expect((await check(['--junit', 'no/junit.xml', 'test.log'])).exit).toBe(73)
  })

  it('counts a log that is missing, and the crash of another one more', async () => {
    const missing = await check(['gone.log'])
    expect([missing.exit, missing.stderr]).toEqual([
      66,
      'log-extractor: gone.log: no such file\nlog-extractor: verdict=unknown code=66 child_exit=- child_signal=-\n',
    ])
    expect((await check(['gone.log', 'test.log'])).exit).toBe(128)
  })

  it('hides secrets, in every output', async () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE'
    const log = PANIC.replace('assignment to entry in nil map', `login with ${secret} failed`)
    for (const format of [
      'text',
      'json',
      'jsonl',
      'markdown',
      'junit',
      'sarif',
      'github',
      'gitlab',
      'teamcity',
      'buildkite',
      'tap',
    ]) {
      const args = ['--format', format, '--write-baseline', 'b.json', 'test.log']
      const outcome = await check(args, { files: { 'test.log': log } }, (folder) => {
        for (const name of ['failure-report.md', 'b.json']) expect(text(folder, name)).not.toContain(secret)
      })
      expect(outcome.stdout, format).not.toContain(secret)
      expect(outcome.stdout, format).toContain('redacted')
    }
  })
})

describe('formats of the gate', () => {
  it.each([
    ['junit', /^<\?xml version="1\.0"/],
    ['sarif', /^\{\n {2}"\$schema"/],
    ['github', /^::error file=orders\/index\.go,line=77,title=PANIC/],
    ['gitlab', /^\[\n {2}\{\n {4}"description": "PANIC/],
    ['teamcity', /^##teamcity\[message text='PANIC: /],
    ['buildkite', /^# The program crashed\n/],
    ['tap', /^TAP version 14\n1\.\.1\nnot ok 1 - PANIC/],
  ])('%s is one of analyze too', async (format, pattern) => {
    expect((await check(['--format', format, 'test.log'])).stdout).toMatch(pattern)
    const outcome = await runCli({ argv: ['--format', format, 'test.log'], files })
    expect(outcome).toMatchObject({ exit: 0, stderr: '', stdout: expect.stringMatching(pattern) })
  })

  it('json tells every problem with its place, jsonl one a line', async () => {
    const { stdout } = await check(['--format', 'json', 'test.log'])
    const problem = {
      class: 'panic',
      rule: 'go/nil-map-write',
      standing: 'fails',
      source: { path: 'orders/index.go', line: 77, isSure: true },
    }
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'log-extractor/check/1',
      verdict: { status: 'panic', exitCode: 128 },
      problems: [problem],
    })
    expect(JSON.parse((await check(['--format', 'jsonl', 'test.log'])).stdout)).toMatchObject(problem)
  })
})

describe('on GitHub Actions', () => {
  it('annotates, appends to the summary, and sets outputs', async () => {
    const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md', GITHUB_OUTPUT: 'out.txt' }
    const outcome = await check(
      ['test.log'],
      { env, files: { ...files, 'summary.md': '# before\n', 'out.txt': '' } },
      (folder) => {
        expect(text(folder, 'summary.md')).toMatch(/^# before\n# The program crashed\n/)
        expect(text(folder, 'out.txt')).toBe('verdict=panic\ncode=128\n')
      },
    )
    expect(outcome.stdout).toMatch(/\n::error file=orders\/index\.go,line=77,/)
  })

  it('lets no line of the log be a command', async () => {
    const log = PANIC.replace('assignment to entry in nil map', 'x\n::add-mask::y\n##[warning]z')
    const outcome = await check(['test.log'], {
      env: { CI: 'true', GITHUB_ACTIONS: 'true' },
      files: { 'test.log': log },
    })
    for (const line of outcome.stdout.split('\n').filter((one) => /^\s*::|##\[/.test(one)))
      expect(line).toMatch(/^::(?:error|warning|notice) [^\n]*title=[^:]*::/)
  })

  it('says nothing to it with --ci none, or in a document', async () => {
    const env = { GITHUB_ACTIONS: 'true' }
    expect((await check(['--ci', 'none', 'test.log'], { env })).stdout).not.toContain('::error')
    JSON.parse((await check(['--format', 'json', 'test.log'], { env })).stdout)
  })
})

describe('check -- CMD', () => {
  const program = (script: string) => ['--', process.execPath, '-e', script]

  it('runs it and judges what it prints', async () => {
    const script = `console.error(${JSON.stringify(PANIC)}); process.exitCode = 2`
    const outcome = await check(program(script), {}, (folder) => {
      expect(existsSync(join(folder, 'failure-report.md'))).toBe(true)
    })
    expect(outcome.exit).toBe(128)
    expect(outcome.stderr).toMatch(/log-extractor: verdict=panic code=128 child_exit=2 child_signal=-\n$/)
    expect(outcome.stdout).toMatch(/PANIC {2}orders\/index\.go:77/)
  })

  it('passes a failure without a crash on', async () => {
    const outcome = await check(program('process.exitCode = 3'))
    expect(outcome.exit).toBe(3)
    expect(outcome.stderr).toMatch(/verdict=unknown code=3 child_exit=3 child_signal=-\n$/)
  })

  it('keeps a document free of what the program prints', async () => {
    const outcome = await check(['--format', 'json', ...program('console.log("hello")')])
    expect(JSON.parse(outcome.stdout)).toMatchObject({ verdict: { status: 'clean' } })
    expect(outcome.stderr).toContain('hello')
  })

  it('takes no logs besides', async () => {
    expect(await check(['test.log', ...program('')])).toMatchObject({ exit: 64 })
  })
})

describe('wrong use', () => {
  it.each([
    [['--fail-on', 'panik', 'test.log'], 64, /--fail-on takes oom, panic, deadlock, .*, not "panik"/],
    [
      ['--fail-on', 'go/nil-map-writ', 'test.log'],
      64,
      /--fail-on: there is no rule go\/nil-map-writ, did you mean go\/nil-map-write\?/,
    ],
    [['--fail-on', 'x/y', 'test.log'], 64, /--fail-on: there is no rule x\/y; docs\/findings\.md lists them/],
    [['--allow', 'nil map', 'test.log'], 64, /--allow takes a rule such as go\/nil-map-write or a fingerprint/],
    [['--allow', 'go/leak@soon', 'test.log'], 64, /--allow takes a day such as 2027-01-31 behind the @, not "soon"/],
    [['--baseline', 'gone.json', 'test.log'], 66, /gone\.json: no such file/],
    [['--baseline', 'test.log', 'test.log'], 66, /test\.log: cannot be read: as a baseline: it is no JSON/],
  ])('%j ends with %i', async (args, exit, pattern) => {
    const outcome = await check(args)
    expect(outcome).toMatchObject({ exit, stdout: '', stderr: expect.stringMatching(pattern) })
  })

  it('does not write through what it may not', async () => {
    const prepare = (folder: string) => {
      writeFileSync(join(folder, 'junit.xml'), 'old')
      chmodSync(join(folder, 'junit.xml'), 0o444)
    }
    const outcome = await check(['--junit', 'junit.xml', 'test.log'], { prepare })
    // Root may write everything.
    expect([73, 128]).toContain(outcome.exit)
  })
})
