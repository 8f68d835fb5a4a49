import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execute } from '../../src/cli/execute.ts'
import type { Io } from '../../src/cli/io.ts'

/** The world around one run of the program. */
export interface World {
  readonly argv: readonly string[]
  readonly stdin?: string
  /** Name to text; a name ending in `/` is an empty folder. */
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What text files cannot say: links, modes. */
  readonly prepare?: (folder: string) => void
  /** Columns of the terminal on stdout; left out: stdout is a pipe. */
  readonly terminal?: number
  /** The descriptor behind stdout, for who writes to that. */
  readonly stdoutFd?: number
  readonly stderrIsTerminal?: boolean
  readonly stdinIsTerminal?: boolean
}

export interface Outcome {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in this process, in a fresh folder with the given files. `look` sees the folder afterwards. */
export async function runCli(world: World, look: (folder: string) => void = () => {}): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'log-extractor-cli-'))
  const home = process.cwd()
  for (const [name, text] of Object.entries(world.files ?? {})) {
    mkdirSync(join(folder, name.endsWith('/') ? name : dirname(name)), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(join(folder, name), text)
  }
  world.prepare?.(folder)
  process.chdir(folder)
  const stdout = new Collector(world.terminal !== undefined, world.terminal)
  const stderr = new Collector(world.stderrIsTerminal === true, world.terminal)
  const io: Io = {
    stdin: Object.assign(chunksOf(world.stdin ?? ''), { isTTY: world.stdinIsTerminal === true }),
    stdout,
    stderr,
    env: world.env ?? {},
    onInterrupt: () => () => {},
    ...(world.stdoutFd === undefined
      ? {}
      : { process: { fds: { stdin: 0, stdout: world.stdoutFd, stderr: 2 }, endBySignal() {}, keepHeapSmall() {} } }),
  }
  try {
    const exit = await execute(world.argv, io)
    look(folder)
    return { exit, stdout: stdout.text, stderr: stderr.text }
  } finally {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A stream that is always a little behind: every write asks to wait. */
class Collector {
  text = ''
  readonly isTTY: boolean
  readonly columns?: number

  constructor(isTTY: boolean, columns: number | undefined) {
    this.isTTY = isTTY
    if (columns !== undefined) this.columns = columns
  }

  write(chunk: string | Uint8Array, done?: () => void): boolean {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    if (done !== undefined) queueMicrotask(done)
    return false
  }
}

async function* chunksOf(text: string): AsyncGenerator<string> {
  // In pieces, as a pipe delivers it.
  for (let i = 0; i < text.length; i += 1000) yield text.slice(i, i + 1000)
}
