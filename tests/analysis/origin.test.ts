/** Whom a stack blames where the frames alone do not tell: relays, helpers, stacks in values. */
import { describe, expect, it } from 'vitest'
import { analyze, type Origin } from '../../src/index.ts'

async function originOf(log: string): Promise<Origin | null> {
  const { crashes } = await analyze({ name: 'crash.log', bytes: Buffer.from(log) })
  expect(crashes).toHaveLength(1)
  return crashes[0]!.origin
}

const MAIN = 'main.main()\n\t/srv/shop/main.go:9 +0x1d\nexit status 2\n'

describe('a value that carries a stack', () => {
  const carrying = (stack: string) =>
    `panic: boom\n\t\n\tgoroutine 7 [running]:\n${stack.replace(/^(?=.)/gm, '\t')}\t\n\ngoroutine 1 [running]:\nexample.com/shop/pool.wait(...)\n\t/srv/shop/pool/pool.go:40\n${MAIN}`
  const HANDLER = 'runtime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e\n'
  const PANIC = 'panic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:860 +0x13a\n'

  it('is followed to the first panic', async () => {
    const origin = await originOf(
      carrying(`${HANDLER}${PANIC}example.com/shop/cart.add()\n\t/srv/shop/cart/cart.go:7 +0x1\n`),
    )
    expect(origin).toMatchObject({ function: 'example.com/shop/cart.add', line: 7 })
    expect(origin!.why).toContain('whose own stack stands in the message')
  })

  it('is not followed into another program', async () => {
    const origin = await originOf(carrying(`${HANDLER}${PANIC}github.com/other/tool.run()\n\t/x/tool.go:7 +0x1\n`))
    expect(origin).toMatchObject({ function: 'example.com/shop/pool.wait', line: 40 })
  })

  it('is not followed where nothing in it panicked', async () => {
    const origin = await originOf(carrying('example.com/shop/cart.add()\n\t/srv/shop/cart/cart.go:7 +0x1\n'))
    expect(origin).toMatchObject({ function: 'example.com/shop/pool.wait', line: 40 })
  })
})

describe('a stack without a frame of the program', () => {
  const STACK = 'runtime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e\n'
  const logged = (below: string) => `panic recovered: boom\ngoroutine 7 [running]:\n${STACK}${below}\n`

  it('blames the innermost frame outside the runtime', async () => {
    const SERVE = 'net/http.serverHandler.ServeHTTP({0x1})\n\t/usr/local/go/src/net/http/server.go:3311 +0x8e\n'
    expect(await originOf(logged(SERVE))).toMatchObject({ line: 3311, confidence: 0.3 })
  })

  it('blames nothing where only what printed it is left', async () => {
    expect(await originOf(logged(''))).toBeNull()
  })
})

describe('a path without its beginning', () => {
  it.each([
    ['of the module', 'example.com/shop/internal/verify.(*Result).Code(...)\n\tinternal/verify/verify.go:227\n'],
    ['of a package that is called like one of Go', 'example.com/shop/errors.New(...)\n\terrors/errors.go:227\n'],
  ])('%s is no file of the standard library', async (_name, frame) => {
    const origin = await originOf(`panic: boom\n\ngoroutine 1 [running]:\n${frame}${MAIN}`)
    expect(origin).toMatchObject({ line: 227 })
  })
})

describe('what passes a panic on without its stack', () => {
  it.each([
    ['sync.OnceFunc', 'main.load.OnceFunc.func2()\n\t/usr/local/go/src/sync/oncefunc.go:35 +0x60\n'],
    ['iter.Pull', 'iter.Pull[...].func2()\n\t/usr/local/go/src/iter/iter.go:326 +0xd3\n'],
    [
      'http.TimeoutHandler',
      'net/http.(*timeoutHandler).ServeHTTP(0x1)\n\t/usr/local/go/src/net/http/server.go:3842 +0x768\n',
    ],
  ])('%s: its caller, with a low confidence', async (_name, frame) => {
    const origin = await originOf(`panic: boom\n\ngoroutine 1 [running]:\n${frame}${MAIN}`)
    expect(origin).toMatchObject({ function: 'main.main', line: 9, confidence: 0.25 })
    expect(origin!.why).toContain('its own stack is not in this report')
  })
})

