/** The committed JSON Schema is a promise to strangers: every report obeys it, and it means something. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { analyze, type Report, type SourceInput } from '../../src/index.ts'
import { reportSchema } from '../../src/model/report-schema.ts'
import { DUMP, NOISE, PANIC } from '../cli/logs.ts'

const root = new URL('../../', import.meta.url)
const schema = JSON.parse(readFileSync(new URL('docs/report.schema.json', root), 'utf8'))
const validate = new Ajv2020({ strict: true }).compile(schema)

const SOURCES: Readonly<Record<string, SourceInput>> = {
  'the example': new URL('examples/checkout-panic.log', root).pathname,
  'a panic': { name: 'panic.log', bytes: PANIC },
  'a dump': { name: 'dump.log', bytes: DUMP },
  'no crash': { name: 'noise.log', bytes: NOISE },
  'an empty log': { name: 'empty.log', bytes: '' },
  'a missing file': 'no-such-file.log',
}

describe('docs/report.schema.json', () => {
  it.each(Object.entries(SOURCES))('accepts the report of %s', async (_, source) => {
    const report = JSON.parse(JSON.stringify(await analyze(source)))
    validate(report)
    expect(validate.errors ?? []).toEqual([])
    expect(reportSchema.safeParse(report).error).toBeUndefined()
  })

  it.each<[string, (report: Report) => object]>([
    ['a field that is missing', ({ stats: _, ...rest }) => rest],
    ['a field that nobody knows', (report) => ({ ...report, surprise: 1 })],
    ['another version', (report) => ({ ...report, schema: 'log-extractor/report/2' })],
    ['a kind that does not exist', (report) => ({ ...report, crashes: [{ ...report.crashes[0], kind: 'hiccup' }] })],
  ])('refuses %s', async (_, spoil) => {
    const report = await analyze({ name: 'panic.log', bytes: PANIC })
    expect(validate(spoil(report))).toBe(false)
  })
})
