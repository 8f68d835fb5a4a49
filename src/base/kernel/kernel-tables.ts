// The tables that kernel.wat looks up, but for those of the needles: filled once, when a kernel is made.

import { MAX_NUMBER_BYTES } from './contract.ts'

/** Size of the records of needles and masked texts in kernel.wat. */
export const TEXT_RECORD_BYTES = 80

/** Addresses of the tables in kernel.wat. */
type Areas = Readonly<Record<'texts' | 'classes' | 'numbered' | 'squeeze' | 'powers' | 'tops' | 'weights', number>>

/** Texts for exact comparison, and the classes of bytes that `paragraph` tells apart by their half bytes. */
export function fillMaskTexts(memory: ArrayBuffer, area: Areas, texts: readonly Uint8Array[]): void {
  const bytes = new Uint8Array(memory)
  const words = new DataView(bytes.buffer)
  words.setInt32(area.texts, texts.length, true)
  for (const [i, text] of texts.entries()) {
    const record = area.texts + 16 + TEXT_RECORD_BYTES * i
    bytes.set(text, record + 32 - text.length)
    bytes.fill(255, record + 64 - text.length, record + 64)
    words.setInt32(record + 64, text.length, true)
  }
  const classify = (bit: number, values: Iterable<number>): void => {
    for (const value of values) {
      bytes[area.classes + (value & 15)]! |= bit
      bytes[area.classes + 16 + (value >> 4)]! |= bit
    }
  }
  const encoder = new TextEncoder()
  classify(0x80, encoder.encode('0123456789'))
  classify(0x40, encoder.encode('abcdefABCDEF'))
  // Last and last but one byte of a text. These classes may hold a few bytes more: what follows them is compared in full.
  for (const text of texts) {
    classify(0x20, text.subarray(-1))
    classify(0x10, text.length > 1 ? text.subarray(-2, -1) : Uint8Array.from({ length: 256 }, (_, value) => value))
  }
}

/** The text before a paragraph's number, which is compared in one piece. */
export function fillNumberedBy(memory: ArrayBuffer, area: Areas, text: Uint8Array): void {
  const address = area.numbered
  const bytes = new Uint8Array(memory)
  bytes.set(text, address)
  bytes.fill(255, address + 16, address + 16 + text.length)
  bytes[address + 32] = text.length
}

/** What `paragraph` and the readers of numbers look up. */
export function fillTables(memory: ArrayBuffer, area: Areas): void {
  const bytes = new Uint8Array(memory)
  const words = new DataView(bytes.buffer)
  for (let byte = 0; byte < 256; byte++) bytes[byte] = byte
  for (let kept = 0; kept < 256; kept++) {
    let at = area.squeeze + 8 * kept
    for (let bit = 0; bit < 8; bit++) if (kept & (1 << bit)) bytes[at++] = bit
  }
  for (let exponent = 0; exponent < 16; exponent++) words.setFloat64(area.powers + 8 * exponent, 10 ** exponent, true)
  for (let length = 1; length <= MAX_NUMBER_BYTES; length++) {
    const end = area.tops + 8 * length + 8
    bytes.fill(255, end - Math.min(length, 8), end)
  }
  for (let dot = 0; dot <= 8; dot++) {
    const record = area.weights + 64 * dot
    const fraction = dot < 8 ? 7 - dot : 0
    /** What the digit in this byte counts for: 10 to this power. The bytes before the dot stand one place too far to the left. */
    const power = (byte: number): number => (byte < dot && dot < 8 ? 6 - byte : 7 - byte)
    for (let pair = 0; pair < 4; pair++) {
      const left = 2 * pair
      const weights = dot === left ? [0, 1] : dot === left + 1 ? [1, 0] : [10, 1]
      words.setInt16(record + 4 * pair, weights[0]!, true)
      words.setInt16(record + 4 * pair + 2, weights[1]!, true)
      words.setInt32(record + 16 + 4 * pair, 10 ** power(dot === left + 1 ? left : left + 1), true)
    }
    words.setFloat64(record + 32, 10 ** fraction, true)
  }
}
