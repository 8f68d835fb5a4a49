import { plainValueText, valueText } from '../../render/split-records.ts'
import type { Expression } from '../../split/regex/emit.ts'
import type { GuardedExpression } from './guarded-expression.ts'
import type { LineChunk } from './line-chunks.ts'

/** Records as lines of JSON, or lines that were not understood here: `bytes[from, to)`, the first one's number. */
export type Piece = Uint8Array | { readonly from: number; readonly to: number; readonly line: number }

export interface Scanned {
  readonly pieces: readonly Piece[]
  readonly matched: number
}

/**
 * One expression over many lines at once, where nothing but its groups is asked of it. It takes lines of ordinary characters
 * only; all others, and those it does not match, are left to whoever looks at lines one by one.
 */
export class ChunkExpression {
  private readonly expression: RegExp
  private readonly guard: GuardedExpression
  /** What stands before each value, and the number of its group. */
  private readonly fields: readonly { readonly head: string; readonly group: number }[]
  private isSlow = false

  /** @throws SyntaxError when the engine does not take it. */
  constructor(
    { source, groups }: Expression,
    fields: readonly { name: string; group: number }[],
    guard: GuardedExpression,
  ) {
    this.expression = new RegExp(source, 'g')
    this.guard = guard
    this.fields = fields.map(({ name, group }, i) => ({
      head: `${i === 0 ? '{' : ','}${valueText(name)}:`,
      group: groups[group]!,
    }))
  }

  /** null: it would take too long. Nothing was counted then. */
  scan(chunk: LineChunk): Scanned | null {
    if (this.isSlow) return null
    let scanned: Scanned | null = null
    const isDone = this.guard.finishes(chunk.to - chunk.from, () => {
      scanned = this.scanParts(chunk)
    })
    this.isSlow = !isDone
    return scanned
  }

  private scanParts({ bytes, from, to, firstLine }: LineChunk): Scanned {
    const pieces: Piece[] = []
    let line = firstLine
    let matched = 0
    for (let start = from; start < to; ) {
      const last = bytes.subarray(start, Math.min(to, start + PART_BYTES)).lastIndexOf(NEWLINE)
      const end = last < 0 ? lineEnd(bytes, start, to) : start + last + 1
      const part = this.scanPart(bytes.toString('latin1', start, end), start, line)
      pieces.push(...part.pieces)
      matched += part.matched
      line = part.line
      start = end
    }
    return { pieces, matched }
  }

  /** `start`: where the text stands in the chunk; a character is a byte. */
  private scanPart(text: string, start: number, firstLine: number): Scanned & { readonly line: number } {
    const { expression, fields } = this
    const pieces: Piece[] = []
    const special = new Specials(text)
    let records = ''
    let matched = 0
    let line = firstLine
    let position = 0
    // As bytes: strings in pieces, held until the chunk is done, would make the garbage collector busier than the expression.
    const write = (): void => {
      if (records !== '') pieces.push(Buffer.from(records))
      records = ''
    }
    /** The lines up to there matched nothing. */
    const leave = (to: number): void => {
      write()
      pieces.push({ from: start + position, to: start + to, line })
      for (let at = position; at < to; line++) at = text.indexOf('\n', at) + 1 || to
    }
    for (;;) {
      expression.lastIndex = position
      const match = position < text.length ? expression.exec(text) : null
      if (match === null) break
      if (match.index > position) leave(match.index)
      const end = text.indexOf('\n', match.index + match[0].length)
      const quoted = special.isBefore(match.index, end) ? valueText : plainValueText
      for (const { head, group } of fields) {
        const value = match[group]
        records += head + (value === undefined ? 'null' : quoted(value))
      }
      records += '}\n'
      matched++
      line++
      position = end + 1
    }
    if (position < text.length) leave(text.length)
    write()
    return { pieces, matched, line }
  }
}

/** Which lines hold a character that needs an escape: most hold none, and the next one is seldom looked for. */
class Specials {
  private readonly text: string
  private readonly next = ESCAPED.map(() => -1)

  constructor(text: string) {
    this.text = text
  }

  isBefore(from: number, to: number): boolean {
    let found = false
    for (let i = 0; i < ESCAPED.length; i++) {
      if (this.next[i]! < from) {
        const at = this.text.indexOf(ESCAPED[i]!, from)
        this.next[i] = at < 0 ? this.text.length : at
      }
      if (this.next[i]! < to) found = true
    }
    return found
  }
}

function lineEnd(bytes: Buffer, from: number, to: number): number {
  const newline = bytes.indexOf(NEWLINE, from)
  return newline < 0 || newline >= to ? to : newline + 1
}

/** Of the ordinary characters. */
const ESCAPED = ['"', '\\', '\t']
const NEWLINE = 0x0a
/** So that text and records stay in the processor's cache: larger parts take half as long again. */
const PART_BYTES = 65_536
