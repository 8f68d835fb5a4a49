import { LONGEST_LINE_BYTES } from '../input/limits.ts'
import type { PeeledLine } from '../input/peeled-line.ts'
import type { Peeler } from '../input/peeler.ts'
import type { Window } from '../input/window.ts'
import type { Span } from '../model/span.ts'
import { ESCAPED } from './lanes.ts'

/** Quotes what the program wrote at a place of the source, while its bytes are still in the window. */
export class Quoter {
  private readonly window: Window
  private readonly rawOffset: ((position: number) => number) | null
  private last: { readonly byte: number; readonly endByte: number; readonly text: string | null } | null = null

  constructor(window: Window, rawOffset: ((position: number) => number) | null) {
    this.window = window
    this.rawOffset = rawOffset
  }

  /** A record of many lines is given whole, for its lines have one place in common. Null: the bytes are gone. */
  quote({ byte, endByte, line, endLine }: Span, peeler: Peeler | null): string | null {
    const { last } = this
    if (last !== null && last.byte === byte && last.endByte === endByte) return last.text
    // A record is read from its first byte, or not at all.
    const most = line === endLine ? LONGEST_LINE_BYTES : undefined
    const raw = this.window.text(this.positionOf(byte), this.positionOf(endByte), most)
    const text = raw === null || peeler === null ? raw : unwrapped(raw, peeler)
    if (text !== raw) this.last = { byte, endByte, text }
    return text
  }

  /** Where a byte of the source came to stand in the window: decoding keeps the order. */
  private positionOf(byte: number): number {
    const { rawOffset, window } = this
    if (rawOffset === null) return byte
    let low = window.base
    let high = window.base + window.to
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (rawOffset(middle) < byte) low = middle + 1
      else high = middle
    }
    return low
  }
}

function unwrapped(raw: string, peeler: Peeler): string {
  if (peeler.isPlain) return ESCAPED.test(raw) ? textOf(peeler.peelCandidate(raw) ?? [], raw) : raw
  const lines = peeler
    .peelApart(raw.split('\n'))
    .flatMap((line) => (ESCAPED.test(line.text) ? (peeler.peelCandidate(line) ?? line) : line))
  return textOf(lines, raw)
}

function textOf(lines: readonly PeeledLine[], otherwise: string): string {
  return lines.length === 0 ? otherwise : lines.map(({ text }) => text).join('\n')
}
