import { type ByteSource, peek } from './byte-source.ts'

/**
 * A carriage return alone ends the lines of a file that an editor saved so, and of a serial console whose newlines a transfer
 * ate. It becomes a newline, byte for byte, so that positions stay those of the file. Where newlines stand as well, a return
 * rewrites a line of a terminal; so the beginning of a file must have none, which only a file can show without waiting.
 */
export async function endLinesAtReturns(source: ByteSource): Promise<ByteSource> {
  const { readAt } = source
  if (readAt === undefined || source.compression !== null || source.rawOffset !== undefined) return source
  const { head, source: whole } = await peek(source, HEAD_BYTES)
  if (!areReturnsEnds(head)) return whole
  const beginning = new Uint8Array(BEGINNING_BYTES)
  const count = await readAt(beginning, 0)
  if (!areReturnsEnds(beginning.subarray(0, count))) return whole
  return {
    ...whole,
    layers: [...whole.layers, 'cr'],
    async read(into) {
      const length = await whole.read(into)
      const bytes = into.subarray(0, length)
      for (let i = bytes.indexOf(RETURN); i >= 0; i = bytes.indexOf(RETURN, i + 1)) bytes[i] = NEWLINE
      return length
    },
  }
}

function areReturnsEnds(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(RETURN)
  // A line that begins at its beginning once more is one line.
  return first > 0 && bytes.includes(RETURN, first + 1) && !bytes.includes(NEWLINE) && !bytes.includes(0)
}

const RETURN = 0x0d
const NEWLINE = 0x0a
const HEAD_BYTES = 512
const BEGINNING_BYTES = 262_144
