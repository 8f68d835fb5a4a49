/**
 * Runs a program as if we were not there, and looks at everything it prints: its bytes go to the bundle, to where they
 * were going, and through the analysis, at the pace of the slowest.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { isatty } from 'node:tty'
import { once } from '../base/once.ts'
import { Bundle } from '../capture/bundle.ts'
import { type Child, STREAMS, type StreamName, startChild } from '../capture/child.ts'
import { type DebugSettings, debugEnvironment } from '../capture/environment.ts'
import { oomEvidence, readCgroupMemory } from '../capture/memory.ts'
import { postWebhook, runHook } from '../capture/notify.ts'
import { crashFilesOf, kindOf, withExec } from '../capture/program.ts'
import { forwardSignals } from '../capture/signals.ts'
import { StartError } from '../capture/start-error.ts'
import { type Tee, type TeeStream, teeTo } from '../capture/tee.ts'
import { ChildTerminal, type TerminalSize } from '../capture/terminal.ts'
import type { RunFacts } from '../model/child-exit.ts'
import type { Crash, Report } from '../model/report.ts'
import { verdictOfRun } from '../verdict/run-verdict.ts'
import { createRedactor, type Redact, redactReport } from './redaction.ts'
import type { WrittenFile } from './run-analysis.ts'
import type { RunEvidence } from './run-evidence.ts'
import type { RunResult } from './run-result.ts'
import { NAME, VERSION } from './version.ts'
import { NO_WATCH, Watchdogs, type WatchOptions } from './watchdogs.ts'

export { StartError } from '../capture/start-error.ts'

export interface RunOptions {
  readonly command: readonly [string, ...string[]]
  /** What our own environment is; the debug settings are merged into it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Value of GOTRACEBACK; `crash` when not given. */
  readonly traceback?: string
  /** False: GODEBUG stays as it is. */
  readonly gctrace?: boolean
  /** Where the child's streams go: a stream of the caller's, and its descriptor where it has one. */
  readonly output: Readonly<Record<StreamName, { readonly stream: TeeStream; readonly fd: number | null }>>
  /** What the child reads; null: nothing. */
  readonly stdin: number | null
  /** The child gets a terminal, of the size that this says, now and whenever ours changes; null or not given: it gets pipes. */
  readonly terminal?: (() => TerminalSize) | null
  /** A folder for evidence; null or not given: none is kept. */
  readonly bundle?: BundleWish | null
  /** What to look out for while it runs; nothing when not given. */
  readonly watch?: WatchOptions
  /** Who is told of a crash as it happens, with JSON: a command line of the user's shell, a URL. */
  readonly notify?: { readonly command: string | null; readonly webhook: string | null }
  /** In reports and in the bundle's documents; never in what is passed on, nor in the raw streams. */
  readonly redact?: Redact
  /** Called as soon as a crash was printed to its end, while the program may go on. The report is what is known so far. */
  readonly onCrash?: (crash: Crash, report: Report, bundle: string | null) => void | Promise<void>
  /** Something happened to the capture itself that somebody must hear of. */
  readonly onNote?: (sentence: string) => void
  /** How long descendants may hold the streams open after the child is gone: 2 s when not given. */
  readonly drainMs?: number
}

export interface BundleWish {
  readonly path: string
  /** Log lines to keep from before the first crash: 10 000 when not given. */
  readonly ringLines?: number
  /** Most bytes to keep of one stream: 4 GB when not given. */
  readonly mostBytes?: number
}

const RING_LINES = 10_000
const MOST_BYTES = 4 * 1024 ** 3

/**
 * @throws StartError when the program cannot be started.
 * @throws LogExtractorError E_OUTPUT when the bundle cannot be written, E_USAGE when no terminal can be had: both before
 * the program is started.
 */
