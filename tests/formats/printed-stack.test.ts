/** Panics that a program caught and logged with a stack of its library's layout: no goroutine header, no offsets. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const APP = '/srv/app/internal/orders/orders.go'
const SERVE = '/srv/app/serve.go'

/** Layouts, each with the words its users put above it. */
const LAYOUTS: readonly (readonly [name: string, log: string, functions?: boolean])[] = [
  [
    'places with a pc and the source (gin, go-errors)',
    `[Recovery] 2024/03/05 - 14:07:09 panic recovered:
order 7 is gone
/usr/local/go/src/runtime/panic.go:884 (0x48d2f2)
\tgopanic: fn()
${APP}:53 (0x898b89)
\t(*Service).Customer: panic(err)
${SERVE}:44 (0x11d3d97)
\tshow: return s.Customer(n)
`,
    false,
  ],
  [
    'places with a pc alone',
    `[Recovery] 2024/03/05 - 14:07:09 panic recovered:
GET /v1/orders/7?full=1 HTTP/1.1
Host: shop.example
Authorization: *

order 7 is gone
${APP}:53 (0x898b89)
${SERVE}:44 (0x11d3d97)
`,
    false,
  ],
  [
    'pairs without offsets (zap, pkg/errors)',
    `2024-03-05T14:07:09.123Z\tERROR\tserve.go:40\tpanic recovered\t{"panic": "order 7 is gone"}
example.com/app/orders.(*Service).Customer
\t${APP}:53
main.show
\t${SERVE}:44
`,
  ],
  [
    'pairs behind arrows (chi)',
    `
 panic: order 7 is gone
 
 -> example.com/app/orders.(*Service).Customer
 ->   ${APP}:53

    main.show
      ${SERVE}:44
`,
  ],
  [
    'pairs with arguments (ginkgo)',
    `  [PANICKED] Test Panicked
  In [It] at: ${APP}:53 @ 03/05/24 14:07:09.123

  order 7 is gone

  Full Stack Trace
    example.com/app/orders.(*Service).Customer(0xc000012345, 0x7)
    \t${APP}:53 +0x1b
    main.show(...)
    \t${SERVE}:44 +0x30
`,
  ],
  [
    'one line each, name first',
    `2024/03/05 14:07:09 recovered from panic: order 7 is gone
stack:
  example.com/app/orders.(*Service).Customer (${APP}:53)
  main.show (${SERVE}:44)
`,
  ],
  [
    'one line each, place first',
    `panicked while handling /orders/7: order 7 is gone
#0 ${APP}:53 example.com/app/orders.(*Service).Customer
#1 ${SERVE}:44 main.show
`,
  ],
  [
    'one line each, joined by a colon (eris)',
    `Panic recovered: order 7 is gone
\texample.com/app/orders.(*Service).Customer:${APP}:53
\tmain.show:${SERVE}:44
`,
  ],
  [
    'outermost first',
    `panic recovered: order 7 is gone
\tmain.main:/srv/app/main.go:9
\tmain.show:${SERVE}:44
\texample.com/app/orders.(*Service).Customer:${APP}:53
`,
  ],
  [
    'labels behind their places, under a heading with fields (oops)',
    `Oops: panic: order 7 is gone
Time: 2024-03-05 14:07:09.123 +0000 UTC
Trace: 01M8C6VSEB6R4K1BG0ZG254YFF
Stacktrace:
  Oops: order 7 is gone
    --- at ${APP}:53 Service.Customer()
    --- at ${SERVE}:44 show()
`,
    false,
  ],
  [
    'in fields of a record',
    `${JSON.stringify({ level: 'error', time: '2024-03-05T14:07:09Z', msg: 'recovered', panic: 'order 7 is gone', stack: `example.com/app/orders.(*Service).Customer\n\t${APP}:53\nmain.show\n\t${SERVE}:44` })}\n`,
  ],
  [
    'as a list in a record',
    `${JSON.stringify({
      level: 'error',
      time: '2024-03-05T14:07:09Z',
      message: 'panic recovered',
      error: 'order 7 is gone',
      stack: [
        { func: 'example.com/app/orders.(*Service).Customer', source: APP, line: '53' },
        { func: 'main.show', source: SERVE, line: '44' },
      ],
    })}\n`,
  ],
]

const AROUND = ['2024/03/05 14:07:08 listening on :8080\n', '2024/03/05 14:07:10 "GET /orders/7" 500\n'] as const

