import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/index.ts'
import { isBlocking } from '../../support/stuck-programs.ts'
import { findingsIn, verdict } from './findings.ts'

/** Small dumps by hand: what proves a deadlock, and what stands against it. */
const MAIN =
  'goroutine 1 [IO wait]:\nnet.(*TCPListener).Accept(0xc000010000)\n\t/go/src/net/tcpsock.go:380 +0x30\nnet/http.Serve({0x7a5b28, 0xc000010000}, {0x0, 0x0})\n\t/go/src/net/http/server.go:2943 +0x25\nmain.main()\n\t/app/main.go:9 +0x25'

function dump(...goroutines: string[]): string {
  return `${[MAIN, ...goroutines].join('\n\n')}\n`
}

/** `frames`: `function(args) line`, innermost first. */
function goroutine(
  id: number,
  state: string,
  frames: readonly string[],
  createdBy = 'example.com/app/start.All',
): string {
  const lines = frames.flatMap((frame) => {
    const [, call, line] = /^(.*\)) (\d+)$/.exec(frame)!
    return [call!, `\t/app/code.go:${line} +0x1d`]
  })
  return [
    `goroutine ${id} [${state}]:`,
    ...lines,
    `created by ${createdBy} in goroutine 1`,
    '\t/app/start.go:7 +0x11',
  ].join('\n')
}

const lock = (address: string) => [
  'internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?) 95',
  `internal/sync.(*Mutex).lockSlow(${address}) 149`,
  'internal/sync.(*Mutex).Lock(...) 70',
  'sync.(*Mutex).Lock(...) 46',
]

const A = 'example.com/app/bank.(*Account)'
const B = 'example.com/app/bank.(*Ledger)'
const first = (state = 'sync.Mutex.Lock') =>
  goroutine(7, state, [...lock('0xc000200008'), `${B}.write(0xc000200000) 31`, `${A}.pay(0xc000100000) 12`])
const second = (state = 'sync.Mutex.Lock') =>
  goroutine(8, state, [...lock('0xc000100008'), `${A}.book(0xc000100000) 22`, `${B}.close(0xc000200000) 41`])

async function blocking(text: string): Promise<Finding | undefined> {
  return (await findingsIn(text)).find(isBlocking)
}

