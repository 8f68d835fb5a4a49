import { type FileHandle, open, stat } from 'node:fs/promises'
import { fail, LogExtractorError } from '../base/errors.ts'
import { type ByteSource, failing, fromBytes, fromIterable, type SourceInput } from './byte-source.ts'
import { endLinesAtReturns } from './carriage-returns.ts'
import { decodeCharset } from './charset.ts'
import { Budget, type ExpansionLimits } from './compression/budget.ts'
import { openLayers } from './compression/open-layers.ts'
import { fromDescriptor } from './descriptor-source.ts'
import { splitByCounts } from './octet-counted.ts'

/**
 * Opens anything a user may name: one source, or the logs inside an archive one after the other, each to be read before
 * the next is asked for. What is closed, or given up, closes the input with it.
 * @throws LogExtractorError in one sentence, before the first byte is read, when there is no such input.
 */
export async function* openSources(input: SourceInput, limits?: ExpansionLimits): AsyncGenerator<ByteSource> {
  const raw = await openRaw(input)
  try {
    for await (const source of openLayers(raw, new Budget(limits))) {
      let decoded = source
      try {
        decoded = await endLinesAtReturns(await splitByCounts(await decodeCharset(source)))
      } catch (error) {
        if (!(error instanceof LogExtractorError)) throw error
        // Its first read fails in the same way, under its own name.
        decoded = failing(source.name, error)
      }
      yield decoded
    }
  } finally {
    await raw.close()
  }
}

/** How a source that cannot be opened is called. */
export function nameOf(input: SourceInput): string {
  return typeof input === 'string' ? (input === '-' ? '<stdin>' : input) : input.name
}

async function openRaw(input: SourceInput): Promise<ByteSource> {
  if (typeof input === 'string') return input === '-' ? fromIterable('<stdin>', process.stdin) : openFile(input, input)
  if ('error' in input) throw new LogExtractorError('E_INPUT_UNREADABLE', input.error)
  if ('path' in input) return openFile(input.name, input.path)
  if ('bytes' in input)
    return fromBytes(input.name, typeof input.bytes === 'string' ? Buffer.from(input.bytes) : input.bytes)
  if ('fd' in input) return openDescriptor(input.name, input.fd)
  return fromIterable(input.name, input.stream)
}

function openDescriptor(name: string, fd: number): ByteSource {
  const fails = (error: unknown) => {
    throw asInputError(name, error)
  }
  try {
    const source = fromDescriptor(name, fd)
    return { ...source, read: (into) => source.read(into).catch(fails) }
  } catch (error) {
    return fails(error)
  }
}

async function openFile(name: string, path: string): Promise<ByteSource> {
  let file: FileHandle
  let size: number | null
  try {
    const status = await stat(path)
    if (status.isDirectory()) throw fail('E_INPUT_UNREADABLE', name, 'it is a directory')
    file = await open(path, 'r')
    size = status.isFile() ? status.size : null
  } catch (error) {
    throw asInputError(name, error)
  }
  const readAt = async (into: Uint8Array, position: number | null): Promise<number> => {
    try {
      return (await file.read(into, 0, into.length, position)).bytesRead
    } catch (error) {
      throw asInputError(name, error)
    }
  }
  return {
    name,
    size,
    encoding: 'utf-8',
    compression: null,
    layers: [],
    losses: [],
    read: (into) => readAt(into, null),
    ...(size === null ? {} : { readAt }),
    close: () => file.close(),
  }
}

function asInputError(name: string, error: unknown): LogExtractorError {
  if (error instanceof LogExtractorError) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return fail('E_INPUT_MISSING', name)
  return fail('E_INPUT_UNREADABLE', name, REASONS[code] ?? code)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
  EIO: 'the disk reports an error',
  ENXIO: 'it is a socket or a device that cannot be read',
}
