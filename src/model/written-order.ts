import type { Span } from './span.ts'

/**
 * How a source that does not stand as it was written would stand if it did: query APIs answer newest first. What follows
 * what, and how closely, is asked of the one; where something is, of the other.
 */
export interface WrittenOrder {
  /** Where it would stand. */
  written(span: Span): Span
  /** Where it stands, of what would stand here. */
  standing(span: Span): Span
}
