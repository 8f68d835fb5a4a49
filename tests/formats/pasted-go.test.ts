/** Reports of Go as people paste, shorten and store them. Each shape stands beside a text that looks alike and proves nothing. */
import { describe, expect, it } from 'vitest'
import { analyze, extract, type Report } from '../../src/index.ts'

const reportOf = (log: string): Promise<Report> => analyze({ name: 'paste.log', bytes: Buffer.from(log) })
const toldOf = async (log: string) => {
  const { crashes, dumps, sources } = await reportOf(log)
  return {
    crashes: crashes.map(({ kind, message, origin }) => [kind, message, origin?.function ?? null]),
    goroutines: dumps.reduce((sum, { total }) => sum + total, 0),
    verdict: sources[0]!.completeness.verdict,
    signs: sources[0]!.completeness.evidence.map(({ id }) => id),
  }
}
const nearMissesOf = async (log: string) => {
  const reasons: string[] = []
  for await (const batch of extract({ name: 'paste.log', bytes: Buffer.from(log) }))
    for (const event of batch) if (event.kind === 'near-miss') reasons.push(event.reason)
  return reasons
}

const FRAMES = 'main.put(...)\n\t/srv/shop/put.go:18\nmain.main()\n\t/srv/shop/main.go:11 +0x2d\n'
const PANIC = `panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\n${FRAMES}exit status 2\n`
const REGISTERS = 'rax rbx rcx rdx rdi rsi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags cs fs gs'
  .split(' ')
  .map((name) => `${name.padEnd(6)} 0x0\n`)
  .join('')
const IN_MAP = [['panic', 'assignment to entry in nil map', 'main.put']]
const RACE =
  '==================\nWARNING: DATA RACE\nWrite at 0x00c00001c078 by goroutine 8:\n  main.add()\n      /srv/shop/add.go:10 +0x44\n\nPrevious read at 0x00c00001c078 by goroutine 7:\n  main.sum()\n      /srv/shop/sum.go:7 +0x2e\n\nGoroutine 8 (running) created at:\n  main.main()\n      /srv/shop/main.go:9 +0x12\n==================\n'

