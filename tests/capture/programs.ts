import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { lacks } from '../support/tools.ts'

const SOURCE = fileURLToPath(new URL('program/', import.meta.url))

/** What `program/main.go` understands. */
export type Deed =
  | readonly ['count', lines: number, pauseMs: number]
  | readonly ['exit', code: number]
  | readonly ['signal', number: number]
  | readonly ['pour', megabytesOut: number, megabytesErr: number, hashes: string]
  | readonly ['drink']
  | readonly ['line', megabytes: number]
  | readonly ['panic', goroutines: number]
  | readonly ['hold']

export interface TestProgram {
  readonly name: string
  argv(...deed: Deed): string[]
}

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-program-'))
const BUILT = join(folder, 'program')
const hasGo = !lacks('go', 'faults around real Go programs')

/** The same program twice: one that is there wherever Node is, and a real one, with the runtime that really crashes. */
export const PROGRAMS: readonly TestProgram[] = [
  { name: 'a script', argv: (...deed) => [process.execPath, join(SOURCE, 'scripted.mjs'), ...deed.map(String)] },
  ...(hasGo ? [{ name: 'a Go program', argv: (...deed: Deed) => [BUILT, ...deed.map(String)] }] : []),
]

/** To be called once by a suite that uses them. */
export function buildPrograms(): void {
  beforeAll(() => {
    if (!hasGo) return
    const { status, stderr } = spawnSync('go', ['build', '-o', BUILT, '.'], { cwd: SOURCE, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
}

/** mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}

/** Whether this is a true beginning of what `count` prints: every line in its place, the last one perhaps cut. */
export function isBeginning(text: string): boolean {
  const lines = text.replace(/^pid=\d+;\n/, '').split('\n')
  const last = lines.pop()!
  if (/^p(?:i(?:d(?:=\d*;?)?)?)?$/.test(last) && lines.length === 0) return true
  return lines.every((line, i) => line === `seq=${i}`) && `seq=${lines.length}\n`.startsWith(last)
}
