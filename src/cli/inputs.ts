import { stat } from 'node:fs/promises'
import { isatty } from 'node:tty'
import { expandInputs, fail, LogExtractorError, type ReadOptions, type SourceInput } from '../index.ts'
import type { Options } from './flags.ts'
import type { Io } from './io.ts'
import { showProgress } from './progress.ts'
import { say } from './say.ts'

/**
 * Hands what was typed to `work`, and shows how far it is meanwhile. Names that stand for nothing keep their place among
 * the sources: reading them fails, in one sentence.
 */
export async function withInputs<T>(
  options: Pick<Options, 'input' | 'quiet' | 'progress'>,
  io: Io,
  work: (sources: readonly SourceInput[], onProgress: NonNullable<ReadOptions['onProgress']>) => Promise<T>,
): Promise<T> {
  const sources = await resolve(options.input, io)
  if (sources.some((source) => isStandardInput(source) && isTyped(source, io)) && !options.quiet)
    say(io, 'reading standard input: paste the log, then press Ctrl-D (or give a file; --help says more)')
  const progress = await showProgress(io, options.progress && !options.quiet, () => totalBytes(sources))
  try {
    return await work(sources, progress.report)
  } finally {
    progress.stop()
  }
}

/** How much of what was asked for could be read. */
export type Outcome = 'everything' | 'some' | 'nothing'

export function outcomeOf(failures: number, sources: number): Outcome {
  return failures === 0 ? 'everything' : failures < sources ? 'some' : 'nothing'
}

/** One source after the other; of one that cannot be read it is said why, and the others are done. */
export async function readEach(
  sources: readonly SourceInput[],
  io: Io,
  read: (source: SourceInput) => Promise<void>,
): Promise<Outcome> {
  let failures = 0
  for (const source of sources) {
    try {
      await read(source)
    } catch (error) {
      if (!(error instanceof LogExtractorError) || error.code === 'E_OUTPUT') throw error
      say(io, error.message)
      failures++
    }
  }
  return outcomeOf(failures, sources.length)
}

/** What was typed, as sources. No name at all is standard input, which can be read once only. */
async function resolve(names: readonly string[], io: Io): Promise<SourceInput[]> {
  const sources: SourceInput[] = []
  for (const expanded of await expandInputs(names)) {
    const name = expanded.path
    if ('error' in expanded) sources.push({ name, error: expanded.error })
    else if (name !== '-') sources.push(name)
    else if (!sources.some(isStandardInput)) sources.push(standardInput(io))
  }
  return sources
}

/** Of a real process by its descriptor; a terminal is read by Node, which gives it back at the end. */
function standardInput(io: Io): SourceInput {
  const fd = io.process?.fds.stdin ?? null
  return fd === null || isatty(fd) ? { name: '<stdin>', stream: readable(io) } : { name: '<stdin>', fd }
}

function isStandardInput(source: SourceInput): boolean {
  return typeof source !== 'string' && ('stream' in source || 'fd' in source)
}

/** Looking at our own stream opens it: only where it is the one to be read. */
function isTyped(source: SourceInput, io: Io): boolean {
  return typeof source !== 'string' && 'stream' in source && io.stdin.isTTY === true
}

/** Bytes in all, null when that cannot be known before they were read. */
async function totalBytes(sources: readonly SourceInput[]): Promise<number | null> {
  let total = 0
  for (const source of sources) {
    if (isStandardInput(source)) return null
    const status = typeof source === 'string' ? await stat(source).catch(() => null) : null
    if (status === null) continue
    if (!status.isFile()) return null
    total += status.size
  }
  return total
}

/** A broken standard input (`< directory`, a terminal that went away) is an input that cannot be read, not a bug. */
async function* readable(io: Io): AsyncGenerator<Uint8Array | string> {
  try {
    yield* io.stdin
  } catch (error) {
    throw fail('E_INPUT_UNREADABLE', '<stdin>', (error as NodeJS.ErrnoException).code ?? String(error))
  }
}