describe('a package of assertions', () => {
  const report = (call: string) =>
    `panic: unexpected error: EOF\n\ngoroutine 1 [running]:\n${call}\n\t/srv/shop/x.go:8 +0x1\nexample.com/shop/depot.open()\n\t/srv/shop/depot/depot.go:40 +0x1\n${MAIN}`

  it.each([
    'example.com/shop/internal/must.NoError(...)',
    'example.com/shop/must.Open(0x1)',
    'example.com/shop/check.That(0x1)',
    'example.com/shop/ensure.NotNil(0x1)',
    'invariant.Always(0x0)',
    'example.com/shop/depot.mustOpen(0x1)',
    'example.com/shop/depot.must[...](0x1)',
    'example.com/shop/depot.panicOnError(0x1)',
    'example.com/shop/depot.checkErr(0x1)',
  ])('%s: its caller', async (call) => {
    expect(await originOf(report(call))).toMatchObject({ function: 'example.com/shop/depot.open', line: 40 })
  })

  it.each([
    ['a method of it', 'example.com/shop/check.(*Probe).Run(0x1)'],
    ['a package named alike', 'example.com/shop/checkout.Pay(0x1)'],
    ['what a package named with a word of the business does', 'example.com/acme/agent/check.Run(0xc000012345)'],
    ['the same', 'example.com/shop/ensure.Capacity(0x1)'],
    ['the same', 'example.com/shop/invariant.Notify(0x1)'],
    ['a function named alike', 'example.com/shop/cart.checkFormat(0x1)'],
    ['the same', 'example.com/shop/view.mustache(0x1)'],
  ])('%s is code of its own', async (_name, call) => {
    expect(await originOf(report(call))).toMatchObject({ line: 8 })
  })
})

it('blames nobody surely for a chain whose panic frames are not shown (Go 1.5)', async () => {
  const origin = await originOf(
    `panic: disk full\n\tpanic: release: disk full\n\ngoroutine 1 [running]:\nmain.release()\n\t/srv/shop/main.go:4 +0x1\n${MAIN}`,
  )
  expect(origin).toMatchObject({ function: 'main.release', confidence: 0.5 })
})

it('in a synctest bubble the test that waits, not the call that started the bubble', async () => {
  const origin = await originOf(
    [
      'panic: deadlock: all goroutines in bubble are blocked [recovered, repanicked]',
      '',
      'goroutine 22 [running]:',
      'panic({0x1?, 0x2?})',
      '\t/usr/local/go/src/runtime/panic.go:860 +0x13a',
      'internal/synctest.Run(0x1)',
      '\t/usr/local/go/src/runtime/synctest.go:251 +0x2de',
      'testing/synctest.Test(0x1, 0x2)',
      '\t/usr/local/go/src/testing/synctest/synctest.go:290 +0x90',
      'example.com/shop.TestSlow(0x1?)',
      '\t/srv/shop/slow_test.go:10 +0x1a',
      'testing.tRunner(0x1, 0x2)',
      '\t/usr/local/go/src/testing/testing.go:2036 +0xea',
      'created by testing.(*T).Run in goroutine 1',
      '\t/usr/local/go/src/testing/testing.go:2101 +0x4c5',
      '',
      'goroutine 24 [chan receive (durable), synctest bubble 1]:',
      'example.com/shop.TestSlow.func1(0x1?)',
      '\t/srv/shop/slow_test.go:13 +0x6b',
      'testing.tRunner(0x1, 0x2)',
      '\t/usr/local/go/src/testing/testing.go:2036 +0xea',
      'created by testing/synctest.testingSynctestTest in goroutine 23',
      '\t/usr/local/go/src/testing/testing.go:2150 +0x277',
      'FAIL\texample.com/shop\t0.006s',
      'FAIL',
      '',
    ].join('\n'),
  )
  expect(origin).toMatchObject({ function: 'example.com/shop.TestSlow.func1', line: 13 })
})

