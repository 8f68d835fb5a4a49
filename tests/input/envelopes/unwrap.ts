import type { PeeledLine } from '../../../src/input/peeled-line.ts'
import { Peeler } from '../../../src/input/peeler.ts'
import { toText } from './encoders.ts'

/** Physical lines as the line splitter gives them. */
export function physicalLines(bytes: Uint8Array): string[] {
  const lines = toText(bytes).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

/** The road of a whole file: learn, peel, flush. */
export function unwrap(bytes: Uint8Array): {
  readonly layers: readonly string[]
  readonly lines: readonly PeeledLine[]
} {
  const physical = physicalLines(bytes)
  const peeler = Peeler.learn(physical)
  const lines: PeeledLine[] = []
  for (const [i, line] of physical.entries()) lines.push(...peeler.peel(line, i + 1))
  lines.push(...peeler.flush())
  return { layers: peeler.layers, lines }
}

export function textOf(lines: readonly PeeledLine[]): string[] {
  return lines.map(({ text }) => text)
}

/** Lines of a clean text, as the peeler should give them back. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
