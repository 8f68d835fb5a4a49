import { readFile } from 'node:fs/promises'
import {
  EXIT_PRESETS,
  type ExitPolicy,
  exitCodeFor,
  fail,
  goroutineUrl,
  type RunResult,
  readExitTable,
  runProgram,
  StartError,
  verdictLine,
  type WatchOptions,
} from '../index.ts'
import type { Options } from './flags.ts'
import type { Io } from './io.ts'
import { redactOf } from './redact.ts'
import { say, sayAll } from './say.ts'

export type RunCommandOptions = Pick<
  Options,
  | 'command'
  | 'exitCodes'
  | 'traceback'
  | 'gctrace'
  | 'announce'
  | 'tty'
  | 'bundle'
  | 'ring'
  | 'bundleSize'
  | 'onCrash'
  | 'webhook'
  | 'pprof'
  | 'snapshotOnPause'
  | 'hangAfter'
  | 'onHang'
  | 'timeout'
  | 'dumpOn'
  | 'redact'
  | 'redactPersonal'
  | 'quiet'
>

/** `run`: everything the program does it does as if it were alone; what we have to say comes behind it, on stderr. */
export async function run(options: RunCommandOptions, io: Io): Promise<number> {
  const policy = await exitPolicy(options.exitCodes)
  const result = await start(options, io)
  if (typeof result === 'number') return result
  const { exit, report } = result
  const code = exitCodeFor(policy, report.verdict, exit)
  const isAsked = policy !== 'passthrough'
  // An exit code that nothing in the output explains is the program's own affair, unless somebody asked.
  const isTold = isAsked || (!options.quiet && !['clean', 'unknown'].includes(report.verdict.status))
  if (isTold) await sayAll(io, verdictLine(report.verdict.status, code, exit))
  if (policy === 'passthrough' && exit.signal !== null) io.process?.endBySignal(exit.signal as NodeJS.Signals)
  return code
}

/** Runs the program, or gives the exit code when it cannot be started. */
export async function start(options: RunCommandOptions, io: Io): Promise<RunResult | number> {
  const fds = io.process?.fds
  // While keys go to the child's terminal, ours wants a carriage return too.
  const end = options.tty ? '\r\n' : '\n'
  const wantsWords =
    options.announce === 'always' || (options.announce === 'auto' && !options.quiet && io.stderr.isTTY === true)
  try {
    return await runProgram({
      command: programOf(options.command),
      env: io.env,
      traceback: tracebackOf(options.traceback),
      gctrace: options.gctrace,
      stdin: fds?.stdin ?? null,
      output: {
        stdout: { stream: io.stdout, fd: fds?.stdout ?? null },
        stderr: { stream: io.stderr, fd: fds?.stderr ?? null },
      },
      terminal: options.tty ? () => sizeOf(io) : null,
      bundle:
        options.bundle === null
          ? null
          : { path: options.bundle, ringLines: options.ring, mostBytes: options.bundleSize },
      notify: { command: options.onCrash, webhook: urlOf(options.webhook) },
      watch: watchOf(options),
      redact: redactOf(options),
      onCrash: async (crash, report) => {
        // Not loaded before: the program is to start at once.
        if (wantsWords) (await import('./announce.ts')).announce(io, crash, report, end)
      },
      onNote(sentence) {
        if (!options.quiet) say(io, sentence, end)
      },
    })
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    say(io, error.message)
    return error.exitCode
  }
}

/** What is usual where nobody can be asked. */
function sizeOf({ stdout, stderr }: Io): { readonly columns: number; readonly rows: number } {
  return { columns: stdout.columns ?? stderr.columns ?? 80, rows: stdout.rows ?? stderr.rows ?? 24 }
}

function programOf([file, ...args]: readonly string[]): [string, ...string[]] {
  if (file === undefined || file === '')
    throw fail('E_USAGE', 'name the program to start behind --: -- ./api --port 80')
  return [file, ...args]
}

function urlOf(typed: string | null): string | null {
  if (typed === null || (URL.canParse(typed) && /^https?:/i.test(typed))) return typed
  throw fail('E_USAGE', `--webhook takes an http or https URL, not "${typed}"`)
}

function watchOf(options: RunCommandOptions): WatchOptions {
  const { pprof, snapshotOnPause, hangAfter, onHang, timeout, dumpOn, bundle } = options
  const address = pprof === null ? null : goroutineUrl(pprof)
  if (address !== null && 'wrong' in address) throw fail('E_USAGE', `--pprof ${pprof}: ${address.wrong}`)
  if (snapshotOnPause !== null && address === null)
    throw fail('E_USAGE', '--snapshot-on-pause needs --pprof: the runtime itself writes no dump')
  if (address !== null && bundle === null) throw fail('E_USAGE', '--pprof needs --bundle: dumps are kept there')
  return {
    pprofUrl: address?.url ?? null,
    snapshotOnPauseMs: snapshotOnPause,
    hangAfterMs: hangAfter,
    onHang,
    timeoutMs: timeout,
    dumpOn: signalOf(dumpOn),
  }
}

const DUMP_SIGNALS: readonly NodeJS.Signals[] = ['SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGQUIT']

function signalOf(typed: string | null): NodeJS.Signals | null {
  if (typed === null) return null
  const name = DUMP_SIGNALS.find((known) => known === typed.toUpperCase() || known === `SIG${typed.toUpperCase()}`)
  if (name === undefined) throw fail('E_USAGE', `--dump-on takes ${DUMP_SIGNALS.join(', ')}, not "${typed}"`)
  return name
}

const LEVELS: readonly string[] = ['none', 'single', 'all', 'system', 'crash', 'wer']

/** Go takes any other word for none, and prints no stack at all. */
function tracebackOf(level: string): string {
  if (LEVELS.includes(level) || /^\d{1,3}$/.test(level)) return level
  throw fail('E_USAGE', `--traceback takes none, single, all, system or crash, not "${level}"`)
}

async function exitPolicy(named: string): Promise<ExitPolicy> {
  const preset = EXIT_PRESETS.find((known) => known === named)
  if (preset !== undefined) return preset
  let json: unknown
  try {
    json = JSON.parse(await readFile(named, 'utf8'))
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const what = isMissing ? 'no such preset or file' : 'it cannot be read as JSON'
    throw fail('E_USAGE', `--exit-codes ${named}: ${what}; presets are ${EXIT_PRESETS.join(', ')}`)
  }
  const read = readExitTable(json)
  if ('wrong' in read) throw fail('E_USAGE', `--exit-codes ${named}: ${read.wrong}`)
  return read
}
