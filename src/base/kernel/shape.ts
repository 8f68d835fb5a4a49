// Example lines and templates → what both kernels match and write.

import { MAX_EXAMPLE_BYTES, MAX_NUMBER_BYTES, MAX_NUMBERS, MAX_SHAPES, type Template } from './contract.ts'

/** The shape of a line, and what to write for it. */
export interface Shape {
  /** The line with every number as 0: no other shape has it. */
  readonly outline: string
  /** Text before, between and after the numbers, the last with the newline: one more than there are numbers. */
  readonly pieces: readonly Uint8Array[]
  /** Undefined when nothing can be written. */
  readonly parts: readonly Part[] | undefined
  /** The most bytes one line may write. */
  readonly maxOutputBytes: number
  /** Room its tables take in the WebAssembly kernel; counted by both, so that both refuse the same shape. */
  readonly tableBytes: number
}

/** A text, then a slot or nothing. */
export interface Part {
  readonly text: Uint8Array
  readonly kind: (typeof SLOT_KINDS)[keyof typeof SLOT_KINDS]
  /** Which number, for `number` and `digits`; otherwise 0. */
  readonly index: number
}

/** Kinds of slots as kernel.wat knows them. */
export const SLOT_KINDS = { none: 0, number: 1, digits: 2, lineNumber: 3, lineStart: 4, lineEnd: 5 } as const

/** What the tables of all shapes may take together. A line of 18 numbers, written as JSON, takes 3 KiB. */
const MAX_TABLE_BYTES = 65_536

/** Pieces are compared in segments of this many bytes. */
export const SEGMENT_BYTES = 16
/** Room for one segment: text, mask, two words, filled up. */
export const SEGMENT_RECORD_BYTES = 48
/** Room for one part, besides its text: four words. */
export const PART_RECORD_BYTES = 16
/** A text is copied in whole registers, two at least. */
const TEXT_PADDING_BYTES = 32

/** Bytes an integer below 2^64 needs in decimal. */
const INTEGER_BYTES = 20

const NUMBER = /[0-9]+(?:\.[0-9]+)*/g

/** Checks and takes apart what `Kernel.registerShape` was given. Throws RangeError. */
export function compileShape(example: string, template: Template | undefined, known: readonly Shape[]): Shape {
  const refuse = (why: string): never => {
    throw new RangeError(`shape "${example}": ${why}`)
  }
  if (known.length === MAX_SHAPES) refuse(`more than ${MAX_SHAPES} shapes`)
  if (example.includes('\n')) refuse('more than one line')
  const numbers = example.match(NUMBER) ?? []
  if (numbers.length === 0) refuse('no number')
  if (numbers.length > MAX_NUMBERS) refuse(`more than ${MAX_NUMBERS} numbers`)
  if (numbers.some((number) => number.split('.').length > 2)) refuse('a number with two dots')
  const encoder = new TextEncoder()
  const pieces = `${example}\n`.split(NUMBER).map((piece) => encoder.encode(piece))
  if (encoder.encode(example).length > MAX_EXAMPLE_BYTES) refuse(`longer than ${MAX_EXAMPLE_BYTES} bytes`)
  const outline = example.replace(NUMBER, '0')
  if (known.some((shape) => shape.outline === outline)) refuse('registered before')

  const parts = template && compileTemplate(template, numbers.length, refuse)
  let maxOutputBytes = 0
  let tableBytes = 0
  for (const piece of pieces)
    tableBytes += SEGMENT_RECORD_BYTES * (1 + Math.max(1, Math.ceil(piece.length / SEGMENT_BYTES)))
  for (const { text, kind } of parts ?? []) {
    tableBytes += PART_RECORD_BYTES + text.length + TEXT_PADDING_BYTES
    maxOutputBytes += text.length
    if (kind !== SLOT_KINDS.none) maxOutputBytes += kind <= SLOT_KINDS.digits ? MAX_NUMBER_BYTES : INTEGER_BYTES
  }
  if (known.reduce((sum, shape) => sum + shape.tableBytes, tableBytes) > MAX_TABLE_BYTES)
    refuse('too much text in all shapes')
  return { outline, pieces, parts, maxOutputBytes, tableBytes }
}

function compileTemplate(template: Template, numbers: number, refuse: (why: string) => never): Part[] {
  const encoder = new TextEncoder()
  const parts: Part[] = []
  let text = ''
  for (const item of template) {
    if (typeof item === 'string') {
      text += item
      continue
    }
    const index = 'index' in item ? item.index : 0
    if (!(Number.isInteger(index) && index >= 0 && index < numbers)) refuse(`no number ${index}`)
    parts.push({ text: encoder.encode(text), kind: SLOT_KINDS[item.slot], index })
    text = ''
  }
  if (text !== '') parts.push({ text: encoder.encode(text), kind: SLOT_KINDS.none, index: 0 })
  if (parts.length === 0) refuse('an empty template')
  return parts
}
