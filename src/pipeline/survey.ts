import { decodeLine } from '../input/decode-line.ts'
import { isNewestFirst } from '../input/newest-first.ts'
import { Peeler } from '../input/peeler.ts'
import type { Hunter } from './hunter.ts'

/** What the head of a source tells about the whole of it. */
export interface Survey {
  readonly peeler: Peeler
  readonly crlf: boolean
  readonly newestFirst: boolean
}

/** Bytes that are looked at. All of them must be there, or the end: the answer must not depend on how they arrive. */
export const SURVEY_BYTES = 262_144

/** Votes on the envelopes by the head of the source and the neighbourhoods of its first hits. */
export function survey(buffer: Buffer, to: number, hunter: Hunter): Survey {
  const sample = sampleLines(buffer, to, hunter)
  const peeler = Peeler.learn(sample)
  return { peeler, crlf: isCrlf(buffer, to), newestFirst: !peeler.isPlain && standsOnItsHead(sample) }
}

/**
 * The envelopes of the lines from here on, in the middle of a source. A dump may be short and what follows it bare, so
 * that fewer and fewer lines are asked.
 */
export function surveyAround(buffer: Buffer, from: number, to: number): Peeler {
  const lines: string[] = []
  for (let position = from; position < to && lines.length < NEIGHBOURS[0]!; ) {
    const newline = buffer.indexOf(0x0a, position)
    // A line that is not wholly there would vote wrongly.
    if (newline < 0 || newline >= to) break
    lines.push(decodeLine(buffer, position, newline))
    position = newline + 1
  }
  const peelers = NEIGHBOURS.map((count) => Peeler.learn(lines.slice(0, count)))
  return peelers.reduce((best, peeler) => (peeler.layers.length > best.layers.length ? peeler : best))
}

/** A header at the end of a line, behind something. */
export const WRAPPED_HEADER = /.goroutine \d{1,19} (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[a-zA-Z][^\]]{2,80}\]:\s{0,4}$/
export const MOST_SURVEYS = 50
/** Not more than the window keeps of what was read. */
export const NEIGHBOURHOOD_BYTES = 8_192

const NEIGHBOURS = [40, 20, 10, 5]

function sampleLines(buffer: Buffer, to: number, hunter: Hunter): string[] {
  const lines: string[] = []
  const add = (from: number, count: number): number => {
    let position = from
    for (let i = 0; i < count && position < to; i++) {
      const newline = buffer.indexOf(0x0a, position)
      const end = newline < 0 || newline > to ? to : newline
      lines.push(decodeLine(buffer, position, Math.min(end, position + LONGEST_SAMPLE)))
      position = end + 1
    }
    return position
  }
  let position = add(0, HEAD_LINES)
  hunter.forget(position)
  for (let spots = 0; spots < SPOTS && position < to; spots++) {
    const hit = hunter.next(position, to)
    if (hit >= to) break
    position = add(hit, LINES_PER_SPOT)
  }
  return lines
}

/** A peeler of its own: what is read ahead here must not stay in the memory of the one that reads the source. */
function standsOnItsHead(sample: readonly string[]): boolean {
  const ahead = Peeler.learn(sample)
  return isNewestFirst(sample.slice(0, HEAD_LINES).flatMap((line) => ahead.peel(line).map(({ time }) => time)))
}

function isCrlf(buffer: Buffer, to: number): boolean {
  const newline = buffer.subarray(0, to).indexOf(0x0a)
  return newline > 0 && buffer[newline - 1] === 0x0d
}

const HEAD_LINES = 80
const SPOTS = 4
const LINES_PER_SPOT = 30
const LONGEST_SAMPLE = 65_536
