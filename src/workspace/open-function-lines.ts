import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { fail, LogExtractorError } from '../base/errors.ts'
import { type FunctionLines, readFunctionLines } from '../symbols/function-lines.ts'

/**
 * First lines of the functions of a Go program, from its executable.
 * @throws LogExtractorError when it cannot be read, or does not say so.
 */
export async function openFunctionLines(path: string): Promise<FunctionLines> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) => {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? fail('E_INPUT_MISSING', path)
      : fail('E_INPUT_UNREADABLE', path, code ?? String(error))
  })
  try {
    const status = await file.stat()
    if (!status.isFile()) throw fail('E_INPUT_UNREADABLE', path, 'not a file')
    return await readFunctionLines((offset, length) => readAt(file, offset, length), status.size)
  } catch (error) {
    if (error instanceof LogExtractorError && error.code === 'E_EXECUTABLE')
      throw fail('E_EXECUTABLE', `${path}: ${error.message}`)
    throw error
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
