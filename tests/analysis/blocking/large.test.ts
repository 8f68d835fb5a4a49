import { describe, expect, test } from 'vitest'
import { analyze, type Finding } from '../../../src/index.ts'
import { isBlocking } from '../../support/stuck-programs.ts'

/** Dumps in which most goroutines are of no interest, so that bounds are reached before the ones that are. */
const FRAME = (call: string, file: string, line: number) => `${call}\n\t${file}:${line} +0x45\n`
const LOCK = (address: string) =>
  FRAME('sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)', '/go/src/runtime/sema.go', 77) +
  FRAME(`sync.(*Mutex).lockSlow(${address})`, '/go/src/sync/mutex.go', 171) +
  FRAME('sync.(*Mutex).Lock(...)', '/go/src/sync/mutex.go', 90)

function goroutine(id: number, state: string, frames: string, starter = 'Bank'): string {
  return `goroutine ${id} [${state}]:\n${frames}created by example.com/app/start.${starter} in goroutine 1\n\t/app/start.go:7 +0x11\n\n`
}

const MAIN = `goroutine 1 [IO wait]:\n${FRAME('net.(*TCPListener).Accept(0xc000010000)', '/go/src/net/tcpsock.go', 380)}${FRAME('main.main()', '/app/main.go', 9)}\n`

/** Two that wait for each other, whose objects stand in nothing but the arguments. */
const CROSSED =
  goroutine(
    900_001,
    'sync.Mutex.Lock',
    LOCK('0xc0deadb008') +
      FRAME('example.com/app/bank.(*Ledger).write(0xc0deadb000)', '/app/bank.go', 31) +
      FRAME('example.com/app/bank.(*Account).pay(0xc0deada000)', '/app/bank.go', 12),
  ) +
  goroutine(
    900_002,
    'sync.Mutex.Lock',
    LOCK('0xc0deada008') +
      FRAME('example.com/app/bank.(*Account).book(0xc0deada000)', '/app/bank.go', 22) +
      FRAME('example.com/app/bank.(*Ledger).close(0xc0deadb000)', '/app/bank.go', 41),
  )

async function blocking(crowd: (i: number) => string, size: number): Promise<Finding[]> {
  const text = MAIN + Array.from({ length: size }, (_, i) => crowd(i)).join('') + CROSSED
  const { findings } = await analyze({ name: 'large.log', bytes: Buffer.from(text) })
  return findings.filter(isBlocking)
}

describe('a lock order at the end of a large dump', () => {
  test('behind thousands of stacks', async () => {
    const idle = (i: number) =>
      goroutine(
        10 + i,
        'select',
        FRAME(`example.com/app/idle.worker${i % 4_000}(0x${(0xc000000 + i).toString(16)})`, '/app/idle.go', 5),
        'Idle',
      )
    const found = await blocking(idle, 16_000)
    expect(found.map(({ rule, data, goroutines }) => [rule, data.cause, goroutines])).toEqual([
      ['go/deadlock', 'lock-order', [900_001, 900_002]],
    ])
  })

  test('behind a long queue at another lock', async () => {
    const queued = (i: number) =>
      goroutine(
        10 + i,
        'sync.Mutex.Lock',
        LOCK('0xc000500008') + FRAME('example.com/app/store.(*Table).get(0xc000500000)', '/app/store.go', 5),
        'Queue',
      )
    const found = await blocking(queued, 5_000)
    expect(found.map(({ data }) => data.cause)).toContain('lock-order')
  })
})
