import type { JvmTestEvent } from '../../model/jvm-event.ts'
import type { Recogniser } from '../recogniser.ts'

/**
 * What runners print of tests that failed. Surefire and Failsafe of Maven (surefire-api, `TestSetStats`, `WrappedReportEntry`),
 * in their releases:
 *
 *     [ERROR] cart.CartTest.discount -- Time elapsed: 0.011 s <<< FAILURE!       one that failed
 *     discount(cart.CartTest)  Time elapsed: 0.011 sec  <<< ERROR!               the same up to 2.22
 *     [ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1                   at the end, without a time
 *     *** 2 TESTS FAILED ***                                                     of ScalaTest, at the end
 */
const FAILED =
  /^(?:\[ERROR\] {1,4})?(?<test>\S.{0,500}?) {1,4}(?:-- )?Time elapsed: [\d.,]{1,12} s(?:ec)? {1,2}<<< (?:FAILURE|ERROR)!\s*$/
const OLD_NAME = /^(?<method>[^()]{1,300}(?:\(.{0,100}\))?(?:\[.{0,100}\])?)\((?<owner>[\w.$]{1,300})\)$/
const TOTALS =
  /^(?:\[[A-Z]{4,7}\] {1,4})?Tests run: \d{1,9}, {1,2}Failures: (?<failures>\d{1,9})(?:, {1,2}Errors: (?<errors>\d{1,9}))?(?:, {1,2}Skipped: \d{1,9})?(?:, Flakes: \d{1,9})?\s*$/
const SCALATEST = /^(?:\[\w{4,5}\] )?\*{3} (?<failures>\d{1,9}) TESTS? FAILED \*{3}\s*$/
const LONGEST = 1_000

export const jvmTestFailure: Recogniser = {
  name: 'jvm-test-failure',
  single: true,
  sentinels: ['<<< FAILURE!', '<<< ERROR!', 'Tests run: ', 'FAIL'],
  samples: [
    { text: '[ERROR] cart.CartTest.discount -- Time elapsed: 0.011 s <<< FAILURE!', kinds: ['jvm.test'] },
    { text: 'discount(cart.CartTest)  Time elapsed: 0.011 sec  <<< ERROR!', kinds: ['jvm.test'] },
    { text: '[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1', kinds: ['jvm.test'] },
    { text: '*** 2 TESTS FAILED ***', kinds: ['jvm.test'] },
    { text: 'Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.2 s <<< FAILURE!', kinds: [] },
  ],
  open({ text, span, time }, sink) {
    const found = text.length > LONGEST ? null : read(text)
    if (found === null) return undefined
    sink.emit({ kind: 'jvm.test', span, time, block: sink.block(), ...found })
    return 'single'
  },
}

function read(text: string): Pick<JvmTestEvent, 'outcome' | 'name' | 'failures'> | null {
  const test = FAILED.exec(text)?.groups?.test
  // With the numbers of its class it is what all of that come to.
  if (test !== undefined)
    return test.startsWith('Tests run: ') ? null : { outcome: 'failed', name: nameOf(test), failures: null }
  const totals = TOTALS.exec(text)?.groups
  if (totals !== undefined)
    return { outcome: 'totals', name: null, failures: Number(totals.failures) + Number(totals.errors ?? 0) }
  const failures = SCALATEST.exec(text)?.groups?.failures
  return failures === undefined ? null : { outcome: 'totals', name: null, failures: Number(failures) }
}

function nameOf(test: string): string {
  const { method, owner } = OLD_NAME.exec(test)?.groups ?? {}
  return owner === undefined ? test : `${owner}.${method}`
}
