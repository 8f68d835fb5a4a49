import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Io } from '../../src/cli/io.ts'
import { showProgress } from '../../src/cli/progress.ts'

const MEGABYTE = 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'log-extractor-progress-'))
const big = { name: 'big.log', source: join(folder, 'big.log') }
const small = { name: 'small.log', source: join(folder, 'small.log') }
const pipe = { name: '<stdin>', source: { name: '<stdin>', stream: (async function* () {})() } }

beforeAll(() => {
  writeFileSync(big.source, '')
  truncateSync(big.source, 100 * MEGABYTE)
  writeFileSync(small.source, 'small')
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
  const io = { stdin: pipe.source.stream, stdout: stderr, stderr, env: {}, onInterrupt: () => () => {} }
  return { io, printed: () => printed }
}

async function watch(inputs: Parameters<typeof showProgress>[0], isTTY: boolean, isWanted: boolean): Promise<string> {
  const { io, printed } = terminal(isTTY)
  const progress = await showProgress(inputs, io, isWanted)
  const name = inputs[0]!.name
  progress.report({ source: name, bytes: 10 * MEGABYTE })
  await pause(600)
  // Slow enough by now: this one loads the bar, the next one moves it.
  progress.report({ source: name, bytes: 20 * MEGABYTE })
  await pause(300)
  progress.report({ source: name, bytes: 50 * MEGABYTE })
  await pause(300)
  progress.stop()
  return printed()
}

describe.concurrent('the progress bar', () => {
  it('shows how much of a large file was read', async () => {
    expect(await watch([big], true, true)).toMatch(/█+░+ 50 % {2}50 MB of 100 MB/)
  })
  it('only counts what has no known size', async () => {
    expect(await watch([pipe], true, true)).toMatch(/50 MB read/)
  })
  it('goes away at the end', async () => {
    expect(await watch([big], true, true)).toMatch(/\x1b\[2K(?:\x1b8)?[^█]*$/)
  })
  it.each([
    ['for a small file', [small], true, true],
    ['without a terminal', [big], false, true],
    ['when it is not wanted', [big], true, false],
  ] as const)('is absent %s', async (_, inputs, isTTY, isWanted) => {
    expect(await watch(inputs, isTTY, isWanted)).toBe('')
  })
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
