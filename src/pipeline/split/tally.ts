import type { Span } from '../../model/span.ts'
import type { TextUnit } from './text-unit.ts'

/** How often something happened, and where first. */
export interface Occurrences {
  readonly count: number
  readonly first: { readonly span: Span; readonly text: string } | null
}

export interface PatternTally {
  readonly name: string | null
  /** The pattern as it was written. */
  readonly text: string
  readonly matches: number
  /** Lines on which it took too long: they were passed over. */
  readonly slow: Occurrences
  /** It took too long too often: from this line on it was not asked any more. */
  readonly givenUpAt: Span | null
  /** Lines from there on, which it might have matched. */
  readonly untried: number
}

/** What became of every line. */
export interface SplitTally {
  /** Lines, or records of several lines. */
  readonly units: number
  readonly matched: number
  readonly unmatched: Occurrences
  readonly patterns: readonly PatternTally[]
  /** By field: values that are not of the type that was asked for. */
  readonly wrongValues: Readonly<Record<string, Occurrences>>
  /** Lines or records that are too long to be read whole. */
  readonly cut: Occurrences
}

export class Counter implements Occurrences {
  count = 0
  first: Occurrences['first'] = null

  add(unit: Pick<TextUnit, 'span' | 'text'>): void {
    this.count++
    this.see(unit)
  }

  /** One that is counted elsewhere. */
  see({ span, text }: Pick<TextUnit, 'span' | 'text'>): void {
    this.first ??= { span, text: text.slice(0, LONGEST_QUOTE) }
  }
}

/** Enough to recognise a line by. */
const LONGEST_QUOTE = 200
