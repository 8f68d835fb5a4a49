/** What loggers, languages and frameworks make of an exception: found as often as it was thrown, with its root and its place. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import type { StackGroup } from '../../../src/model/report.ts'

const FOLDER = new URL('../../corpus/jvm-loggers/', import.meta.url)
/** Class, how often, class of the root cause (`=` the same, `*` whatever), first frame. */
type Row = readonly [type: string | null, count: number, root: string, frame: string | null]
const EXPECTED = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as Record<string, readonly Row[]>
const NAMES = readdirSync(new URL('logs/', FOLDER)).map((name) => name.replace(/\.log$/, ''))
/** Its name does not say that it is an exception, and it has no frames: only an XML element names it as one. */
const FRAMELESS = 'io.acme.billing.Billing$Lean'

const told = async (name: string) =>
  analyze({ name: `${name}.log`, bytes: readFileSync(new URL(`logs/${name}.log`, FOLDER)) })

function rowOf({ type, count, causes, frames }: StackGroup): Row {
  const root = causes.findLast(({ relation }) => relation === 'caused-by')?.type ?? type
  return [type, count, root === type ? '=' : (root ?? '?'), frames[0]?.function ?? null]
}

/** Order by what is compared; `*` stands for anything. */
function matched(rows: readonly Row[], expected: readonly Row[]): Row[] {
  const left = [...rows]
  const found = expected.flatMap((want) => {
    const i = left.findIndex((row) => want.every((value, at) => value === '*' || value === row[at]))
    if (i < 0) return []
    left.splice(i, 1)
    return [want]
  })
  return [...found, ...left]
}

describe('every exception of the program, whoever logged it', () => {
  it.each(NAMES)('%s', async (name) => {
    const expected = EXPECTED[name] ?? EXPECTED['billing']!
    const rows = (await told(name)).stacks.filter(({ type }) => type !== FRAMELESS).map(rowOf)
    expect(matched(rows, expected)).toEqual(expected)
  })

  it.each(NAMES)('%s is whole', async (name) => {
    const { evidence } = (await told(name)).sources[0]!.completeness
    // log4j's JSON templates end strings after 16 KiB, layouts that take the first frames only end a line with the next one.
    expect(evidence.map(({ id }) => id).filter((id) => id !== 'E02' || !name.startsWith('l4-'))).toEqual([])
  })
})

describe('an object with a list of calls', () => {
  const CALLS = [
    { className: 'java.lang.Thread', methodName: 'sleep', fileName: 'Thread.java', lineNumber: -2 },
    { className: 'com.acme.Pool', methodName: 'run', fileName: 'Pool.java', lineNumber: 12 },
  ]
  const typesIn = async (object: object) => {
    const bytes = Buffer.from(`${JSON.stringify({ message: 'told', ...object, stackTrace: CALLS })}\n`)
    return (await analyze({ name: 'app.log', bytes })).stacks.map(({ type }) => type)
  }

  it.each([
    ['of a thread', { name: 'http-nio-8080' }],
    ['of a thread named with dots', { name: 'pool.worker-1', type: 'thread' }],
    ['of a sample', { name: 'sampler', type: 'sample' }],
  ])('%s is no exception', async (_name, object) => {
    expect(await typesIn(object)).toEqual([])
  })

  it.each([
    ['by a class with its package', { name: 'com.acme.pay.Declined' }, 'com.acme.pay.Declined'],
    ['by a class inside another one', { type: 'com.acme.Pay$Declined' }, 'com.acme.Pay$Declined'],
    ['by a name for exceptions only', { type: 'DeclinedException' }, 'DeclinedException'],
    [
      'behind the name of a thread',
      { name: 'main', type: 'java.lang.StackOverflowError' },
      'java.lang.StackOverflowError',
    ],
    ['by a field for classes only', { exceptionType: 'Declined', name: 'main' }, 'Declined'],
  ])('%s is one', async (_name, object, type) => {
    expect(await typesIn(object)).toEqual([type])
  })
})

