/** Heads of reports as they come out of two threads at once, and out of a screen that has no TABs. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const told = (log: string) => analyze({ name: 'crash.log', bytes: Buffer.from(log) })

describe('two threads that fail at once', () => {
  const running = (id: number, line: number) =>
    `\ngoroutine ${id} [running]:\nmain.fill(0x${id})\n\t/srv/shop/fill.go:${line} +0x2b\ncreated by main.main in goroutine 1\n\t/srv/shop/main.go:11 +0x34\n`
  const stacks = `${running(29, 13)}\ngoroutine 1 [sleep]:\nmain.main()\n\t/srv/shop/main.go:17 +0xcf\n${running(27, 13)}`

  it('are one death', async () => {
    const { crashes, dumps, sources } = await told(
      `fatal error: concurrent map writes\nfatal error: concurrent map writes\n${stacks}`,
    )
    expect(crashes).toMatchObject([
      { kind: 'fatal-error', message: 'concurrent map writes', origin: { line: 13 }, preamble: [] },
    ])
    expect(dumps.map(({ total }) => total)).toEqual([3])
    expect(sources[0]!.completeness.verdict).toBe('complete')
  })

  it('are one behind the stamps of a log too', async () => {
    const log = `fatal error: concurrent map writes\nfatal error: concurrent map writes\n${stacks}`
    const { crashes, dumps } = await told(log.replace(/^/gm, '2024/03/05 14:07:09 '))
    expect(crashes).toMatchObject([{ message: 'concurrent map writes', origin: { line: 13 } }])
    expect(dumps.map(({ total }) => total)).toEqual([3])
  })

  it('may say different things', async () => {
    const second = 'fatal error: concurrent map read and map write'
    const { crashes } = await told(`fatal error: concurrent map writes\n${second}\n${stacks}`)
    expect(crashes).toMatchObject([{ message: 'concurrent map writes', preamble: [second] }])
  })

  it('are two where the first has its own stacks', async () => {
    const one = `fatal error: concurrent map writes\n${stacks}exit status 2\n`
    expect((await told(one + one)).crashes.map(({ copies }) => copies)).toHaveLength(2)
  })

  it('are looked for among the others', async () => {
    const waiting = Array.from(
      { length: 40 },
      (_, i) => `\ngoroutine ${100 + i} [chan receive]:\nmain.wait()\n\t/srv/shop/wait.go:${i + 1} +0x1d\n`,
    )
    const { crashes, dumps } = await told(
      `fatal error: concurrent map writes\nfatal error: concurrent map writes\n${running(29, 13)}${waiting.join('')}${running(27, 13)}`,
    )
    expect(crashes).toMatchObject([{ message: 'concurrent map writes', span: { line: 1 } }])
    expect(dumps.map(({ total }) => total)).toEqual([42])
  })
})

describe('deaths one behind the other', () => {
  const DEADLOCK = 'fatal error: all goroutines are asleep - deadlock!'

  it('are as many as there are lines, where a supervisor restarts what has GOTRACEBACK=none', async () => {
    const { crashes } = await told(`${DEADLOCK}\n${DEADLOCK}\n${DEADLOCK}\n`)
    expect(crashes.map(({ kind, span }) => [kind, span.line])).toEqual([
      ['deadlock', 1],
      ['deadlock', 2],
      ['deadlock', 3],
    ])
  })

  it('keep what each died of', async () => {
    const log = `fatal error: runtime: out of memory\n${DEADLOCK}\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/app/main.go:5 +0x2a\nexit status 2\n`
    const { crashes, findings } = await told(log)
    expect(crashes.map(({ kind, origin }) => [kind, origin?.function])).toEqual([
      ['out-of-memory', undefined],
      ['deadlock', 'main.main'],
    ])
    expect(findings.map(({ rule }) => rule)).toContain('go/deadlock')
  })

  it('are two where one goroutine alone was running', async () => {
    const { crashes } = await told(
      'fatal error: runtime: out of memory\nfatal error: concurrent map writes\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x2a\n\ngoroutine 7 [select]:\nmain.wait()\n\t/app/main.go:9 +0x2a\n',
    )
    expect(crashes.map(({ kind, origin, span }) => [kind, origin?.line, span.line])).toEqual([
      ['out-of-memory', undefined, 1],
      ['fatal-error', 5, 2],
    ])
  })

  it.each([3, 4, 5_000])('%d in a row are told apart, each without a preamble', async (count) => {
    const { crashes } = await told(Array.from({ length: count }, (_, i) => `fatal error: number ${i}\n`).join(''))
    expect(crashes.map(({ message, preamble }) => [message, preamble])).toEqual(
      Array.from({ length: count }, (_, i) => [`number ${i}`, []]),
    )
  })
})

describe('a report that somebody copied', () => {
  it('ends where the fence around it does', async () => {
    const { crashes, findings } = await told(
      'This is what I see:\n```\npanic: runtime error: integer divide by zero [recovered]\n\tpanic: runtime error: integer divide by zero\n```\n\n- the divisor comes from a file\n',
    )
    expect(crashes.map(({ message }) => message)).toEqual(['runtime error: integer divide by zero'])
    expect(findings.map(({ rule }) => rule)).toEqual(['go/divide-by-zero'])
  })

  it('keeps a fence of the value that a goroutine follows', async () => {
    const { crashes } = await told(
      'panic: bad page:\n```\nlist\n```\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x2a\n',
    )
    expect(crashes.map(({ message }) => message)).toEqual(['bad page:\n```\nlist\n```'])
  })

  it.each([
    [
      'header alone',
      'and then it hung\nso I restarted it\nand it worked\nuntil noon\nof the next day\nwhich was odd\n',
    ],
    [
      'places without functions',
      '    /go/src/runtime/panic.c:266 +0xb6\n/go/src/runtime/panic.c:266 +0xb6\n    /app/shop.go:26 +0x2f\n/app/shop.go:26 +0x2f\n',
    ],
  ])('is believed with a %s', async (_, below) => {
    const { crashes, sources } = await told(`started\npanic: no stock\n\ngoroutine 4 [running]:\n${below}`)
    expect(crashes).toMatchObject([{ kind: 'panic', message: 'no stock', origin: null }])
    expect(sources[0]!.completeness.verdict).toBe('incomplete')
  })

  it('begins behind the mark of inline code, which closes below', async () => {
    const { crashes } = await told(
      'Seen on Tuesday, and again:\n`panic: no stock\ngoroutine 4 [running]:\nmain.main()\n\t/app/main.go:5 +0x2a\n`\n',
    )
    expect(crashes).toMatchObject([{ kind: 'panic', message: 'no stock', origin: { line: 5 } }])
  })

  it('begins behind a line of progress that another writer left open', async () => {
    const { crashes } = await told(
      '0-53.4 1-0.0 Total: 53.4 items/s  SIGABRT: abort\nPC=0x501dd42 m=3\nsignal arrived during cgo execution\n\ngoroutine 6 [syscall]:\nruntime.cgocall(0x4002f60, 0xc8200617b8)\n\t/go/src/runtime/cgocall.go:120 +0x11b\nmain.main()\n\t/app/main.go:5 +0x2a\n',
    )
    expect(crashes).toMatchObject([{ kind: 'signal', signal: { name: 'SIGABRT' }, origin: { line: 5 } }])
  })

  it('is none where inline code names it', async () => {
    const { crashes } = await told(
      "These are told apart:\n`panic: no stock` is ours,\n`fatal error: no room` the runtime's.\n",
    )
    expect(crashes).toEqual([])
  })

  it('ends where the shell says how the program ended', async () => {
    const { crashes } = await told('fatal: morestack on g0\n\nsignal: trace/breakpoint trap (core dumped)\n')
    expect(crashes.map(({ message }) => message)).toEqual(['morestack on g0'])
  })

  it('was not raised on purpose where the runtime raised it in words that are not known', async () => {
    const { findings } = await told(
      'panic: runtime error: index out of **range**\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x2a\n',
    )
    expect(findings).toEqual([])
  })

  it('says that its head is missing, and does not guess what was raised', async () => {
    const { crashes, findings, sources } = await told(
      'goroutine 29 [running]:\npanic(0x16ac540, 0x2703060)\n\t/go/src/runtime/panic.go:679 +0x1b2\nshop.(*Cart).Total(0xc00021d300)\n\t/app/cart.go:73 +0xb6\nmain.main()\n\t/app/main.go:9 +0x1d\n',
    )
    expect(crashes).toMatchObject([{ kind: 'panic', message: '', origin: { line: 73 } }])
    expect(findings).toEqual([])
    expect(sources[0]!.completeness.evidence.map(({ id }) => id)).toContain('E23')
  })
})

describe('what the runtime says of its own end', () => {
  it('is no part of the message', async () => {
    const { crashes, findings } = await told(
      'fatal error: unexpected signal during runtime execution\npanic during panic\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x4 pc=0x104098b]\n\nruntime stack:\nruntime.throw(0x8ee39b, 0x2a)\n\t/go/src/runtime/panic.go:1117 +0x72\n',
    )
    expect(crashes).toMatchObject([
      {
        message: 'unexpected signal during runtime execution',
        preamble: ['panic during panic'],
        signal: { name: 'SIGSEGV' },
      },
    ])
    expect(findings.map(({ rule }) => rule)).toEqual(['go/runtime-fault'])
  })

  it.each([' ', '      '])('is read with blanks that a table left behind it: %j', async (blanks) => {
    const lines = [
      'fatal error: concurrent map writes',
      '',
      'goroutine 7 [running]:',
      'main.put(0xc000012345)',
      '\t/app/main.go:7 +0x2a',
    ]
    const { crashes, findings } = await told(
      `seen again today\n~~~\n${lines.map((line) => `${line}${blanks}\n`).join('')}main.main()\n\t/app/main.go:3 +0x1d\nand that was all\nof what I have\n`,
    )
    expect(crashes).toMatchObject([{ message: 'concurrent map writes', goroutine: { id: 7 }, origin: { line: 7 } }])
    expect(findings.map(({ rule }) => rule)).toEqual(['go/concurrent-map'])
  })

  it('is the value behind further words of a logger', async () => {
    const { crashes, findings } = await told(
      '2024/05/18 01:15:12 [E] PANIC in task: nightly Value: assignment to entry in nil map\n/app/tasks.go:145 (0x1f74a3e)\n/app/main.go:9 (0x1f74704)\n',
    )
    expect(crashes).toMatchObject([{ kind: 'logged-panic', message: 'assignment to entry in nil map' }])
    expect(findings.map(({ rule }) => rule)).toEqual(['go/nil-map-write', 'go/recovered-panic'])
  })
})

describe('where blanks stand for TABs', () => {
  const clean = [
    'panic: test timed out after 1s',
    '\trunning tests:',
    '\t\tTestHang (1s)',
    '\t\tTestHang/lock (1s)',
    '',
    'goroutine 9 [running]:',
    'testing.(*M).startAlarm.func1()',
    '\t/usr/local/go/src/testing/testing.go:2682 +0x345',
    'created by time.goFunc',
    '\t/usr/local/go/src/time/sleep.go:215 +0x2d',
    '',
    'goroutine 8 [chan receive]:',
    'shop.TestHang.func1(0x1)',
    '\t/srv/shop/shop_test.go:32 +0x45',
    'testing.tRunner(0x1, 0x2)',
    '\t/usr/local/go/src/testing/testing.go:2036 +0xea',
    'created by testing.(*T).Run in goroutine 7',
    '\t/usr/local/go/src/testing/testing.go:2101 +0x4c5',
    'FAIL\tshop\t1.007s',
    'FAIL',
    '',
  ].join('\n')

  it.each([4, 8])('%d of them begin the further lines of a value', async (width) => {
    const [report, wanted] = await Promise.all([told(clean.replaceAll('\t', ' '.repeat(width))), told(clean)])
    const facts = ({ crashes, sources }: typeof report) => ({
      crashes: crashes.map(({ kind, message, test, origin }) => ({ kind, message, test, line: origin!.line })),
      evidence: sources[0]!.completeness.evidence.map(({ id }) => id),
    })
    expect(facts(wanted).crashes).toMatchObject([{ test: 'TestHang/lock', line: 32 }])
    expect(facts(report)).toEqual(facts(wanted))
  })

  it('the blanks of a value stay where its lines have more than one depth', async () => {
    const { crashes } = await told(
      'panic: query:\n    select 1\n  from x\n\ngoroutine 1 [running]:\nmain.main()\n    /srv/x/main.go:9 +0x1d\nexit status 2\n',
    )
    expect(crashes[0]!.message).toBe('query:\n    select 1\n  from x')
  })
})

it('the words above a caught panic may hold a number', async () => {
  const { crashes } = await told(
    '2024/03/05 14:07:09 recovered in job 2: assignment to entry in nil map\ngoroutine 1 [running]:\nruntime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e\nmain.work.func1()\n\t/srv/x/main.go:7 +0x1\npanic({0x1?, 0x2?})\n\t/usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.work()\n\t/srv/x/main.go:9 +0x1d\nmain.main()\n\t/srv/x/main.go:4 +0x1d\n',
  )
  expect(crashes).toMatchObject([
    { kind: 'logged-panic', message: 'assignment to entry in nil map', origin: { line: 9 } },
  ])
})

describe('a signal without a name', () => {
  it.each([
    ['0xb', 'SIGSEGV'],
    ['0x8', 'SIGFPE'],
    ['0xa', 'SIGBUS'],
    ['0xc0000005', '0xc0000005'],
    ['0x1f', '0x1f'],
  ])('%s is %s', async (number, name) => {
    const { crashes } = await told(
      `panic: runtime error: invalid memory address or nil pointer dereference\n[signal ${number} code=0x1 addr=0x40 pc=0x4169b9]\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n`,
    )
    expect(crashes).toMatchObject([{ signal: { name, addr: '0x40' } }])
  })
})

describe('words of a panic in a line of a log', () => {
  const TRACE =
    'java.lang.IllegalStateException: no stock\n\tat com.shop.Cart.total(Cart.java:42)\n\tat com.shop.Main.main(Main.java:7)\n'

  it.each([
    ['of a worker', '10:00:01 INFO worker said panic: no stock\n'],
    ['of a field', 'level=info msg="panic: no stock"\n'],
    ['in quotes', "x: 'panic: no stock'\n"],
    ['some lines above', '10:00:01 INFO worker said panic: no stock\n10:00:02 INFO a\n10:00:03 ERROR failed\n'],
  ])('hide no exception of a JVM below them: %s', async (_, line) => {
    const { stacks } = await told(line + TRACE)
    expect(stacks).toMatchObject([{ type: 'java.lang.IllegalStateException', message: 'no stock' }])
    expect(stacks[0]!.frames).toHaveLength(2)
    const { crashes } = await told(`${line}Exception in thread "main" ${TRACE}`)
    expect(crashes).toMatchObject([{ kind: 'exception' }])
  })

  it('are confirmed by the stack of a goroutine all the same', async () => {
    const { crashes } = await told(
      '10:00:01 ERROR worker said panic: no stock\n10:00:01 ERROR more\n\ngoroutine 7 [running]:\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n',
    )
    expect(crashes).toMatchObject([{ message: 'no stock', origin: { line: 9 } }])
  })
})

describe('a value that tells of the end of another process', () => {
  const STACK =
    '\ngoroutine 1 [running]:\nmain.build()\n\t/srv/shop/build.go:16 +0x1d\nmain.main()\n\t/srv/shop/main.go:9 +0x31\n'
  const RAW = 'panic: migrate: 2 pending:\n\n  0041_index.sql\n\nexit status 3\nsignal: killed\n'

  it('is one value in a report that prints it raw', async () => {
    const { crashes, verdict, sources } = await told(RAW + STACK)
    expect(crashes).toMatchObject([
      { message: 'migrate: 2 pending:\n\n  0041_index.sql\n\nexit status 3\nsignal: killed', origin: { line: 16 } },
    ])
    expect(verdict.status).toBe('panic')
    expect(sources[0]!.completeness.verdict).toBe('complete')
  })

  it('is one in what net/http logs', async () => {
    const { crashes } = await told(
      `2026/11/23 02:08:39 http: panic serving 10.0.0.1:5432: git fetch: not a repository\nexit status 128\ngoroutine 7 [running]:\nnet/http.(*conn).serve.func1()\n\t/go/server.go:1947 +0xbe\npanic({0x1?, 0x2?})\n\t/go/panic.go:783 +0x132\nmain.serve({0x1, 0x2}, 0x3)\n\t/app/main.go:9 +0x1d\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/go/server.go:3454 +0x485\n`,
    )
    expect(crashes).toMatchObject([{ kind: 'http-panic', message: 'git fetch: not a repository\nexit status 128' }])
  })

  it.each([
    ['of a report without stacks', 'panic: boom\nexit status 2\n', 1],
    ['of each of several', 'panic: boom\nexit status 2\npanic: boom\nexit status 2\n', 2],
    ['of a report above a dump of its own', `panic: boom\nexit status 2\n2026/11/23 02:08:39 up${STACK}`, 1],
  ])('is the end %s', async (_name, log, times) => {
    const { crashes } = await told(log)
    expect(crashes.map(({ message }) => message)).toEqual(Array.from({ length: times }, () => 'boom'))
    expect(crashes.every(({ frames }) => frames.length === 0)).toBe(true)
  })

  it('is still told as the end', async () => {
    expect((await told('panic: boom\nsignal: killed\n')).sources[0]!.completeness.evidence.map(({ id }) => id)).toEqual(
      (await told('panic: boom\nsignal: killed\nFAIL\n')).sources[0]!.completeness.evidence.map(({ id }) => id),
    )
  })
})

describe('words of a panic in the line of another log', () => {
  const waiting = (id: number) =>
    `goroutine ${id} [chan receive]:\nmain.wait(0x${id})\n\t/srv/shop/wait.go:7 +0x1d\ncreated by main.main in goroutine 1\n\t/srv/shop/main.go:11 +0x34\n\n`
  const LINE = '2026-11-27T11:00:46Z ERROR handler: panic: recovered by middleware, request id 46\n'

  it("are nobody's panic above a goroutine that waits", async () => {
    const { crashes } = await told(
      `fatal error: concurrent map writes\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:9 +0x31\n\n${waiting(7)}${LINE}${waiting(8)}${waiting(9)}${LINE}${waiting(10)}`,
    )
    expect(crashes.map(({ message }) => message)).toEqual(['concurrent map writes'])
  })

  it('are one above the goroutine that prints its stack', async () => {
    const { crashes } = await told(LINE + waiting(8).replace('chan receive', 'running'))
    expect(crashes).toMatchObject([{ message: 'recovered by middleware, request id 46', origin: { line: 7 } }])
  })
})
