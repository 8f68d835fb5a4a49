/**
 * Where the child's bytes were going, and still go: written as they come, in order, never faster than they are taken.
 * Nothing here blocks the event loop for longer than a disk does, since signals must reach the child meanwhile.
 */
import { closeSync, constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty } from 'node:tty'
import { promisify } from 'node:util'

export interface Tee {
  /** Undefined when all was written at once; then, or when the promise is kept, the memory may be used again. */
  write(chunk: Uint8Array): Promise<void> | undefined
  close(): void
}

/** The code of the failure (`EPIPE`): nobody reads any more, or nothing can be written. Told once. */
export type OnLost = (code: string) => void

/** A stream of the caller's, where there is no file descriptor, or none that can be written to directly. */
export interface TeeStream {
  write(chunk: Uint8Array, done?: (error?: Error | null) => void): boolean
}

export function teeTo(stream: TeeStream, fd: number | null, onLost: OnLost): Tee {
  const direct = fd === null ? null : teeToFd(fd, onLost)
  return direct ?? teeToStream(stream, onLost)
}

/** Null where the descriptor is of a kind that only its stream can write to. */
function teeToFd(fd: number, onLost: OnLost): Tee | null {
  try {
    const status = fstatSync(fd)
    // Its offset is shared with others who write to the same file: the descriptor itself is used.
    if (status.isFile() || (status.isCharacterDevice() && !isatty(fd))) return teeToFile(fd, onLost)
    // Opened anew: the flags of the descriptor are shared with strangers, and must stay as they are.
    if (status.isFIFO()) return teeToPipe(openSync(again(fd), constants.O_WRONLY | constants.O_NONBLOCK), onLost)
    if (status.isCharacterDevice())
      return teeToTerminal(openSync(again(fd), constants.O_WRONLY | constants.O_NOCTTY), onLost)
  } catch {
    // No /proc, or no permission.
  }
  return null
}

function again(fd: number): string {
  return `/proc/self/fd/${fd}`
}

function teeToFile(fd: number, onLost: OnLost): Tee {
  let isLost = false
  return {
    write(chunk) {
      if (isLost) return undefined
      try {
        for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done)
      } catch (error) {
        isLost = true
        onLost(codeOf(error))
      }
      return undefined
    },
    close() {},
  }
}

function teeToPipe(fd: number, onLost: OnLost): Tee {
  let isLost = false
  let release: (() => void) | null = null
  const socket = new Socket({ fd, readable: false, writable: true })
  const lose = (code: string) => {
    if (isLost) return
    isLost = true
    release?.()
    onLost(code)
  }
  socket.on('error', (error) => lose(codeOf(error)))
  socket.on('close', () => lose('EPIPE'))
  return {
    write(chunk) {
      if (isLost) return undefined
      let isWritten = false
      socket.write(chunk, () => {
        isWritten = true
        release?.()
      })
      // What the pipe could take was taken within the call.
      if (socket.writableLength === 0) return undefined
      return new Promise((resolve) => {
        release = () => {
          release = null
          resolve()
        }
        if (isWritten || isLost) release()
      })
    },
    close() {
      if (isLost) return
      isLost = true
      socket.destroy()
    },
  }
}

/** A terminal may be held (Ctrl-S): a thread waits, not the event loop. */
function teeToTerminal(fd: number, onLost: OnLost): Tee {
  let isLost = false
  return {
    async write(chunk) {
      try {
        for (let done = 0; done < chunk.length && !isLost; )
          done += (await promisify(write)(fd, chunk, done, chunk.length - done, null)).bytesWritten
      } catch (error) {
        isLost = true
        onLost(codeOf(error))
      }
    },
    close: () => closeSync(fd),
  }
}

function teeToStream(stream: TeeStream, onLost: OnLost): Tee {
  let isLost = false
  return {
    write(chunk) {
      if (isLost) return undefined
      return new Promise((resolve) => {
        stream.write(Buffer.from(chunk), (error) => {
          if (error != null && !isLost) {
            isLost = true
            onLost(codeOf(error))
          }
          resolve()
        })
      })
    },
    close() {},
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EIO'
}