it('JBoss names the message by the fields of ECS, and knows lines without files', async () => {
  const frames = [
    { class: 'com.acme.Boot', method: 'start' },
    { class: 'com.acme.Main', method: 'main', line: 101 },
  ]
  const record = {
    '@timestamp': '2026-01-02T03:04:05Z',
    message: 'Failed to start',
    exception: { refId: 1, exceptionType: 'java.lang.RuntimeException', 'error.message': 'no port', frames },
  }
  const { stacks } = await analyze({ name: 'app.log', bytes: Buffer.from(`${JSON.stringify(record)}\n`) })
  expect(stacks).toMatchObject([
    {
      type: 'java.lang.RuntimeException',
      message: 'no port',
      frames: [
        { function: 'com.acme.Boot.start', line: null },
        { function: 'com.acme.Main.main', file: null, line: 101 },
      ],
    },
  ])
})

it('one record of ECS, printed for the eye, is no answer of a search', async () => {
  const record = {
    '@timestamp': '2026-01-02T03:04:05Z',
    'log.level': 'ERROR',
    message: 'order refused',
    'error.type': 'java.lang.RuntimeException',
    'error.stack_trace': 'java.lang.RuntimeException: no stock\n\tat com.acme.Shop.buy(Shop.java:12)\n',
  }
  const { stacks } = await analyze({ name: 'app.log', bytes: Buffer.from(`${JSON.stringify(record, null, 4)}\n`) })
  expect(stacks).toMatchObject([{ type: 'java.lang.RuntimeException', message: 'no stock', frames: [{ line: 12 }] }])
})

describe('levels of sbt before each line', () => {
  const TRACE = [
    'java.lang.IllegalStateException: no stock',
    '\tat com.acme.Shop.buy(Shop.scala:12)',
    '\tat com.acme.Shop.main(Shop.scala:3)',
  ]
  const told = async (lines: readonly string[]) =>
    (await analyze({ name: 'sbt.log', bytes: `${lines.join('\n')}\n` })).stacks

  it.each([
    ['of the program', TRACE.map((text) => `[error] ${text}`)],
    [
      'of the compiler',
      [
        '## Exception when compiling 5 sources',
        'scala.MatchError: Seq.scala (of class a.PlainFile)',
        'acme.API$Phase.process(API.scala:62)',
        'acme.Run.compile(Run.scala:1501)',
      ].map((text) => `[error] ${text}`),
    ],
    [
      'of a test',
      [
        'ShopTest:',
        '- sells *** FAILED ***',
        '  com.acme.JobException: task 16 failed',
        '  Driver stacktrace:',
        '  at com.acme.Scheduler.abort(Scheduler.scala:1283)',
        '  at com.acme.Shop.main(Shop.scala:3)',
        '  ...',
        '- pays',
      ].map((text) => `[info] ${text}`),
    ],
  ])('%s', async (_, lines) => {
    const stacks = await told(['[info] running Main', ...lines, '[info] done'])
    expect(stacks.map(({ count, frames }) => [count, frames.length])).toEqual([[1, 2]])
  })

  it('are a logger’s where no frame stands behind one', async () => {
    const lines = [
      '[info] ready',
      '[info] asked',
      '[error] java.lang.IllegalStateException: no stock',
      ...TRACE.slice(1),
    ]
    const { sources } = await analyze({ name: 'app.log', bytes: `${lines.join('\n')}\n` })
    expect(sources[0]!.layers).toEqual([])
  })
})

