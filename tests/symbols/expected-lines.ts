import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FunctionLines } from '../../src/index.ts'

export const SOURCE = fileURLToPath(new URL('src/', import.meta.url))

/** First lines by the words that the source has there, and the function that prints them. */
const LINES: ReadonlyMap<string, number> = new Map(
  ['main.go', 'stock.v2/stock.go'].flatMap((file) =>
    readFileSync(`${SOURCE}${file}`, 'utf8')
      .split('\n')
      .flatMap((text, index): [string, number][] => {
        const [, line, mark] = /\/\/ begins(?: at (\d+))?: (.*)$/.exec(text) ?? []
        return mark === undefined ? [] : [[mark, line === undefined ? index + 1 : Number(line)]]
      }),
  ),
)

/** Runs the program, which says the name of each of its functions as the runtime gives it, and looks up its line. */
export function expectedLines(program: string): Record<string, number> {
  const { stderr } = spawnSync(program, ['panic'], { encoding: 'utf8', env: {} })
  const said = [...stderr.matchAll(/^at (.+) (\S+)$/gm)]
  const marks = new Set(said.map(([, mark]) => mark))
  const silent = [...LINES.keys()].filter((mark) => !marks.has(mark))
  if (silent.length > 0) throw new Error(`the program did not reach: ${silent.join(', ')}\n${stderr}`)
  return Object.fromEntries(said.map(([, mark, name]) => [name!, LINES.get(mark!)!]))
}

/** Frames of everything that the program says when it dies, the runtime's own included. */
export function framesOfDeath(
  program: string,
): { readonly name: string; readonly file: string; readonly line: number }[] {
  const env = { GOTRACEBACK: 'system' }
  const { stderr } = spawnSync(program, ['panic'], { encoding: 'utf8', env })
  return [...stderr.matchAll(/^(\S.*)\n\t(\S+\.(?:go|s)):(\d+)/gm)].map(([, header, file, line]) => ({
    name: /^(?:created by )?(\S+?)(?:\([^()]*(?:\{.*)?\))?(?: in goroutine \d+)?$/.exec(header!)![1]!,
    file: file!,
    line: Number(line),
  }))
}

/** What it says for the same names. */
export function linesOf(lines: FunctionLines, names: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, lines.startLineOf(name)]))
}
