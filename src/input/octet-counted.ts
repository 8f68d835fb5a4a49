import { type ByteSource, peek } from './byte-source.ts'
import type { Loss } from './envelopes/envelope.ts'

/**
 * Syslog as it goes over TCP (RFC 6587, octet counting): `LEN SP MSG` again and again, with no newline between. Counts are
 * taken off, each message gets a newline of its own, and `rawOffset` leads back to the bytes of the source. Where a count
 * does not lead to the next one, the rest passes as it is.
 */
export async function splitByCounts(source: ByteSource): Promise<ByteSource> {
  // Decoded text has offsets of its own, and nobody sends it in this way.
  if (source.rawOffset !== undefined) return source
  const first = await peek(source, COUNT_BYTES)
  const count = countAt(Buffer.from(first.head), 0)
  if (count === null) return first.source
  // Only where the first count leads somewhere it is one.
  const end = count.bytes + count.message
  const { head, source: whole } = await peek(first.source, end + COUNT_BYTES)
  const leads = head.length <= end || head[end] === NEWLINE || countAt(Buffer.from(head), end) !== null
  return leads ? split(whole) : whole
}

/** A count, and the priority behind it. */
const COUNT = /^(?<count>[1-9]\d{0,5}) <\d{1,3}>/
const COUNT_BYTES = 12
const CHUNK_BYTES = 65_536
const NEWLINE = 0x0a

function countAt(bytes: Buffer, at: number): { readonly message: number; readonly bytes: number } | null {
  const count = COUNT.exec(bytes.toString('latin1', at, at + COUNT_BYTES))?.groups?.count
  return count === undefined ? null : { message: Number(count), bytes: count.length + 1 }
}

function split(source: ByteSource): ByteSource {
  const raw = Buffer.alloc(CHUNK_BYTES)
  let rawEnd = 0
  let ended = false
  const splitter = new Splitter()
  const losses: Loss[] = []

  async function fill(): Promise<void> {
    const count = await source.read(raw.subarray(rawEnd))
    rawEnd += count
    ended = count === 0
    const taken = splitter.take(raw.subarray(0, rawEnd), ended)
    raw.copyWithin(0, taken, rawEnd)
    rawEnd -= taken
    if (ended && splitter.isInside) losses.push({ id: 'E09', text: 'the syslog stream ends inside a message' })
  }

  return {
    ...source,
    layers: [...source.layers, 'syslog-octet'],
    get losses() {
      return [...source.losses, ...losses]
    },
    rawOffset: (position) => splitter.rawOf(position),
    async read(into) {
      while (splitter.text.length === 0 && !ended) await fill()
      const count = Math.min(splitter.text.length, into.length)
      into.set(splitter.text.subarray(0, count))
      splitter.text = splitter.text.subarray(count)
      return count
    },
  }
}

class Splitter {
  /** Lines that nobody has read yet. */
  text: Uint8Array = new Uint8Array(0)
  /** Bytes of this message that are still to come; null where the counts have come to an end. */
  private left: number | null = 0
  private last = NEWLINE
  private textEnd = 0
  private rawEnd = 0
  /** Where each message begins, in the text and in the source. */
  private starts: { readonly text: number; readonly raw: number }[] = []

  get isInside(): boolean {
    return this.left !== null && this.left > 0
  }

  /** Takes what can be told of these bytes, and returns how much of them that is. `text` must have been read. */
  take(raw: Buffer, ended: boolean): number {
    // Of a count remains a newline at most.
    const out = Buffer.alloc(raw.length + 1)
    let length = 0
    let at = 0
    const copy = (bytes: number): void => {
      length += raw.copy(out, length, at, at + bytes)
      at += bytes
      this.last = out[length - 1]!
    }
    while (at < raw.length || ended) {
      if (this.left === 0) {
        if (raw.length - at < COUNT_BYTES && !ended) break
        const count = countAt(raw, at)
        if ((count !== null || at === raw.length) && this.last !== NEWLINE) out[length++] = this.last = NEWLINE
        if (count !== null) {
          at += count.bytes
          this.left = count.message
          this.begin(this.textEnd + length, this.rawEnd + at)
        } else if (at === raw.length) break
        else if (raw[at] === NEWLINE) copy(1)
        else this.left = null
      } else {
        const bytes = Math.min(this.left ?? raw.length, raw.length - at)
        if (bytes === 0) break
        copy(bytes)
        if (this.left !== null) this.left -= bytes
      }
    }
    this.text = out.subarray(0, length)
    this.textEnd += length
    this.rawEnd += at
    return at
  }

  rawOf(position: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle]!.text <= position) low = middle
      else high = middle - 1
    }
    const start = this.starts[low]
    // The newline behind the last message is ours.
    return start === undefined ? position : Math.min(this.rawEnd, start.raw + position - start.text)
  }

  private begin(text: number, raw: number): void {
    this.starts.push({ text, raw })
    if (this.starts.length >= 2 * MOST_STARTS) this.starts = this.starts.slice(-MOST_STARTS)
  }
}

/** More messages than the reader's window holds: a line is asked for while it is in there. */
const MOST_STARTS = 524_288
