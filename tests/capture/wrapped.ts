import { spawn } from 'node:child_process'
import { BIN } from '../cli/built.ts'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface Wrapped {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Resolves when this text was printed on either stream, with all that was printed so far. */
  printed(text: string): Promise<string>
}

/** The built program, or any other, without a shell; what it prints is kept. */
export function start(argv: readonly string[], { env = {}, stdin = '' } = {}): Wrapped {
  const child = spawn(argv[0]!, argv.slice(1), { env: { ...process.env, ...env } })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const waiting: { text: string; resolve: (seen: string) => void }[] = []
  let seen = ''
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      kept[name].push(chunk)
      if (seen.length < 100_000) seen += chunk.toString('latin1')
      for (const { text, resolve } of waiting) if (seen.includes(text)) resolve(seen)
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      // It will not come any more: whoever waits for it sees what came instead.
      for (const one of waiting) one.resolve(seen)
      resolve({ code, signal, stdout: Buffer.concat(kept.stdout), stderr: Buffer.concat(kept.stderr) })
    })
  })
  return {
    pid: child.pid!,
    ended,
    printed: (text) =>
      seen.includes(text) ? Promise.resolve(seen) : new Promise((resolve) => void waiting.push({ text, resolve })),
  }
}

/** `run` with these options in front of the program. */
export function wrap(program: readonly string[], options: readonly string[] = [], world = {}): Wrapped {
  return start([process.execPath, BIN, 'run', ...options, '--', ...program], world)
}

/** A child of Node's own, told what to do in JavaScript: the same on every machine. */
export function script(code: string): string[] {
  return [process.execPath, '-e', code]
}

/** What the wrapper itself said, without what the child did. */
export function ownLines(stderr: Buffer): string[] {
  return stderr
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('log-extractor: '))
}
