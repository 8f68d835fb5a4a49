import { isUtf8 } from 'node:buffer'

/**
 * Bytes of one line to text. Almost every line of a log is ASCII, for which latin1 is the fastest true answer; a line
 * with invalid UTF-8 is kept byte for byte as latin1 rather than turned into replacement characters, and `onLatin1`
 * hears of it.
 */
export function decodeLine(bytes: Buffer, from: number, to: number, onLatin1?: () => void): string {
  const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to
  const latin1 = bytes.toString('latin1', from, end)
  if (!NOT_ASCII.test(latin1)) return latin1
  if (!isUtf8(bytes.subarray(from, end))) {
    onLatin1?.()
    return latin1
  }
  const text = bytes.toString('utf8', from, end)
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}

const NOT_ASCII = /[\x80-\xff]/
const BYTE_ORDER_MARK = 0xfeff
