import { type ByteSource, fromIterable, readFully } from '../byte-source.ts'
import type { Loss } from '../envelopes/envelope.ts'

/**
 * What the Docker API and `attach` give of a container without a terminal: frames of the two streams, each with eight
 * bytes before it: stream, three zeros, length (moby api/types/container, stdcopy). Lines are put together by stream, so
 * that a frame of one does not cut a line of the other.
 */
export function demultiplexed(source: ByteSource): ByteSource {
  const losses: Loss[] = [...source.losses]
  return {
    ...fromIterable(source.name, lines(source, losses), { ...source, losses }),
    layers: [...source.layers, 'docker-stream'],
    close: () => source.close(),
  }
}

const HEADER_BYTES = 8
/** A line goes on without its end rather than filling the memory. */
const MOST_PENDING_BYTES = 1_048_576
const CHUNK_BYTES = 65_536

async function* lines(source: ByteSource, losses: Loss[]): AsyncGenerator<Uint8Array> {
  const header = new Uint8Array(HEADER_BYTES)
  const pending: Uint8Array[] = []
  for (;;) {
    const filled = await readFully(source, header)
    if (filled < HEADER_BYTES) {
      if (filled > 0) losses.push({ id: 'E09', text: 'the docker stream ends inside a frame' })
      break
    }
    const stream = header[0]!
    let left = new DataView(header.buffer).getUint32(4)
    while (left > 0) {
      const chunk = new Uint8Array(Math.min(left, CHUNK_BYTES))
      const count = await readFully(source, chunk)
      left -= count
      const part = chunk.subarray(0, count)
      const end = part.lastIndexOf(0x0a) + 1
      const before = pending[stream] ?? new Uint8Array(0)
      if (end > 0 || before.length > MOST_PENDING_BYTES) {
        yield Buffer.concat([before, part.subarray(0, end)])
        pending[stream] = part.subarray(end)
      } else pending[stream] = Buffer.concat([before, part])
      if (count < chunk.length) {
        losses.push({ id: 'E09', text: 'the docker stream ends inside a frame' })
        left = 0
      }
    }
  }
  yield* pending.filter((rest) => rest !== undefined && rest.length > 0)
}
