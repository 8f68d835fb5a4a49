import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withInputs } from '../../src/cli/inputs.ts'
import type { Io } from '../../src/cli/io.ts'

const MEGABYTE = 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'log-extractor-progress-'))
const big = join(folder, 'big.log')
const small = join(folder, 'small.log')
const stdin = (async function* () {})()

beforeAll(() => {
  writeFileSync(big, '')
  truncateSync(big, 100 * MEGABYTE)
  writeFileSync(small, 'small')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function terminal(isTTY: boolean): { io: Io; printed: () => string } {
  let printed = ''
  const stderr = {
    isTTY,
    columns: 80,
    write(chunk: string | Uint8Array) {
      printed += String(chunk)
      return true
    },
    once() {},
    on() {},
    removeListener() {},
  }
  const io = { stdin, stdout: stderr, stderr, env: {}, onInterrupt: () => () => {} }
  return { io, printed: () => printed }
}

async function watch(input: string, isTTY: boolean, progress: boolean): Promise<string> {
  const { io, printed } = terminal(isTTY)
  await withInputs({ input: [input], quiet: false, progress }, io, async (_, onProgress) => {
    const report = (bytes: number) => onProgress({ source: input, bytes, size: null })
    report(10 * MEGABYTE)
    await pause(600)
    // Slow enough by now: this one loads the bar, the next one moves it.
    report(20 * MEGABYTE)
    await pause(300)
    report(50 * MEGABYTE)
    await pause(300)
  })
  return printed()
}

describe.concurrent('the progress bar', () => {
  it('shows how much of a large file was read', async () => {
    expect(await watch(big, true, true)).toMatch(/█+░+ 50 % {2}50 MB of 100 MB/)
  })
  it('only counts what has no known size', async () => {
    expect(await watch('-', true, true)).toMatch(/50 MB read/)
  })
  it('goes away at the end', async () => {
    expect(await watch(big, true, true)).toMatch(/\x1b\[2K(?:\x1b8)?[^█]*$/)
  })
  it.each([
    ['for a small file', small, true, true],
    ['without a terminal', big, false, true],
    ['when it is not wanted', big, true, false],
  ] as const)('is absent %s', async (_, input, isTTY, isWanted) => {
    expect(await watch(input, isTTY, isWanted)).toBe('')
  })
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
