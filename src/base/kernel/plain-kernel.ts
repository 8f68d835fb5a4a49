// The kernel without WebAssembly: the fallback, and the plain statement of what kernel.wat computes. The two agree bit
// for bit. Speeds in comments: one core of an AMD EPYC (Zen 4), Node 20.

import {
  checkBufferBytes,
  cutHits,
  encodeMaskTexts,
  encodeNeedles,
  HIT_CAPACITY,
  type Kernel,
  type KernelOptions,
  LINE_CAPACITY,
  MAX_NEEDLES,
  MAX_NUMBER_BYTES,
  MAX_NUMBERS,
  OUTPUT_BYTES,
  RAW_HIT_LIMIT,
  type Template,
} from './contract.ts'
import { compileShape, type Shape } from './shape.ts'

const NEWLINE = 0x0a
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const X = 0x78

// Classes of bytes, as bits.
const HEX = 1
const DECIMAL = 2
/** Something may begin or end after this byte: a newline, an x, the last byte of a masked text. */
const SPECIAL = 4

/** Bytes that count are collected here before they are hashed; a multiple of the 32 bytes that one step takes. */
const KEPT_BYTES = 4096

/** Initial state of the hash: eight words of the fraction of pi, as good as any. */
const HASH_START = [
  0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89,
] as const
// xxHash's primes.
const PRIME_A = 0x9e3779b1
const PRIME_B = 0x85ebca77
const PRIME_FOLD_A = 0xc2b2ae3d
const PRIME_FOLD_B = 0x27d4eb2f

/** Throws RangeError for what the contract forbids. */
export class PlainKernel implements Kernel {
  readonly implementation = 'plain'
  bytes: Uint8Array
  readonly hitOffsets: Int32Array
  readonly hitNeedles: Uint8Array
  readonly numbers = new Float64Array(LINE_CAPACITY * MAX_NUMBERS)
  readonly lineShapes = new Uint8Array(LINE_CAPACITY)
  readonly lineStarts = new Int32Array(LINE_CAPACITY)
  readonly lineEnds = new Int32Array(LINE_CAPACITY)
  readonly output = new Uint8Array(OUTPUT_BYTES)
  scannedTo = 0
  paragraphLines = 0
  hashLow = 0
  hashHigh = 0
  readTo = 0
  lineCount = 0

  readonly #needles: readonly Uint8Array[]
  readonly #windows: Windows
  readonly #rawHitOffsets = new Int32Array(RAW_HIT_LIMIT + MAX_NEEDLES)
  readonly #rawHitNeedles = new Uint8Array(RAW_HIT_LIMIT + MAX_NEEDLES)

  readonly #maskTexts: readonly Uint8Array[]
  readonly #classes = new Uint8Array(256)
  readonly #kept = new Uint8Array(KEPT_BYTES)
  readonly #keptWords = new DataView(this.#kept.buffer)
  readonly #hash = new Int32Array(8)

  readonly #shapes: Shape[] = []
  /** Shape of the last line: most lines look like the one before. */
  #lastShape = 0
  /** Where the numbers of the line in hand start and end, in turn. */
  readonly #edges = new Int32Array(2 * MAX_NUMBERS)
  /** Values of the numbers of the line in hand. */
  readonly #values = new Float64Array(MAX_NUMBERS)
  /** The byte after the newline of the line in hand. */
  #lineStop = 0

