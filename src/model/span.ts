/** Where in a source something stands. Every claim of a report carries one. */
export interface Span {
  /** Name of the source as the user gave it; `<stdin>` for standard input. */
  readonly source: string
  /** First line, 1-based. */
  readonly line: number
  /** Last line, 1-based, inclusive. */
  readonly endLine: number
  /** First byte, 0-based, in the raw source (after decompression, if the source was compressed). */
  readonly byte: number
  /** One past the last byte; the terminator of the last line is not part of the span. */
  readonly endByte: number
}

/** The smallest span that covers both; they must be of one source. */
export function cover(a: Span, b: Span): Span {
  return {
    source: a.source,
    line: Math.min(a.line, b.line),
    endLine: Math.max(a.endLine, b.endLine),
    byte: Math.min(a.byte, b.byte),
    endByte: Math.max(a.endByte, b.endByte),
  }
}
