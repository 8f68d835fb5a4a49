import { closeSync, constants, openSync, rmSync } from 'node:fs'
import { access, type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail, type LogExtractorError } from '../index.ts'
import { openDescriptor } from './descriptor.ts'
import type { Io } from './io.ts'

/** Where a command's result goes. */
export interface Output {
  readonly isTerminal: boolean
  readonly columns: number | null
  /** Resolves when more may be written, and the bytes may be used for something else. */
  write(text: string | Uint8Array): Promise<void>
  /** Everything was written. */
  finish(): Promise<void>
  /** Something went wrong: leave no trace. */
  discard(): Promise<void>
}

/**
 * Opened before the work begins, so that a bad path fails at once.
 * @throws LogExtractorError E_OUTPUT
 */
export async function openOutput(path: string | null, io: Io): Promise<Output> {
  return path === null || path === '-' ? toStream(io) : toFile(path, io)
}

/**
 * What `use` writes is kept when it has finished it; otherwise no trace of it is left.
 * @throws LogExtractorError E_OUTPUT
 */
export async function withOutput<T>(path: string | null, io: Io, use: (output: Output) => Promise<T>): Promise<T> {
  const output = await openOutput(path, io)
  try {
    return await use(output)
  } catch (error) {
    await output.discard()
    throw error
  }
}

function toStream({ stdout, process }: Io): Output {
  const descriptor = openDescriptor(process?.fds.stdout ?? null)
  return {
    isTerminal: stdout.isTTY === true,
    columns: stdout.columns ?? null,
    async write(text) {
      if (text.length === 0) return
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      const rest = descriptor === null ? bytes : await descriptor.write(bytes)
      // Of what goes wrong the stream itself tells whoever opened it.
      if (rest.length > 0) await new Promise<void>((resolve) => void stdout.write(rest, () => resolve()))
    },
    finish: async () => descriptor?.close(),
    discard: async () => descriptor?.close(),
  }
}

async function toFile(path: string, io: Io): Promise<Output> {
  // Behind a symbolic link the file is replaced, not the link. /dev/stdout is a link too, to a file that is open.
  const isDevice = path.startsWith('/dev/')
  const target = isDevice ? path : await realpath(path).catch(() => path)
  const before = await stat(target).catch(() => null)
  if (before?.isDirectory()) throw fail('E_OUTPUT', path, 'it is a directory')
  // Pipes and devices are written to: renaming over one would destroy it.
  const isReplaced = !isDevice && (before === null || before.isFile())
  const written = isReplaced ? join(dirname(target), `.${basename(target)}.${process.pid}.tmp`) : target
  let forget = () => {}
  const file = await attempt(path, async () => {
    if (before !== null) await access(target, constants.W_OK)
    if (!isReplaced) return open(written, 'a')
    // Before the file is there, and it is there at once: a signal finds no moment in which nobody would remove it.
    forget = io.onInterrupt(() => rmSync(written, { force: true }))
    closeSync(openSync(written, 'wx'))
    return open(written, constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0))
  }).catch((error: unknown) => {
    forget()
    throw error
  })
  return {
    isTerminal: false,
    columns: null,
    write: (text) => attempt(path, () => file.appendFile(text)),
    async finish() {
      await attempt(path, async () => {
        if (before !== null && isReplaced) await file.chmod(before.mode & 0o7777)
        await file.close()
        if (isReplaced) await rename(written, target)
      })
      forget()
    },
    discard: () => discard(file, isReplaced ? written : null, forget),
  }
}

async function discard(file: FileHandle, written: string | null, forget: () => void): Promise<void> {
  // Whatever went wrong before is what the user must hear of.
  await file.close().catch(() => {})
  if (written !== null) await unlink(written).catch(() => {})
  forget()
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw asOutputError(path, error)
  }
}

function asOutputError(path: string, error: unknown): LogExtractorError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return fail('E_OUTPUT', path, REASONS[code] ?? code)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory is a file',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
}
