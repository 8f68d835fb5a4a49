import { type FileHandle, open, stat } from 'node:fs/promises'
import { fail, LogExtractorError } from '../base/errors.ts'
import { type ByteSource, fromBytes, fromIterable, type SourceInput } from './byte-source.ts'
import { decodeCharset } from './charset.ts'

/** Opens anything a user may name. Fails with one sentence, before the first byte is read. */
export async function openSource(input: SourceInput): Promise<ByteSource> {
  return decodeCharset(await openRaw(input))
}

async function openRaw(input: SourceInput): Promise<ByteSource> {
  if (typeof input === 'string') return input === '-' ? fromIterable('<stdin>', process.stdin) : openFile(input, input)
  if ('path' in input) return openFile(input.name, input.path)
  if ('bytes' in input)
    return fromBytes(input.name, typeof input.bytes === 'string' ? Buffer.from(input.bytes) : input.bytes)
  return fromIterable(input.name, input.stream)
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
  return {
    name,
    size,
    encoding: 'utf-8',
    compression: null,
    async read(into) {
      try {
        return (await file.read(into, 0, Math.min(into.length, READ_BYTES))).bytesRead
      } catch (error) {
        throw asInputError(name, error)
      }
    },
    close: () => file.close(),
  }
}

/** Larger reads gain nothing; smaller ones cost a turn of the event loop each. */
const READ_BYTES = 1_048_576

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