describe('a report whose beginning is lost', () => {
  const THROWN =
    'runtime.throw({0x5be319, 0x6beba8})\n\t/usr/local/go/src/runtime/panic.go:1198 +0x71\nruntime.mapiternext(0xc0007567d8)\n\t/usr/local/go/src/runtime/map.go:790 +0x525\n'
  const DIED = `goroutine 9 [running]:\n${THROWN}main.tags(0xc0)\n\t/srv/shop/tags.go:36 +0x106\ncreated by main.main\n\t/srv/shop/main.go:9 +0x12\n`

  it.each([
    [
      'at the stack of the thread',
      `runtime stack:\n${THROWN}\ngoroutine 1 [running]:\n${FRAMES}`,
      [['fatal-error', '', 'main.put']],
      1,
      'E23',
    ],
    ['at a goroutine that the runtime ended', DIED, [['fatal-error', '', 'main.tags']], 1, 'E23'],
    [
      'at a call',
      `Somebody writes:\n\`\`\`\nmain.work(0xc000)\n\t/srv/shop/work.go:9 +0x2a\ncreated by main.main\n\t/srv/shop/main.go:4 +0x1c\n\n${DIED.replaceAll('runtime.throw', 'main.wait').replace('running', 'select')}`,
      [],
      2,
      'E23',
    ],
    [
      'at the second side of a race',
      RACE.slice(RACE.indexOf('Previous')),
      [['race', 'Previous read at 0x00c00001c078 by goroutine 7', 'main.sum']],
      0,
      'E23',
    ],
    ['at what a race says of its goroutines', RACE.slice(RACE.indexOf('Goroutine')), [['race', '', null]], 0, 'E23'],
  ])('%s', async (_, log, crashes, goroutines, sign) => {
    const told = await toldOf(log)
    expect(told).toMatchObject({ crashes, goroutines, verdict: 'incomplete' })
    expect(told.signs).toContain(sign)
  })

  it.each([
    ['at the signal', '[signal SIGSEGV: segmentation violation code=0x1 addr=0x40 pc=0x488f84]\n\n', 'panic', 'E23'],
    ['at the signal, on Windows', '[signal 0xc0000005 code=0x0 addr=0x0 pc=0x7110ec]\n\n', 'panic', 'E23'],
    ['at the second panic', '\tpanic: again\n\n', 'panic', 'E23'],
  ])('%s', async (_, before, kind, sign) => {
    const { crashes, signs } = await toldOf(`${before}goroutine 1 [running]:\n${FRAMES}`)
    expect(crashes).toEqual([[kind, before.startsWith('\t') ? 'again' : '', 'main.put']])
    expect(signs).toContain(sign)
    expect((await toldOf(`${before}and so on\n`)).crashes).toEqual([])
  })

  it('at the alarm of a test', async () => {
    const log =
      'running tests:\n\tTestHang (1s)\n\ngoroutine 7 [running]:\ntesting.(*M).startAlarm.func1()\n\ttesting/testing.go:2802 +0x34b\ncreated by time.goFunc\n\ttime/sleep.go:215 +0x2d\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t_testmain.go:58 +0x9b\n'
    expect(await toldOf(log)).toMatchObject({ crashes: [['test-timeout', '', null]], verdict: 'incomplete' })
  })

  describe('and that ends with the program', () => {
    const WAITS = `goroutine 7 [select]:\n${FRAMES}`
    it.each([
      ['a goroutine that ran', `goroutine 1 [running]:\n${FRAMES}exit status 2\n`, [['panic', '', 'main.put']]],
      ['goroutines that waited', `${WAITS}exit status 2\n`, [['panic', '', null]]],
      [
        'the rest of one',
        `\t/srv/shop/put.go:18 +0x4\nmain.main()\n\t/srv/shop/main.go:11 +0x2d\nexit status 2\n`,
        [['panic', '', null]],
      ],
      ['registers', `${WAITS}\n${REGISTERS}`, [['signal', '', null]]],
    ])('is a crash: %s', async (_, log, crashes) => {
      expect(await toldOf(log)).toMatchObject({ crashes, verdict: 'incomplete' })
    })

    it.each([
      [
        'a stack that the program printed',
        `goroutine 1 [running]:\nruntime/debug.Stack()\n\t/go/stack.go:26 +0x5e\n${FRAMES}exit status 2\n`,
      ],
      ['a status of its own', `goroutine 1 [running]:\n${FRAMES}exit status 1\n`],
      ['a status further below', `goroutine 1 [running]:\n${FRAMES}\ngoing on\nand on\nexit status 2\n`],
    ])('is none: %s', async (_, log) => {
      expect((await toldOf(log)).crashes).toEqual([])
    })
  })

  it('is perhaps cut where a goroutine is the first thing in it', async () => {
    const DUMP = `goroutine 1 [running]:\n${FRAMES}`
    expect(await toldOf(DUMP)).toMatchObject({ crashes: [], verdict: 'suspect', signs: ['E23'] })
    expect(await toldOf(`\`\`\`\n${DUMP}\`\`\`\n`)).toMatchObject({ crashes: [], verdict: 'suspect' })
    expect((await toldOf(`dump on request:\n${DUMP}`)).verdict).toBe('complete')
    expect(
      (await toldOf(DUMP.replace('main.put(...)', 'runtime/pprof.writeGoroutineStacks({0x1, 0x2})'))).verdict,
    ).toBe('complete')
  })

  it.each([
    ['words about the stack of a thread', 'the report has a section named\nruntime stack:\nand then goroutines\n'],
    ['words about goroutines', 'Goroutine 7 (running) created at:\nnobody knows where\nreally\nno\nno\n'],
    ['words about an access', 'Previous write at 0x00c00001c078 by goroutine 7:\nis how a section begins\na\nb\nc\n'],
    ['an offset in a log', 'jump to handler\n\t/srv/shop/main.go:9 +0x12 is the place\n'],
  ])('is not seen in %s', async (_, log) => {
    expect(await toldOf(log)).toMatchObject({ crashes: [], goroutines: 0 })
  })

  it('names the side that is left, and says that it is the other one', async () => {
    const { crashes } = await reportOf(RACE.slice(RACE.indexOf('Previous')))
    expect(crashes[0]!.origin!.why).toMatch(/^a race has two sides; the one the detector printed first is not/)
  })
})