describe('lock order', () => {
  test('two goroutines, each inside a method of the object the other waits for', async () => {
    const finding = await blocking(dump(first(), second()))
    expect(finding).toMatchObject({
      rule: 'go/deadlock',
      severity: 'error',
      title: "2 goroutines wait for each other's locks (lock order)",
      goroutines: [7, 8],
      data: {
        class: 'resource',
        cause: 'lock-order',
        blockedAt: [`${B}.write`, `${A}.book`],
        waits: [
          { goroutine: 7, address: '0xc000200008' },
          { goroutine: 8, address: '0xc000100008' },
        ],
        holds: [
          { lock: '0xc000200008', goroutine: 8, at: `${B}.close` },
          { lock: '0xc000100008', goroutine: 7, at: `${A}.pay` },
        ],
      },
    })
    expect(finding!.explanation).toBe(
      'Goroutine 7 waits for mutex 0xc000200008 in bank.(*Ledger).write (/app/code.go:31), very likely held by goroutine 8: it is inside bank.(*Ledger).close (/app/code.go:41), a method of the same object, and itself waits for mutex. ' +
        'Goroutine 8 waits for mutex 0xc000100008 in bank.(*Account).book (/app/code.go:22), very likely held by goroutine 7: it is inside bank.(*Account).pay (/app/code.go:12), a method of the same object, and itself waits for mutex. ' +
        'Every goroutine that could release the lock is in the dump, and each of them waits',
    )
  })

  test('the evidence quotes the goroutines', async () => {
    const finding = await blocking(dump(first(), second()))
    expect(finding!.evidence.map(({ quote }) => quote)).toEqual([
      `goroutine 7 [sync.Mutex.Lock]: ${B}.write(0xc000200000) /app/code.go:31`,
      `goroutine 8 [sync.Mutex.Lock]: ${A}.book(0xc000100000) /app/code.go:22`,
    ])
  })

  test('other objects of the same types are no cycle', async () => {
    const other = goroutine(8, 'sync.Mutex.Lock', [
      ...lock('0xc000300008'),
      `${A}.book(0xc000300000) 22`,
      `${B}.close(0xc000400000) 41`,
    ])
    expect((await blocking(dump(first(), other)))!.data.cause).not.toBe('lock-order')
  })

  test('objects of one type that lie side by side are not one object', async () => {
    const crossed = (id: number, wanted: string, own: string) =>
      goroutine(id, 'sync.Mutex.Lock', [...lock(wanted), `${A}.take(${wanted}) 22`, `${A}.hold(${own}) 41`])
    // 7 has ..00 and wants ..40, 8 has ..40 and wants ..80, which nobody is seen to have.
    const finding = await blocking(
      dump(crossed(7, '0xc000100040', '0xc000100000'), crossed(8, '0xc000100080', '0xc000100040')),
    )
    expect(finding!.data.cause).not.toBe('lock-order')
  })

  test('a third goroutine in one of the types that can still run', async () => {
    const running = goroutine(9, 'runnable', [`${B}.audit(0xc000200000) 77`])
    const finding = await blocking(dump(first(), second(), running))
    expect(finding!.rule).not.toBe('go/deadlock')
  })

  test('a stack that is not shown', async () => {
    const hidden =
      'goroutine 9 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by example.com/app/start.All in goroutine 1\n\t/app/start.go:7 +0x11'
    expect(await blocking(dump(first(), second(), hidden))).toMatchObject({
      rule: 'go/blocked-unproven',
      data: {
        cause: 'lock-order',
        notProvenBecause: 'the stack of goroutine 9 is not in the dump, and it may hold the lock',
      },
    })
  })

  test('goroutine 1 is missing', async () => {
    const text = `${[first(), second()].join('\n\n')}\n`
    expect(await blocking(text)).toMatchObject({ rule: 'go/blocked-unproven', data: { cause: 'lock-order' } })
  })

  test('lines were lost inside', async () => {
    const text = dump(first(), 'systemd-journald[311]: Suppressed 1422 messages from app.service', second())
    expect(await blocking(text)).toMatchObject({
      rule: 'go/blocked-unproven',
      data: { notProvenBecause: 'lines were lost within the dump, so that goroutines may be missing' },
    })
  })

  test('the runtime would have said so itself, if nothing were pending', async () => {
    const text = dump(first(), second()).replace('IO wait', 'select (no cases)')
    expect((await blocking(text))!.data.notProvenBecause).toMatch(/a timer is pending/)
  })

  test('philosophers: one stack, many locks', async () => {
    const dine = (id: number, left: number, right: number) =>
      goroutine(id, 'sync.Mutex.Lock', [
        ...lock(`0xc00010${right}000`),
        `example.com/app/table.dine(0xc00010${left}000, 0xc00010${right}000) 15`,
      ])
    const finding = await blocking(dump(dine(7, 1, 2), dine(8, 2, 3), dine(9, 3, 1)))
    expect(finding).toMatchObject({ data: { cause: 'lock-order' } })
    expect(finding!.goroutines).toEqual([7, 8, 9])
  })
})

describe('one lock', () => {
  const again = [...lock('0xc000100008'), `${A}.audit(0xc000100000) 22`, `${A}.deposit(0xc000100000) 12`]

  test('locked again by a callee', async () => {
    expect(await blocking(dump(goroutine(7, 'sync.Mutex.Lock', again)))).toMatchObject({
      rule: 'go/deadlock',
      title: 'bank.(*Account).audit locks what its caller bank.(*Account).deposit seems to hold already',
      data: { class: 'resource', cause: 'double-lock' },
    })
  })

  test('held by one that computes: contention, and no word about two waiters', async () => {
    const holder = goroutine(9, 'runnable', [`${A}.sum(0xc000100000) 77`])
    const waiter = (id: number) =>
      goroutine(id, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`])
    expect(await blocking(dump(waiter(7), waiter(8), holder))).toBeUndefined()
    expect(await blocking(dump(...[2, 3, 4, 5].map(waiter), holder))).toMatchObject({
      rule: 'go/blocked-unproven',
      title: '4 goroutines wait for a lock that seems to be in use in bank.(*Account).deposit',
      data: { cause: 'unknown' },
    })
  })

  test('held while sending', async () => {
    const sender = goroutine(9, 'chan send', [`${A}.publish(0xc000100000) 77`])
    const waiter = goroutine(7, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`])
    expect(await blocking(dump(sender, waiter))).toMatchObject({
      rule: 'go/blocked-unproven',
      data: { class: 'mixed', cause: 'channel-lock' },
    })
  })

  test('a condition variable gives its lock back while it waits', async () => {
    const waiting = goroutine(9, 'sync.Cond.Wait', [
      'sync.runtime_notifyListWait(0xc000100040, 0x0) 606',
      'sync.(*Cond).Wait(0xc000100030) 71',
      `${A}.await(0xc000100000) 77`,
    ])
    const waiter = goroutine(7, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`])
    expect((await blocking(dump(waiting, waiter)))?.data.cause).not.toBe('condition-variable')
  })

  test('the lock of another object is kept while it waits for a condition', async () => {
    const waiting = goroutine(9, 'sync.Cond.Wait', [
      'sync.runtime_notifyListWait(0xc000200040, 0x0) 606',
      'sync.(*Cond).Wait(0xc000200030) 71',
      `${B}.await(0xc000200000) 77`,
      `${A}.reserve(0xc000100000) 31`,
    ])
    const waiter = goroutine(7, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`])
    expect(await blocking(dump(waiting, waiter))).toMatchObject({
      rule: 'go/blocked-unproven',
      title: 'A lock seems to be held while waiting for a condition variable in bank.(*Ledger).await (/app/code.go:77)',
      data: {
        class: 'communication',
        cause: 'condition-variable',
        notProvenBecause: 'goroutine 9 may be woken by a timer, and a dump shows no timers',
      },
    })
  })

  test('minutes prove what one moment cannot', async () => {
    const running = goroutine(9, 'sleep', ['time.Sleep(0x1) 300', 'example.com/app/bank.report(0x1) 77'])
    const state = 'sync.Mutex.Lock, 12 minutes'
    expect(await blocking(dump(first(state), second(state), running))).toMatchObject({
      rule: 'go/deadlock',
      confidence: 0.8,
      data: { waitMinutes: { min: 12, max: 12 } },
    })
    expect((await blocking(dump(first(), second(), running)))!.rule).toBe('go/blocked-unproven')
  })
})

