/** Stacks that come with an error a Go program logged: they are told as such, and never as a crash. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const SAVE = 'example.com/shop/cart.(*Service).Save\n\t/src/cart/cart.go:40\nmain.main\n\t/src/main.go:20'
const PLAIN = 'main.save\n\t/src/save.go:7\nmain.main\n\t/src/main.go:20'
const zap = (fields: Record<string, unknown>) =>
  JSON.stringify({ level: 'error', ts: 1709647629.12, caller: 'cart/cart.go:40', msg: 'cannot save', ...fields })
const HEALTHY = '{"level":"info","ts":1709647629.5,"caller":"main.go:9","msg":"started"}'

async function seen(log: string) {
  const { crashes, stacks, verdict } = await analyze({ name: 'app.log', bytes: Buffer.from(log) })
  return {
    crashes: crashes.map(({ kind, message, origin }) => [kind, message, origin?.function]),
    stacks: stacks
      .filter(({ kind }) => kind === 'logged-stack')
      .map(({ count, message, frames, first }) => [
        count,
        message,
        frames.map((frame) => frame.function).join(' < '),
        `${first.line}-${first.endLine}`,
      ]),
    status: verdict.status,
  }
}

const METHOD = 'example.com/shop/cart.(*Service).Save < main.main'
const CONSOLE = '2024-03-05T14:07:09.120Z\tERROR\tshop\tcart/cart.go:40\tcannot save\t{"id": 7, "error": "disk full"}'

describe('the stack of an error', () => {
  it.each([
    ['zap, as JSON', `${HEALTHY}\n${zap({ stacktrace: SAVE })}\n${HEALTHY}\n`, ['cannot save', METHOD, '2-2']],
    [
      'zap, as JSON, with its error',
      `${HEALTHY}\n${zap({ error: 'disk full', stacktrace: SAVE })}\n`,
      ['cannot save: disk full', METHOD, '2-2'],
    ],
    [
      'zap, as JSON, without a method',
      `${HEALTHY}\n${zap({ stacktrace: PLAIN })}\n`,
      ['cannot save', 'main.save < main.main', '2-2'],
    ],
    [
      'zap, on a console',
      `${CONSOLE}\n${SAVE}\n${CONSOLE.slice(0, 25)}INFO\tnext\n`,
      ['cannot save: disk full', METHOD, '1-5'],
    ],
    [
      'zap, on a console, without a method',
      `${CONSOLE}\n${PLAIN}\n`,
      ['cannot save: disk full', 'main.save < main.main', '1-5'],
    ],
    [
      'zap, on a coloured console',
      `${CONSOLE.replace('ERROR', '\x1b[31mERROR\x1b[0m')}\n${SAVE}\n`,
      ['cannot save: disk full', METHOD, '1-5'],
    ],
    ['pkg/errors, with %+v', `${HEALTHY}\ndisk full\n${SAVE}\nnext\n`, ['disk full', METHOD, '2-6']],
    [
      'pkg/errors, behind the prefix of log',
      `2024/03/05 14:07:09 disk full\n${SAVE}\n2024/03/05 14:07:10 next\n`,
      ['disk full', METHOD, '1-5'],
    ],
    [
      'pkg/errors, wrapped: one error, where it arose',
      `${HEALTHY}\n${zap({ errorVerbose: `disk full\n${SAVE}\nwhile saving\n${PLAIN}\nlast words` })}\n${HEALTHY}\n`,
      ['disk full', METHOD, '2-2'],
    ],
    [
      'zerolog, as a list',
      `{"level":"error","error":"disk full","stack":[{"func":"save","line":"7","source":"save.go"},{"func":"main.main","line":"20","source":"main.go"}],"time":"2024-03-05T14:07:09Z","message":"cannot save"}\n`,
      null,
    ],
    ['with CRLF', `${CONSOLE}\n${SAVE}\n`.replaceAll('\n', '\r\n'), ['cannot save: disk full', METHOD, '1-5']],
    [
      'behind CRI',
      `${HEALTHY}\ndisk full\n${SAVE}\nnext\n`.replaceAll(/^(?=.)/gm, '2024-03-05T14:07:09.123456789Z stderr F '),
      ['disk full', METHOD, '2-6'],
    ],
  ])('%s', async (_, log, stack) => {
    expect(await seen(log)).toEqual({
      crashes: [],
      stacks: stack === null ? [] : [[1, ...stack]],
      status: 'clean',
    })
  })

  it('is counted where it comes again, on the console or as JSON', async () => {
    const log = `${CONSOLE}\n${SAVE}\n${CONSOLE}\n${SAVE}\n`
    expect((await seen(log)).stacks).toEqual([[2, 'cannot save: disk full', METHOD, '1-5']])
    const [console] = (await analyze({ name: 'a', bytes: Buffer.from(log) })).stacks
    const [json] = (await analyze({ name: 'a', bytes: Buffer.from(`${zap({ stacktrace: SAVE })}\n`) })).stacks
    expect(json!.fingerprints.functions).toBe(console!.fingerprints.functions)
  })

  it('hides no crash that follows it', async () => {
    const panic = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:21 +0x1d\nexit status 2\n'
    const logged =
      '2024/03/05 14:07:09 recovered panic: boom\ngoroutine 7 [running]:\nmain.f()\n\t/src/main.go:3 +0x1d\n'
    expect((await seen(`disk full\n${SAVE}\n${panic}`)).crashes).toEqual([['panic', 'boom', 'main.main']])
    expect((await seen(`${CONSOLE}\n${panic}`)).crashes).toEqual([['panic', 'boom', 'main.main']])
    expect((await seen(`${CONSOLE}\nmain.save\n${panic}`)).crashes).toEqual([['panic', 'boom', 'main.main']])
    expect((await seen(`disk full\n${SAVE}\n${logged}`)).crashes).toEqual([['logged-panic', 'boom', 'main.f']])
  })
})

describe('what is no such stack', () => {
  it.each([
    ['a name alone', 'connecting to\ndb.(*pool).get\nnext line\n'],
    ['names alone', 'example.com/shop.(*Cart).Save\nexample.com/shop.(*Cart).Load\nmain.main\n'],
    ['the function of a logger', 'time=x level=info msg=hi func="main.(*T).Foo" file="/src/main.go:12"\n'.repeat(3)],
    ['places alone', 'see\n\t/src/cart/cart.go:40\n\t/src/cart/cart.go:41\n'],
    ['an error without one', `${CONSOLE}\n2024-03-05T14:07:10.120Z\tINFO\tgoes on\n`],
    ['the middle of a stack', `\t/src/a.go:3\n${SAVE}\n`],
    [
      'a stack of Node',
      '{"level":50,"msg":"x","stack":"Error: x\\n    at f (/app/a.js:1:2)\\n    at g (/app/b.js:3:4)"}\n',
    ],
    [
      'a stack of Python',
      '{"level":"error","msg":"x","stacktrace":"Traceback\\n  File \\"a.py\\", line 1, in f\\nValueError: x"}\n',
    ],
  ])('%s', async (_, log) => {
    expect(await seen(log)).toEqual({ crashes: [], stacks: [], status: 'clean' })
  })

  it('an endless one is read to its end, and kept to a limit', async () => {
    const log = `${CONSOLE}\n${'main.(*T).f\n\t/src/a.go:3\n'.repeat(50_000)}`
    const { stacks } = await analyze({ name: 'a', bytes: Buffer.from(log) })
    expect(stacks).toHaveLength(1)
    expect(stacks[0]!.frames.length).toBeLessThanOrEqual(10_000)
  })
})

describe('a logger that panics', () => {
  const PANIC = '2024-03-05T14:07:09.120Z\tPANIC\tcart/cart.go:40\tboom: 7\t{"id": 7}'
  const died = `panic: boom: 7\n\ngoroutine 1 [running]:\ngo.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x1)\n\t/go/pkg/mod/go.uber.org/zap@v1.26.0/zapcore/entry.go:196 +0x54\n${SAVE.replace(/^(\S.*)$/gm, '$1()').replace(/(:\d+)$/gm, '$1 +0x1d')}\nexit status 2\n`

  it.each([
    ['on a console', `${PANIC}\n${SAVE}\n`],
    ['as JSON', `${zap({ level: 'panic', msg: 'boom: 7', stacktrace: SAVE })}\n`],
  ])('is told with its own words %s, and once where the program dies of it', async (_, logged) => {
    const origin = 'example.com/shop/cart.(*Service).Save'
    expect((await seen(`${HEALTHY}\n${logged}`)).crashes).toEqual([['logged-panic', 'boom: 7', origin]])
    expect((await seen(`${HEALTHY}\n${logged}${died}`)).crashes).toEqual([['panic', 'boom: 7', origin]])
    const other = died.replace('boom: 7', 'another')
    expect((await seen(`${HEALTHY}\n${logged}${other}`)).crashes).toHaveLength(2)
  })

  it('ends its stack with its record', async () => {
    const log = `${zap({ level: 'panic', msg: 'boom', stacktrace: SAVE })}\n${zap({ errorVerbose: `disk full\n${PLAIN}` })}\n`
    const { crashes } = await analyze({ name: 'a', bytes: Buffer.from(log) })
    expect(crashes.map(({ frames }) => frames.length)).toEqual([2])
    expect((await seen(log)).stacks.map(([, message]) => message)).toEqual(['boom', 'disk full'])
  })
})

it.each([
  ['behind its message', 'disk full', 5],
  ['below an empty line', 'disk full\n', 4],
  ['of a console', CONSOLE, 5],
])('counts the lines of a stack %s once', async (_, above, lines) => {
  const { stats } = await analyze({ name: 'app.log', bytes: Buffer.from(`${above}\n${SAVE}\n`) })
  expect(stats.claimedLines).toBe(lines)
})