describe('a stack without its header', () => {
  const CALLS =
    'example.org/db._Cfunc_open(0x1, 0x0)\n        ??:0 +0x5a\nexample.org/db.Open(0x6d)\n        C:/src/db/open.go:31 +0x4a8\nmain.main()\n        C:/src/main.go:16 +0x16a\n'
  const OTHER = '\ngoroutine 5 [chan receive]:\nmain.wait()\n        C:/src/main.go:34 +0x4c\n'

  it('is the one of the thread, on Windows', async () => {
    const log = `Exception 0xc0000005 0x8 0x0 0x0\nPC=0x0\nsignal arrived during external code execution\n\n${CALLS}${OTHER}`
    const { crashes, goroutines, signs } = await toldOf(log)
    expect({ crashes, goroutines }).toEqual({
      crashes: [['signal', 'exception', 'example.org/db.Open']],
      goroutines: 2,
    })
    expect(signs).not.toContain('E23')
  })

  it('is found behind the trouble that the runtime had with it', async () => {
    const trouble =
      'runtime: unknown pc 0x70e916\nstack: frame={sp:0xf2fefff7e0, fp:0x0} stack=[0x0,0xf2fefff900)\n0x000000f2fefff6e0:  0x0000000000000000  0x00007ffde3561c42 \n0x000000f2fefff7e0: <0x0000000000000000  0x0000000000670830 \n'
    const log = `Exception 0xc0000005 0x8 0x0 0x0\nPC=0x0\n\n${trouble}\ngoroutine 1 [syscall, locked to thread]:\n${CALLS}${REGISTERS}`
    expect((await toldOf(log)).crashes).toEqual([['signal', 'exception', 'example.org/db.Open']])
    // Without such a head the same words are a report's first line, or nothing.
    expect((await toldOf(`${trouble}and on it goes\n`)).crashes).toEqual([])
  })

  it('has lost it elsewhere', async () => {
    const { crashes, signs } = await toldOf(`panic: boom\n\n${CALLS}${OTHER}`)
    expect(crashes).toEqual([['panic', 'boom', 'example.org/db.Open']])
    expect(signs).toContain('E23')
  })
})

describe('a report in a string of source code', () => {
  it.each([
    ['a raw string', `package x\n\nconst dump = \`${PANIC}\`\n\nfunc TestParse(t *testing.T) {}\n`],
    ['a raw string that begins with a newline', `var dump = \`\n${PANIC}\`\n`],
    ['a field', `\t\t{\n\t\t\tname: "map",\n\t\t\tdump: \`${PANIC}\`,\n\t\t\twant: 1,\n\t\t},\n`],
    ['an argument', `\tgot := parse(\`${PANIC}\`)\n`],
    ['a Python string', `DUMP = """\n${PANIC}"""\n\ndef test_parse():\n    pass\n`],
    [
      'a goroutine alone',
      `\ttrace := \`goroutine 1 [running]:\n${FRAMES}goroutine 2 [select]:\n${FRAMES}\`\n\tgot := f(trace)\n`,
    ],
    ['a race', `const race = \`${RACE}\`\n\nfunc TestRace(t *testing.T) {}\n`],
    [
      'a goroutine in a string that is cut',
      `\ttrace := \`goroutine 1 [running]:\n${FRAMES}goroutine 2 [select]:\n${FRAMES}`,
    ],
    ['the last line of one', 'want: `\n--- FAIL: TestNil (0.00s)\npanic: test executed panic(nil)`,\n},\n'],
    ['a chain', '\t\twant: `panic: die\n\tpanic: test executed panic(nil)`,\n\t},\n\t{\n\t\tdesc: "other",\n'],
    ['a line of one', '\twant := `first panic\npanic: third panic\n\n`\n\tif got != want {\n'],
    ['a race below a newline', `want := \`\n${RACE}\`,\n`],
  ])('is none: %s', async (_, log) => {
    expect(await toldOf(log)).toMatchObject({ crashes: [], goroutines: 0, verdict: 'no-crash' })
    expect((await nearMissesOf(log)).join()).toMatch(/inside a string of source code|ordinary log lines follow/)
  })

  it.each([
    ['quoted in a sentence', `It says: \`${PANIC.trimEnd()}\`\n`],
    ['below a sentence', `I get this error:\n\`\n${PANIC}\`\n\nHow come?\n`],
    ['in a fence', `Output of f(x):\n\`\`\`\n${PANIC}\`\`\`\n`],
    ['behind an assignment that ends in its line', `x := \`raw\`\n${PANIC}`],
    ['below a string that nobody closes', `x := \`\n${PANIC}done\n`],
    ['whose value ends in a quote', `panic: missing (in \`a)\n\ngoroutine 1 [running]:\n${FRAMES}exit status 2\n`],
    ['of a shell', `$ out=\`run\`\n${PANIC}`],
  ])('is one %s', async (_, log) => {
    expect((await toldOf(log)).crashes.map(([kind]) => kind)).toEqual(['panic'])
  })
})

