import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Answer, Assembly, Sink } from '../recogniser.ts'

/**
 * A string in somebody's source that holds a report over several lines: the test data of a parser, an example in code. Nothing
 * died where it stands. Two signs are needed, one at each end: an opening quote behind what only code has before one, and
 * the closing quote right below the report. Markdown quotes with backticks, too; there a sentence stands before the first.
 */
export interface Literal {
  readonly quote: string
  /** What stands before the quote is written in prose, too: then only the end shows that it is code. */
  readonly isVague: boolean
}

/** The string that begins in this line and goes on below it. */
export function openingLiteral(text: string): Literal | null {
  if (text.length > LONGEST) return null
  for (const quote of QUOTES) {
    const at = text.indexOf(quote)
    if (at < 0 || text.includes(quote, at + quote.length)) continue
    const before = text
      .slice(0, at)
      .trimEnd()
      .replace(/\b[rbfu]{1,2}$|\br?#{1,3}$/, '')
      .trimEnd()
    if (CODE.test(before)) return { quote, isVague: false }
    return VAGUE.test(before) ? { quote, isVague: true } : null
  }
  return null
}

/**
 * A string that begins with the report itself, behind an assignment: code whatever comes. Its lines are nobody's report, up to
 * the closing quote.
 */
export class QuotedReport implements Assembly {
  private readonly quote: string
  private readonly first: Line
  private last: Line
  private readonly sink: Sink
  private lines = 0
  private isOver = false

  constructor({ quote }: Literal, line: Line, sink: Sink) {
    this.quote = quote
    this.first = line
    this.last = line
    this.sink = sink
  }

  push(line: Line): Answer {
    if (this.isOver || ++this.lines > MOST_LINES) {
      this.end()
      return 'closed'
    }
    this.last = line
    this.isOver = line.text.includes(this.quote)
    return 'claimed'
  }

  end(): void {
    this.sink.emit({
      kind: 'near-miss',
      span: cover(this.first.span, this.last.span),
      block: null,
      time: this.first.time,
      format: 'go-crash',
      reason: IN_LITERAL,
      text: this.first.text.slice(0, 400),
    })
  }
}

/** Whether a line below the report ends the string. */
export function closesLiteral(text: string, { quote, isVague }: Literal): boolean {
  const line = text.trimStart()
  if (!line.startsWith(quote)) return false
  const rest = line.slice(quote.length).trim()
  return rest === '' ? !isVague : /^[#,;)}\].+:]/.test(rest)
}

/** Whether the string begins where an assignment or a call has it, and in this line. */
export function isAssigned(text: string, { quote, isVague }: Literal): boolean {
  return !isVague && /(?:[\s(]|\breturn)$/.test(text.slice(0, text.indexOf(quote)))
}

export const IN_LITERAL = 'a report inside a string of source code'
/** Test data is shorter. */
const MOST_LINES = 2_000

/** Where the beginning is not known: "`," and the like begin no line of anything else. */
export const ANY_LITERAL: Literal = { quote: '`', isVague: true }
/** A message without a stack, and a lone quote right below it: nothing but the words is there. */
export const WORDS_ALONE: Literal = { quote: '`', isVague: false }

/** Whether the line ends a string that began above: ``panic: boom`,`` is a line of code unless a stack follows. */
export function endsLiteral(text: string): boolean {
  return LAST_OF_LITERAL.test(text)
}

const LAST_OF_LITERAL = /^[^`]{1,1000}`[,;)}\]]{1,4}$/

const QUOTES = ['"""', "'''", '`']
/** `x := `, `f(`, `return `, `[]string{`. */
const CODE = /(?:[\w\])] ?[:+]?=|[\w)\]]\(|\breturn|\{|\[)$/
/** `dump: `: a field, or the words of a sentence. */
const VAGUE = /[:,]$/
const LONGEST = 1_000
