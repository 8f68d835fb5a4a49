/** What runners say of tests: Surefire and Failsafe of Maven in old and new releases, and ScalaTest. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'

const told = (text: string) => analyze({ name: 'build.log', bytes: text })
const failed = async (text: string) => (await told(text)).tests.map((test) => [test.package, test.name])
const TOTALS =
  '[INFO] Results:\n[INFO] \n[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1\n[INFO] BUILD FAILURE\n'

describe('a test that failed', () => {
  it.each([
    ['[ERROR] cart.CartTest.discount -- Time elapsed: 0.011 s <<< FAILURE!', 'cart', 'CartTest.discount'],
    ['[ERROR] cart.CartTest.discount(int)[3] -- Time elapsed: 0 s <<< ERROR!', 'cart', 'CartTest.discount(int)[3]'],
    ['[ERROR] cart.CartTest$Keys.copies  Time elapsed: 0.011 s  <<< FAILURE!', 'cart', 'CartTest$Keys.copies'],
    ['[ERROR] cart.CartTest -- Time elapsed: 1.02 s <<< ERROR!', 'cart', 'CartTest'],
    ['[ERROR] discount(cart.CartTest)  Time elapsed: 0.011 s  <<< FAILURE!', 'cart', 'CartTest.discount'],
    ['discount(cart.CartTest)  Time elapsed: 0.011 sec  <<< ERROR!', 'cart', 'CartTest.discount'],
    ['discount[2](CartTest)  Time elapsed: 0.011 sec  <<< ERROR!', null, 'CartTest.discount[2]'],
    ['[ERROR] a cart is empty -- Time elapsed: 0.011 s <<< FAILURE!', null, 'a cart is empty'],
  ])('%s', async (line, inPackage, name) => {
    const report = await told(`[INFO] Running cart.CartTest\n${line}\n${TOTALS}`)
    expect(report.tests).toMatchObject([
      { runtime: 'jvm', package: inPackage, name, outcome: 'failed', crash: null, span: { line: 2 } },
    ])
    expect(report.verdict).toMatchObject({ status: 'test-failure', exitCode: 128 })
    expect(report.crashes).toEqual([])
  })

  it('is told where the totals are cut off, and by the totals alone', async () => {
    const line = '[ERROR] cart.CartTest.discount -- Time elapsed: 0.011 s <<< FAILURE!\n'
    expect((await told(line)).verdict.status).toBe('test-failure')
    expect((await told(TOTALS)).verdict.status).toBe('test-failure')
  })

  it('is none where it passed when it was run again', async () => {
    const flaky = '[ERROR] cart.CartTest.discount -- Time elapsed: 0.011 s <<< FAILURE!\n'
    const passed = '[WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0, Flakes: 1\n'
    expect((await told(flaky + passed)).verdict.status).toBe('clean')
    const other = '[ERROR] cart.TaxTest.rate -- Time elapsed: 0.011 s <<< FAILURE!\n'
    expect(await failed(`${flaky}${passed}${other}${other}${TOTALS}`)).toEqual([['cart', 'TaxTest.rate']])
  })
})

it.each(['*** 1 TEST FAILED ***', '[error] *** 2 TESTS FAILED ***'])('other totals: %s', async (line) => {
  expect((await told(`=====\n${line}\n=====\n`)).verdict).toMatchObject({ status: 'test-failure', exitCode: 128 })
})

it('the JVM of the tests ended before they did', async () => {
  const words = 'The forked VM terminated without properly saying goodbye. VM crash or System.exit called?'
  const type = 'org.apache.maven.surefire.booter.SurefireBooterForkException'
  const text = `[INFO] Tests run: 0, Failures: 0, Errors: 0, Skipped: 0\n[ERROR] ${words}\n[ERROR] Process Exit Code: 7\n[ERROR] ${type}: ${words}\n[ERROR] Process Exit Code: 7\n[ERROR] \tat org.apache.maven.plugin.surefire.booterclient.ForkStarter.fork(ForkStarter.java:643)\n`
  const report = await told(text)
  expect([report.verdict.status, report.crashes.length]).toEqual(['test-failure', 0])
})

it.each([
  'the job ends with *** 2 TESTS FAILED *** where a test fails\n',
  '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1\n[INFO] BUILD SUCCESS\n',
  '[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.2 s <<< FAILURE! -- in cart.CartTest\n[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0\n',
  'a line ends with <<< FAILURE! where a test fails\n',
  'Tests run: see below, Failures: 3 of last week\n',
])('nothing failed: %j', async (text) => {
  expect((await told(text)).verdict.status).toBe('clean')
})
