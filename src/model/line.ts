import type { Span } from './span.ts'

/** One payload line: what the program wrote, after every envelope was peeled off, without its terminator. */
export interface Line {
  readonly text: string
  readonly span: Span
  /** False for the last line of a source that ends without a newline (or inside an envelope's record). */
  readonly terminated: boolean
  /** RFC 3339, when an envelope gave one. */
  readonly time: string | null
}