describe('a layout', () => {
  const toldOf = (lines: readonly string[]) => analyze({ name: 'app.log', bytes: Buffer.from(`${lines.join('\n')}\n`) })

  it('with milliseconds in front of traces in one line begins a record with each, whatever the message before', async () => {
    const { stacks } = await toldOf([
      '1795727606585 ERROR no java.lang.IllegalStateException: a message',
      '  of two lines',
      ...[6, 7].map(
        (i) =>
          `179572760658${i} ERROR no a.b.OutOfStock: ${i}|\tat a.b.Shop.sell(Shop.java:7) [app.jar:?]|\tat a.b.Shop.main(Shop.java:3) [app.jar:?]|`,
      ),
    ])
    expect(stacks.map(({ type, count }) => `${count} ${type}`)).toContain('2 a.b.OutOfStock')
  })

  it.each([
    ['a trace', '{"error":"java.lang.NullPointerException: no\\n\\tat x.Y.z(Y.java:3)\\n\\tat x.Y.main(Y.java:1)\\n"}'],
    ['a panic', '{"stderr":"panic: boom\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/app/main.go:5 +0x2a\\n"}'],
  ])('leaves %s in the message of an exception', async (_name, message) => {
    const { crashes, stacks } = await toldOf([
      'java.lang.IllegalStateException: it said:',
      message,
      '\tat a.B.c(B.java:7)',
      '\tat a.B.d(B.java:9)',
    ])
    expect(crashes).toEqual([])
    expect(stacks[0]!.type).toBe('java.lang.IllegalStateException')
    expect(stacks.slice(1).map(({ type }) => type)).not.toContain('java.lang.NullPointerException')
  })

  it('takes numbers in a message for no stamp', async () => {
    const message = ['java.lang.AssertionError: expected:', '1709647629123 A', 'but was:', '1709647629124 B']
    const { stacks } = await toldOf([...message, '\tat a.B.c(B.java:7)', '\tat a.B.d(B.java:9)'])
    expect(stacks.map(({ type, frames }) => [type, frames.length])).toEqual([['java.lang.AssertionError', 2]])
  })

  it.each([
    ['that prints no frames says nothing of the compiler', ['java.lang.IllegalStateException: a'], 0],
    [
      'that prints some says that it threw one made beforehand',
      ['java.lang.IllegalStateException: a', '\tat a.B.c(B.java:1)'],
      1,
    ],
  ])('%s', async (_name, other, count) => {
    const { findings } = await toldOf([...other, 'java.lang.NullPointerException', 'java.lang.NullPointerException'])
    expect(findings.filter(({ rule }) => rule === 'jvm/fast-throw')).toHaveLength(count)
  })
})

describe('a record of JSON whose message says that nobody caught it', () => {
  const TRACE =
    'java.lang.IllegalArgumentException: no depot\n\tat a.b.Depot.<init>(Depot.java:7)\n\tat a.b.Main.main(Main.java:3)\n'
  it.each([
    ['Application run failed', 1],
    ['Request failed', 0],
  ])('%s', async (message, count) => {
    const records = ['Starting', message].map((text, i) =>
      JSON.stringify({
        '@timestamp': '2026-11-26T21:52:20Z',
        'log.level': 'ERROR',
        message: text,
        ...(i > 0 && { 'error.stack_trace': TRACE }),
      }),
    )
    const { crashes } = await analyze({ name: 'app.log', bytes: Buffer.from(`${records.join('\n')}\n`) })
    expect(crashes).toHaveLength(count)
  })
})

describe('threads', () => {
  it('of a JDK 21 that wrote them to a file', async () => {
    const { dumps } = await told('deadlock21-plain')
    expect(dumps.map(({ total }) => total)).toEqual([11])
  })

  it('printed by ThreadInfo.toString, with their locks', async () => {
    const { dumps, findings } = await told('threadinfo17')
    expect(dumps.map(({ total, states }) => ({ total, states }))).toEqual([
      { total: 11, states: { RUNNABLE: 4, WAITING: 3, TIMED_WAITING: 2, BLOCKED: 2 } },
    ])
    expect(findings.filter(({ rule }) => rule === 'jvm/deadlock')).toHaveLength(2)
  })
})
