import { NAME } from '../index.ts'
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
  return `${NAME}: ${sentence.replace(UNSAFE, '?')}${end}`
}

/** Lines below a sentence, indented: a quotation, and a mark under a place in it. */
export function quote(io: Io, lines: readonly string[]): void {
  for (const line of lines) io.stderr.write(`    ${line.replace(UNSAFE, '?')}\n`)
}

const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
