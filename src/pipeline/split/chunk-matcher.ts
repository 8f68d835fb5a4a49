import { createMatcher, LEFT_WORDS, type LineMatcher, type MatcherProgram } from '../../base/matcher/index.ts'
import { valueText } from '../../render/split-records.ts'
import { compileProgram } from '../../split/automaton/program.ts'
import type { UserPattern } from '../../split/user-pattern.ts'
import { CHUNK_MEMORY_BYTES } from './line-chunks.ts'

/** Records as lines of JSON; lines that were not looked at: `bytes[from, to)`; the first line without a match. */
export type Piece =
  | { readonly kind: 'records'; readonly records: Uint8Array }
  | { readonly kind: 'left'; readonly from: number; readonly to: number; readonly line: number }
  | { readonly kind: 'miss'; readonly from: number; readonly line: number }

export interface Scanned {
  /** Where it stopped. */
  readonly to: number
  /** In the order of their lines. Records are good until the scan after the next. */
  readonly pieces: readonly Piece[]
  readonly matched: number
  readonly unmatched: number
  readonly left: number
}

/** null: the pattern has no automaton. */
export function programOf({ tree, fields, groups }: UserPattern): MatcherProgram | null {
  const heads = fields.map((name, i) => ({ head: `${i === 0 ? '{' : ','}${valueText(name)}:`, group: groups[i]! }))
  return compileProgram(tree, heads)
}

/**
 * One pattern over many lines at once, where nothing but its groups is asked of it: as an automaton, which takes no longer for
 * one line than for another. Lines of an unusual kind are left to whoever looks at lines one by one.
 */
export class ChunkMatcher {
  private readonly matcher: LineMatcher

  constructor(program: MatcherProgram, implementation?: 'wasm' | 'plain') {
    const options = { bufferBytes: CHUNK_MEMORY_BYTES, ...(implementation === undefined ? {} : { implementation }) }
    this.matcher = createMatcher(program, options)
  }

  /** Where the lines must stand. */
  get memory(): Uint8Array {
    return this.matcher.bytes
  }

  /** Whole lines, until there is enough for a write. */
  scan(from: number, to: number, firstLine: number): Scanned {
    const { matcher } = this
    const end = matcher.run(from, to)
    const { matched, unmatched, firstUnmatched, linesBeforeUnmatched, left, leftCount, leftLines, output } = matcher
    const pieces: Piece[] = []
    let written = 0
    let miss: Piece | null =
      firstUnmatched < 0 ? null : { kind: 'miss', from: firstUnmatched, line: firstLine + linesBeforeUnmatched }
    const write = (upTo: number): void => {
      if (upTo > written) pieces.push({ kind: 'records', records: output.subarray(written, upTo) })
      written = upTo
    }
    for (let at = 0; at < leftCount * LEFT_WORDS; at += LEFT_WORDS) {
      const piece: Piece = { kind: 'left', from: left[at]!, to: left[at + 1]!, line: firstLine + left[at + 2]! }
      write(left[at + 3]!)
      if (miss !== null && miss.from < piece.from) {
        pieces.push(miss)
        miss = null
      }
      pieces.push(piece)
    }
    write(matcher.outputBytes)
    if (miss !== null) pieces.push(miss)
    return { to: end, pieces, matched, unmatched, left: leftLines }
  }
}
