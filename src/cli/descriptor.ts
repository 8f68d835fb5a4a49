/**
 * Standard output by its descriptor: a thread writes, and whoever makes the output goes on meanwhile. Node's own stream
 * writes to a file or a pipe while everything else stands still. While a write waits for a reader, `process.exit` waits
 * too: end by a signal, or after the write.
 */
import { close, closeSync, constants, fstatSync, openSync, write } from 'node:fs'
import { promisify } from 'node:util'

export interface Descriptor {
  /** What could not be written: nothing when all went well. Who tries again by the stream hears of the reason there. */
  write(bytes: Uint8Array): Promise<Uint8Array>
  /** Asked again it does nothing: the number may be another file's by then. */
  close(): Promise<void>
}

/** Null where only the stream can write: a terminal, a socket, a descriptor that cannot be had a second time. */
export function openDescriptor(fd: number | null): Descriptor | null {
  if (fd === null) return null
  try {
    const status = fstatSync(fd)
    // Its offset is shared with others who write to the same file: the descriptor itself is used.
    if (status.isFile()) return descriptor(fd, async () => {})
    if (!status.isFIFO()) return null
    const own = openPipe(`/proc/self/fd/${fd}`)
    return descriptor(own, () => promisify(close)(own))
  } catch {
    return null
  }
}

/**
 * Opened anew, since Node made the other one non-blocking. Whoever opens a pipe that nobody reads waits for a reader, and
 * there may be none any more: so for that moment we read it ourselves.
 */
function openPipe(path: string): number {
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  try {
    return openSync(path, constants.O_WRONLY)
  } finally {
    closeSync(reader)
  }
}

function descriptor(fd: number, close: () => Promise<void>): Descriptor {
  let closed: Promise<void> | null = null
  return {
    async write(bytes) {
      let done = 0
      try {
        while (done < bytes.length) done += await writeSome(fd, bytes.subarray(done))
      } catch {
        // The stream will tell.
      }
      return bytes.subarray(done)
    },
    close: () => (closed ??= close()),
  }
}

function writeSome(fd: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (error, count) => (error === null ? resolve(count) : reject(error)))
  })
}
