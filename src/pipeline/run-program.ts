/**
 * Runs a program as if we were not there, and looks at everything it prints: its bytes go where they were going, and
 * through the analysis, at the pace of the slower of both.
 */
import { isatty } from 'node:tty'
import { type Child, STREAMS, type StreamName, startChild } from '../capture/child.ts'
import { debugEnvironment } from '../capture/environment.ts'
import { oomEvidence, readCgroupMemory } from '../capture/memory.ts'
import { forwardSignals, type Received } from '../capture/signals.ts'
import { type Tee, type TeeStream, teeTo } from '../capture/tee.ts'
import type { ChildExit, RunFacts } from '../model/child-exit.ts'
import type { Event } from '../model/event.ts'
import type { Crash, Report } from '../model/report.ts'
import { verdictOfRun } from '../verdict/run-verdict.ts'
import { LiveAnalysis } from './live.ts'

export { StartError } from '../capture/child.ts'

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
  /** Called as soon as a crash was printed to its end, while the program may go on. */
  readonly onCrash?: (crash: Crash, report: Report) => void
  /** Something happened to the capture itself that somebody must hear of. */
  readonly onNote?: (sentence: string) => void
  /** How long descendants may hold the streams open after the child is gone: 2 s when not given. */
  readonly drainMs?: number
}

export interface RunResult {
  readonly exit: ChildExit
  readonly facts: RunFacts
  /** Of both streams; its verdict takes into account how the program ended. */
  readonly report: Report
  readonly wallMs: number
  /** Signals that reached us, in order. */
  readonly received: readonly Received[]
  /** Processes that still held the streams when the wait for them was over. */
  readonly heldBy: readonly number[]
}

/** @throws StartError when the program cannot be started. */
export async function runProgram(options: RunOptions): Promise<RunResult> {
  const started = performance.now()
  const note = options.onNote ?? (() => {})
  const ownSession = ![options.stdin, ...STREAMS.map((name) => options.output[name].fd)].some(isTerminal)
  const before = await readCgroupMemory()
  const live: LiveAnalysis = new LiveAnalysis({
    onEvents: crashWatch(() => live.soFar(), options.onCrash ?? (() => {})),
  })
  const streams = { stdout: live.open('stdout'), stderr: live.open('stderr') }
  const tees = {} as Record<StreamName, Tee>
  // Signals that come before the child is there wait for it.
  let child: Child | null = null
  const early: NodeJS.Signals[] = []
  const forwarding = forwardSignals({
    ownSession,
    send: (signal) => void (child === null ? early.push(signal) : child.signal(signal)),
  })
  for (const name of STREAMS) {
    const { stream, fd } = options.output[name]
    tees[name] = teeTo(stream, fd, (code) => {
      if (code !== 'EPIPE') note(`${name} cannot be written any more (${code}); the program is still watched`)
      // Where nobody reads on, a program learns of it by its own write, as it would without us.
      else if (name === 'stdout') child?.stop(name)
    })
  }
  const take = (name: StreamName) => (chunk: Uint8Array) => {
    const written = tees[name].write(chunk)
    const looked = streams[name].push(chunk)
    return written === undefined ? looked : Promise.all([written, looked]).then(() => {})
  }
  try {
    child = await startChild({
      command: options.command,
      env: debugEnvironment(options.env, {
        traceback: options.traceback ?? 'crash',
        gctrace: options.gctrace ?? true,
      }),
      stdin: options.stdin,
      ownSession,
      take: { stdout: take('stdout'), stderr: take('stderr') },
      drainMs: options.drainMs ?? 2_000,
    })
    for (const signal of early) child.signal(signal)
    const exit = await child.exited
    const exitedMs = performance.now()
    const { heldBy } = await child.ended
    for (const name of STREAMS) streams[name].end()
    const log = await live.finish()
    const facts: RunFacts = {
      ...exit,
      wasInterrupted: forwarding.received.some(
        ({ signal, atMs }) => signal === 'SIGINT' && exitedMs - started - atMs < INTERRUPT_MS,
      ),
      timedOut: false,
      hung: false,
      oom: oomEvidence(before, await readCgroupMemory(), exit, false),
    }
    if (heldBy.length > 0)
      note(`a descendant still holds the output open (process ${heldBy.join(', ')}): not waited for`)
    const report = { ...log, verdict: verdictOfRun(log.verdict, facts) }
    return { exit, facts, report, wallMs: exitedMs - started, received: forwarding.received, heldBy }
  } finally {
    forwarding.stop()
    for (const name of STREAMS) {
      streams[name].end()
      tees[name].close()
    }
  }
}

/** A program that goes on for longer after Ctrl-C was not ended by it. */
const INTERRUPT_MS = 30_000

function isTerminal(fd: number | null): boolean {
  return fd !== null && isatty(fd)
}

/** Tells each crash once, when its block is closed. */
function crashWatch(
  soFar: () => Report,
  tell: (crash: Crash, report: Report) => void,
): (source: string, events: readonly Event[]) => void {
  const told = new Set<string>()
  const open = new Set<string>()
  return (source, events) => {
    let closed = false
    for (const event of events) {
      if (event.kind === 'go.crash') open.add(`${source} ${event.block}`)
      if (event.kind === 'go.race') closed = true
      if (event.kind === 'go.end') closed = open.delete(`${source} ${event.block}`) || closed
    }
    if (!closed || told.size >= MOST_TOLD) return
    const report = soFar()
    for (const crash of report.crashes) {
      const key = `${crash.span.source}:${crash.span.byte}`
      if (told.has(key)) continue
      told.add(key)
      tell(crash, report)
    }
  }
}

/** Each costs a report of everything so far. */
const MOST_TOLD = 20
