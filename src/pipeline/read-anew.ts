import type { Event } from '../model/event.ts'

/**
 * Whether an event is told when the lines from `line` on are read anew, so that nobody has to tell it of this reading:
 * that of a block which begins there, or of a line.
 */
export function readAnewFrom(line: number): (event: Event) => boolean {
  const begunAbove = new Set<number>()
  return ({ block, span }) => {
    if (block !== null && begunAbove.has(block)) return false
    if (span.line >= line) return true
    if (block !== null) begunAbove.add(block)
    return false
  }
}
