import type { Span } from '../../model/span.ts'

/** What patterns are matched against: a line, or a record of several. */
export interface TextUnit {
  readonly text: string
  readonly stream: string
  readonly span: Span
}