  constructor(needles: readonly string[], options: KernelOptions) {
    checkBufferBytes(options.bufferBytes)
    this.bytes = new Uint8Array(options.bufferBytes)
    this.#needles = encodeNeedles(needles)
    this.#windows = chooseWindows(this.#needles)
    this.hitOffsets = this.#rawHitOffsets.subarray(0, HIT_CAPACITY)
    this.hitNeedles = this.#rawHitNeedles.subarray(0, HIT_CAPACITY)
    this.#maskTexts = encodeMaskTexts(options.maskDecimalAfter ?? [])
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte)
      if (/[0-9]/.test(char)) this.#classes[byte]! |= DECIMAL
      if (/[0-9a-fA-F]/.test(char)) this.#classes[byte]! |= HEX
    }
    for (const byte of [NEWLINE, X, ...this.#maskTexts.map((text) => text.at(-1)!)]) this.#classes[byte]! |= SPECIAL
  }

  grow(bufferBytes: number): void {
    checkBufferBytes(bufferBytes)
    if (bufferBytes <= this.bytes.length) return
    const bytes = new Uint8Array(bufferBytes)
    bytes.set(this.bytes)
    this.bytes = bytes
  }

  /**
   * Wu and Manber's search: looks at two neighbouring bytes and knows from a table how far no needle's window can end. With
   * windows of four bytes it looks at every third byte of ordinary text. One Buffer.indexOf per needle is slower from three
   * needles on.
   */
  scan(from: number, to: number): number {
    const { bytes } = this
    const { size, skips, endingIn } = this.#windows
    const start = Math.max(0, from)
    const end = Math.min(to, bytes.length)
    this.scannedTo = end
    let found = 0
    // `at` is the last but one byte of a window.
    for (let at = start + size - 2; at + 1 < end; ) {
      const pair = (bytes[at]! << 8) | bytes[at + 1]!
      const skip = skips[pair]!
      if (skip > 0) {
        at += skip
        continue
      }
      for (const { needle, offset } of endingIn.get(pair)!) {
        const text = this.#needles[needle]!
        const place = at + 2 - size - offset
        if (place < start || place + text.length > end || !equalAt(bytes, place, text)) continue
        found = this.#recordHit(found, place, needle)
      }
      if (found >= RAW_HIT_LIMIT) break
      at++
    }
    const count = cutHits(this.#rawHitOffsets, found)
    if (count < found) this.scannedTo = this.#rawHitOffsets[count]!
    return count
  }

  /** Puts a hit at its place: windows lie at different places of their needles, so hits arrive a few bytes out of order. */
  #recordHit(found: number, place: number, needle: number): number {
    const offsets = this.#rawHitOffsets
    const needles = this.#rawHitNeedles
    let slot = found
    for (; slot > 0; slot--) {
      const before = offsets[slot - 1]!
      if (before < place || (before === place && needles[slot - 1]! < needle)) break
      offsets[slot] = before
      needles[slot] = needles[slot - 1]!
    }
    offsets[slot] = place
    needles[slot] = needle
    return found + 1
  }

  countNewlines(from: number, to: number): number {
    const { bytes } = this
    const end = Math.min(to, bytes.length)
    let count = 0
    for (let at = Math.max(0, from); at < end; at++) if (bytes[at] === NEWLINE) count++
    return count
  }

  indexOfNewline(from: number, to: number): number {
    const { bytes } = this
    const start = Math.max(0, from)
    const end = Math.min(to, bytes.length)
    if (start >= end) return -1
    // indexOf would run on to the end of the buffer when the range holds no newline.
    const found = bytes.subarray(start, end).indexOf(NEWLINE)
    return found < 0 ? -1 : start + found
  }

  paragraph(from: number, to: number): number {
    const { bytes } = this
    const classes = this.#classes
    const kept = this.#kept
    const end = Math.min(to, bytes.length)
    const start = Math.max(0, from)
    this.#hash.set(HASH_START)
    let keptBytes = 0
    let hashedBytes = 0
    let lines = 0
    let result = -1
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte === NEWLINE) {
        if (at === start || bytes[at - 1] === NEWLINE) {
          result = at
          break
        }
        lines++
      }
      kept[keptBytes++] = byte
      if (keptBytes === KEPT_BYTES) {
        this.#absorb(keptBytes)
        hashedBytes += keptBytes
        keptBytes = 0
      }
      if ((classes[byte]! & SPECIAL) === 0) continue
      const skipped = this.#isAfterHexPrefix(start, at) ? HEX : this.#isAfterMaskText(start, at) ? DECIMAL : 0
      while (at + 1 < end && (classes[bytes[at + 1]!]! & skipped) !== 0) at++
    }
    this.#finishHash(keptBytes, hashedBytes + keptBytes)
    this.paragraphLines = lines
    return result
  }

  get paragraphHash(): number {
    return (this.hashHigh & 0x1f_ffff) * 0x1_0000_0000 + this.hashLow
  }

  /** Whether the byte at `at` ends a "0x" without "+" before it. */
  #isAfterHexPrefix(start: number, at: number): boolean {
    const { bytes } = this
    if (bytes[at] !== X || at - 1 < start || bytes[at - 1] !== ZERO) return false
    return at - 2 < start || bytes[at - 2] !== PLUS
  }

  #isAfterMaskText(start: number, at: number): boolean {
    return this.#maskTexts.some((text) => {
      const place = at + 1 - text.length
      return place >= start && equalAt(this.bytes, place, text)
    })
  }

  /**
   * Hashes the first `count` kept bytes, a multiple of 32: two lanes of four words, each word of input goes into both. Every
   * step can be undone, so a single changed word always changes both; several cancel out by chance only, in both at
   * once with 2^-64. Lanes of 32 bits because SIMD multiplies them and Math.imul is as exact.
   */
  #absorb(count: number): void {
    const words = this.#keptWords
    const hash = this.#hash
    for (let i = 0; i < 4; i++) {
      let a = hash[i]!
      let b = hash[i + 4]!
      for (let at = 4 * i; at < count; at += 32) {
        const w0 = words.getInt32(at, true)
        const w1 = words.getInt32(at + 16, true)
        a = rotate((Math.imul(a ^ w0, PRIME_A) + w1) | 0, 13)
        b = rotate((Math.imul(b ^ w1, PRIME_B) + w0) | 0, 17)
      }
      hash[i] = a
      hash[i + 4] = b
    }
  }

  /** Hashes what is left, filled up with zeros (the length tells them from real ones), and mixes 256 bits down to 64. */
  #finishHash(keptBytes: number, length: number): void {
    const padded = (keptBytes + 31) & ~31
    this.#kept.fill(0, keptBytes, padded)
    this.#absorb(padded)
    const hash = this.#hash
    let low = length
    let high = length
    for (let i = 0; i < 4; i++) {
      low = rotate(Math.imul(low ^ hash[i]!, PRIME_FOLD_A), 15)
      high = rotate(Math.imul(high ^ hash[i + 4]!, PRIME_FOLD_B), 15)
    }
    low = (low + high) | 0
    high = (high + low) | 0
    low = mix(low)
    high = mix(high)
    low = (low + high) | 0
    high = (high + low) | 0
    this.hashLow = low >>> 0
    this.hashHigh = high >>> 0
  }

  registerShape(exampleLine: string, template?: Template): number {
    return this.#shapes.push(compileShape(exampleLine, template, this.#shapes)) - 1
  }

  readLines(from: number, to: number): number {
    const end = Math.min(to, this.bytes.length)
    let at = Math.max(0, from)
    let count = 0
    while (count < LINE_CAPACITY) {
      const shape = this.#takeLine(at, end)
      if (shape < 0) break
      this.lineShapes[count] = shape
      this.lineStarts[count] = at
      this.lineEnds[count] = this.#lineStop - 1
      const numbers = this.#shapes[shape]!.pieces.length - 1
      for (let i = 0; i < numbers; i++) this.numbers[MAX_NUMBERS * count + i] = this.#values[i]!
      at = this.#lineStop
      count++
    }
    this.readTo = at
    this.lineCount = count
    return count
  }

  writeLines(from: number, to: number, firstLineNumber: number, absoluteByteBase: number): number {
    const { bytes, output } = this
    const edges = this.#edges
    const end = Math.min(to, bytes.length)
    let at = Math.max(0, from)
    let count = 0
    let written = 0
    walk: while (true) {
      const shape = this.#shapes[this.#takeLine(at, end)]
      if (shape?.parts === undefined || written + shape.maxOutputBytes > OUTPUT_BYTES) break
      let put = written
      for (const { text, slot } of shape.parts) {
        output.set(text, put)
        put += text.length
        if (slot === undefined) continue
        if ('index' in slot) {
          const start = edges[2 * slot.index]!
          const stop = edges[2 * slot.index + 1]!
          const hasIdleZero = bytes[start] === ZERO && stop - start > 1 && bytes[start + 1] !== DOT
          if (slot.slot === 'number' && hasIdleZero) break walk
          for (let from = start; from < stop; from++) output[put++] = bytes[from]!
        } else {
          const value =
            slot.slot === 'lineNumber'
              ? firstLineNumber + count
              : absoluteByteBase + (slot.slot === 'lineStart' ? at : this.#lineStop - 1)
          for (const char of String(value)) output[put++] = char.charCodeAt(0)
        }
      }
      written = put
      at = this.#lineStop
      count++
    }
    this.readTo = at
    this.lineCount = count
    return written
  }

  /** Finds the shape of the line at `at`, or -1 when it has none of them or does not end before `end`. */
  #takeLine(at: number, end: number): number {
    const shapes = this.#shapes
    if (this.#lastShape < shapes.length && this.#match(shapes[this.#lastShape]!, at, end)) return this.#lastShape
    for (let shape = 0; shape < shapes.length; shape++) {
      if (shape === this.#lastShape || !this.#match(shapes[shape]!, at, end)) continue
      this.#lastShape = shape
      return shape
    }
    return -1
  }

  /** Whether the line at `at` has this shape; if so, its edges, its values and its end are known. */
  #match({ pieces }: Shape, at: number, end: number): boolean {
    const { bytes } = this
    const last = pieces.length - 1
    for (let i = 0; i <= last; i++) {
      const piece = pieces[i]!
      if (at + piece.length > end || !equalAt(bytes, at, piece)) return false
      at += piece.length
      if (i === last) break
      const stop = this.#readNumber(at, end, i)
      if (stop < 0) return false
      at = stop
    }
    this.#lineStop = at
    return true
  }

  /** Reads number i of a line. Returns the offset after it, or -1 when there is none, or none that a float64 holds as written. */
  #readNumber(start: number, end: number, i: number): number {
    const { bytes } = this
    let at = start
    let digits = 0
    let dot = -1
    for (; at < end; at++) {
      const byte = bytes[at]!
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit
        if (digits > Number.MAX_SAFE_INTEGER) return -1
      } else if (byte === DOT && at > start && at + 1 < end && isDigit(bytes[at + 1]!)) {
        if (dot >= 0) return -1
        dot = at
      } else break
    }
    const fraction = dot < 0 ? 0 : at - dot - 1
    if (at === start || at - start > MAX_NUMBER_BYTES || fraction > 15) return -1
    this.#edges[2 * i] = start
    this.#edges[2 * i + 1] = at
    // Both operands are exact, so the one division rounds as Number() does.
    this.#values[i] = digits / POWERS[fraction]!
    return at
  }
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** MurmurHash3's finaliser. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}

