import { decodeLine } from '../input/decode-line.ts'

/** Looking back from a line in the window to the ones above it. */

/** A record of more lines above the one that matters is not understood; nobody writes such. */
export const LEAD_LINES = 60
export const LINES_BACK = 64

/** Starts of the lines right above the one at `position`, in order: at most so many, none before `least`. */
export function linesAbove(buffer: Buffer, position: number, least: number, most: number): number[] {
  const starts: number[] = []
  for (let end = position - 1; end >= least && starts.length < most; end = starts.at(-1)! - 1) {
    const start = end === 0 ? 0 : buffer.lastIndexOf(0x0a, end - 1) + 1
    if (start < least) break
    starts.push(start)
  }
  return starts.reverse()
}

/** The nearest non-empty line above, and how many lines above it stands. Long lines explain nothing. */
export function nearestAbove(buffer: Buffer, least: number, position: number): PlaceAbove | null {
  let end = position - 1
  for (let blanks = 0; blanks < 2 && end > least; blanks++) {
    const start = buffer.lastIndexOf(0x0a, end - 1) + 1
    if (end - start > LONGEST || start < Math.max(0, position - LONGEST)) return null
    const text = decodeLine(buffer, start, end)
    if (text.trim() !== '') return { text, start, end, distance: blanks + 1 }
    end = start - 1
  }
  return null
}

/** Where it stands in the window; what a format gets to see of it is `LineAbove`. */
export interface PlaceAbove {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly distance: number
}

const LONGEST = 2_048

/** The decimal number that ends right before offset `end`, null when none does. */
export function numberBefore(buffer: Buffer, end: number): number | null {
  let value = 0
  let factor = 1
  let at = end - 1
  for (; at > 0 && factor < 1e15; at--) {
    const digit = buffer[at]! - 0x30
    if (digit < 0 || digit > 9) break
    value += digit * factor
    factor *= 10
  }
  return at === end - 1 ? null : value
}
