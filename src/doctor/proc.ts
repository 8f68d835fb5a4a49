/** Small files of the kernel, which may not be there, or not for us. */
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'

const MOST_BYTES = 262_144

/** At most a quarter of a mebibyte of the file; null when it cannot be read. */
export function bytesOf(file: string): Buffer | null {
  try {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(MOST_BYTES)
      return bytes.subarray(0, readSync(handle, bytes, 0, MOST_BYTES, null))
    } finally {
      closeSync(handle)
    }
  } catch {
    return null
  }
}

export function textOf(file: string): string | null {
  return bytesOf(file)?.toString('utf8') ?? null
}

export function linkOf(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}

/** The value of `SigIgn:` in a status file. */
export function fieldOf(text: string | null, name: string): string | null {
  const line = text?.split('\n').find((one) => one.startsWith(`${name}:`))
  return line === undefined ? null : line.slice(name.length + 1).trim()
}