describe('a report that somebody shortened', () => {
  const WORKER =
    '\ngoroutine 7 [select]:\nmain.work()\n\t/srv/shop/work.go:9 +0x2a\ncreated by main.main in goroutine 1\n\t/srv/shop/main.go:4 +0x1c\n'
  const ALL = PANIC.replace('exit', `${WORKER}exit`)

  it.each([
    '...',
    '…',
    '[...]',
    '[snip]',
    '-- snip --',
    '<12 goroutines omitted>',
    '(rest of the log removed)',
    '... 30 more goroutines ...',
    '# truncated',
  ])('between goroutines by %s', async (mark) => {
    const { crashes, goroutines, verdict, signs } = await toldOf(
      ALL.replace('\ngoroutine 7', `\n${mark}\n\ngoroutine 7`),
    )
    expect({ crashes, goroutines, verdict, signs }).toEqual({
      crashes: IN_MAP,
      goroutines: 2,
      verdict: 'incomplete',
      signs: ['E30'],
    })
  })

  it('behind a race, of which a document shows no end', async () => {
    const shown = RACE.slice(RACE.indexOf('WARNING'), RACE.length - 19)
    const { crashes, verdict } = await toldOf(`It looks like this:\n\`\`\`\n${shown}\`\`\`\n`)
    expect([crashes.length, verdict]).toEqual([1, 'suspect'])
    expect((await toldOf(shown)).verdict).toBe('incomplete')
  })

  it('inside a race', async () => {
    const { crashes, signs } = await toldOf(RACE.replace('\nGoroutine', '...\n\nGoroutine'))
    expect({ crashes: crashes.length, signs }).toEqual({ crashes: 1, signs: ['E30'] })
  })

  it('above the frame that is blamed: it may be another', async () => {
    const whole = (await reportOf(PANIC)).crashes[0]!.origin!
    const cut = (await reportOf(PANIC.replace('main.put', '[snip]\nmain.put'))).crashes[0]!.origin!
    expect(cut).toMatchObject({ function: 'main.put', confidence: whole.confidence / 2 })
    expect(cut.why).toMatch(/elided|left out/)
  })

  it.each([
    '--- PASS: TestMap (0.00s)',
    '[INFO] skipped 3 migrations',
    '# go build',
    'more to come',
    '=== RUN   TestCut',
    '(done)',
  ])('is whole above %s', async (line) => {
    expect((await toldOf(PANIC.replace('exit status 2', line))).signs).not.toContain('E30')
  })
})

describe('lines that copying changed', () => {
  it.each([
    ['filled with blanks', PANIC.replaceAll(/^.*$/gm, (line) => line.padEnd(100))],
    ['in lines twice as far apart', PANIC.replaceAll('\n', '\n\n')],
    ['without tabs and empty lines', PANIC.replaceAll('\n\n', '\n').replaceAll('\t', '')],
    ['in bold', `**${PANIC.replace('\n', '**\n')}`],
    ['behind a space of no width', `\u200b${PANIC}`],
    ['with numbers before its lines', PANIC.replaceAll(/^/gm, '  7  ')],
    ['as HTML, in a quote', PANIC.replaceAll(/^/gm, '&gt; ')],
  ])('are read: %s', async (_, log) => {
    expect(await toldOf(log)).toMatchObject({ crashes: IN_MAP, goroutines: 1 })
  })

  it('are one chain of panics where all tabs are lost, and two reports where none is', async () => {
    const chain = `panic: first\n\tpanic: second\n\ngoroutine 1 [running]:\n${FRAMES}`
    expect((await toldOf(chain.replaceAll('\t', ''))).crashes).toEqual([['panic', 'second', 'main.put']])
    expect((await toldOf(chain.replace('\t', ''))).crashes).toEqual([
      ['panic', 'first', null],
      ['panic', 'second', 'main.put'],
    ])
  })

  it('are read without the brackets of the calls', async () => {
    const log =
      'fatal error: concurrent map writes\n\ngoroutine 7 [running]:\ninternal/runtime/maps.fatal\n    /usr/local/go/src/runtime/panic.go:1058\nexample.org/meta.(*Object).Copy\n    /srv/meta/copy.go:70\nmain.work\n    /srv/work.go:7\n'
    const { crashes } = await reportOf(log)
    expect(crashes[0]!.frames.map(({ function: name, line }) => `${name} ${line}`)).toEqual([
      'internal/runtime/maps.fatal 1058',
      'example.org/meta.(*Object).Copy 70',
      'main.work 7',
    ])
  })

  it('leaves a name alone that is no call', async () => {
    const { crashes } = await reportOf(`${PANIC.replace('exit status 2\n', '')}example.org\n/srv/x.go:7\n`)
    expect(crashes[0]!.frames).toHaveLength(2)
  })
})

