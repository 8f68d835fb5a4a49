// What a byte kernel can do, for both implementations, and its fixed sizes. All offsets are bytes from the start of
// `bytes`; a range [from, to) is cut to the buffer, and an empty one finds nothing. Nothing in the input makes a kernel throw.

/** Hits one `scan` delivers at most. Also the length of `hitOffsets` and `hitNeedles`. */
export const HIT_CAPACITY = 4096

/** Hits collected before the surplus is cut off; see `cutHits`. */
export const RAW_HIT_LIMIT = HIT_CAPACITY + 1024

/** Lines one `readLines` delivers at most. More lines would push the input out of the second-level cache. */
export const LINE_CAPACITY = 1024

/** Room for the numbers of one line in `numbers`; also the most a shape may have. */
export const MAX_NUMBERS = 24

/** Longest number, in bytes, that a line may hold. */
export const MAX_NUMBER_BYTES = 32

/** Pointers one `readPointers` reads at most: a stack of 150 frames has some 2 000. */
export const POINTER_CAPACITY = 4096

/** Heads one kernel knows at most, and their length in bytes. */
export const MAX_HEADS = 255
export const MIN_HEAD_BYTES = 4
export const MAX_HEAD_BYTES = 112
/** Longest mark, and the most digits of the number behind it. */
export const MAX_MARK_BYTES = 16
export const MAX_MARKED_DIGITS = 9
/** Numbers of a row of `headRows`, and where each of them stands: offsets but for the last three. */
export const HEAD_STRIDE = 8
export const HeadColumn = {
  /** Where the line begins. */
  line: 0,
  /** Where its number begins, right behind the mark. */
  numberAt: 1,
  message: 2,
  headEnd: 3,
  /** Of the line, without its newline. */
  lineEnd: 4,
  number: 5,
  kind: 6,
  /** Lines that were taken before it. */
  linesBefore: 7,
} as const

/** Texts that `learn` keeps at most. */
export const LEARNED_CAPACITY = 4096

/** Longest number, in digits, that a numbered paragraph may begin with. */
export const MAX_NUMBER_DIGITS = 14

/** Size of `output`. */
export const OUTPUT_BYTES = 262_144

export const MAX_NEEDLES = 200
export const MIN_NEEDLE_BYTES = 3
export const MAX_NEEDLE_BYTES = 32
export const MAX_MASK_TEXTS = 8
export const MAX_SHAPES = 32
export const MAX_EXAMPLE_BYTES = 1024

/** Largest buffer, so that every address fits a signed word. */
export const MAX_BUFFER_BYTES = 1 << 30

export interface KernelOptions {
  /** Size of `bytes`, 1 to 2^30. */
  readonly bufferBytes: number
  /** Decimal digits after one of these texts do not count in a paragraph's hash. At most 8, of 1–32 bytes, not ending in a digit. */
  readonly maskDecimalAfter?: readonly string[]
  /** What stands before the number of a numbered paragraph: 1–16 bytes. Left out: no paragraph is numbered. */
  readonly numberedBy?: string
  /** One for each needle, in their order, as `chooseFingerprints` gives them. Left out: chosen now, which takes up to a third of a second. */
  readonly fingerprints?: readonly Fingerprint[]
  /** Left out: `wasm` where WebAssembly SIMD works, otherwise `plain`. */
  readonly implementation?: 'wasm' | 'plain'
}

/** By which six neighbouring bytes the SIMD scan suspects a needle. */
export interface Fingerprint {
  /** 0 to 7: the scan tells groups of needles apart, not needles. */
  readonly bucket: number
  /** Bytes from the start of the needle to its fingerprint; a needle may end before its fingerprint's fourth byte, or a later one. */
  readonly offset: number
}

/** Something of the line, put between two texts of a template. `index` counts the line's numbers from 0. */
export type Slot =
  /** The number as it stands. Lines whose number is none in JSON ("007") are refused. */
  | { readonly slot: 'number'; readonly index: number }
  /** The number as it stands, whatever zeros it starts with. */
  | { readonly slot: 'digits'; readonly index: number }
  /** `firstLineNumber` for the first line, one more for each next line. */
  | { readonly slot: 'lineNumber' }
  /** Absolute offset of the line's first byte. */
  | { readonly slot: 'lineStart' }
  /** Absolute offset of the line's newline. */
  | { readonly slot: 'lineEnd' }

/** What to write for a line of a shape: texts are written as they are (end with "\n" to write lines). */
export type Template = readonly (string | Slot)[]

export interface Kernel {
  readonly implementation: 'wasm' | 'plain'

  /** The buffer to read file bytes into. `grow` replaces it, and every other array here: do not keep them across. */
  readonly bytes: Uint8Array
  /** Makes `bytes` at least this long, keeping what it holds. Never shrinks it. */
  grow(bufferBytes: number): void