export async function runProgram(options: RunOptions): Promise<RunResult> {
  const started = performance.now()
  const startedAt = Date.now()
  const note = options.onNote ?? (() => {})
  const terminal = openTerminal(options)
  const ownSession =
    terminal !== null || ![options.stdin, ...STREAMS.map((name) => options.output[name].fd)].some(isTerminal)
  const before = await readCgroupMemory()
  const redactor = createRedactor(options.redact)
  const kind = kindOf(options.command)
  const { command, env } = prepared(options, kind === 'go-tool', {
    traceback: options.traceback ?? 'crash',
    gctrace: options.gctrace ?? true,
  })
  const evidence = options.bundle == null ? null : await openEvidence(options.bundle)
  const notices: Promise<string | null>[] = []
  const watchdogs: Watchdogs = new Watchdogs(options.watch ?? NO_WATCH, {
    isJvm: kind === 'jvm',
    note,
    standstill: async (dumps, looks) => (await analysis()).standstill(dumps, looks),
    keep: (name, text) => evidence?.snapshot(name, text),
  })
  /** Loads while the program starts; what it prints meanwhile is passed on, and waits for it. */
  const analysis = once(async () => {
    const { RunAnalysis } = await import('./run-analysis.ts')
    return new RunAnalysis({ onEvents: (events) => watchdogs.saw(events), onCrash: tellCrash })
  })
  const tees = {} as Record<StreamName, Tee>
  // Signals that come before the child is there wait for it.
  let child: Child | null = null
  const early: NodeJS.Signals[] = []
  const forwarding = forwardSignals({
    ownSession,
    send: (signal) => void (child === null ? early.push(signal) : child.signal(signal)),
    intercept: (signal) => resizes(signal) || watchdogs.takes(signal),
  })
  for (const name of STREAMS) {
    const { stream, fd } = options.output[name]
    tees[name] = teeTo(stream, fd, (code) => {
      if (code !== 'EPIPE') note(`${name} cannot be written any more (${code}); the program is still watched`)
      // Where nobody reads on and nothing is kept, a program learns of it by its own write, as it would without us.
      else if (name === 'stdout' && evidence === null) child?.stop(name)
    })
  }
  const take = (name: StreamName) => (chunk: Uint8Array) => {
    watchdogs.heard()
    evidence?.take(name, chunk)
    const written = tees[name].write(chunk)
    // Where it cannot be loaded the program goes on, and the end tells.
    const looked = analysis().then(
      (it) => it.push(name, chunk),
      () => {},
    )
    return written === undefined ? looked : Promise.all([written, looked]).then(() => {})
  }
  try {
    child = await startChild({
      command,
      env,
      stdin: options.stdin,
      ownSession,
      terminal,
      take: { stdout: take('stdout'), stderr: take('stderr') },
      drainMs: options.drainMs ?? 2_000,
    })
    evidence?.begin(child.pid)
    watchdogs.watch(child)
    for (const signal of early) child.signal(signal)
    analysis().catch(() => {})
    const exit = await child.exited
    const exitedMs = performance.now()
    const { heldBy } = await child.ended
    await watchdogs.settled()
    const files = kind === 'jvm' ? await pickUp(crashFilesOf(options.command, startedAt)) : []
    const log = await (await analysis()).finish(exit, files)
    const facts: RunFacts = {
      ...exit,
      wasInterrupted: forwarding.received.some(
        ({ signal, atMs }) => signal === 'SIGINT' && exitedMs - started - atMs < INTERRUPT_MS,
      ),
      timedOut: watchdogs.timedOut,
      hung: watchdogs.hung,
      oom: oomEvidence(before, await readCgroupMemory(), exit, watchdogs.endedIt),
    }
    if (heldBy.length > 0)
      note(`a descendant still holds the output open (process ${heldBy.join(', ')}): not waited for`)
    const verdict = verdictOfRun(log.verdict, facts)
    const reasons = [...verdict.reasons, ...watchdogs.findings]
    const report = redactReport({ ...log, verdict: { ...verdict, reasons } }, redactor)
    const result: RunResult = {
      exit,
      facts,
      report,
      wallMs: exitedMs - started,
      received: forwarding.received,
      heldBy,
      bundle: evidence?.folder ?? null,
    }
    await evidence?.end(result)
    for (const complaint of await Promise.all(notices)) if (complaint !== null) note(complaint)
    return result
  } catch (error) {
    if (error instanceof StartError) evidence?.notStarted(error.message)
    throw error
  } finally {
    terminal?.close()
    forwarding.stop()
    for (const name of STREAMS) tees[name].close()
  }

  /** The kernel tells the child of the new size, where the terminal controls it. */
  function resizes(signal: NodeJS.Signals): boolean {
    if (signal !== 'SIGWINCH' || terminal === null || options.terminal == null) return false
    terminal.resize(options.terminal())
    return terminal.isControlling
  }

  async function openEvidence(wish: BundleWish): Promise<RunEvidence> {
    const { RunEvidence } = await import('./run-evidence.ts')
    const bundle = Bundle.open(wish.path, { mostBytes: wish.mostBytes ?? MOST_BYTES, onNote: note })
    if (bundle.cutOff !== null) note(`an earlier run was cut off; what it left is in ${bundle.cutOff}`)
    return new RunEvidence(bundle, redactor, { command, env, ringLines: wish.ringLines ?? RING_LINES, before })
  }

  /** What a JVM wrote into a file of its own when it crashed. */
  async function pickUp(paths: readonly string[]): Promise<WrittenFile[]> {
    const files: WrittenFile[] = []
    for (const path of paths) {
      const bytes = await readFile(path).catch(() => null)
      if (bytes === null) continue
      evidence?.snapshot(basename(path), bytes)
      files.push({ name: basename(path), bytes })
    }
    return files
  }

  function tellCrash(crash: Crash, soFar: Report): void {
    const report = redactReport(soFar, redactor)
    const clean = report.crashes.find(({ id }) => id === crash.id) ?? crash
    evidence?.crash(clean, report)
    notices.push(toldTo(options.onCrash, clean, report, evidence?.folder ?? null))
    const { command = null, webhook = null } = options.notify ?? {}
    if (command === null && webhook === null) return
    const payload = crashNotice(redactor?.args(options.command) ?? options.command, clean, evidence?.folder ?? null)
    if (command !== null)
      notices.push(runHook(command, payload, { ...options.env, LOG_EXTRACTOR_BUNDLE: evidence?.folder }))
    if (webhook !== null) notices.push(postWebhook(webhook, payload))
  }
}