it('counts no goroutines that a cut report of a deadlock does not show', async () => {
  const title = async (log: string) =>
    (await reportOf(log)).findings.find(({ rule }) => rule === 'go/all-goroutines-asleep')!.title
  const log = `fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/srv/shop/main.go:9 +0x2d\n\ngoroutine 18 [select (no cases)]:\nmain.work()\n\t/srv/shop/work.go:9 +0x2a\ncreated by main.main in goroutine 1\n\t/srv/shop/main.go:4 +0x1c\nexit status 2\n`
  expect(await title(log)).toBe('All 2 goroutines wait, and nobody is left to wake them')
  const shown = 'Every goroutine waits, and nobody is left to wake them; the log shows 2 of them'
  expect(await title(log.slice(0, log.indexOf('created')))).not.toBe(shown)
  expect(await title(`${log.slice(0, log.indexOf('/srv/shop/work'))}`)).toBe(shown)
  expect(await title(log.replace('exit', '...\nexit'))).toBe(shown)
  expect(await title(log.replace('goroutine 1 [', 'goroutine 6 ['))).toBe(shown)
})

it('reads a race of Go up to 1.6, which tells no address', async () => {
  const { crashes, findings } = await reportOf(RACE.replaceAll(' at 0x00c00001c078', ''))
  expect(crashes).toMatchObject([
    { kind: 'race', message: 'Write by goroutine 8; Previous read by goroutine 7', origin: { function: 'main.add' } },
  ])
  expect(findings[0]!.explanation).toMatch(/^Two goroutines use the same memory: write at /)
})

it('takes the title that quotes a panic of a handler for no panic of its own', async () => {
  const said = 'http: panic serving 127.0.0.1:54063: 403 Forbidden'
  const stack =
    '        goroutine 19 [running]:\n        net/http.(*conn).serve.func1(0xc0)\n            /usr/local/go/src/net/http/server.go:1767 +0x139\n        panic(0x14, 0xc0)\n            /usr/local/go/src/runtime/panic.go:679 +0x1b2\n        main.process(0x15, 0xc0)\n            /srv/web.go:18 +0x373\n        created by net/http.(*Server).Serve\n            /usr/local/go/src/net/http/server.go:2928 +0x384\n'
  const log = `# Error: ${said}\n\nI see:\n\n        2020/01/27 03:34:59 ${said}\n${stack}        2020/01/27 03:35:00 ${said.replace('54063', '54064')}\n${stack.replace('19', '20')}`
  const { crashes } = await reportOf(log)
  expect(crashes.map(({ kind, message, goroutine }) => [kind, message, goroutine?.id])).toEqual([
    ['http-panic', '403 Forbidden', 19],
    ['http-panic', '403 Forbidden', 20],
  ])
})

describe('panics of a server, each below the lines of its requests', () => {
  it('keep the line that says what was raised', async () => {
    const served = (id: number) =>
      `2026/11/27 11:47:01 GET /me 0s\n2026/11/27 11:47:01 http: panic serving 127.0.0.1:3288${id}: boom\ngoroutine ${id} [running]:\nnet/http.(*conn).serve.func1()\n    /usr/local/go/src/net/http/server.go:1897 +0xbd\npanic({0x6fa240?, 0x9ffe60?})\n    /usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.profile(0xd20be786088)\n    /srv/shop/main.go:38 +0x7d\ncreated by net/http.(*Server).Serve in goroutine 1\n    /usr/local/go/src/net/http/server.go:3464 +0x485\n`
    const quoted = `${served(10)}${served(35)}`.replace(/^(?=.)/gm, '> ').replace(/$/gm, '  ')
    const { crashes } = await toldOf(`It died, any idea?\n\n> \`\`\`\n${quoted}> \`\`\`\n`)
    expect(crashes).toEqual([
      ['http-panic', 'boom', 'main.profile'],
      ['http-panic', 'boom', 'main.profile'],
    ])
  })
})
