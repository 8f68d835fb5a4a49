/**
 * Starts a program and reads both of its streams to their end: no shell, no byte added or lost, never faster than the
 * chunks are taken. How it ends is told exactly as the kernel tells it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { ChildExit } from '../model/child-exit.ts'
import { openChannels, type Reading, type TakeChunk } from './channel.ts'
import { holdersOf } from './holders.ts'
import { StartError } from './start-error.ts'
import type { ChildTerminal, Stdio } from './terminal.ts'

export type StreamName = 'stdout' | 'stderr'

export const STREAMS: readonly StreamName[] = ['stdout', 'stderr']

export interface ChildOptions {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the child reads: a descriptor of ours, or nothing. */
  readonly stdin: number | null
  /**
   * A session of its own, so that a signal to our group reaches the child once, through us. Not on a terminal: there
   * the child must stay in the group that may read it, and gets the terminal's signals by itself.
   */
  readonly ownSession: boolean
  /** What both of its streams are then, and come in as `stdout`; null: a stream each. */
  readonly terminal: ChildTerminal | null
  readonly take: Readonly<Record<StreamName, TakeChunk>>
  /** How long to wait, after the end of the child, for descendants that hold its streams open. */
  readonly drainMs: number
}

export interface Child {
  readonly pid: number
  /** Resolves when the child is gone; its last output may still be under way. */
  readonly exited: Promise<ChildExit>
  /** Resolves when everything was taken too, with the processes that kept a stream open beyond the wait. */
  readonly ended: Promise<{ readonly exit: ChildExit; readonly heldBy: readonly number[] }>
  /** To the child, and where it has a session of its own to everybody in it. False when there is nobody any more. */
  signal(name: NodeJS.Signals): boolean
  /** Reads no more of a stream: whoever writes to it is told so by the kernel. */
  stop(stream: StreamName): void
}

/** @throws StartError */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { terminal, env, ownSession } = options
  const [file, ...args] = terminal?.command(options.command, env) ?? options.command
  const channels = terminal?.channels() ?? (await openChannels(STREAMS))
  const stdio: Stdio = [options.stdin ?? 'ignore', ...channels.map(({ childEnd }) => childEnd)]
  let child: ChildProcess
  let exited: Promise<ChildExit>
  try {
    // What is missing is told by an event, a circle of links is thrown.
    child = spawn(file, args, {
      stdio: terminal?.stdio(stdio) ?? stdio,
      // A terminal that controls gives the session itself.
      detached: ownSession && terminal?.isControlling !== true,
      env,
    })
    exited = new Promise((resolve) => child.once('exit', (code, name) => resolve(exitOf(code, name))))
    await started(child)
  } catch (error) {
    for (const channel of channels) channel.discard()
    throw new StartError(file, (error as NodeJS.ErrnoException).code ?? String(error))
  } finally {
    terminal?.handedOver()
  }
  const piped = [child.stdout, child.stderr]
  const readings = channels.map((channel, i) => channel.start(piped[i]!, options.take[STREAMS[i]!]))
  const pid = child.pid!
  return {
    pid,
    exited,
    ended: exited.then(async (exit) => ({ exit, heldBy: await drain(readings, options.drainMs) })),
    signal(name) {
      // Where `setsid` makes the session, the group is there a moment after the process.
      return (ownSession && kill(-pid, name)) || ((!ownSession || terminal !== null) && kill(pid, name))
    },
    stop: (stream) => readings[STREAMS.indexOf(stream)]!.stop(),
  }
}

function kill(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
}

function exitOf(code: number | null, name: NodeJS.Signals | null): ChildExit {
  return { exitCode: code, signal: name, signalNumber: name === null ? null : (constants.signals[name] ?? null) }
}

/**
 * A grandchild may keep the streams open for ever. The wait counts only while nothing comes that is still being written
 * on: a slow reader of ours is no reason to lose what is in the pipe.
 */
async function drain(readings: readonly Reading[], drainMs: number): Promise<number[]> {
  const open = new Set(readings)
  const all = Promise.all(readings.map((reading) => reading.ended.then(() => void open.delete(reading))))
  let waited = 0
  const expired = new Promise<'expired'>((resolve) => {
    const timer = setInterval(() => {
      if (![...open].some(({ isBusy }) => isBusy)) waited += DRAIN_STEP_MS
      if (waited < drainMs) return
      clearInterval(timer)
      resolve('expired')
    }, DRAIN_STEP_MS)
    all.finally(() => clearInterval(timer))
  })
  if ((await Promise.race([all, expired])) !== 'expired') return []
  const pipes = [...open].flatMap(({ pipe }) => (pipe === null ? [] : [pipe]))
  const heldBy = await holdersOf(pipes)
  for (const reading of open) reading.stop()
  await all
  return heldBy
}

const DRAIN_STEP_MS = 20