describe('a panic that was caught and logged', () => {
  for (const [name, log, hasFunctions = true] of LAYOUTS) {
    it(name, async () => {
      for (const text of [AROUND[0] + log + AROUND[1], AROUND[0] + log + log + AROUND[1]]) {
        const { crashes, dumps, sources } = await analyze({ name: 'app.log', bytes: Buffer.from(text) })
        expect(crashes).toHaveLength(text.length > log.length * 2 ? 2 : 1)
        for (const { kind, message, origin, goroutine, frames } of crashes) {
          expect({ kind, message, goroutine }).toEqual({
            kind: 'logged-panic',
            message: 'order 7 is gone',
            goroutine: null,
          })
          expect(origin).toMatchObject({ file: APP, line: 53 })
          if (hasFunctions) expect(origin?.function).toBe('example.com/app/orders.(*Service).Customer')
          expect(frames).toContainEqual(expect.objectContaining({ file: SERVE, line: 44 }))
        }
        expect(dumps).toEqual([])
        expect(sources[0]!.completeness.verdict).toBe('complete')
      }
    })
  }
})

describe('a panic that was caught and logged with a stack of the runtime', () => {
  const DUMP = `goroutine 7 [running]:
runtime/debug.Stack()
\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e
main.guarded.func1()
\t/srv/app/guard.go:9 +0x2f
panic({0x116f100?, 0xc0000123f0?})
\t/usr/local/go/src/runtime/panic.go:860 +0x13a
example.com/app/orders.(*Service).Customer(...)
\t${APP}:53
main.main()
\t${SERVE}:44 +0x127`

  it.each([
    [
      'quoted in a field',
      `2024-03-05T14:07:09.123Z [ERROR] shop: panic recovered: error="order 7 is gone"\n  stack=\n${DUMP.replaceAll(/^/gm, '  | ')}\n`,
    ],
    [
      'with fields behind the last line',
      `\x1b[31mERRO\x1b[0m[0042] panic recovered: order 7 is gone\n${DUMP}  \x1b[31mrequest\x1b[0m=7 user="a b"\n`,
    ],
    [
      'in a group of a record',
      `${JSON.stringify({ time: '2024-03-05T14:07:09Z', level: 'ERROR', msg: 'unhandled', exception: { message: 'order 7 is gone', stacktrace: DUMP } })}\n`,
    ],
    ['behind words that end in no colon', `Recovered. Error: order 7 is gone\n${DUMP}\n`],
  ])('%s', async (_, text) => {
    const { crashes, sources } = await analyze({ name: 'app.log', bytes: Buffer.from(AROUND[0] + text + AROUND[1]) })
    expect(crashes).toHaveLength(1)
    const [{ kind, message, origin, goroutine }] = crashes as [(typeof crashes)[0]]
    expect({ kind, message, id: goroutine?.id }).toEqual({ kind: 'logged-panic', message: 'order 7 is gone', id: 7 })
    expect(origin).toMatchObject({ file: APP, line: 53, function: 'example.com/app/orders.(*Service).Customer' })
    expect(sources[0]!.completeness).toMatchObject({ verdict: 'complete' })
  })
})

describe('a log that only speaks of panics', () => {
  it.each([
    ['a setting', '2024/03/05 14:07:09 recover from panic: enabled\n'],
    ['a caller behind it', '2024-03-05 ERROR recovered: retrying (orders.go:53)\n2024-03-05 INFO ok (serve.go:44)\n'],
    [
      'an error with its stack',
      `{"level":"error","ts":1,"msg":"load","stacktrace":"main.f\\n\\t${APP}:53\\nmain.main\\n\\t${SERVE}:4"}\n`,
    ],
    [
      'words of one record, the stack of the next',
      `{"level":"error","ts":1,"msg":"no panic: a warning"}\n{"level":"error","ts":2,"msg":"load","stacktrace":"main.f\\n\\t${APP}:53\\nmain.main\\n\\t${SERVE}:4"}\n`,
    ],
    [
      'words of one line, the stack under the next but one',
      `level=error msg=retry error="no panic: a warning"\n2024/03/05 14:07:09 recovered: it is back\n2024/03/05 14:07:09 error: disk full\nmain.f\n\t${APP}:53\n`,
    ],
    ['a link to its own source', `don't panic: read the manual\nsee ${APP}:53\n`],
    [
      'a compiler',
      `# example.com/app\n${APP}:53:2: missing return after panic: unreachable\n${SERVE}:44:1: syntax error\n`,
    ],
    [
      'a test of recovery',
      `=== RUN   TestRecover\n    orders_test.go:53: recovered: order 7 is gone\n--- PASS: TestRecover (0.00s)\nPASS\n`,
    ],
    ['a linter', `${APP}:53: panic: should not be used\n${SERVE}:44: recover: result ignored\n`],
  ])('%s', async (_, text) => {
    const { crashes, dumps } = await analyze({ name: 'app.log', bytes: Buffer.from(text) })
    expect({ crashes, dumps }).toEqual({ crashes: [], dumps: [] })
  })
})