describe('channels', () => {
  const worker = (id: number, state: string) =>
    goroutine(id, state, ['example.com/app/queue.(*Pool).work(0xc000500000) 31'])

  test('idle workers of a program that moves', async () => {
    expect(await blocking(dump(worker(7, 'chan receive'), worker(8, 'chan receive, 40 minutes')))).toBeUndefined()
  })

  test('senders whose receiver is nowhere', async () => {
    expect(await blocking(dump(worker(7, 'chan send')))).toMatchObject({
      rule: 'go/blocked-unproven',
      confidence: 0.3,
      data: { class: 'communication', cause: 'channel' },
    })
  })

  test('ten old senders at one place are a leak', async () => {
    const senders = Array.from({ length: 10 }, (_, i) => worker(10 + i, 'chan send, 15 minutes'))
    expect(await blocking(dump(...senders))).toMatchObject({
      rule: 'go/leak',
      severity: 'warning',
      data: { goroutineCount: 10, waitMinutes: { min: 15, max: 15 } },
    })
    expect((await blocking(dump(...senders.slice(1))))!.rule).toBe('go/blocked-unproven')
  })

  test('a request that waits for minutes', async () => {
    const handler = goroutine(
      7,
      'chan receive, 3 minutes',
      ['example.com/app/api.load(0x1) 12', 'net/http.HandlerFunc.ServeHTTP(0x1) 2294'],
      'net/http.(*Server).Serve',
    )
    expect(await blocking(dump(handler))).toMatchObject({ rule: 'go/blocked-unproven', data: { cause: 'channel' } })
  })

  test('sends to a nil channel never end, receives may be meant', async () => {
    expect(await blocking(dump(worker(7, 'chan send (nil chan)')))).toMatchObject({
      rule: 'go/leak',
      data: { cause: 'channel' },
    })
    expect(await blocking(dump(worker(7, 'chan receive (nil chan)')))).toBeUndefined()
  })

  test('the collector marked it', async () => {
    expect(await blocking(dump(worker(7, 'chan receive (leaked)')))).toMatchObject({
      rule: 'go/leak',
      confidence: 1,
      evidence: [
        {
          quote:
            'goroutine 7 [chan receive (leaked)]: example.com/app/queue.(*Pool).work(0xc000500000) /app/code.go:31',
        },
      ],
    })
  })

  test('a leaked lock and a leaked channel are two things, or one where they share an object', async () => {
    const mark = (text: string) => text.replace(']', ' (leaked)]')
    const waiter = mark(goroutine(8, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`]))
    const sender = mark(goroutine(9, 'chan send', [`${A}.publish(0xc000100000) 77`]))
    const told = async (...goroutines: string[]) =>
      (await findingsIn(dump(...goroutines)))
        .filter(isBlocking)
        .map(({ rule, goroutines: ids, data }) => `${rule} ${data.class}/${data.cause} ${ids.join(' ')}`)
    expect(await told(mark(worker(7, 'chan receive')), waiter)).toEqual([
      'go/leak communication/channel 7',
      'go/leak resource/double-lock 8',
    ])
    expect(await told(mark(worker(7, 'chan receive')), waiter, sender)).toEqual([
      'go/leak mixed/channel-lock 8 9',
      'go/leak communication/channel 7',
    ])
    expect(await told(mark(first()), mark(second()))).toEqual(['go/leak resource/lock-order 7 8'])
  })

  test('a busy lock beside a leak is no leak', async () => {
    const holder = goroutine(30, 'runnable', [`${A}.sum(0xc000100000) 77`])
    const waiters = [31, 32, 33].map((id) =>
      goroutine(id, 'sync.Mutex.Lock', [...lock('0xc000100008'), `${A}.deposit(0xc000100000) 11`]),
    )
    const leaks = (await findingsIn(dump(worker(7, 'chan receive (leaked)'), holder, ...waiters))).filter(
      ({ rule }) => rule === 'go/leak',
    )
    expect(leaks.map(({ goroutines }) => goroutines)).toEqual([[7]])
  })

  test('a connection of database/sql comes from another goroutine', async () => {
    const query = goroutine(7, 'select', [
      'database/sql.(*DB).conn(0xc000300000, {0x538970, 0xc000400000}, 0x1) 1369',
      'database/sql.(*DB).Query(0xc000300000) 1755',
      'example.com/app/store.(*Tags).of(0xc000500000) 41',
    ])
    const text = `fatal error: all goroutines are asleep - deadlock!\n\n${query}\n`
    expect(await blocking(text)).toMatchObject({
      rule: 'go/deadlock',
      data: { cause: 'channel', blockedAt: ['example.com/app/store.(*Tags).of'] },
    })
  })

  test('a wait group whose workers all stand', async () => {
    const wait = goroutine(7, 'sync.WaitGroup.Wait', [
      'sync.runtime_SemacquireWaitGroup(0x0?, 0x0?) 114',
      'sync.(*WaitGroup).Wait(0xc000500030) 206',
      'example.com/app/fan.In(0x1) 20',
    ])
    const send = (id: number) =>
      goroutine(id, 'chan send', ['example.com/app/fan.In.func1() 12'], 'example.com/app/fan.In').replace(
        'in goroutine 1',
        'in goroutine 7',
      )
    expect(await blocking(dump(wait, send(8), send(9)))).toMatchObject({
      data: { class: 'mixed', cause: 'channel-wait-group', goroutineCount: 3 },
    })
  })
})

describe('other dumps', () => {
  test('a lone printed stack is no dump', async () => {
    expect(
      verdict(
        await findingsIn(
          'goroutine 7 [running]:\nruntime/debug.Stack()\n\t/go/src/runtime/debug/stack.go:26 +0x5e\nmain.main()\n\t/app/main.go:9 +0x25\n',
        ),
      ),
    ).toBeNull()
  })

  test('the others of a panic only when it is certain', async () => {
    const panic = (...others: string[]) =>
      `panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9 +0x25\n\n${others.join('\n\n')}\n`
    expect(verdict(await findingsIn(panic(goroutine(7, 'chan send', ['main.work() 12']))))).toBeNull()
  })

  test('the goroutine leak profile', async () => {
    const text =
      'goroutineleak profile: total 3\n3 @ 0x48c8ae 0x41491c 0x414517\n#\t0x4e88dd\tmain.leaky.func1+0x1d\t/app/main.go:15\n'
    expect(await blocking(text)).toMatchObject({
      rule: 'go/leak',
      confidence: 1,
      title: '3 goroutines leaked in main.leaky.func1',
      data: { class: 'communication', cause: 'channel', blockedAt: ['main.leaky.func1'], goroutineCount: 3 },
    })
  })
})

describe('methods of a type with type arguments, which the runtime does not print', () => {
  const G = 'example.com/app/guard.(*Value[...]).With'
  const nested = (id: number, address: string, caller: string) =>
    goroutine(id, 'sync.Mutex.Lock', [
      ...lock(address),
      `${G}(0x0?, 0x534a48?) 16`,
      `example.com/app/bank.${caller}.func1(0x0?) 29`,
      `${G}(0x0?, 0x0?) 18`,
      `example.com/app/bank.${caller}(...) 27`,
    ])

  test('wait for each other where two of them stand in two, not each for its own', async () => {
    const found = await blocking(dump(nested(7, '0xc000100008', 'left'), nested(8, '0xc000200008', 'right')))
    expect(found).toMatchObject({ data: { cause: 'lock-order' }, goroutines: [7, 8] })
    expect(found!.explanation).not.toContain('holds it itself')
  })

  test('may wait for their own where there is but one', async () => {
    const found = await blocking(dump(nested(7, '0xc000100008', 'left')))
    expect(found).toMatchObject({ data: { cause: 'double-lock' }, goroutines: [7] })
    expect(found!.confidence).toBeLessThanOrEqual(0.5)
  })
})
