/**
 * Children that say something known and die on purpose: what arrives of it here? They are started as a program would be,
 * without a shell. No Go is needed for these.
 */
import { spawn } from 'node:child_process'
import { bad, ok, type Probe } from './probe.ts'

export interface Ended {
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A child needs a fraction of it; the whole examination has five seconds. */
const TIMEOUT_MS = 2_000

export function startAndWait(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  /** Called when the child has said its first word, and so listens. */
  onWord: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (chunk: Buffer) => void chunks.stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => void chunks.stderr.push(chunk))
    // A machine under load proves nothing: what was not measured is unknown, not bad.
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`not done within ${TIMEOUT_MS / 1_000} s`))
    }, TIMEOUT_MS)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    let isSilent = true
    const heard = () => {
      if (isSilent) onWord((signal) => void child.kill(signal))
      isSilent = false
    }
    child.stdout.once('data', heard)
    child.stderr.once('data', heard)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr), code, signal })
    })
  })
}

/** Our own interpreter as the program that dies: it is there wherever we are. */
function node(script: string, env: Readonly<Record<string, string | undefined>>): Promise<Ended> {
  return startAndWait(process.execPath, ['-e', script], { ...env, NODE_OPTIONS: '' })
}

const LINES = 20_000

export const CHILD_PROBES: readonly Probe[] = [
  {
    id: 'child-environment',
    title: 'the switches reach a child',
    async ask({ env }) {
      const script = 'require("fs").writeSync(1, process.env.GOTRACEBACK + " " + process.env.GODEBUG)'
      const { stdout } = await node(script, { ...env, GOTRACEBACK: 'all', GODEBUG: 'gctrace=1' })
      if (stdout.toString() === 'all gctrace=1') return ok('GOTRACEBACK and GODEBUG arrive as they are set')
      return bad(`it sees "${stdout.toString().slice(0, 80)}"`, 'set them in the image or the unit instead')
    },
  },
  {
    id: 'child-long-line',
    title: 'a line of 1 MiB arrives whole',
    async ask({ env }) {
      const { stderr } = await node('require("fs").writeSync(2, "x".repeat(1048576)); process.exitCode = 2', env)
      if (stderr.length === 1_048_576) return ok('1 048 576 bytes of 1 048 576')
      return bad(`${stderr.length} bytes of 1 048 576`, 'log-extractor run --bundle DIR keeps the raw stream')
    },
  },
  {
    id: 'child-many-lines',
    title: `${LINES} lines arrive, in order`,
    async ask({ env }) {
      const script = `let s = ''; for (let i = 0; i < ${LINES}; i++) s += 'seq=' + i + '\\n'; require('fs').writeSync(2, s)`
      const lines = (await node(script, env)).stderr.toString().split('\n').slice(0, -1)
      const wrong = lines.findIndex((line, i) => line !== `seq=${i}`)
      if (lines.length === LINES && wrong < 0) return ok(`${LINES} of ${LINES}`)
      return bad(
        `${lines.length} of ${LINES}${wrong < 0 ? '' : `, out of order from ${wrong}`}`,
        'write the dump to a file',
      )
    },
  },
  {
    id: 'child-tabs',
    title: 'TABs and escapes arrive',
    async ask({ env }) {
      const { stderr } = await node('require("fs").writeSync(2, "\\tmain.go:9 +0x1d\\n\\x1b[31m\\r\\n")', env)
      if (stderr.toString() === '\tmain.go:9 +0x1d\n\x1b[31m\r\n') return ok('byte for byte')
      return bad('bytes were changed on the way', 'read the raw log, not a console')
    },
  },
  {
    id: 'child-exit-code',
    title: 'the exit code of a crash is seen',
    async ask({ env }) {
      const { code } = await node('process.exitCode = 2', env)
      return code === 2 ? ok('2, as a Go panic exits') : bad(`${code} instead of 2`, 'exec the program directly')
    },
  },
  {
    id: 'child-signal',
    title: 'death by a signal is seen',
    async ask({ env }) {
      const { signal } = await node('process.kill(process.pid, "SIGABRT"); setTimeout(() => {}, 3000)', env)
      return signal === 'SIGABRT'
        ? ok('SIGABRT')
        : bad(`${signal ?? 'no signal'} instead of SIGABRT`, 'exec the program directly')
    },
  },
  {
    id: 'child-quit',
    title: 'a child can be asked for a dump',
    async ask({ env }) {
      const script =
        'const wait = setTimeout(() => {}, 3000); process.on("SIGQUIT", () => { require("fs").writeSync(2, "asked"); clearTimeout(wait) }); require("fs").writeSync(1, "up")'
      const { stderr } = await startAndWait(process.execPath, ['-e', script], { ...env, NODE_OPTIONS: '' }, (kill) =>
        kill('SIGQUIT'),
      )
      return stderr.toString() === 'asked'
        ? ok('SIGQUIT arrives')
        : bad('SIGQUIT does not arrive', 'use the pprof endpoint')
    },
  },
  {
    id: 'child-grandchild',
    title: 'a grandchild is heard after its parent ended',
    async ask({ env }) {
      const late = 'setTimeout(() => require("fs").writeSync(2, "late"), 200)'
      const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(late)}], { stdio: "inherit" }).unref()`
      const { stderr } = await node(script, env)
      return stderr.toString() === 'late'
        ? ok('its last words arrive')
        : bad('what it says is lost', 'wait for children before the end, or write to a file')
    },
  },
]
