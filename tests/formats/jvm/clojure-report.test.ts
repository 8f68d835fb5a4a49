/** What Clojure prints of an exception that nobody caught. */
import { expect, it, test } from 'vitest'
import { analyze } from '../../../src/index.ts'

const told = (text: string) => analyze({ name: 'app.log', bytes: text })
const END = '\nFull report at:\n/tmp/clojure-155431.edn\n'

it.each([
  [
    'Execution error (ArithmeticException) at mill/grind (mill.clj:2).\nDivide by zero\n',
    'ArithmeticException: Divide by zero',
    'mill/grind mill.clj:2',
  ],
  [
    'Unexpected error (ClassCastException) macroexpanding m at (../src/mac.clj:2:1).\nno number\n',
    'ClassCastException: no number',
    null,
  ],
  [
    'Syntax error (IllegalArgumentException) compiling let at (mill.clj:2:12).\nno\n\tvector\n',
    'IllegalArgumentException: no\n\tvector',
    null,
  ],
])('%s', async (text, message, place) => {
  const report = await told(`grinding\n${text}${END}`)
  const [crash] = report.crashes
  expect(report.crashes).toHaveLength(1)
  expect(crash).toMatchObject({ kind: 'exception', message, preamble: [text.split('\n')[0]] })
  expect(crash!.origin && `${crash!.origin.function} ${crash!.origin.file}:${crash!.origin.line}`).toBe(place)
  expect(crash!.span).toMatchObject({ line: 2, endLine: 2 + text.split('\n').length + 1 })
  expect(report.verdict.status).toBe('panic')
})

const HEAD = 'Execution error (ArithmeticException) at mill/grind (mill.clj:2).\nDivide by zero\n'

test('the report may stand above', async () => {
  const map = '{:clojure.main/message\n "Execution error"\n  :cause "Divide by zero",\n  :phase :execution}}\n\n'
  expect((await told(map + HEAD)).crashes).toMatchObject([{ message: 'ArithmeticException: Divide by zero' }])
})

test('a prompt goes on', async () => {
  const report = await told(`${HEAD}user=> 2\n`)
  expect([report.crashes.length, report.stacks.length, report.verdict.status]).toEqual([0, 1, 'clean'])
  expect((await told(`${HEAD}\nready\n`)).crashes).toEqual([])
})

test.each([
  'Execution error (IOException) at step 7 (see mill.log).\nretrying\n',
  'ERROR: Execution error (IOException) at mill/grind (mill.clj:2).\n',
])('no such report: %j', async (text) => {
  const report = await told(text + END)
  expect([report.crashes.length, report.stacks.length]).toEqual([0, 0])
})
