// Bytes, and what the parts of the plain kernel ask of them.

export const NEWLINE = 0x0a
export const RETURN = 0x0d
export const PLUS = 0x2b
export const DOT = 0x2e
export const ZERO = 0x30
export const X = 0x78

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9
export const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

export function equalAt(bytes: Uint8Array, place: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[place + i] !== text[i]) return false
  return true
}

/** Bit 7 of each byte of a word that is a newline, 0 elsewhere. */
export function newlineBits(word: number): number {
  const other = word ^ 0x0a0a0a0a
  return ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f)
}

/** Writes a whole number in decimal, backwards from its end; returns the offset after it. */
export function writeInteger(output: Uint8Array, put: number, value: number): number {
  let end = put + 1
  for (let limit = 10; value >= limit; limit *= 10) end++
  let rest = value
  for (let at = end - 1; at >= put; at--) {
    const next = Math.floor(rest / 10)
    output[at] = ZERO + (rest - next * 10)
    rest = next
  }
  return end
}

/** -1 for what is none, and for a capital one. */
export function lowHexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (isDigit(byte)) return byte - ZERO
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
}

export function isCapitalHexDigit(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x46
}
