import type { FieldValue } from '../../model/split-record.ts'
import { splitCsvCells, valueText } from '../../render/split-records.ts'
import { FIELD_TYPES, type FieldType } from './field-types.ts'

/**
 * What the records that a matcher writes must look like where they are no JSON of plain texts: values of a type, rows of CSV.
 * The matcher knows texts only, so each value that has a type gets a mark in front, and is turned into one afterwards, many
 * records at once. A value in a record holds no control character and no bare quote, so what is looked for is found nowhere
 * else.
 */
export interface RecordShape {
  /** What is written before each value. */
  readonly heads: readonly string[]
  /** Of whole records. null: a value is not of its type, which somebody must be told with its place. */
  finished(records: Uint8Array): Uint8Array | null
}

export function recordShape(
  fields: readonly string[],
  types: Readonly<Record<string, FieldType>>,
  asCsv: boolean,
): RecordShape {
  const typeOf = (name: string): FieldType => (Object.hasOwn(types, name) ? types[name]! : 'string')
  const heads = fields.map((name, i) => {
    const head = asCsv ? (i === 0 ? '' : ',') : `${i === 0 ? '{' : ','}${valueText(name)}:`
    return head + (typeOf(name) === 'string' ? '' : MARKS[typeOf(name)])
  })
  const isTyped = fields.some((name) => typeOf(name) !== 'string')
  if (!isTyped && !asCsv) return { heads, finished: (records) => records }
  return {
    heads,
    finished(records) {
      // Bytes as characters: what is looked for is ASCII.
      const written = Buffer.from(records.buffer, records.byteOffset, records.length).toString('latin1')
      const typed = isTyped ? withTypes(written) : written
      return typed === null ? null : Buffer.from(asCsv ? rowsOf(typed) : typed, 'latin1')
    },
  }
}

const MARKS: Readonly<Record<FieldType, string>> = { string: '', number: '\x01', boolean: '\x02', time: '\x03' }
const TYPES: Readonly<Record<string, FieldType>> = { '\x01': 'number', '\x02': 'boolean', '\x03': 'time' }

/** Numbers that stand as they would be printed; most do. */
const PRINTED_NUMBER = /\x01"(-?[1-9]\d{0,9}(?:\.\d{0,4}[1-9])?|0|-?0\.\d{0,4}[1-9])"/g
const MARKED = /([\x01-\x03])(?:null|("[^"\\]*(?:\\.[^"\\]*)*"))/g

function withTypes(written: string): string | null {
  let isWrong = false
  const turned = written.replace(PRINTED_NUMBER, '$1').replace(MARKED, (_all, mark: string, value?: string) => {
    if (value === undefined) return 'null'
    const turn: (text: string) => FieldValue = FIELD_TYPES[TYPES[mark]!]
    const typed = turn(JSON.parse(Buffer.from(value, 'latin1').toString()) as string)
    isWrong ||= typed === null
    return Buffer.from(valueText(typed)).toString('latin1')
  })
  return isWrong ? null : turned
}

/** What a cell shows otherwise than a text of JSON: escapes, whatever is no ASCII, formulas, no value. */
const UNUSUAL = /[\\\x80-\xff]|"[\s=+\-@]|null/

function rowsOf(written: string): string {
  if (!UNUSUAL.test(written)) return written.replaceAll('}\n', '\n')
  const records = written.split('\n')
  // Nothing stands behind the last newline.
  records.pop()
  return records
    .map((record) => `${UNUSUAL.test(record) ? cellsOf(record.slice(0, -1)) : record.slice(0, -1)}\n`)
    .join('')
}

function cellsOf(record: string): string {
  const values = JSON.parse(`[${Buffer.from(record, 'latin1').toString()}]`) as FieldValue[]
  return Buffer.from(splitCsvCells(values)).toString('latin1')
}