it('what Go 1.17 makes of a deferred call is skipped', async () => {
  const origin = await originOf(
    'fatal error: sync: unlock of unlocked mutex\n\ngoroutine 1 [running]:\nruntime.throw({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:1198 +0x71 fp=0xc1 sp=0xc0 pc=0x1\nsync.(*Mutex).unlockSlow(0x1, 0x2)\n\t/usr/local/go/src/sync/mutex.go:196 +0x4a fp=0xc2 sp=0xc1 pc=0x1\nmain.close·dwrap·3()\n\t/srv/x/main.go:5 +0x1d fp=0xc3 sp=0xc2 pc=0x1\nmain.close()\n\t/srv/x/main.go:8 +0x1d fp=0xc4 sp=0xc3 pc=0x1\nmain.main()\n\t/srv/x/main.go:12 +0x1d fp=0xc5 sp=0xc4 pc=0x1\nexit status 2\n',
  )
  expect(origin).toMatchObject({ function: 'main.close', line: 8 })
})

describe('what cgo wrote for the program', () => {
  it.each([
    ['of today', '_cgo_gotypes.go:55 +0x45'],
    ['of Go up to 1.9', 'example.com/shop/_obj/_cgo_gotypes.go:41 +0x41'],
  ])('%s is not whom a fault in C blames', async (_name, place) => {
    const origin = await originOf(
      `SIGABRT: abort\nPC=0x7fc0 m=0 sigcode=18446744073709551610\nsignal arrived during cgo execution\n\ngoroutine 1 [syscall, locked to thread]:\nruntime.cgocall(0x452ff0, 0xc42004df70, 0x0)\n\t/usr/local/go/src/runtime/cgocall.go:132 +0xe4\nmain._Cfunc_die()\n\t${place}\nmain.stop()\n\t/srv/shop/stop.go:4 +0x20\n${MAIN}`,
    )
    expect(origin).toMatchObject({ function: 'main.stop', line: 4 })
  })
})

describe('a test that runs into its timeout', () => {
  const ALARM =
    'panic: test timed out after 2s\n\trunning tests:\n\t\tTestFanOut/second (2s)\n\ngoroutine 58 [running]:\ntesting.(*M).startAlarm.func1()\n\t/go/src/testing/testing.go:2802 +0x394\ncreated by time.goFunc\n\t/go/src/time/sleep.go:215 +0x2d\n\n'
  const HELPER =
    'goroutine 9 [sleep]:\ntime.Sleep(0x34630b8a000)\n\t/go/src/runtime/time.go:363 +0x165\nexample.com/shop.TestFanOut.func1()\n\t/app/bus_test.go:38 +0x4f\ncreated by example.com/shop.TestFanOut in goroutine 7\n\t/app/bus_test.go:35 +0x45\n\n'
  const TEST = (site: string) =>
    `goroutine 49 [chan send]:\n${site}example.com/shop.TestFanOut.func2(0x0?)\n\t/app/bus_test.go:44 +0x2f\ntesting.tRunner(0xc000003c00, 0x4f1a58)\n\t/go/src/testing/testing.go:2036 +0xea\ncreated by testing.(*T).Run in goroutine 7\n\t/go/src/testing/testing.go:2101 +0x4c5\n`

  it('hangs in its own goroutine, not in one that it started', async () => {
    const site = 'example.com/shop.(*bus).publish(0xc000010030, 0x2)\n\t/app/bus_test.go:18 +0x9f\n'
    const origin = await originOf(`${ALARM}${HELPER}${TEST(site)}FAIL\texample.com/shop\t2.0s\n`)
    expect(origin).toMatchObject({ function: 'example.com/shop.(*bus).publish', line: 18 })
  })

  it('hangs in what it started where its own goroutine is not there', async () => {
    const origin = await originOf(`${ALARM}${HELPER}FAIL\texample.com/shop\t2.0s\n`)
    expect(origin).toMatchObject({ function: 'example.com/shop.TestFanOut.func1', line: 38 })
  })
})
