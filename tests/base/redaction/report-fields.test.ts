/**
 * Redaction passes over fields by their names. A new field of the report that happens to have such a name would leak, so
 * each string that is passed over stands here, with the reason why no secret of a program can be in it.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { NO_TEXT } from '../../../src/pipeline/redaction.ts'

const OURS = 'we make it up'
const CODE = 'a name or a path in the program’s code'
const RUNTIME = 'numbers and words of the runtime'
const INPUT = 'the name of an input, as it was typed'

const PASSED_OVER: Readonly<Record<string, string>> = {
  'Report: tool.name': OURS,
  'Report: tool.version': OURS,
  'Source: layers': OURS,
  'Source: completeness.evidence.id': OURS,
  'Crash: id': OURS,
  'Crash: registers.*': RUNTIME,
  'Crash: origin.function': CODE,
  'Crash: origin.package': CODE,
  'Crash: origin.file': CODE,
  'Crash: goVersion': RUNTIME,
  'Crash: time': 'read as a time and written anew',
  'Crash: fingerprint': OURS,
  'Span: source': INPUT,
  'Frame: function': CODE,
  'Frame: package': CODE,
  'Frame: receiver': CODE,
  'Frame: file': CODE,
  'Frame: pcOffset': RUNTIME,
  'Frame: args': 'words of memory in hex, as the runtime prints them',
  'Group: fingerprint': OURS,
  'GcSummary: summary.kinds.kind': OURS,
  'GcSummary: summary.longest.kind': OURS,
  'GcSummary: summary.longest.time': 'read as a time and written anew',
  'GcSummary: outliers.kind': OURS,
  'GcSummary: outliers.time': 'read as a time and written anew',
  'StackGroup: fingerprint': OURS,
  'StackGroup: members.time': 'read as a time and written anew',
  'TestResult: package': CODE,
  'Finding: rule': OURS,
}

interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly const?: string
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly properties?: Readonly<Record<string, Schema>>
}

it('passes over no text of a log', () => {
  const schema: Schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8'))
  const definitions = { Report: schema, ...schema.$defs }
  const found = Object.entries(definitions).flatMap(([name, one]) =>
    strings(one, '', false).map((path) => `${name}: ${path}`),
  )
  expect([...new Set(found)].sort()).toEqual(Object.keys(PASSED_OVER).sort())
})

it('passes over no whole object but a place', () => {
  // What is below such a field is not looked at either; a place has nothing but numbers and the name of an input.
  const schema: Schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8'))
  const references = Object.values({ Report: schema, ...schema.$defs }).flatMap((one) => skippedReferences(one, false))
  expect([...new Set(references)]).toEqual(['#/$defs/Span'])
})

/** Paths of the free strings below a field that is passed over. */
function strings(node: Schema, path: string, isSkipped: boolean): string[] {
  const isFree = [node.type].flat().includes('string') && node.enum === undefined && node.const === undefined
  return [
    ...(isFree && isSkipped ? [path] : []),
    ...children(node).flatMap(([key, child]) =>
      strings(child, [path, key].filter((part) => part !== '').join('.'), isSkipped || NO_TEXT.has(key)),
    ),
  ]
}

function skippedReferences(node: Schema, isSkipped: boolean): string[] {
  return [
    ...(isSkipped && node.$ref !== undefined ? [node.$ref] : []),
    ...children(node).flatMap(([key, child]) => skippedReferences(child, isSkipped || NO_TEXT.has(key))),
  ]
}

function children({ anyOf = [], items, additionalProperties, properties = {} }: Schema): [string, Schema][] {
  return [
    ...anyOf.map((one): [string, Schema] => ['', one]),
    ...(items === undefined ? [] : [['', items] as [string, Schema]]),
    ...(typeof additionalProperties === 'object' ? [['*', additionalProperties] as [string, Schema]] : []),
    ...Object.entries(properties),
  ]
}
