import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'
import { CORPUS } from '../../support/stuck-programs.ts'

/** What the collector of Go 1.26 proved, in the three forms it can be had in: title, class, cause, where. */
const IN_DUMPS = [
  '3 goroutines wait to send, and nobody is at the other end in main.fetch | communication/channel | main.fetch',
  'A lock is held by a goroutine that itself waits to send to channel in main.(*feed).publish (leaks.example/main.go:114) | mixed/channel-lock | main.(*feed).publish',
  "2 goroutines wait for each other's locks (lock order) | resource/lock-order | main.(*left).push, main.(*right).pull",
  '1 goroutine waits to receive, and nobody is at the other end in main.drain | communication/channel | main.drain',
  'A goroutine waits for a lock that nobody in the dump is seen to hold in main.(*account).add | resource/double-lock | main.(*account).add',
  '1 goroutine waits for a WaitGroup that nobody is left to finish in main.waitForAll | mixed/wait-group | main.waitForAll',
  '1 goroutine waits for a condition variable that nobody signals in main.(*gate).pass | communication/condition-variable | main.(*gate).pass',
  '1 goroutine waits in select, and nobody is at the other end in main.follow | communication/channel | main.follow',
]

/** Without states, addresses and a word about who holds what. */
const IN_PROFILE = [
  '3 goroutines leaked in main.fetch | communication/channel | main.fetch',
  '2 goroutines leaked in main.(*feed).publish | mixed/channel-lock | main.(*feed).publish',
  '1 goroutine leaked in main.(*feed).publish | communication/channel | main.(*feed).publish',
  '1 goroutine leaked in main.drain | communication/channel | main.drain',
  '1 goroutine leaked in main.follow | communication/channel | main.follow',
  '1 goroutine leaked in main.(*left).push | resource/double-lock | main.(*left).push',
  '1 goroutine leaked in main.(*account).add | resource/double-lock | main.(*account).add',
  '1 goroutine leaked in main.(*right).pull | resource/double-lock | main.(*right).pull',
  '1 goroutine leaked in main.waitForAll | mixed/wait-group | main.waitForAll',
  '1 goroutine leaked in main.(*gate).pass | communication/condition-variable | main.(*gate).pass',
]

/** Idle receivers of a queue of the package, and a queue for a lock that is busy: not leaked, and never told as leaks. */
describe('goroutines that the collector found to have leaked', () => {
  for (const [form, expected] of [
    ['debug1', IN_PROFILE],
    ['debug2', IN_DUMPS],
    ['sigquit', IN_DUMPS],
  ] as const) {
    test(form, async () => {
      const { findings } = await analyze(`${CORPUS}go-leaks/leaks.${form}.log`)
      const leaks = findings.filter(({ rule }) => rule === 'go/leak')
      expect(
        leaks.map(
          ({ title, data }) => `${title} | ${data.class}/${data.cause} | ${(data.blockedAt as string[]).join(', ')}`,
        ),
      ).toEqual(expected)
      for (const { severity, confidence, evidence } of leaks) {
        expect({ severity, confidence }).toEqual({ severity: 'warning', confidence: 1 })
        expect(evidence.length).toBeGreaterThan(0)
      }
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    })
  }
})
