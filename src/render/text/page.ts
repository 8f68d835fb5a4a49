/**
 * One page of text: labels in a gutter on the left, everything else aligned behind it, nothing wider than the page.
 * Rows take neutral text; the page wraps it and colours it, in this order.
 */
import type { Ink, Style } from '../../base/text/style.ts'
import { widthOf } from '../../base/text/width.ts'
import { type Piece, wrap } from '../../base/text/wrap.ts'

/** Below this the words of a line no longer make sense together. */
const MIN_WIDTH = 30

/** `at` and `by` stand this far left of the text they introduce. */
const TAG_COLUMNS = 5

export interface RowOptions {
  /** Stands in the gutter right before the text: `at`, `by`, `1.`. */
  readonly tag?: string
  /** Columns behind the gutter. */
  readonly indent?: number
  /** More columns from the second line on. */
  readonly hang?: number
  readonly longWords?: 'cut' | 'continue'
}

export class Page {
  readonly width: number
  readonly style: Style
  /** Columns before the text. */
  readonly gutter: number
  private readonly lines: string[] = []
  private label: { text: string; ink: Ink } | null = null

  constructor(width: number, style: Style, gutter: number) {
    this.width = Math.max(MIN_WIDTH, width)
    this.style = style
    this.gutter = gutter
  }

  /** Columns behind the gutter. */
  get room(): number {
    return this.width - this.gutter
  }

  /** Starts a section; the next row stands on the line of its label. */
  section(label: string, ink: Ink, spaced = true): void {
    if (spaced) this.blank()
    this.label = { text: label, ink }
  }

  blank(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('')
  }

  row(pieces: readonly Piece[], { tag = '', indent = 0, hang = 0, longWords = 'cut' }: RowOptions = {}): void {
    const before = this.gutter + indent
    for (const [i, line] of wrap(pieces, { columns: this.width - before, hang, longWords }).entries()) {
      if (line === '') continue
      const margin = i === 0 ? this.margin(tag, before) : ' '.repeat(before)
      this.lines.push(margin + line)
    }
  }

  /** Without gutter: a sentence instead of a section. */
  sentence(pieces: readonly Piece[]): void {
    this.lines.push(...wrap(pieces, { columns: this.width }))
  }

  toString(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`
  }

  private margin(tag: string, columns: number): string {
    const { label } = this
    this.label = null
    if (label) return label.ink(label.text) + ' '.repeat(Math.max(1, columns - widthOf(label.text)))
    if (tag === '') return ' '.repeat(columns)
    const at = Math.max(0, this.gutter - TAG_COLUMNS)
    return ' '.repeat(at) + this.style.dim(tag) + ' '.repeat(Math.max(1, columns - at - widthOf(tag)))
  }
}
