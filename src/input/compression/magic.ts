/** What the first bytes of a source say it is. Names lie: a `.gz` may be plain, a `.log` compressed. */
export type Format = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'zip' | 'tar' | 'docker-local' | 'docker-stream'

/** Bytes that `formatOf` wants to see, where there are as many. */
export const HEAD_BYTES = 512

const MAGIC: readonly (readonly [Format, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // An archive without members is its end alone.
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
]

export function formatOf(head: Uint8Array): Format | null {
  for (const [format, bytes] of MAGIC) if (bytes.every((byte, i) => head[i] === byte)) return format
  // `BZh`, a digit, and the digits of pi: three letters alone could begin a log.
  if (text(head, 0, 3) === 'BZh' && head[4] === 0x31 && head[5] === 0x41 && head[6] === 0x59) return 'bzip2'
  if (isTarHeader(head)) return 'tar'
  return dockerFormat(head)
}

/** The sum of a tar header's bytes stands in it, so that no text is one by chance; `ustar` came later. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < HEAD_BYTES || head[0] === 0) return false
  const stored = Number.parseInt(text(head, 148, 8).replace(/[\0 ]+$/, ''), 8)
  if (Number.isNaN(stored)) return false
  let sum = 8 * 0x20
  for (let i = 0; i < HEAD_BYTES; i++) if (i < 148 || i >= 156) sum += head[i]!
  return sum === stored
}

function dockerFormat(head: Uint8Array): Format | null {
  if (head.length < 16) return null
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  // moby daemon/logger/local: length, then a protobuf whose first field is the name of the stream.
  if (head[0] === 0 && view.getUint32(0) < 2_000_000 && /^\n\x06std(?:err|out)/.test(text(head, 4, 8)))
    return 'docker-local'
  // The API's multiplexed stream: stream number, three zeros, length; then text, or the next header.
  if (head[0]! > 2 || head[1] !== 0 || head[2] !== 0 || head[3] !== 0) return null
  const length = view.getUint32(4)
  const next = 8 + length
  if (length === 0 || length > 1_048_576) return null
  if (next + 4 <= head.length) return isFrameStart(head, next) ? 'docker-stream' : null
  // `\0\0\0\0` begins other binaries too; a first frame of text on standard output or error does not.
  return head[0] !== 0 && head.subarray(8, Math.min(next, head.length)).every((byte) => byte >= 9)
    ? 'docker-stream'
    : null
}

function isFrameStart(head: Uint8Array, at: number): boolean {
  return head[at]! <= 2 && head[at + 1] === 0 && head[at + 2] === 0 && head[at + 3] === 0
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + from,
    Math.max(0, Math.min(length, bytes.length - from)),
  ).toString('latin1')
}
