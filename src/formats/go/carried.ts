import type { Line } from '../../model/line.ts'
import type { Stack } from '../../model/stack.ts'
import { StackBuilder } from './stack-builder.ts'

/**
 * The stack inside a panic value. Libraries that pass a panic from one goroutine to another (errgroup, singleflight,
 * conc) put the first stack into the text of the second panic, since the runtime would only show their own.
 */
export function carriedStack(message: string): Stack | null {
  const start = START.exec(message)
  if (start === null) return null
  const builder = new StackBuilder(() => {})
  const lines = message.slice(start.index).replace(/^\n/, '').split('\n', MOST_LINES)
  for (const text of lines[0]!.startsWith('goroutine ') ? lines.slice(1) : lines) {
    if (text.trim() !== '' && !builder.push(text, NOWHERE)) break
  }
  const stack = builder.finish()
  return builder.confirmed ? stack : null
}

const START = /(?:^|\n)(?:goroutine \d{1,19} \[[^\]\n]{1,80}\]:\n|runtime\/debug\.Stack\(\)\n)/
const MOST_LINES = 400

const NOWHERE: Line = {
  text: '',
  span: { source: '', line: 0, endLine: 0, byte: 0, endByte: 0 },
  terminated: true,
  logged: false,
  time: null,
}
