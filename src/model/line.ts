import type { Span } from './span.ts'

/** One payload line: what the program wrote, after every envelope was peeled off, without its terminator. */
export interface Line {
  readonly text: string
  readonly span: Span
  /** False for the last line of a source that ends without a newline (or inside an envelope's record). */
  readonly terminated: boolean
  /** The program's own logger wrote this line: whatever stands in it, the runtime did not print it. */
  readonly logged: boolean
  /** RFC 3339, when an envelope gave one. */
  readonly time: string | null
}

/** A line as it stands in the source, before anything is peeled off. Where nothing is, it is the payload line. */
export interface PhysicalLine extends Line {
  readonly logged: false
  readonly time: null
}