  /**
   * Finds every place in [from, to) where a needle starts that ends by `to`; case counts. Fills `hitOffsets` and
   * `hitNeedles` by ascending offset, at one offset by ascending needle; returns how many, at most HIT_CAPACITY.
   * Go on at `scannedTo`: it is `to`, or the offset of the first hit left out (hits at one offset are never parted).
   */
  scan(from: number, to: number): number
  readonly hitOffsets: Int32Array
  /** Positions in the list of needles the kernel was created with. */
  readonly hitNeedles: Uint8Array
  readonly scannedTo: number

  /** Number of bytes 0x0A in [from, to). */
  countNewlines(from: number, to: number): number
  /** Offset of the first byte 0x0A in [from, to), or -1. */
  indexOfNewline(from: number, to: number): number

  /**
   * A paragraph: from `from` up to the first empty line. Returns the offset of that line's newline (a 0x0A at `from`, or
   * one right after another 0x0A), or -1 when there is none before `to`; the values below then describe all of [from, to).
   *
   * The hash is over the bytes that count, which are all but these: hexadecimal digits directly after "0x", unless "+"
   * stands before it, and decimal digits directly after a text of `maskDecimalAfter`. How many digits were left out makes
   * no difference, not even none: "0x" and "0x1f" are alike. "0x" and texts are looked for inside [from, to) only.
   */
  paragraph(from: number, to: number): number
  /** Number of newlines before the place returned: the lines of the paragraph. */
  readonly paragraphLines: number
  /** The hash of the last paragraph: 53 bits, a safe integer, the same in both implementations and on every machine. */
  readonly paragraphHash: number
  /** All 64 bits of it, as two unsigned words. */
  readonly hashLow: number
  readonly hashHigh: number

  /**
   * Makes the text [from, to) known by its hash, which is that of a paragraph, and returns the number it is known by: the
   * next one from 0 on, or that of a text with the same hash; -1 when LEARNED_CAPACITY are known.
   */
  learn(from: number, to: number): number
  /** No text is known any more. */
  forget(): void

  /**
   * Reads numbered paragraphs from `from` on, each with the empty line behind it: `numberedBy`, a decimal number of at most
   * MAX_NUMBER_DIGITS digits that is not below `least`, and a text that was learned. Returns how many, at most
   * LINE_CAPACITY; `readTo` and `lineCount` say where the first one begins that was not taken, and how many lines were. The
   * values of `paragraph` are undefined then.
   */
  readNumbered(from: number, to: number, least: number): number
  /** For each: what `learn` returned for its text. Its number is in `numbers`, its first byte in `lineStarts`. */
  readonly learned: Int32Array

  /**
   * Reads the hexadecimal numbers in [from, to) that a paragraph's hash leaves out, in order; returns how many, or -1 when
   * there are more than POINTER_CAPACITY, or one that cannot be printed again from its value: it has no digit, more than
   * 16, a capital one, or a leading zero.
   */
  readPointers(from: number, to: number): number
  /** Two unsigned words for each, the lower one first. */
  readonly pointers: Uint32Array

  /**
   * Makes lines like the example readable; returns the shape's id, 0, 1, 2 … A shape is what stands around the numbers. A
   * number is a longest run of [0-9] in which dots may stand between digits (12, 0.15). Digits count wherever they
   * stand, also directly after a letter: "G1" holds the number 1. A sign is part of the shape. The example is one line
   * without its newline, at most 1024 bytes, with 1–24 numbers of at most one dot each; what its numbers are does not matter.
   * Throws RangeError for an example or a template that cannot be, a shape registered before, and more than 32 shapes.
   */
  registerShape(exampleLine: string, template?: Template): number

  /**
   * Reads lines from `from` on while they have a registered shape; returns how many, at most LINE_CAPACITY. Stops before a
   * line of another shape, one without a newline before `to`, and one with a number that a float64 cannot hold as it
   * is written: two dots, more than 32 bytes, more than 15 digits after the dot, or 2^53 or more when the dot is left out.
   */
  readLines(from: number, to: number): number
  /** The numbers of line i, correctly rounded (equal to Number(text)), from MAX_NUMBERS * i on; what follows them is undefined. */
  readonly numbers: Float64Array
  readonly lineShapes: Uint8Array
  readonly lineStarts: Int32Array
  /** Offset of each line's newline. */
  readonly lineEnds: Int32Array
  /** After `readLines`, `writeLines`, `readHeads` and `readNumbered`: offset of the first line not taken. */
  readonly readTo: number
  /** After the same: how many lines were taken. */
  readonly lineCount: number

  /**
   * The same walk, but each line is written to `output` through its shape's template; returns the bytes written. Stops also
   * before a shape without a template, a number a slot refuses, and when `output` might not hold the next line. Fills
   * none of the line arrays. Both numbers are 0 to 2^53; absoluteByteBase is the absolute offset of bytes[0].
   */
  writeLines(from: number, to: number, firstLineNumber: number, absoluteByteBase: number): number
  readonly output: Uint8Array