/** The settings in the environment, or, where the tools of Go would read them too, in front of the program itself. */
function prepared(
  { command, env }: RunOptions,
  isTool: boolean,
  settings: DebugSettings,
): { readonly command: readonly [string, ...string[]]; readonly env: Record<string, string> } {
  const full = debugEnvironment(env, settings)
  if (!isTool) return { command, env: full }
  const own = Object.fromEntries(
    ['GOTRACEBACK', 'GODEBUG'].flatMap((name) => (full[name] === undefined ? [] : [[name, full[name]]])),
  )
  const wrapped = withExec(command, own)
  return wrapped === null ? { command, env: full } : { command: wrapped, env: debugEnvironment(env, null) }
}

/** The program goes on whatever happens to whoever is told of its crash: a complaint is heard at the end. */
async function toldTo(
  onCrash: RunOptions['onCrash'],
  ...crash: Parameters<NonNullable<RunOptions['onCrash']>>
): Promise<string | null> {
  try {
    await onCrash?.(...crash)
    return null
  } catch (error) {
    return `the crash could not be told: ${String(error)}`
  }
}

/** What a hook or a service gets to read. */
function crashNotice(command: readonly string[], crash: Crash, bundle: string | null): string {
  return `${JSON.stringify({ schema: 'log-extractor/crash/1', tool: { name: NAME, version: VERSION }, command, bundle, crash })}\n`
}

/** A program that goes on for longer after Ctrl-C was not ended by it. */
const INTERRUPT_MS = 30_000

function openTerminal({ terminal = null, stdin, output }: RunOptions): ChildTerminal | null {
  if (terminal === null) return null
  const keys = stdin !== null && isatty(stdin) ? stdin : null
  return new ChildTerminal({ size: terminal(), keys, isShown: isTerminal(output.stdout.fd) })
}

function isTerminal(fd: number | null): boolean {
  return fd !== null && isatty(fd)
}
