import type { Event, GoGoroutineEvent } from '../model/event.ts'
import type { PointerWords, StackPattern } from '../model/stack.ts'
import { eventLine, patternTexts, textAfterStack, textBeforeStack } from './jsonl.ts'

const NOTHING = Buffer.alloc(0)
const PART_BYTES = 262_144
/**
 * For traces that come by the megabyte: what is taken at once is one part then. A thread writes one while the next is made;
 * while several wait for each other to be written, nobody makes anything.
 */
const RUN_PART_BYTES = 4_194_304
const MOST_FREE_BYTES = 8_388_608

/**
 * Lines of events, as bytes. A large dump is hundreds of megabytes of JSON of which only the pointers are new: what
 * stacks have in common is copied, and never becomes a string again.
 */
export class EventBytes {
  private parts: Uint8Array[] = []
  private readonly free: Buffer[] = []
  private bytes: Buffer = NOTHING
  private at = 0
  private partBytes = PART_BYTES
  /** Of runs, since the last call of `take`. */
  private runBytes = 0

  add(event: Event): void {
    const isPatterned = event.kind === 'go.goroutine' && event.stack.pattern !== undefined
    if (isPatterned) this.addPatterned(event, event.stack.pattern!, event.stack.words!)
    else this.addText(eventLine(event))
  }

  /** Lines that are bytes already; they are copied. */
  addBytes(lines: Uint8Array): void {
    this.reserve(lines.length)
    this.put(lines)
    this.runBytes += lines.length
  }

  /** What was added since the last call: whole lines. */
  take(): Uint8Array[] {
    this.close()
    const { parts } = this
    this.parts = []
    if (this.runBytes > PART_BYTES && this.partBytes === PART_BYTES) {
      this.partBytes = RUN_PART_BYTES
      this.free.length = 0
    }
    this.runBytes = 0
    return parts
  }

  /** Nobody looks at a part any more: its memory is used again. Half a gigabyte of new pages costs more than filling them. */
  giveBack({ buffer }: Uint8Array): void {
    const { free, partBytes } = this
    if (buffer.byteLength === partBytes && free.length * partBytes < MOST_FREE_BYTES) free.push(Buffer.from(buffer))
  }

  private addPatterned(event: GoGoroutineEvent, pattern: StackPattern, { values, from }: PointerWords): void {
    const pieces = patternBytes(pattern)
    const before = textBeforeStack(event)
    const after = textAfterStack(event)
    // At once, so that no line is parted.
    this.reserve(MOST_BYTES * (before.length + after.length) + pieces.total + pattern.wordCount * LONGEST_POINTER)
    this.putText(before)
    this.put(pieces.list[0]!)
    for (let i = 0; i < pattern.wordCount; i++) {
      this.putPointer(values[from + 2 * i]!, values[from + 2 * i + 1]!)
      this.put(pieces.list[i + 1]!)
    }
    this.putText(after)
  }

  private addText(text: string): void {
    this.reserve(MOST_BYTES * text.length)
    this.putText(text)
  }

  private putText(text: string): void {
    this.at += this.bytes.write(text, this.at)
  }

  private put(piece: Uint8Array): void {
    this.bytes.set(piece, this.at)
    this.at += piece.length
  }

  private putPointer(low: number, high: number): void {
    const { bytes } = this
    bytes[this.at++] = 0x30
    bytes[this.at++] = 0x78
    let digits = high === 0 ? digitsOf(low) : 8 + digitsOf(high)
    while (digits-- > 0) bytes[this.at++] = HEX[((digits < 8 ? low : high) >>> (4 * (digits & 7))) & 15]!
  }

  private reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return
    this.close()
    const isUsual = count <= this.partBytes
    this.bytes = (isUsual ? this.free.pop() : undefined) ?? Buffer.allocUnsafeSlow(isUsual ? this.partBytes : count)
    this.at = 0
  }

  /** A buffer is one part, so that it is free when that is. */
  private close(): void {
    if (this.at > 0) this.parts.push(this.bytes.subarray(0, this.at))
    this.bytes = NOTHING
    this.at = 0
  }
}

/** Of a character, in UTF-8. */
const MOST_BYTES = 3
const LONGEST_POINTER = 18
const HEX = Buffer.from('0123456789abcdef')

function digitsOf(word: number): number {
  return Math.max(1, 8 - (Math.clz32(word) >>> 2))
}

interface Pieces {
  readonly list: readonly Uint8Array[]
  readonly total: number
}

const known = new WeakMap<StackPattern, Pieces>()

function patternBytes(pattern: StackPattern): Pieces {
  let pieces = known.get(pattern)
  if (pieces === undefined) {
    const list = patternTexts(pattern).map((text) => Buffer.from(text))
    pieces = { list, total: list.reduce((sum, { length }) => sum + length, 0) }
    known.set(pattern, pieces)
  }
  return pieces
}