  /**
   * From now on `readHeads` looks for lines with this mark: in `[0.3s][gc] GC(17) Pause Young 6M->1M(48M)` stand the lead `] `,
   * the mark `GC(`, a number, the tail `) `, and a message. A line may begin with the mark: then it has no lead. Lead and mark
   * have 1–16 bytes, the tail two. All heads are forgotten.
   */
  markLines(lead: string, mark: string, tail: string): void
  /**
   * Makes messages with this head known, as of a kind from 0 to 2^31. The head is what stands before the first digit that does
   * not directly follow a letter (`Pause Young `, all of `Pause (G1 Evacuation)`), or all of a message without one. False:
   * it is shorter than 4 bytes, longer than 112, known already, or there are 255 of them.
   */
  learnHead(head: Uint8Array, kind: number): boolean
  /**
   * Walks lines from `from` on while they have the mark, which ends with the first byte of its kind in the line, a number of
   * 1–9 digits, the tail, and a message with a known head; returns how many rows there are, LINE_CAPACITY at most: kind 0 gives
   * none. `readTo` and `lineCount` are of all lines taken. A 0x0D before the newline does not belong to the line.
   */
  readHeads(from: number, to: number): number
  /**
   * HEAD_STRIDE numbers for each, in the order of `HeadColumn`. Lie where `numbers` do.
   */
  readonly headRows: Int32Array
}

/**
 * How many of the hits found are delivered. Hits arrive a few bytes out of order, so a scan collects 1024 more than the
 * capacity before it stops: at most 30 needles start at one offset, so the ones up to the capacity are then final.
 */
export function cutHits(offsets: Int32Array, found: number): number {
  if (found <= HIT_CAPACITY) return found
  let count = HIT_CAPACITY
  while (offsets[count - 1] === offsets[HIT_CAPACITY]) count--
  return count
}

export function checkBufferBytes(bufferBytes: number): void {
  if (!Number.isInteger(bufferBytes) || bufferBytes < 1 || bufferBytes > MAX_BUFFER_BYTES)
    throw new RangeError(`bufferBytes must be 1 to ${MAX_BUFFER_BYTES}, got ${bufferBytes}`)
}

/** The texts in UTF-8, checked. */
export function encodeTexts(
  name: string,
  texts: readonly string[],
  most: number,
  minBytes: number,
  maxBytes: number,
): Uint8Array[] {
  if (texts.length > most) throw new RangeError(`${name}: at most ${most}, got ${texts.length}`)
  if (new Set(texts).size < texts.length) throw new RangeError(`${name}: the same text twice`)
  const encoder = new TextEncoder()
  return texts.map((text) => {
    const bytes = encoder.encode(text)
    if (bytes.length < minBytes || bytes.length > maxBytes)
      throw new RangeError(`${name}: "${text}" must have ${minBytes} to ${maxBytes} bytes`)
    return bytes
  })
}

/** Needles in UTF-8, checked. */
export const encodeNeedles = (needles: readonly string[]): Uint8Array[] =>
  encodeTexts('needles', needles, MAX_NEEDLES, MIN_NEEDLE_BYTES, MAX_NEEDLE_BYTES)

/** `numberedBy` in UTF-8, checked. */
export function encodeNumberedBy(text: string | undefined): Uint8Array | null {
  if (text !== undefined && /[0-9]$/.test(text)) throw new RangeError(`numberedBy: "${text}" ends in a digit`)
  return text === undefined ? null : encodeTexts('numberedBy', [text], 1, 1, 16)[0]!
}

/** Texts of `maskDecimalAfter` in UTF-8, checked. */
export function encodeMaskTexts(texts: readonly string[]): Uint8Array[] {
  for (const text of texts) if (/[0-9]$/.test(text)) throw new RangeError(`maskDecimalAfter: "${text}" ends in a digit`)
  return encodeTexts('maskDecimalAfter', texts, MAX_MASK_TEXTS, 1, 32)
}

/** What `markLines` was given, checked; `whole` is the lead and the mark. */
export function encodeMark(
  lead: string,
  mark: string,
  tail: string,
): { readonly whole: Uint8Array; readonly mark: Uint8Array; readonly tail: Uint8Array } {
  const encoder = new TextEncoder()
  const encoded = { whole: encoder.encode(lead + mark), mark: encoder.encode(mark), tail: encoder.encode(tail) }
  if (mark === '' || encoded.whole.length > MAX_MARK_BYTES || mark.endsWith('\n'))
    throw new RangeError(`"${lead}${mark}" must have 1 to ${MAX_MARK_BYTES} bytes, the last no newline`)
  if (encoded.tail.length !== 2 || /[\d\n]/.test(tail))
    throw new RangeError(`tail "${tail}" must be two bytes, no digits`)
  return encoded
}
