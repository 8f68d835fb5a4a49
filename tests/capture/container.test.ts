/** `run` where a container starts it: process 1 of a process namespace, and behind the shell that waits for orphans. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { INIT } from '../../src/capture/init.ts'
import { BIN, ensureBuilt } from '../cli/built.ts'
import { start } from './wrapped.ts'

const FULL = process.env.FULL === '1'
const SCRIPT = fileURLToPath(new URL('../../examples/container/init.sh', import.meta.url))
const NAMESPACE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child']
const canIsolate = spawnSync(NAMESPACE[0]!, [...NAMESPACE.slice(1), 'true']).status === 0
if (!canIsolate) process.stderr.write('skipped: process 1, because this machine gives no process namespaces\n')
const hasExecve = 'execve' in process

beforeAll(ensureBuilt, 120_000)

/** As the entrypoint of a container. */
const entry = (program: readonly string[], before: readonly string[] = []) => [
  ...NAMESPACE,
  ...before,
  process.execPath,
  BIN,
  'run',
  '--',
  ...program,
]

const orphans = FULL ? 1_000 : 50
const LEAVES_ORPHANS = `i=0; while [ $i -lt ${orphans} ]; do (sleep 0.1 &); i=$((i+1)); done; sleep ${FULL ? 3 : 1}
  echo zombies=$(grep -l '^State:.Z' /proc/[0-9]*/status | wc -l); exit 7`

describe('the script', () => {
  it('is the one that we give way to', () => {
    expect(readFileSync(SCRIPT, 'utf8').split('\n').slice(4).join('\n')).toBe(INIT)
  })
})

describe.runIf(canIsolate).each([
  ['process 1', []],
  ['behind the script', ['sh', SCRIPT]],
])('as %s', (_, before) => {
  it('the program ends as everywhere', async () => {
    expect(await start(entry(['sh', '-c', 'exit 9'], before)).ended).toMatchObject({ code: 9 })
    // What the kernel refuses to process 1 becomes the number that a shell gives it.
    expect(await start(entry(['sh', '-c', 'kill -TERM $$'], before)).ended).toMatchObject({ code: 143 })
  })

  it('it reads what comes', async () => {
    expect((await start(entry(['cat'], before), { stdin: 'hello' }).ended).stdout.toString()).toBe('hello')
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const)('%s is passed on', async (signal) => {
    const listens = `process.on('${signal}', () => { console.log('told'); process.exit(5) }); setInterval(() => {}, 50); console.log('ready')`
    const [file, ...args] = entry([process.execPath, '-e', listens], before)
    const child = spawn(file!, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    for await (const text of child.stdout) {
      said += text
      if (said === 'ready\n') process.kill(firstOf(child.pid!), signal)
    }
    expect(said).toBe('ready\ntold\n')
    await expect.poll(() => child.exitCode).toBe(5)
  })

  it.runIf(before.length > 0 || hasExecve)(
    `${orphans} orphans are waited for`,
    async () => {
      const { code, stdout } = await start(entry(['sh', '-c', LEAVES_ORPHANS], before)).ended
      expect([code, stdout.toString()]).toEqual([7, 'zombies=0\n'])
    },
    60_000,
  )
})

/** The only child of `unshare` is process 1 inside. */
function firstOf(pid: number): number {
  return Number(readFileSync(join('/proc', String(pid), 'task', String(pid), 'children'), 'utf8').trim())
}
