import { createMatcher, LEFT_WORDS, type LineMatcher, type MatcherProgram } from '../../base/matcher/index.ts'
import { compileProgram } from '../../split/automaton/program.ts'
import type { UserPattern } from '../../split/user-pattern.ts'
import { CHUNK_MEMORY_BYTES } from './line-chunks.ts'
import type { RecordShape } from './record-shape.ts'

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
export function programOf({ tree, groups }: UserPattern, { heads }: RecordShape): MatcherProgram | null {
  return compileProgram(
    tree,
    heads.map((head, i) => ({ head, group: groups[i]! })),
  )
}

/**
 * One pattern over many lines at once, where nothing but its groups is asked of it: as an automaton, which takes no longer for
 * one line than for another. Lines of an unusual kind, and all of a scan in which a value is not of its type, are left to whoever
 * looks at lines one by one.
 */
export class ChunkMatcher {
  private readonly matcher: LineMatcher
  private readonly shape: RecordShape

  constructor(program: MatcherProgram, shape: RecordShape, implementation?: 'wasm' | 'plain') {
    this.shape = shape
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
    let isWrong = false
    const pieces: Piece[] = []
    let written = 0
    let miss: Piece | null =
      firstUnmatched < 0 ? null : { kind: 'miss', from: firstUnmatched, line: firstLine + linesBeforeUnmatched }
    const write = (upTo: number): void => {
      const records = upTo > written ? this.shape.finished(output.subarray(written, upTo)) : NO_RECORDS
      isWrong ||= records === null
      if (records !== null && records.length > 0) pieces.push({ kind: 'records', records })
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
    if (isWrong) {
      const lines = matched + unmatched + leftLines
      const whole: Piece = { kind: 'left', from, to: end, line: firstLine }
      return { to: end, pieces: [whole], matched: 0, unmatched: 0, left: lines }
    }
    return { to: end, pieces, matched, unmatched, left: leftLines }
  }
}

const NO_RECORDS = new Uint8Array(0)
