import { BEGINS_REPORT, holdsStack } from './crash-text.ts'
import { type Envelope, type Head, NOTHING, whole } from './envelope.ts'

const ALMOST_ALL = 0.95
const LEAST_LINES = 6

/**
 * Empty lines between all lines, as web pages and word processors make them of paragraphs. A line that was empty has as many
 * around it. `lines` with the empty ones.
 */
export function learnSpacing(lines: readonly string[]): Envelope | null {
  const gaps = gapsOf(lines)
  if (gaps.length < LEAST_LINES) return null
  if (!lines.some((line) => BEGINS_REPORT.test(line) || holdsStack(line))) return null
  const isWide = (width: number) => gaps.filter((gap) => gap >= width).length >= ALMOST_ALL * gaps.length
  const width = [2, 1].find(isWide)
  return width === undefined ? null : spacingEnvelope(width)
}

/** How many empty lines stand between one line and the next. */
function gapsOf(lines: readonly string[]): number[] {
  const gaps: number[] = []
  let gap = -1
  for (const line of lines) {
    if (line.trim() === '') {
      if (gap >= 0) gap++
      continue
    }
    if (gap >= 0) gaps.push(gap)
    gap = 0
  }
  return gaps
}

function spacingEnvelope(width: number): Envelope {
  const below = new WeakMap<Head, number>()
  return {
    id: 'spacing',
    samples: [],
    peel: (line) => (line.trim() === '' ? null : whole(line)),
    follow(line, head) {
      const count = (below.get(head) ?? 0) + 1
      below.set(head, count)
      return count % (width + 1) === 0 ? whole(line) : NOTHING
    },
  }
}