function equalAt(bytes: Uint8Array, place: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[place + i] !== text[i]) return false
  return true
}

/** The part of each needle that the search aligns: as many bytes as the shortest needle has. */
interface Windows {
  /** Bytes of a window, 3 to 32. */
  readonly size: number
  /** For each pair of bytes (first << 8 | second): how far the search may go on, 0 where a window may end. */
  readonly skips: Uint8Array
  readonly endingIn: ReadonlyMap<number, readonly { readonly needle: number; readonly offset: number }[]>
}

function chooseWindows(needles: readonly Uint8Array[]): Windows {
  const size = Math.min(...needles.map((needle) => needle.length), 32)
  const skips = new Uint8Array(65_536).fill(size - 1)
  const endingIn = new Map<number, { needle: number; offset: number }[]>()
  for (const [needle, text] of needles.entries()) {
    const offset = 0
    for (let i = 0; i + 1 < size; i++) {
      const pair = (text[offset + i]! << 8) | text[offset + i + 1]!
      skips[pair] = Math.min(skips[pair]!, size - 2 - i)
      if (i + 2 < size) continue
      const members = endingIn.get(pair)
      if (members) members.push({ needle, offset })
      else endingIn.set(pair, [{ needle, offset }])
    }
  }
  return { size, skips, endingIn }
}
