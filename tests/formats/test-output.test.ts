/** `FAIL` is a word of many tools: with blanks for its TABs only what `go test` printed around it tells that it is Go's. */
import { describe, expect, it } from 'vitest'
import { analyze, extract } from '../../src/index.ts'

const statusOf = async (log: string) => (await analyze({ name: 'ci.log', bytes: Buffer.from(log) })).verdict.status

describe('another tool', () => {
  it.each([
    ['a runner of suites', 'ok   suite one 0.1s\nFAIL login_test 0.35s\nFAIL  api/user  [no tests to run]\nall done\n'],
    ['a single line', '10:00:00 up\nFAIL   widget_spec   12s\n'],
    ['files of Python', 'FAIL   tests/login.py   1.2s\nPASS   tests/x.py   0.1s\n'],
    ['bazel', 'FAIL: //foo:bar_test (see /x.log)\nFAIL  //foo:bar_test  [no status]\n'],
    ['behind an exit status that is none of its own', 'exit status 0\ntests of the shop:\nFAIL   widget_spec   12s\n'],
  ])('%s', async (_name, log) => {
    expect(await statusOf(log)).toBe('clean')
  })
})

describe('go test, with blanks for its TABs', () => {
  it.each([
    ['behind a test', '--- FAIL: TestPay (0.00s)\nFAIL\nFAIL    example.com/shop        0.004s\n'],
    ['behind a test that hung', '=== RUN   TestPay\nFAIL    example.com/shop        0.004s\n'],
    ['behind its exit status', 'exit status 2\nFAIL    example.com/shop        0.004s\n'],
  ])('%s', async (_name, log) => {
    expect(await statusOf(log)).toBe('test-failure')
  })

  it('is over with the word of its package', async () => {
    const log = '--- FAIL: TestPay (0.00s)\nFAIL    example.com/shop        0.004s\nFAIL   widget_spec   12s\n'
    const names: unknown[] = []
    for await (const events of extract({ name: 'ci.log', bytes: Buffer.from(log) }))
      names.push(...events.map((event) => event.kind === 'go.test' && event.name))
    expect(names).toEqual(['TestPay', 'example.com/shop'])
  })
})
