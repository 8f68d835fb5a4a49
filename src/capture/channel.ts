/**
 * The way from the child's output to us. Node gives a child sockets, and a program that opens /dev/stderr then fails,
 * which happens in many container images; named pipes behave like those of a shell. Where none can be made, sockets do.
 */
import { execFile } from 'node:child_process'
import { closeSync, constants, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

/** Takes a chunk; what it returns is waited for before the next read, and the memory is then used again. */
export type TakeChunk = (chunk: Uint8Array) => Promise<void> | undefined

/** Both ends of one stream before the child is started. */
export interface Channel {
  /** For the child's `stdio`. */
  readonly childEnd: number | 'pipe'
  /** Called once the child has its end. `piped`: the child's stream, where the channel is a socket. */
  start(piped: Readable | null, take: TakeChunk): Reading
  /** The child could not be started. */
  discard(): void
}

export interface Reading {
  /** Everything was taken, or the reading was given up. */
  readonly ended: Promise<void>
  /** A chunk is being taken: whoever waits for it is not idle. */
  readonly isBusy: boolean
  /** Identity of the pipe, to find who else holds it open; null when unknown. */
  readonly pipe: { readonly dev: number; readonly ino: number } | null
  /** Reads no more. */
  stop(): void
}

/** More than a pipe holds. */
const CHUNK_BYTES = 131_072

/** As many as there are names; never fails. */
export async function openChannels(names: readonly string[]): Promise<Channel[]> {
  if (process.platform === 'win32') return names.map(socketChannel)
  let folder: string | null = null
  const opened: number[] = []
  try {
    // Nobody else may open them: the folder is ours alone, and the names are gone before the child starts.
    folder = mkdtempSync(join(tmpdir(), 'log-extractor-'))
    const paths = names.map((name) => join(folder!, name))
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths])
    return paths.map((path) => {
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      opened.push(reader)
      const writer = openSync(path, constants.O_WRONLY)
      opened.push(writer)
      return pipeChannel(reader, writer)
    })
  } catch {
    for (const fd of opened) closeSync(fd)
    return names.map(socketChannel)
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

function pipeChannel(reader: number, writer: number): Channel {
  return {
    childEnd: writer,
    start(_piped, take) {
      closeSync(writer)
      const { dev, ino } = fstatSync(reader)
      const open = (onread: object) =>
        new Socket({ fd: reader, readable: true, writable: false, onread } as SocketOptions)
      return readUnbuffered(open, take, { dev, ino })
    },
    discard() {
      closeSync(writer)
      closeSync(reader)
    },
  }
}

type SocketOptions = ConstructorParameters<typeof Socket>[0]

/** Chunks are taken as they are read, none lies in a stream: what is destroyed with an error has lost nothing. */
export function readUnbuffered(
  open: (onread: object) => Socket,
  take: TakeChunk,
  pipe: { readonly dev: number; readonly ino: number } | null,
  /** What to do before it is closed, when the end has come. */
  atEnd?: () => Promise<void>,
): Reading {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let isBusy = false
  const socket = open({
    buffer,
    callback(count: number) {
      const taken = take(buffer.subarray(0, count))
      if (taken === undefined) return true
      isBusy = true
      taken.then(() => {
        isBusy = false
        socket.resume()
      })
      return false
    },
  })
  const ended = closed(socket, async () => {
    isBusy = true
    await atEnd?.()
    isBusy = false
  })
  socket.read(0)
  return {
    ended,
    get isBusy() {
      return isBusy
    },
    pipe,
    stop: () => void socket.destroy(),
  }
}

function socketChannel(): Channel {
  return {
    childEnd: 'pipe',
    start(piped, take) {
      const stream = piped!
      let isBusy = false
      stream.on('data', (chunk: Buffer) => {
        const taken = take(chunk)
        if (taken === undefined) return
        isBusy = true
        stream.pause()
        taken.then(() => {
          isBusy = false
          stream.resume()
        })
      })
      return {
        ended: closed(stream),
        get isBusy() {
          return isBusy
        },
        pipe: null,
        stop: () => void stream.destroy(),
      }
    },
    discard() {},
  }
}

/** What the other side did wrong is the end of the stream, not a failure of ours. */
function closed(stream: Readable, atEnd = () => Promise.resolve()): Promise<void> {
  return new Promise((resolve) => {
    stream.on('error', () => {})
    stream.on('end', () => void atEnd().finally(() => stream.destroy()))
    stream.once('close', resolve)
  })
}
