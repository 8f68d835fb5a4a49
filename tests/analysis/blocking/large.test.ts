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

/** Goroutines of one stack, at the lock of one account or of another. */
const TRANSFERS = (ids: readonly number[], from: string, to: string) =>
  ids
    .map((id) =>
      goroutine(
        id,
        'sync.Mutex.Lock, 5 minutes',
        LOCK(`${to}8`) + FRAME(`example.com/app/bank.(*Account).transfer(${from}0, ${to}0, 0x1)`, '/app/bank.go', 20),
      ),
    )
    .join('')
const IDLE = (id: number) =>
  goroutine(id, 'select', FRAME(`example.com/app/bank.work(0x${(0xc000100000 + id).toString(16)})`, '/app/bank.go', 9))
const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
const dump = (goroutines: string) =>
  `SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${MAIN}${goroutines}rax    0x0\nrbx    0x0\nrcx    0x0\nrdx    0x0\nexit status 2\n`
const QUIET = dump(from(2, 209).map(IDLE).join(''))

async function causes(text: string): Promise<(readonly [unknown, number])[]> {
  const { findings } = await analyze({ name: 'large.log', bytes: Buffer.from(text) })
  return findings.filter(isBlocking).map(({ data, confidence }) => [data.cause, confidence])
}

describe('a lock order of goroutines with one stack', () => {
  const crossed =
    from(2, 209).map(IDLE).join('') +
    TRANSFERS(from(300, 25), '0xc000bbbb0', '0xc000aaaa0') +
    TRANSFERS([325], '0xc000aaaa0', '0xc000bbbb0') +
    TRANSFERS([326, 327], '0xc000cccc0', '0xc000aaaa0')

  test('is the same in the only dump and behind or before sixty others', async () => {
    const alone = (await causes(dump(crossed))).filter(([cause]) => cause === 'lock-order')
    expect(alone).toHaveLength(1)
    const only = (list: Awaited<ReturnType<typeof causes>>) => list.filter(([cause]) => /lock/.test(String(cause)))
    expect(only(await causes(QUIET.repeat(60) + dump(crossed)))).toEqual(alone)
    expect(only(await causes(QUIET.repeat(60) + dump(crossed) + QUIET.repeat(10)))).toEqual(alone)
  })

  test('is not replaced by a guess where the one that closes it is not kept', async () => {
    const hidden =
      from(2, 3).map(IDLE).join('') +
      TRANSFERS(from(300, 250), '0xc000cccc0', '0xc000aaaa0') +
      TRANSFERS([900], '0xc000aaaa0', '0xc000bbbb0')
    const { findings } = await analyze({ name: 'large.log', bytes: Buffer.from(dump(hidden)) })
    const [finding] = findings.filter(isBlocking)
    expect([finding!.data.cause, finding!.confidence]).toEqual(['double-lock', 0.4])
  })

  test('is not denied where nobody else could give a lock back and some were counted only', async () => {
    // A test run has no timers that would excuse it.
    const hidden =
      TRANSFERS(from(300, 250), '0xc000cccc0', '0xc000aaaa0') + TRANSFERS([900], '0xc000aaaa0', '0xc000bbbb0')
    const text = dump(hidden).replaceAll('bank.go', 'bank_test.go')
    const { findings } = await analyze({ name: 'large.log', bytes: Buffer.from(text) })
    const finding = findings.find(({ data }) => data?.cause === 'double-lock')
    expect(finding).toMatchObject({ rule: 'go/blocked-unproven', confidence: 0.4 })
    expect(JSON.stringify(finding)).toContain('only 200 of the 251 goroutines there were looked at one by one')
  })
})

describe('many that stand in one place, each at a channel of its own', () => {
  test('are not said to wait for one channel', async () => {
    const sender = (i: number) =>
      goroutine(
        10 + i,
        'chan send',
        FRAME(
          `runtime.chansend(0x${(0xc000a00000 + 0x60 * i).toString(16)}, 0xc00010a7c0, 0x1, 0x0?)`,
          '/go/src/runtime/chan.go',
          283,
        ) +
          FRAME('runtime.chansend1(0x4c4b40?, 0x0?)', '/go/src/runtime/chan.go', 161) +
          FRAME('example.com/app/quote.ask.func1()', '/app/quote.go', 15),
        'Quotes',
      )
    const text = MAIN + Array.from({ length: 300 }, (_, i) => sender(i)).join('')
    const { findings } = await analyze({ name: 'large.log', bytes: Buffer.from(text) })
    const [found] = findings.filter(isBlocking)
    expect(found!.title).toContain('300 goroutines wait to send')
    // Each address that is named stands behind one goroutine.
    expect(found!.explanation).not.toMatch(/Goroutines [^.]* channel 0x/)
  })
})
