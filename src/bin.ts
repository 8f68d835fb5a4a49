import { setFlagsFromString } from 'node:v8'
import { execute } from './cli/execute.ts'
import type { Io } from './cli/io.ts'
import { EXIT_CODES, endAs, fail, giveWayToInit, NAME, VERSION } from './index.ts'

/** Where the machine sets a limit, nothing of ours is wrong. */
const REFUSED: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files for one process: raise the limit (ulimit -n)',
  ENFILE: 'too many open files on this machine',
  ENOMEM: 'the machine has no memory left',
}

/** How a started program died, when we are to die the same way. */
let ending: NodeJS.Signals | null = null

/** The wrapper: everything that only a real process has. What happens is decided in `execute`. */
const io: Io = {
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onInterrupt,
  process: {
    fds: { stdin: 0, stdout: 1, stderr: 2 },
    endBySignal: (signal) => void (ending = signal),
    keepHeapSmall() {
      setFlagsFromString('--semi-space-growth-factor=1')
      setFlagsFromString('--heap-growing-percent=20')
    },
  },
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has seen enough (`| head`): that is no failure of ours.
  if (error.code === 'EPIPE') return leave('', EXIT_CODES.clean.code)
  const { message } = fail('E_OUTPUT', 'standard output', error.code ?? error.message)
  leave(`${NAME}: ${message}\n`, EXIT_CODES.output.code)
})
process.stderr.on('error', () => {})

// Only these start programs.
if (['run', 'check'].includes(process.argv[2] ?? '')) giveWayToInit()

try {
  process.exitCode = await execute(process.argv.slice(2), io)
  if (ending !== null) endAs(ending)
} catch (error) {
  const refused = REFUSED[(error as NodeJS.ErrnoException | null)?.code ?? '']
  if (refused === undefined) reportBug(error)
  else {
    process.stderr.write(`${NAME}: ${refused}\n`)
    process.exitCode = EXIT_CODES.system.code
  }
}

/** Not before everything that was said to standard error is out: where that is a pipe it may still be on its way. */
function leave(words: string, code: number): void {
  process.stderr.write(words, () => process.exit(code))
}

function reportBug(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `${NAME}: this is a bug in ${NAME} itself, not in your log. Please report it (npm bugs ${NAME}) with these lines:\n` +
      `${NAME} ${VERSION}, node ${process.version}, ${process.platform} ${process.arch}\n${stack}\n`,
  )
  process.exitCode = EXIT_CODES.internal.code
}

/** Cleans up, then lets the signal do what it would have done, so that the caller sees the true cause of our end. */
function onInterrupt(clean: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const end = (signal: NodeJS.Signals) => {
    forget()
    clean()
    process.kill(process.pid, signal)
  }
  const forget = () => {
    for (const signal of signals) process.removeListener(signal, end)
  }
  for (const signal of signals) process.on(signal, end)
  return forget
}
