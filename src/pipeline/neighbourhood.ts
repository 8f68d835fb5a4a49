import { decodeLine } from '../input/decode-line.ts'
import type { PhysicalLine } from '../model/line.ts'
import { linesAbove } from './lines-above.ts'

/** The lines around one in the middle of a source, which is the first of those `below`. */
export interface Neighbourhood {
  readonly above: readonly string[]
  readonly below: readonly string[]
}

interface Place extends Neighbourhood {
  /** Where the first of them begins. */
  readonly from: number
}

/** Not more than the window keeps of what was read. */
export const NEIGHBOURHOOD_BYTES = 8_192

/** Of the line at `position`, with at most so many above it. */
export function neighbourhoodAt(buffer: Buffer, position: number, end: number, mostAbove: number): Place {
  const starts = linesAbove(buffer, position, Math.max(0, position - NEIGHBOURHOOD_BYTES), mostAbove)
  const above = starts.map((start, i) => decodeLine(buffer, start, (starts[i + 1] ?? position) - 1))
  const below = linesFrom(buffer, position, Math.min(end, position + NEIGHBOURHOOD_BYTES))
  return { above, below, from: starts[0] ?? position }
}

/** The same where the lines are no bytes any more. */
export function neighbourhoodOf(lines: readonly PhysicalLine[], index: number, mostAbove: number): Neighbourhood {
  const above = nearest(lines.slice(Math.max(0, index - mostAbove), index).reverse()).reverse()
  return { above, below: nearest(lines.slice(index, index + MOST_BELOW)) }
}

function linesFrom(buffer: Buffer, from: number, to: number): string[] {
  const lines: string[] = []
  for (let position = from; position < to && lines.length < MOST_BELOW; ) {
    const newline = buffer.indexOf(0x0a, position)
    // A line that is not wholly there would vote wrongly.
    if (newline < 0 || newline >= to) break
    lines.push(decodeLine(buffer, position, newline))
    position = newline + 1
  }
  return lines
}

function nearest(lines: readonly PhysicalLine[]): string[] {
  let room = NEIGHBOURHOOD_BYTES
  const far = lines.findIndex(({ text }) => (room -= text.length + 1) < 0)
  return lines.slice(0, far < 0 ? lines.length : far).map(({ text }) => text)
}

const MOST_BELOW = 40
