import type { GoroutineHeader } from '../../model/event.ts'
import type { Heading } from '../recogniser.ts'
import { parseHeader } from './tokens.ts'

/**
 * Headers of goroutines from bytes. What stands in the brackets is the same in thousands of them, and is compared rather
 * than decoded; all but the plain form is left to `parseHeader`.
 */
export class HeaderBytes {
  /** Of the header that was read last. Its other fields are those of `header`, which may be another goroutine's. */
  id = 0
  header: GoroutineHeader | null = null
  /** Offset behind the id; -1 where the last line was read as text. */
  behindId = -1
  private readonly known: ({ readonly bracket: Uint8Array; readonly header: GoroutineHeader } | undefined)[] = []

  /** False when the line is no header. */
  read(heading: Heading): boolean {
    const { buffer, from, end } = heading
    this.behindId = -1
    const bracketAt = this.readId(buffer, from, end)
    // Texts of one length that also end alike are one text, nearly always; where not, they take turns.
    const slot = bracketAt < 0 ? -1 : (end - bracketAt + 8 * buffer[end - 3]!) & (SLOTS - 1)
    const known = slot < 0 ? undefined : this.known[slot]
    if (known !== undefined && isAt(buffer, bracketAt, end, known.bracket)) {
      this.header = known.header
      return true
    }
    this.header = parseHeader(heading.text())
    if (this.header === null) return false
    this.id = this.header.id
    if (slot >= 0) this.known[slot] = { bracket: buffer.slice(bracketAt, end), header: this.header }
    return true
  }

  /** The offset of the bracket's space, `goroutine 18 gp=0xc000102380 m=nil [`; -1 for any other line. */
  private readId(buffer: Uint8Array, from: number, end: number): number {
    if (!isAt(buffer, from, from + START.length, START)) return -1
    let at = from + START.length
    const stop = Math.min(end, at + MOST_DIGITS)
    let id = 0
    for (; at < stop; at++) {
      const digit = buffer[at]! - 0x30
      if (digit < 0 || digit > 9) break
      id = id * 10 + digit
    }
    if (at === from + START.length) return -1
    this.id = id
    this.behindId = at
    const bracketAt = pastPointers(buffer, at, end)
    return buffer[bracketAt] === SPACE && buffer[bracketAt + 1] === BRACKET ? bracketAt : -1
  }
}

/** Behind ` gp=0xc000102380 m=3 mp=0xc000100008`, as Go ≥ 1.23 may print; `from` where it did not, -1 where part is missing. */
function pastPointers(buffer: Uint8Array, from: number, end: number): number {
  const atM = pastValue(buffer, from, end, GP)
  if (atM === from) return from
  const atMp = pastValue(buffer, atM, end, M)
  return atMp === atM ? -1 : pastValue(buffer, atMp, end, MP)
}

/** Behind the name and its value; `from` where they do not stand there. */
function pastValue(buffer: Uint8Array, from: number, end: number, name: Uint8Array): number {
  let at = from + name.length
  if (at >= end || !isAt(buffer, from, at, name)) return from
  while (at < end && isAlphanumeric(buffer[at]!)) at++
  return at
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a)
}

function isAt(buffer: Uint8Array, from: number, end: number, text: Uint8Array): boolean {
  if (end - from !== text.length) return false
  for (let i = 0; i < text.length; i++) if (buffer[from + i] !== text[i]) return false
  return true
}

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
const START = bytesOf('goroutine ')
const GP = bytesOf(' gp=0x')
const M = bytesOf(' m=')
const MP = bytesOf(' mp=0x')
const MOST_DIGITS = 14
const SPACE = 0x20
const BRACKET = 0x5b
/** A power of two. */
const SLOTS = 256
