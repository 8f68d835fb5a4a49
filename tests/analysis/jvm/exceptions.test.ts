import { expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'

const stacksOf = async (bytes: string) =>
  (await analyze({ name: 'app.log', bytes })).stacks.map(({ type, message, count, causes }) => ({
    type,
    message,
    count,
    causes: causes.map((cause) => cause.type),
  }))

test.each([
  [
    'JavaScript',
    'TypeError: x is not a function\n    at Object.run (/app/x.js:10:5)\n    at foo (node:internal/x:1:2)\n',
  ],
  ['.NET', 'System.InvalidOperationException: x\n   at Shop.Cart.Add(String id) in C:\\src\\Cart.cs:line 12\n'],
  [
    'Python',
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\nrequests.exceptions.ConnectionError: refused\n',
  ],
  [
    'a mention',
    '2026-11-23 10:15:30 INFO retrying after java.io.IOException: Broken pipe\n2026-11-23 10:15:31 INFO ok\n',
  ],
  ['an end that a shell tells', 'Terminating due to timeout\nAborting due to Error: x\n'],
  ['a cause in a sentence', '2026-11-23 10:15:30 ERROR Exception caught\nCaused by: timeout\n'],
])('%s is no Java exception', async (_, text) => {
  expect(await stacksOf(text)).toEqual([])
})

test('an exception behind the text of a record', async () => {
  const text =
    '10:15:30.123 [main] ERROR c.e.Shop - failed: com.example.OrderException: no stock\n\tat com.example.Shop.buy(Shop.java:12)\n'
  expect(await stacksOf(text)).toEqual([
    { type: 'com.example.OrderException', message: 'no stock', count: 1, causes: [] },
  ])
})

test.each([
  '2026-11-23 10:15:30 ERROR no stock com.example.OutOfStock: none left',
  'WARN;2026-11-23;depot;no stock;com.example.OutOfStock: none left',
  'ERROR\tdepot\tno stock\tcom.example.OutOfStock: none left',
  '2026-11-23 10:15:30 ERROR com.example.Main: no stock com.example.OutOfStock: none left',
])('a class that is named like nothing known, behind a record: %j', async (record) => {
  expect(await stacksOf(`${record}\n\tat com.example.Shop.buy(Shop.java:12)\n`)).toEqual([
    { type: 'com.example.OutOfStock', message: 'none left', count: 1, causes: [] },
  ])
})

test('a class that is named like nothing known, by its first frame', async () => {
  const text = 'starting\ncom.example.OutOfStock: none left\n\tat com.example.Shop.buy(Shop.java:12)\n'
  expect(await stacksOf(text)).toEqual([{ type: 'com.example.OutOfStock', message: 'none left', count: 1, causes: [] }])
})

test('root cause first, as logback prints it', async () => {
  const text =
    'java.io.IOException: disk full\n\tat app.Disk.write(Disk.java:1)\nWrapped by: app.OrderException: order 1\n\tat app.Shop.buy(Shop.java:2)\n\t... 1 common frames omitted\n'
  expect(await stacksOf(text)).toEqual([
    { type: 'app.OrderException', message: 'order 1', count: 1, causes: ['java.io.IOException'] },
  ])
})

test('a log line of another thread between two frames', async () => {
  const text =
    'java.lang.IllegalStateException: no\n\tat app.A.f(A.java:1)\n2026-11-23 10:15:31 INFO other thread\n\tat app.B.g(B.java:2)\n'
  const report = await analyze({ name: 'app.log', bytes: text })
  expect(report.stacks.map(({ frames }) => frames.length)).toEqual([2])
})

const OTHER = '2026-11-23 10:15:31 INFO other thread'

test.each([
  `Exception in thread "main" a.B: no\n${OTHER}\n\tat a.A.f(A.java:1)\n\t... 1 more\nCaused by: a.C: x\n`,
  `Exception in thread "main" a.B: no\n\tat a.A.f(A.java:1)\n\t... 1 more\n${OTHER}\nCaused by: a.C: x\n`,
  `Exception in thread "main" a.B: no\n\tat a.A.f(A.java:1)\n\t... 1 more\nCaused by: a.C: x\n${OTHER}\n\tat a.D.g(D.java:2)\n`,
])('a log line of another thread in any other place: %#', async (text) => {
  expect(await stacksOf(text)).toEqual([{ type: 'a.B', message: 'no', count: 1, causes: ['a.C'] }])
})

test('a log line of another thread below a class that nobody announced', async () => {
  const head = 'com.acme.OrderException: no stock\n'
  const frame = '\tat com.acme.Shop.buy(Shop.java:12)\n'
  expect(await stacksOf(`${head}${OTHER}\n${frame}`)).toMatchObject([{ type: 'com.acme.OrderException' }])
  // What follows two of them may be anybody's.
  expect(await stacksOf(`${head}${OTHER}\n${OTHER}\n${frame}`)).toMatchObject([{ type: null }])
})

test('behind a trace that ended a record begins what is its own', async () => {
  const first = 'Exception in thread "main" a.B: no\n\tat a.A.f(A.java:1)\nCaused by: a.C: x\n\t... 1 more\n'
  const text = `${first}2026-11-23 10:15:31 ERROR next failed\na.D: y\n\tat a.A.g(A.java:2)\n`
  expect((await stacksOf(text)).map(({ type }) => type)).toEqual(['a.B', 'a.D'])
  expect(await stacksOf(`java.io.IOException: x\n${OTHER}\nnext\n`)).toHaveLength(1)
})

test('a trace that was cut in a frame says so', async () => {
  const text = 'Exception in thread "main" java.lang.Error: x\n\tat app.A.f(A.java:1)\n\tat app.B.ver'
  expect((await analyze({ name: 'app.log', bytes: text })).sources[0]!.completeness.verdict).not.toBe('complete')
})
