import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'
import { CORPUS, isBlocking, logsIn } from '../../support/stuck-programs.ts'
import { findingsOf } from './findings.ts'

/** Programs with nothing wrong: servers, pools, pipelines, busy locks. A verdict on one of them is the worst bug. */
const logs = logsIn('go-healthy')

describe('healthy programs', () => {
  for (const name of logs) {
    test(name, async () => {
      const path = `${CORPUS}go-healthy/${name}`
      for (const findings of [(await analyze(path)).findings, await findingsOf(path)]) {
        expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
        expect(findings.filter((finding) => isBlocking(finding) && finding.confidence > 0.85)).toEqual([])
      }
    })
  }

  test('every program is recorded, and there are enough of them', () => {
    const programs = readdirSync(`${CORPUS}go-healthy/src`, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(new Set(logs.map((name) => name.split('.', 1)[0]))).toEqual(new Set(programs.map(({ name }) => name)))
    expect(programs.length).toBeGreaterThanOrEqual(20)
  })

  test('a dump that lost its head or its tail is no proof either', async () => {
    const { readFileSync } = await import('node:fs')
    for (const name of logs) {
      const text = readFileSync(`${CORPUS}go-healthy/${name}`, 'utf8')
      const blocks = text.split('\n\n')
      for (const part of [blocks.slice(Math.floor(blocks.length / 2)), blocks.slice(0, Math.ceil(blocks.length / 2))]) {
        const findings = await findingsOf({ name, bytes: Buffer.from(part.join('\n\n')) })
        expect(
          findings.filter((finding) => isBlocking(finding) && finding.severity === 'error'),
          name,
        ).toEqual([])
      }
    }
  })
})
