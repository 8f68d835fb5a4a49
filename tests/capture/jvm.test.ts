/** A real JVM that dies under `run`: its own report is found, its dumps are thread dumps, and somebody is told. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { lacks } from '../support/tools.ts'
import { ownLines, start, wrap } from './wrapped.ts'

const SOURCE = `
import java.lang.reflect.Field;
public class Dying {
  public static void main(String[] how) throws Exception {
    System.out.println("up");
    if (how[0].equals("unsafe")) {
      Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
      field.setAccessible(true);
      Object unsafe = field.get(null);
      unsafe.getClass().getMethod("putAddress", long.class, long.class).invoke(unsafe, 8L, 0L);
    }
    if (how[0].equals("throw")) throw new IllegalStateException("boom");
    Thread.sleep(60_000);
  }
}`

describe.skipIf(lacks('javac', 'a real JVM that dies'))('a JVM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-extractor-jvm-'))
  const SECRET = `hunter${2}SECRET`
  const java = ['java', '-Xmx64m', '-XX:-CreateCoredumpOnCrash', `-Ddb.password=${SECRET}`, '-cp', folder, 'Dying']
  const told = (bundle: string) => JSON.parse(readFileSync(join(bundle, 'report.json'), 'utf8'))

  beforeAll(() => {
    ensureBuilt()
    writeFileSync(join(folder, 'Dying.java'), SOURCE)
    const { status, stderr } = spawnSync('javac', ['-d', folder, join(folder, 'Dying.java')], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('that crashes leaves one crash, from its own report, without its secrets', async () => {
    const [bundle, hook] = [join(folder, 'unsafe'), join(folder, 'hook')]
    const options = ['--bundle', bundle, '--on-crash', `cat >> '${hook}'`, '--announce', 'always']
    const argv = [process.execPath, BIN, 'run', ...options, '--', ...java, 'unsafe']
    const { code, stderr } = await start(['sh', '-c', 'cd "$0"; exec "$@"', folder, ...argv]).ended
    expect(code).toBe(1)
    const { crashes, verdict } = told(bundle)
    expect(crashes).toHaveLength(1)
    expect(crashes[0]).toMatchObject({ kind: 'vm-crash', message: expect.stringContaining('SIGSEGV') })
    expect(crashes[0].span.source).toMatch(/^hs_err_pid\d+\.log$/)
    expect(verdict.status).toBe('panic')
    expect(ownLines(stderr)).toEqual([
      expect.stringMatching(/^log-extractor: stdout:\d+: VM CRASH SIGSEGV/),
      'log-extractor: verdict=panic code=1 child_exit=1 child_signal=-',
    ])
    expect(readFileSync(hook, 'utf8').trim().split('\n')).toHaveLength(1)
    const [report] = readdirSync(join(bundle, 'snapshots'))
    expect(report).toMatch(/^hs_err_pid\d+\.log$/)
    for (const name of [`snapshots/${report}`, 'report.json', 'report.md', 'run.json', 'environment.json'])
      expect(readFileSync(join(bundle, name), 'utf8')).not.toContain(SECRET)
  }, 60_000)

  it('that is killed by somebody else is told as such', async () => {
    const bundle = join(folder, 'killed')
    const file = join(folder, 'told-%p.log')
    const [program, ...rest] = java
    const run = wrap([program!, `-XX:ErrorFile=${file}`, ...rest, 'wait'], ['--bundle', bundle])
    await run.printed('up')
    process.kill(JSON.parse(readFileSync(join(bundle, 'run.json'), 'utf8')).pid, 'SIGSEGV')
    await run.ended
    const { crashes } = told(bundle)
    expect(crashes).toHaveLength(1)
    expect(crashes[0].message).toContain('sent by kill')
    expect(readdirSync(join(bundle, 'snapshots'))).toEqual([expect.stringMatching(/^told-\d+\.log$/)])
  }, 60_000)

  it('that ends by an exception is announced, and its end is its own', async () => {
    const { code, stderr } = await wrap([...java, 'throw'], ['--announce', 'always']).ended
    expect(code).toBe(1)
    expect(ownLines(stderr)).toEqual([
      'log-extractor: stderr:1: EXCEPTION java.lang.IllegalStateException: boom  at Dying.main Dying.java:12',
      'log-extractor: verdict=panic code=1 child_exit=1 child_signal=-',
    ])
  }, 60_000)

  it('that hangs is asked for thread dumps, and goes on until it is ended', async () => {
    const options = ['--hang-after', '1s', '--on-hang', 'kill', '--exit-codes', 'mission']
    const { code, stdout, stderr } = await wrap([...java, 'wait'], options).ended
    expect(code).toBe(124)
    expect(stdout.toString().match(/^Full thread dump /gm)!.length).toBeGreaterThanOrEqual(3)
    expect(ownLines(stderr).join('\n')).toMatch(/did not move in 3 dumps: .*Dying\.main/)
  }, 60_000)
})
