import { neutralizeLine } from '../../base/text/neutralize.ts'
import { widthOf } from '../../base/text/width.ts'

/** Why a pattern is not accepted, and which character of it is to blame (an offset in its text). */
export class PatternError extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.name = 'PatternError'
    this.at = at
  }
}

const WIDEST = 72

/** The pattern, or the part of it around the place, and a line with a mark under the place. */
export function pointAt(pattern: string, at: number): readonly string[] {
  const from = Math.max(0, Math.min(at - WIDEST / 2, pattern.length - WIDEST))
  const shown = pattern.slice(from, from + WIDEST)
  const before = from > 0 ? '…' : ''
  const after = from + WIDEST < pattern.length ? '…' : ''
  // One column for each character that has none, so that the mark stands right.
  const neutral = (text: string) => neutralizeLine(text, '␊', '␉')
  const head = before + neutral(shown.slice(0, at - from))
  return [`${head}${neutral(shown.slice(at - from))}${after}`, `${' '.repeat(widthOf(head))}^`]
}
