import { close, fstatSync, read } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { once } from '../base/once.ts'
import type { ByteSource } from './byte-source.ts'

/** What a pipe holds, where nobody made it larger. */
const PIPE_BYTES = 65_536

/**
 * The bytes of a descriptor that is open, from where it stands to its end; then it is closed. Node's streams would give
 * each piece of a pipe memory of its own, and take twice as long.
 */
export function fromDescriptor(name: string, fd: number): ByteSource {
  const status = fstatSync(fd)
  const reading = status.isFIFO() || status.isSocket() ? ofPipe(fd) : ofFile(fd)
  return { name, size: null, encoding: 'utf-8', compression: null, layers: [], losses: [], ...reading }
}

type Reading = Pick<ByteSource, 'read' | 'close'>

function ofFile(fd: number): Reading {
  return {
    read: async (into) => (await promisify(read)(fd, into, 0, into.length, null)).bytesRead,
    close: once(() => promisify(close)(fd)),
  }
}

/** Each piece comes into the same memory, and none is asked for before it is wanted. */
function ofPipe(fd: number): Reading {
  const piece = Buffer.allocUnsafe(PIPE_BYTES)
  let rest = piece.subarray(0, 0)
  let isOver = false
  let trouble: Error | null = null
  let wake = () => {}
  const socket = new Socket({
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer: piece,
      callback(count: number) {
        rest = piece.subarray(0, count)
        wake()
        return false
      },
    },
  } as ConstructorParameters<typeof Socket>[0])
  socket.on('error', (error) => {
    trouble = error
    wake()
  })
  for (const event of ['end', 'close'] as const) {
    socket.on(event, () => {
      isOver = true
      wake()
    })
  }
  return {
    async read(into) {
      while (rest.length === 0 && !isOver && trouble === null) {
        const woken = new Promise<void>((resolve) => void (wake = resolve))
        socket.resume()
        await woken
      }
      if (trouble !== null && rest.length === 0) throw trouble
      const count = Math.min(rest.length, into.length)
      into.set(rest.subarray(0, count))
      rest = rest.subarray(count)
      return count
    },
    async close() {
      socket.destroy()
    },
  }
}
