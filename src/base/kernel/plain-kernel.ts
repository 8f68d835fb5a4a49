// The kernel without WebAssembly: the fallback, and the plain statement of what kernel.wat computes. The two agree bit
// for bit. Speeds in comments: one core of an AMD EPYC (Zen 4), Node 20.

import { byteShares, commonness } from './commonness.ts'
import {
  checkBufferBytes,
  cutHits,
  encodeMark,
  encodeMaskTexts,
  encodeNeedles,
  encodeNumberedBy,
  HEAD_STRIDE,
  HeadColumn,
  HIT_CAPACITY,
  type Kernel,
  type KernelOptions,
  LEARNED_CAPACITY,
  LINE_CAPACITY,
  MAX_HEAD_BYTES,
  MAX_HEADS,
  MAX_MARKED_DIGITS,
  MAX_NEEDLES,
  MAX_NUMBER_BYTES,
  MAX_NUMBER_DIGITS,
  MAX_NUMBERS,
  MIN_HEAD_BYTES,
  OUTPUT_BYTES,
  POINTER_CAPACITY,
  RAW_HIT_LIMIT,
  type Template,
} from './contract.ts'
import { compileShape, type Shape, SLOT_KINDS } from './shape.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
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
  bytes!: Uint8Array
  /** The same bytes, four at a time, in whatever order the processor has. */
  #words!: Int32Array
  readonly hitOffsets: Int32Array
  readonly hitNeedles: Uint8Array
  readonly numbers = new Float64Array(LINE_CAPACITY * MAX_NUMBERS)
  readonly lineShapes = new Uint8Array(LINE_CAPACITY)
  readonly lineStarts = new Int32Array(LINE_CAPACITY)
  readonly lineEnds = new Int32Array(LINE_CAPACITY)
  readonly output = new Uint8Array(OUTPUT_BYTES)
  readonly pointers = new Uint32Array(2 * POINTER_CAPACITY)
  readonly headRows = new Int32Array(LINE_CAPACITY * HEAD_STRIDE)
  readonly learned = new Int32Array(LINE_CAPACITY)
  scannedTo = 0
  paragraphLines = 0
  hashLow = 0
  hashHigh = 0
  readTo = 0
  lineCount = 0

  readonly #needles: readonly Uint8Array[]
  readonly #pairs: Pairs
  readonly #rawHitOffsets = new Int32Array(RAW_HIT_LIMIT + MAX_NEEDLES)
  readonly #rawHitNeedles = new Uint8Array(RAW_HIT_LIMIT + MAX_NEEDLES)

  readonly #maskTexts: readonly Uint8Array[]
  readonly #numberedBy: Uint8Array | null
  /** Numbers of learned texts by hash. */
  readonly #learned = new Map<number, number>()
  readonly #classes = new Uint8Array(256)
  readonly #kept = new Uint8Array(KEPT_BYTES)
  readonly #keptWords = new DataView(this.#kept.buffer)
  readonly #hash = new Int32Array(8)

  #marked: ReturnType<typeof encodeMark> | null = null
  readonly #heads: { readonly text: Uint8Array; readonly kind: number }[] = []

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
    this.#reserve(options.bufferBytes)
    this.#needles = encodeNeedles(needles)
    this.#pairs = choosePairs(this.#needles)
    this.hitOffsets = this.#rawHitOffsets.subarray(0, HIT_CAPACITY)
    this.hitNeedles = this.#rawHitNeedles.subarray(0, HIT_CAPACITY)
    this.#maskTexts = encodeMaskTexts(options.maskDecimalAfter ?? [])
    this.#numberedBy = encodeNumberedBy(options.numberedBy)
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
    const { bytes } = this
    this.#reserve(bufferBytes)
    this.bytes.set(bytes)
  }

  /** An offset cut to the buffer. */
  #inside(offset: number): number {
    return offset < 0 ? 0 : Math.min(offset, this.bytes.length)
  }

  #reserve(bufferBytes: number): void {
    this.#words = new Int32Array(Math.ceil(bufferBytes / 4))
    this.bytes = new Uint8Array(this.#words.buffer, 0, bufferBytes)
  }

  /**
   * Looks at every second pair of neighbouring bytes only: two pairs that touch are listed for each needle, and one of them is
   * seen. 550 to 760 MB/s on mixed logs. A table that says how far to go on after each pair (Wu and Manber) looks less
   * often, but each look waits for the one before: no faster. Every third pair doubles the stops.
   */
  scan(from: number, to: number): number {
    const { bytes } = this
    const { listOf, listStarts, needles, offsets } = this.#pairs
    const start = this.#inside(from)
    const end = this.#inside(to)
    this.scannedTo = to
    let found = 0
    for (let at = start; at + 1 < end; at += 2) {
      const list = listOf[(bytes[at]! << 8) | bytes[at + 1]!]!
      if (list === 0) continue
      for (let entry = listStarts[list]!; entry < listStarts[list + 1]!; entry++) {
        const text = this.#needles[needles[entry]!]!
        const place = at - offsets[entry]!
        if (place < start || place + text.length > end || !equalAt(bytes, place, text)) continue
        found = this.#recordHit(found, place, needles[entry]!)
      }
      if (found >= RAW_HIT_LIMIT) break
    }
    const count = cutHits(this.#rawHitOffsets, found)
    if (count < found) this.scannedTo = this.#rawHitOffsets[count]!
    return count
  }

  /** Puts a hit at its place: pairs lie at different places of their needles, so hits arrive a few bytes out of order. */
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
    const words = this.#words
    const end = this.#inside(to)
    let at = this.#inside(from)
    let count = 0
    for (; at < end && at % 4 !== 0; at++) if (bytes[at] === NEWLINE) count++
    // Four bytes at a time, 2,600 MB/s instead of 900. Each byte of `sums` counts one lane, so 255 words at most.
    while (at + 4 <= end) {
      const stop = Math.min(at + 4 * 255, end - 3)
      let sums = 0
      for (; at < stop; at += 4) sums += newlineBits(words[at >> 2]!) >>> 7
      count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24)
    }
    for (; at < end; at++) if (bytes[at] === NEWLINE) count++
    return count
  }

  indexOfNewline(from: number, to: number): number {
    const { bytes } = this
    const words = this.#words
    const end = this.#inside(to)
    let at = this.#inside(from)
    for (; at < end && at % 4 !== 0; at++) if (bytes[at] === NEWLINE) return at
    while (at + 4 <= end && newlineBits(words[at >> 2]!) === 0) at += 4
    for (; at < end; at++) if (bytes[at] === NEWLINE) return at
    return -1
  }

  paragraph(from: number, to: number): number {
    const { bytes } = this
    const classes = this.#classes
    const kept = this.#kept
    const end = this.#inside(to)
    const start = this.#inside(from)
    this.#hash.set(HASH_START)
    let keptBytes = 0
    let hashedBytes = 0
    let lines = 0
    let result = -1
    let at = start
    walk: while (at < end) {
      // As far as `kept` has room, so that the loop for ordinary bytes has little to ask.
      const stop = Math.min(end, at + KEPT_BYTES - keptBytes)
      while (at < stop) {
        const byte = bytes[at]!
        if ((classes[byte]! & SPECIAL) === 0) {
          kept[keptBytes++] = byte
          at++
          continue
        }
        if (byte === NEWLINE) {
          if (at === start || bytes[at - 1] === NEWLINE) {
            result = at
            break walk
          }
          lines++
        }
        kept[keptBytes++] = byte
        at++
        const skipped = this.#isAfterHexPrefix(start, at) ? HEX : this.#isAfterMaskText(start, at) ? DECIMAL : 0
        while (at < end && (classes[bytes[at]!]! & skipped) !== 0) at++
      }
      if (keptBytes === KEPT_BYTES) {
        this.#absorb(keptBytes)
        hashedBytes += keptBytes
        keptBytes = 0
      }
    }
    this.#finishHash(keptBytes, hashedBytes + keptBytes)
    this.paragraphLines = lines
    return result
  }

  get paragraphHash(): number {
    return (this.hashHigh & 0x1f_ffff) * 0x1_0000_0000 + this.hashLow
  }

  learn(from: number, to: number): number {
    this.paragraph(from, to)
    const { paragraphHash: hash } = this
    const known = this.#learned.get(hash)
    if (known !== undefined || this.#learned.size === LEARNED_CAPACITY) return known ?? -1
    this.#learned.set(hash, this.#learned.size)
    return this.#learned.size - 1
  }

  forget(): void {
    this.#learned.clear()
  }

  readNumbered(from: number, to: number, least: number): number {
    const end = this.#inside(to)
    const text = this.#numberedBy
    let count = 0
    this.readTo = this.#inside(from)
    this.lineCount = 0
    while (text !== null && this.#learned.size > 0 && count < LINE_CAPACITY) {
      const at = this.readTo
      const first = at + text.length
      if (first >= end || !equalAt(this.bytes, at, text)) break
      let here = first
      let number = 0
      while (here < end && here <= first + MAX_NUMBER_DIGITS && isDigit(this.bytes[here]!))
        number = 10 * number + this.bytes[here++]! - ZERO
      const digits = here - first
      if (digits === 0 || digits > MAX_NUMBER_DIGITS || here === end || number < least) break
      const blank = this.paragraph(here, end)
      const learned = blank < 0 ? undefined : this.#learned.get(this.paragraphHash)
      if (learned === undefined) break
      this.lineStarts[count] = at
      this.numbers[count] = number
      this.learned[count++] = learned
      this.lineCount += this.paragraphLines + 1
      this.readTo = blank + 1
    }
    return count
  }

  readPointers(from: number, to: number): number {
    const { bytes, pointers } = this
    const end = this.#inside(to)
    const start = this.#inside(from)
    let count = 0
    for (let at = start; at < end; ) {
      if (bytes[at++] !== X || !this.#isAfterHexPrefix(start, at)) continue
      if (count === POINTER_CAPACITY) return -1
      let low = 0
      let high = 0
      const first = at
      for (let digit = lowHexDigit(bytes[at]); at < end && digit >= 0; digit = lowHexDigit(bytes[++at])) {
        if (at > first && low === 0 && high === 0) return -1
        high = (high << 4) | (low >>> 28)
        low = ((low << 4) | digit) >>> 0
      }
      const digits = at - first
      if (digits === 0 || digits > 16 || (at < end && isCapitalHexDigit(bytes[at]!))) return -1
      pointers[2 * count] = low
      pointers[2 * count + 1] = high
      count++
    }
    return count
  }

  /** Whether the bytes before `at` are "0x" without "+" before it. */
  #isAfterHexPrefix(start: number, at: number): boolean {
    const { bytes } = this
    if (bytes[at - 1] !== X || at - 2 < start || bytes[at - 2] !== ZERO) return false
    return at - 3 < start || bytes[at - 3] !== PLUS
  }

  #isAfterMaskText(start: number, at: number): boolean {
    if (at === this.bytes.length || !isDigit(this.bytes[at]!)) return false
    for (const text of this.#maskTexts) {
      if (at - text.length >= start && equalAt(this.bytes, at - text.length, text)) return true
    }
    return false
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
    const end = this.#inside(to)
    let at = this.#inside(from)
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
    const end = this.#inside(to)
    let at = this.#inside(from)
    let count = 0
    let written = 0
    walk: while (true) {
      const shape = this.#shapes[this.#takeLine(at, end)]
      if (shape?.parts === undefined || written + shape.maxOutputBytes > OUTPUT_BYTES) break
      let put = written
      for (const { text, kind, index } of shape.parts) {
        for (let i = 0; i < text.length; i++) output[put++] = text[i]!
        if (kind === SLOT_KINDS.none) continue
        if (kind <= SLOT_KINDS.digits) {
          const start = edges[2 * index]!
          const stop = edges[2 * index + 1]!
          const hasIdleZero = bytes[start] === ZERO && stop - start > 1 && bytes[start + 1] !== DOT
          if (kind === SLOT_KINDS.number && hasIdleZero) break walk
          for (let from = start; from < stop; from++) output[put++] = bytes[from]!
        } else if (kind === SLOT_KINDS.lineNumber) put = writeInteger(output, put, firstLineNumber + count)
        else
          put = writeInteger(output, put, absoluteByteBase + (kind === SLOT_KINDS.lineStart ? at : this.#lineStop - 1))
      }
      written = put
      at = this.#lineStop
      count++
    }
    this.readTo = at
    this.lineCount = count
    return written
  }

  markLines(lead: string, mark: string, tail: string): void {
    this.#marked = encodeMark(lead, mark, tail)
    this.#heads.length = 0
  }

  learnHead(head: Uint8Array, kind: number): boolean {
    if (head.length < MIN_HEAD_BYTES || head.length > MAX_HEAD_BYTES || this.#heads.length === MAX_HEADS) return false
    if (this.#heads.some(({ text }) => text.length === head.length && equalAt(head, 0, text))) return false
    this.#heads.push({ text: head.slice(), kind })
    return true
  }

  readHeads(from: number, to: number): number {
    const { bytes, headRows } = this
    const end = this.#inside(to)
    let at = this.#inside(from)
    let rows = 0
    let lines = 0
    while (rows < LINE_CAPACITY) {
      const newline = this.indexOfNewline(at, end)
      const stop = newline > at && bytes[newline - 1] === RETURN ? newline - 1 : newline
      const kind = this.#takeHead(at, stop, headRows, HEAD_STRIDE * rows)
      if (kind < 0) break
      headRows[HEAD_STRIDE * rows + HeadColumn.linesBefore] = lines++
      if (kind > 0) rows++
      at = newline + 1
    }
    this.readTo = at
    this.lineCount = lines
    return rows
  }

  /** The kind of the line [start, stop), or -1; its row is filled from `row` on, but for the last number. */
  #takeHead(start: number, stop: number, rows: Int32Array, row: number): number {
    const { bytes } = this
    if (this.#marked === null) return -1
    const { whole, mark, tail } = this.#marked
    let at = start
    while (at < stop && bytes[at] !== mark.at(-1)) at++
    if (++at > stop) return -1
    const wanted = at - start === mark.length ? mark : whole
    if (at - wanted.length < start || !equalAt(bytes, at - wanted.length, wanted)) return -1
    const digits = at
    let number = 0
    for (; at < stop && at < digits + MAX_MARKED_DIGITS && isDigit(bytes[at]!); at++)
      number = number * 10 + bytes[at]! - ZERO
    if (at === digits || at + 2 > stop || !equalAt(bytes, at, tail)) return -1
    const message = at + 2
    let head = message
    while (head < stop && !(isDigit(bytes[head]!) && (head === message || !isLetter(bytes[head - 1]!)))) head++
    for (const { text, kind } of this.#heads) {
      if (text.length !== head - message || !equalAt(bytes, message, text)) continue
      rows[row + HeadColumn.line] = start
      rows[row + HeadColumn.numberAt] = digits
      rows[row + HeadColumn.message] = message
      rows[row + HeadColumn.headEnd] = head
      rows[row + HeadColumn.lineEnd] = stop
      rows[row + HeadColumn.number] = number
      rows[row + HeadColumn.kind] = kind
      return kind
    }
    return -1
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
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

/** Writes a whole number in decimal, backwards from its end; returns the offset after it. */
function writeInteger(output: Uint8Array, put: number, value: number): number {
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

/** Bit 7 of each byte of a word that is a newline, 0 elsewhere. */
function newlineBits(word: number): number {
  const other = word ^ 0x0a0a0a0a
  return ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f)
}

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

/** The pairs of bytes the search stops at. */
/** -1 for what is none, and for a capital one. */
function lowHexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (isDigit(byte)) return byte - ZERO
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1
}

function isCapitalHexDigit(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x46
}

interface Pairs {
  /** Per pair (first << 8 | second) the list to go through, 0 for none. */
  readonly listOf: Uint8Array
  /** Where each list starts in the two arrays that follow; at the end, where the last one ends. */
  readonly listStarts: Int32Array
  /** Which needle may be there … */
  readonly needles: Uint8Array
  /** … and where in it the pair is, in bytes. */
  readonly offsets: Uint8Array
}

/** Lists, for every needle, the two touching pairs that are rarest in ordinary text. */
function choosePairs(needles: readonly Uint8Array[]): Pairs {
  const share = byteShares()
  const entriesOf = new Map<number, { needle: number; offset: number }[]>()
  for (const [needle, bytes] of needles.entries()) {
    const costs = Array.from(bytes.subarray(1), (_, i) => commonness(bytes.subarray(i, i + 2), share))
    let best = 0
    for (let i = 1; i + 1 < costs.length; i++) if (costs[i]! + costs[i + 1]! < costs[best]! + costs[best + 1]!) best = i
    for (const offset of [best, best + 1]) {
      const pair = (bytes[offset]! << 8) | bytes[offset + 1]!
      const entries = entriesOf.get(pair)
      if (entries) entries.push({ needle, offset })
      else entriesOf.set(pair, [{ needle, offset }])
    }
  }
  const listOf = new Uint8Array(65_536)
  const listStarts = [0]
  const all: { needle: number; offset: number }[] = []
  for (const [pair, entries] of entriesOf) {
    listOf[pair] = listStarts.push(all.length) - 1
    all.push(...entries)
  }
  return {
    listOf,
    listStarts: Int32Array.from([...listStarts, all.length]),
    needles: Uint8Array.from(all, (entry) => entry.needle),
    offsets: Uint8Array.from(all, (entry) => entry.offset),
  }
}
