import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CORPUS, findingsOf, isBlocking, logsIn, verdict } from './findings.ts'

/** Programs written for one cause each, recorded in three forms. The cause stands in their first line. */
const CLASS: Readonly<Record<string, string>> = {
  'double-lock': 'resource',
  'lock-order': 'resource',
  'rwlock-reentry': 'resource',
  channel: 'communication',
  'channel-context': 'communication',
  'condition-variable': 'communication',
  'wait-group': 'mixed',
  'channel-lock': 'mixed',
  'channel-wait-group': 'mixed',
}

/**
 * Dumps about which nothing is said: main still runs in the same package, and receivers, selects and short queues at a
 * lock look just like those of a healthy program.
 */
const SILENT = new Set(['cond-missed', 'ctx-select', 'ctx-wait', 'forgotten', 'range-open', 'rwr-global'])

function causeOf(name: string): string {
  const [line] = readFileSync(`${CORPUS}go-deadlocks/own/src/${name.split('.', 1)[0]}/main.go`, 'utf8').split('\n', 1)
  return line!.replace('// Cause: ', '')
}

describe('own programs', () => {
  for (const name of logsIn('go-deadlocks/own')) {
    const [program, form] = name.split('.') as [string, string]
    const cause = causeOf(name)
    test(`${name}: ${cause}`, async () => {
      const findings = await findingsOf(`${CORPUS}go-deadlocks/own/${name}`)
      if (form !== 'asleep' && SILENT.has(program)) {
        expect(verdict(findings)).toBeNull()
        return
      }
      const rule = form === 'asleep' ? 'go/deadlock' : program === 'nil-send' ? 'go/leak' : 'go/blocked-unproven'
      expect(verdict(findings)).toBe(`${rule} ${CLASS[cause]}/${cause}`)
      const finding = findings.find(isBlocking)!
      expect(finding.confidence).toBe(form === 'asleep' ? 1 : finding.confidence)
      expect(finding.evidence.length).toBeGreaterThan(0)
      expect(finding.advice.length).toBeGreaterThan(0)
    })
  }

  test('every cause has a program', () => {
    expect(new Set(logsIn('go-deadlocks/own').map(causeOf))).toEqual(new Set(Object.keys(CLASS)))
  })
})
