/** Which tests of `go test` failed, which crashed, and which were running when another one did. */
import { describe, expect, test } from 'vitest'
import { completenessOf } from '../../src/analysis/completeness/completeness.ts'
import { tellBlocks } from '../../src/analysis/go/crashes.ts'
import { GoScene } from '../../src/analysis/go/go-scene.ts'
import { testResults } from '../../src/analysis/go/test-results.ts'
import { analyze, extract } from '../../src/index.ts'
import type { GoTestEvent } from '../../src/model/event.ts'
import { growth } from '../support/growth.ts'

const FAILURES = `--- FAIL: TestPay (0.00s)
FAIL
FAIL\texample.com/shop\t0.004s
--- FAIL: TestPay (0.00s)
    --- FAIL: TestPay/card (0.00s)
FAIL
FAIL\texample.com/bank\t0.004s
`

const JSON_FAILURES = [
  ['shop', 'TestPay', '--- FAIL: TestPay (0.00s)\n'],
  ['shop', null, 'FAIL\texample.com/shop\t0.004s\n'],
  ['bank', 'TestPay/card', '    --- FAIL: TestPay/card (0.00s)\n'],
  ['bank', 'TestPay', '--- FAIL: TestPay (0.00s)\n'],
  ['bank', null, 'FAIL\texample.com/bank\t0.004s\n'],
].map(([name, test, output]) => {
  const record = { Time: '2026-03-05T14:00:00Z', Action: 'output', Package: `example.com/${name}` }
  return `${JSON.stringify({ ...record, ...(test === null ? {} : { Test: test }), Output: output })}\n`
})

async function testsOf(log: string) {
  const { tests } = await analyze({ name: 'ci.log', bytes: Buffer.from(log) })
  return tests.map(({ package: inPackage, name, outcome }) => `${inPackage} ${name} ${outcome}`)
}

async function sceneOf(log: string): Promise<GoScene> {
  const scene = new GoScene('ci.log')
  for await (const events of extract({ name: 'ci.log', bytes: Buffer.from(log) }))
    for (const event of events) scene.add(event)
  return scene
}

describe('a test that failed', () => {
  test.each([
    ['plain text', FAILURES],
    ['go test -json', JSON_FAILURES.join('')],
  ])('is no parent of a subtest in another package: %s', async (_name, log) => {
    expect(await testsOf(log)).toEqual(['example.com/shop TestPay failed', 'example.com/bank TestPay/card failed'])
  })

  test('costs no more beside many', async () => {
    const scene = await sceneOf('--- FAIL: TestPay/card (0.00s)\n')
    const failure = scene.tests[0]!
    const work = (size: number) => {
      const many = new GoScene('ci.log')
      for (let i = 0; i < size; i++) many.tests.push({ ...failure, name: `TestPay${i}/card` } satisfies GoTestEvent)
      testResults(many, [])
    }
    expect(growth(work, 2_000, 10_000, 12)).toBeLessThan(12)
  })
})

test('crashes among many tests look around themselves only', async () => {
  const crash = (i: number) =>
    `--- FAIL: TestPay${i} (0.00s)\npanic: x${i}\n\ngoroutine 7 [running]:\nmain.f${i}()\n\t/app/main.go:9 +0x1d\nFAIL\tshop${i}\t0.004s\n`
  const logs = new Map<number, GoScene>()
  for (const size of [400, 2_000])
    logs.set(size, await sceneOf(Array.from({ length: size }, (_, i) => crash(i)).join('')))
  const work = (size: number) => {
    const scene = logs.get(size)!
    const told = tellBlocks(scene, String)
    const facts = { bytes: 0, lines: 0, layers: [] }
    completenessOf(scene, facts, false, { go: true, jvm: false })
    expect(testResults(scene, told).at(-1)).toMatchObject({ name: `TestPay${size - 1}`, package: `shop${size - 1}` })
  }
  expect(growth(work, 400, 2_000, 12)).toBeLessThan(12)
})

describe('tests that run', () => {
  const PANIC = 'goroutine 7 [running]:\nmain.serve()\n\t/app/main.go:9 +0x1d\n'

  test('are victims of the panic that ends their package, and of none before', async () => {
    const served = `http: panic serving 10.0.0.1:5000: boom\n${PANIC}\n`
    const log = `=== RUN   TestPay\n=== RUN   TestPay/card\n=== RUN   TestRefund\n${served}panic: boom\n\n${PANIC}\nFAIL\texample.com/shop\t0.004s\n`
    expect(await testsOf(log)).toEqual(['example.com/shop TestPay/card victim', 'example.com/shop TestRefund victim'])
  })

  test('cost nothing with each panic that ends nothing', async () => {
    const scene = await sceneOf(`=== RUN   TestPay\nhttp: panic serving 10.0.0.1:5000: boom\n${PANIC}\n`)
    const { head } = scene.blocks[0]!
    const run = { ...(await begun()), stream: head!.stream }
    const work = (size: number) => {
      const many = new GoScene('ci.log')
      for (let i = 0; i < size; i++) many.testRuns.add({ ...run, name: `TestPay${i}` })
      for (let block = 0; block < size; block++) many.testRuns.crash({ ...head!, block })
      many.testRuns.crash({ ...head!, crash: 'panic', block: size })
      expect(many.testRuns.of(size)!.running.length).toBe(size)
    }
    expect(growth(work, 1_000, 5_000, 12)).toBeLessThan(12)
  })

  async function begun(): Promise<GoTestEvent> {
    for await (const events of extract({ name: 'ci.log', bytes: Buffer.from('=== RUN   TestPay\n') }))
      for (const event of events) if (event.kind === 'go.test') return event
    throw new Error('no test began')
  }
})
