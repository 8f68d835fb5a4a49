import { NAME, neutralizeLine } from '../index.ts'
import type { Io } from './io.ts'

/** One line on stderr. A file name may hold anything, so nothing in it may steer the terminal. */
export function say(io: Io, sentence: string, end: '\n' | '\r\n' = '\n'): void {
  io.stderr.write(lineOf(sentence, end))
}

/** The same, waited for: the process may end right behind it. */
export function sayAll(io: Io, sentence: string): Promise<void> {
  return new Promise((resolve) => {
    io.stderr.write(lineOf(sentence), () => resolve())
  })
}

function lineOf(sentence: string, end = '\n'): string {
  return `${NAME}: ${neutralizeLine(sentence)}${end}`
}

/** Lines below a sentence, indented: a quotation, and a mark under a place in it. */
export function quote(io: Io, lines: readonly string[]): void {
  // A tab as wide as one character: the mark stays below its place.
  for (const line of lines) io.stderr.write(`    ${neutralizeLine(line, ' ', ' ')}\n`)
}
