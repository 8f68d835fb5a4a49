import type { Span } from './span.ts'

export type FieldValue = string | number | boolean | null

/** One match of a user's pattern; or a line, or a record of several, that no pattern matched. */
export interface SplitRecord {
  readonly matched: boolean
  /** Name of the pattern; null when it has none, or none matched. */
  readonly pattern: string | null
  /** Its groups in order; null: the group took no part, or its text is not of the type that was asked for. */
  readonly fields: Readonly<Record<string, FieldValue>>
  /** The whole line or record; lines are joined by \n. */
  readonly text: string
  /** Whose line it is, where an envelope said so; else ''. */
  readonly stream: string
  readonly span: Span
}
