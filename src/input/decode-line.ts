/**
 * Bytes of one line to text. Almost every line of a log is ASCII, for which latin1 is the fastest true answer; invalid
 * UTF-8 is kept byte for byte as latin1 rather than turned into replacement characters.
 */
export function decodeLine(bytes: Buffer, from: number, to: number): string {
  const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to
  const latin1 = bytes.toString('latin1', from, end)
  if (!NOT_ASCII.test(latin1)) return latin1
  const utf8 = bytes.toString('utf8', from, end)
  const text = utf8.includes('\ufffd') ? latin1 : utf8
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

const NOT_ASCII = /[\x80-\xff]/
