/**
 * A terminal of the child's own, where it is asked for: without one many programs print no colours, write in blocks and
 * ask no questions. It stands between the child and the terminal we are on, which then only passes keys and bytes.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { ReadStream } from 'node:tty'
import { fail } from '../base/errors.ts'
import { type Channel, type Reading, readUnbuffered, type TakeChunk } from './channel.ts'
import { executableOf } from './program.ts'
import { StartError } from './start-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface TerminalWish {
  readonly size: TerminalSize
  /** Descriptor of the terminal we are on, whose keys go to the child; null where standard input is none. */
  readonly keys: number | null
  /** Our output is a terminal, which wants carriage returns; into a file or a pipe lines go as the program ends them. */
  readonly isShown: boolean
}

/** What `spawn` takes, by the number of the descriptor. */
export type Stdio = (number | 'ignore' | 'pipe')[]

/** The part of the optional package that opens a pair, and nothing of its reading and waiting. */
interface Native {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string }
  resize(master: number, columns: number, rows: number): void
}

const PACKAGE = '@lydell/node-pty'

export class ChildTerminal {
  /** The child has no other terminal: it is told of a new size and of Ctrl-C by the kernel. */
  readonly isControlling: boolean
  private readonly native: Native
  private readonly keys: number | null
  private readonly childEnd: number
  /** Ours, which the child must not inherit: it would keep the terminal open after our death. */
  private readonly ourEnd: number
  private readonly hole = openSync('/dev/null', 'r')
  /** How our own terminal was set. */
  private readonly settings: string | null
  private typed: ReadStream | null = null
  private isOpen = true

  /** @throws LogExtractorError E_USAGE where no terminal can be had. */
  constructor({ size, keys, isShown }: TerminalWish) {
    this.native = load()
    const { master, slave, pty } = this.native.open(size.columns, size.rows)
    // Opened anew: what the package opens is inherited by every child.
    this.childEnd = openSync(pty, 'r+')
    closeSync(slave)
    this.ourEnd = master
    this.keys = keys
    this.isControlling = keys !== null
    this.settings = keys === null ? null : stty(['-g'], keys)
    if (this.settings !== null) stty([this.settings], this.childEnd)
    if (!isShown) stty(['-onlcr'], this.childEnd)
  }

  /**
   * For `spawn`. Where keys come from a terminal, `setsid` makes the child's own one control it.
   * @throws StartError
   */
  command(command: readonly [string, ...string[]], env: Environment): readonly [string, ...string[]] {
    if (!this.isControlling) return command
    const path = executableOf(command[0], env['PATH'] ?? '')
    if (typeof path === 'object') throw new StartError(command[0], path.code)
    return ['setsid', '-c', ...command]
  }

  /** What the package opened would be inherited: it gets something else under its number. */
  stdio(wanted: Readonly<Stdio>): Stdio {
    const all: Stdio = [...wanted]
    while (all.length <= this.ourEnd) all.push('ignore')
    if (this.isControlling) all[0] = this.childEnd
    all[this.ourEnd] = this.hole
    return all
  }

  /** Both of the child's streams are one, and come in as the first. */
  channels(): readonly [Channel, Channel] {
    const { childEnd } = this
    return [
      { childEnd, start: (_, take) => this.start(take), discard: () => closeSync(this.ourEnd) },
      { childEnd, start: () => NOTHING, discard: () => {} },
    ]
  }

  /** The child has its end now, or never will. */
  handedOver(): void {
    closeSync(this.hole)
    closeSync(this.childEnd)
  }

  resize({ columns, rows }: TerminalSize): void {
    if (this.isOpen) this.native.resize(this.ourEnd, columns, rows)
  }

  /** Our own terminal is as it was. */
  close(): void {
    if (this.typed === null) return
    this.typed.destroy()
    stty([this.settings!], this.keys!)
  }

  private start(take: TakeChunk): Reading {
    let master: ReadStream
    const open = (onread: object) => (master = new ReadStream(this.ourEnd, { onread } as object))
    const reading = readUnbuffered(open, take, null, () => readRest(this.ourEnd, take))
    void reading.ended.then(() => void (this.isOpen = false))
    if (this.keys === null) return reading
    // Each key goes to the child's terminal as it is pressed: that one knows what Ctrl-C means.
    stty(['raw', '-echo'], this.keys)
    this.typed = new ReadStream(this.keys)
    this.typed.on('error', () => {})
    this.typed.pipe(master!, { end: false })
    return reading
  }
}

const NOTHING: Reading = { ended: Promise.resolve(), isBusy: false, pipe: null, stop: () => {} }

/**
 * A terminal gives a few kilobytes at a time. Node takes a part for all there is once the other end is closed, and calls
 * that the end; the kernel does not, until nothing is left.
 */
async function readRest(fd: number, take: TakeChunk): Promise<void> {
  const buffer = Buffer.allocUnsafe(REST_BYTES)
  try {
    for (let count = 1; count > 0; ) {
      count = readSync(fd, buffer)
      if (count > 0) await take(buffer.subarray(0, count))
    }
  } catch {
    // EIO: that was all.
  }
}

const REST_BYTES = 65_536

function load(): Native {
  const require = createRequire(import.meta.url)
  try {
    return require(`${PACKAGE}/requireBinary.js`).requireBinary('pty.node')
  } catch {
    throw fail('E_USAGE', `--tty needs the optional package ${PACKAGE}, which is not here: npm install ${PACKAGE}`)
  }
}

/** Settings of a terminal, which is the standard input of the tool that shows and changes them. */
function stty(args: readonly string[], terminal: number): string {
  try {
    return execFileSync('stty', args, { stdio: [terminal, 'pipe', 'ignore'], encoding: 'utf8' }).trim()
  } catch {
    throw fail('E_USAGE', '--tty needs the program stty, which is not here or cannot be used')
  }
}
