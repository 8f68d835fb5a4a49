/** Records of a split, as lines of JSON or as CSV. */
import { safeJson } from '../base/text/safe-json.ts'
import type { FieldValue, SplitRecord } from '../model/split-record.ts'
import { csvCell } from './csv.ts'

export interface SplitColumns {
  /** Names of all fields. */
  readonly fields: readonly string[]
  /** Which pattern it was; worth a column when there are several. */
  readonly withPattern: boolean
  /** Where the record stands. */
  readonly withPlace: boolean
  /** Whose line it is, where envelopes were taken off. */
  readonly withStream: boolean
  /** Text of what nothing matched. */
  readonly withUnmatched: boolean
}

/** Names that are not the user's. A group of the same name would be lost among them. */
export function ownColumns({
  withPattern,
  withPlace,
  withStream,
  withUnmatched,
}: Omit<SplitColumns, 'fields'>): string[] {
  return [
    ...(withPattern ? ['pattern'] : []),
    ...(withUnmatched ? ['unmatched'] : []),
    ...(withPlace ? ['source', 'line', 'endLine', 'byte', 'endByte'] : []),
    ...(withStream ? ['stream'] : []),
  ]
}

/** With its line feed. */
export function splitRecordLine(record: SplitRecord, columns: SplitColumns): string {
  let text = ''
  const add = (name: string, value: FieldValue) => {
    text += `${text === '' ? '{' : ','}${valueText(name)}:${valueText(value)}`
  }
  if (columns.withPattern && record.matched) add('pattern', record.pattern)
  if (record.matched) for (const name of Object.keys(record.fields)) add(name, record.fields[name]!)
  else add('unmatched', record.text)
  for (const [name, value] of placeOf(record, columns)) add(name, value)
  return `${text}}\n`
}

/** Most values need no escape. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

export function valueText(value: FieldValue): string {
  if (typeof value !== 'string') return String(value)
  return PLAIN.test(value) ? plainValueText(value) : safeJson(value)
}

/** Of a value that is known to need no escape. */
export function plainValueText(value: string): string {
  return `"${value}"`
}

function placeOf({ span, stream }: SplitRecord, { withPlace, withStream }: SplitColumns): [string, FieldValue][] {
  const { source, line, endLine, byte, endByte } = span
  return [
    ...(withPlace ? Object.entries({ source, line, endLine, byte, endByte }) : []),
    ...(withStream ? ([['stream', stream]] as [string, FieldValue][]) : []),
  ]
}

export function splitCsvHeader(columns: SplitColumns): string {
  return row([...names(columns)])
}

/** With its line feed. */
export function splitCsvRow(record: SplitRecord, columns: SplitColumns): string {
  const place = new Map(placeOf(record, columns))
  return row(
    names(columns).map((name) => {
      if (columns.withPattern && name === 'pattern') return record.pattern
      if (columns.withUnmatched && name === 'unmatched') return record.matched ? null : record.text
      return place.get(name) ?? (Object.hasOwn(record.fields, name) ? record.fields[name]! : null)
    }),
  )
}

function names(columns: SplitColumns): readonly string[] {
  const own = ownColumns(columns)
  const isFirst = (name: string) => name === 'pattern'
  return [...own.filter(isFirst), ...columns.fields, ...own.filter((name) => !isFirst(name))]
}

function row(cells: readonly FieldValue[]): string {
  return `${splitCsvCells(cells)}\n`
}

/** Of one row, without its line feed. */
export function splitCsvCells(values: readonly FieldValue[]): string {
  return values.map(csvCell).join(',')
}
