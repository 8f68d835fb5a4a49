/** What is told and asked outside of the program: with limits that hold. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runHook } from '../../src/capture/notify.ts'
import { fetchGoroutines } from '../../src/capture/pprof.ts'

describe('a command that is told of a crash', () => {
  const told = (line: string) => runHook(line, '{}', process.env, { askedMs: 300, killedMs: 600 })

  it.each([
    ['ends by itself', 'cat', null],
    ['fails', 'exit 3', '--on-crash: ended with exit code 3'],
    ['ends when it is asked to', 'sleep 40', '--on-crash: not done after 0.3 s: ended'],
    ['has something to do first', 'trap "exit 0" TERM; sleep 40', '--on-crash: not done after 0.3 s: ended'],
    ['will not be asked', 'trap "" TERM; sleep 40', '--on-crash: not done after 0.3 s: ended'],
  ])('and %s', async (_, line, complaint) => expect(await told(line)).toBe(complaint), 20_000)

  it('leaves nothing running when its time is over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-extractor-notify-'))
    const beats = join(folder, 'beats')
    const stubborn = `trap "" TERM; while :; do echo x >> '${beats}'; sleep 0.02; done`
    await told(`echo x > '${beats}'; (${stubborn}) & wait`)
    const { size } = statSync(beats)
    await wait(500)
    expect(statSync(beats).size).toBe(size)
    rmSync(folder, { recursive: true })
  }, 20_000)
})

it.each([
  [100, 'x'.repeat(100)],
  [99, 'it is longer than'],
])('a dump is taken whole or not at all: at most %i bytes', async (most, told) => {
  const server = createServer((_, response) => void response.end('x'.repeat(100)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fetched = fetchGoroutines(`http://127.0.0.1:${port}/`, most).then(String, (error: Error) => error.message)
  expect((await fetched).startsWith(told)).toBe(true)
  server.close()
})
