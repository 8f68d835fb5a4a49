// The kernel in WebAssembly: loads the module, fills its tables, cuts ranges. What it computes is in kernel.wat.

import {
  checkBufferBytes,
  cutHits,
  encodeMaskTexts,
  encodeNeedles,
  encodeNumberedBy,
  type Fingerprint,
  HEAD_STRIDE,
  HIT_CAPACITY,
  type Kernel,
  type KernelOptions,
  LEARNED_CAPACITY,
  LINE_CAPACITY,
  MAX_NUMBERS,
  OUTPUT_BYTES,
  POINTER_CAPACITY,
  RAW_HIT_LIMIT,
  type Template,
} from './contract.ts'
import { chooseFingerprints, lookupTables } from './fingerprints.ts'
import { HeadTable } from './head-table.ts'
import { fillMaskTexts, fillNumberedBy, fillTables, TEXT_RECORD_BYTES } from './kernel-tables.ts'
import { KERNEL_WASM } from './kernel-wasm.ts'
import { compileShape, PART_RECORD_BYTES, SEGMENT_BYTES, SEGMENT_RECORD_BYTES, type Shape } from './shape.ts'

/** Bytes after the input that may be read: blocks of 64 and what is looked at beyond them. */
const PADDING_BYTES = 256
const PAGE_BYTES = 65_536

const SHAPE_RECORD_BYTES = 32
/** Size of the table of learned texts: twice as many records as may be in use, of 16 bytes. */
const LEARNED_BYTES = 2 * LEARNED_CAPACITY * 16

interface WasmGlobal {
  value: number
}

/** The part of WebAssembly used here; neither the ES2023 nor the Node type library describes it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
  readonly Global: new (type: object) => WasmGlobal
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  readonly shapesEnd: WasmGlobal
  scan(from: number, to: number): number
  countNewlines(from: number, to: number): number
  indexOfNewline(from: number, to: number): number
  paragraph(from: number, to: number): number
  learnedSlot(): number
  setLearned(slot: number, id: number): void
  readNumbered(from: number, to: number, least: number): number
  readPointers(from: number, to: number): number
  readLines(from: number, to: number): void
  readHeads(from: number, to: number): void
  writeLines(from: number, to: number, firstLineNumber: number, absoluteByteBase: number): number
}
type Area =
  | 'fingerprints'
  | 'classes'
  | 'results'
  | 'needles'
  | 'suspects'
  | 'texts'
  | 'squeeze'
  | 'powers'
  | 'tops'
  | 'weights'
  | 'shapes'
  | 'pool'
  | 'hitOffsets'
  | 'hitNeedles'
  | 'lineStarts'
  | 'lineEnds'
  | 'lineShapes'
  | 'headSlots'
  | 'mark'
  | 'heads'
  | 'headRows'
  | 'numbers'
  | 'output'
  | 'pointers'
  | 'numbered'
  | 'learned'
  | 'learnedIds'
  | 'input'

/** Of a fingerprint's first three bytes; 12 bits, as the scan in kernel.wat computes it. */
function suspectHash(text: Uint8Array, offset: number): number {
  const word = (text[offset]! << 8) | (text[offset + 1]! << 16) | (text[offset + 2]! << 24)
  return Math.imul(word, 0x9e3779b1) >>> 20
}

/** Compiled once per process, when first needed. */
let compiled: object | undefined

/** Throws where WebAssembly or its SIMD instructions are missing, and RangeError for what the contract forbids. */
export class WasmKernel implements Kernel {
  readonly implementation = 'wasm'
  bytes!: Uint8Array
  hitOffsets!: Int32Array
  hitNeedles!: Uint8Array
  numbers!: Float64Array
  lineShapes!: Uint8Array
  lineStarts!: Int32Array
  lineEnds!: Int32Array
  output!: Uint8Array
  pointers!: Uint32Array
  headRows!: Int32Array
  learned!: Int32Array
  scannedTo = 0

  readonly #wasm: Exports
  /** Addresses of the areas in kernel.wat. */
  readonly #area: Readonly<Record<Area, number>>
  /** All hits found, before the surplus is cut off. */
  #rawHitOffsets!: Int32Array
  #results!: Int32Array
  readonly #isNumbered: boolean
  #learnedCount = 0
  readonly #shapes: Shape[] = []
  readonly #heads: HeadTable
  /** Address of the free rest of the pool. */
  #free: number

  constructor(needles: readonly string[], options: KernelOptions) {
    checkBufferBytes(options.bufferBytes)
    const encoded = encodeNeedles(needles)
    const maskTexts = encodeMaskTexts(options.maskDecimalAfter ?? [])
    const numberedBy = encodeNumberedBy(options.numberedBy)
    this.#isNumbered = numberedBy !== null
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_WASM), (char) => char.charCodeAt(0)))
    const exports = new WebAssembly.Instance(compiled).exports as Exports & Record<Area, WasmGlobal>
    this.#wasm = exports
    this.#area = Object.fromEntries(
      Object.entries(exports).flatMap(([name, item]) =>
        item instanceof WebAssembly.Global ? [[name, item.value]] : [],
      ),
    ) as Record<Area, number>
    this.#heads = new HeadTable(exports.memory, this.#area)
    this.#free = this.#area.pool
    this.#reserve(options.bufferBytes)
    this.#fillNeedles(encoded, options.fingerprints ?? chooseFingerprints(encoded))
    const memory = exports.memory.buffer
    fillMaskTexts(memory, this.#area, maskTexts)
    fillNumberedBy(memory, this.#area, numberedBy ?? new Uint8Array())
    fillTables(memory, this.#area)
  }

  grow(bufferBytes: number): void {
    checkBufferBytes(bufferBytes)
    if (bufferBytes > this.bytes.length) this.#reserve(bufferBytes)
  }

  scan(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    this.scannedTo = to
    if (start >= end) return 0
    const found = this.#wasm.scan(start, end)
    const count = cutHits(this.#rawHitOffsets, found)
    if (count < found) this.scannedTo = this.#rawHitOffsets[count]!
    return count
  }

  countNewlines(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    return start < end ? this.#wasm.countNewlines(start, end) : 0
  }

  indexOfNewline(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    return start < end ? this.#wasm.indexOfNewline(start, end) : -1
  }

  paragraph(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    return this.#wasm.paragraph(Math.min(start, end), end)
  }
  get paragraphLines(): number {
    return this.#results[0]!
  }
  get hashLow(): number {
    return this.#results[1]! >>> 0
  }
  get hashHigh(): number {
    return this.#results[2]! >>> 0
  }
  get paragraphHash(): number {
    return (this.#results[2]! & 0x1f_ffff) * 0x1_0000_0000 + (this.#results[1]! >>> 0)
  }

  learn(from: number, to: number): number {
    this.paragraph(from, to)
    const slot = this.#wasm.learnedSlot()
    const id = new DataView(this.#wasm.memory.buffer).getInt32(slot + 8, true) - 1
    if (id >= 0 || this.#learnedCount === LEARNED_CAPACITY) return id
    this.#wasm.setLearned(slot, this.#learnedCount)
    return this.#learnedCount++
  }

  forget(): void {
    if (this.#learnedCount > 0) new Uint8Array(this.#wasm.memory.buffer, this.#area.learned, LEARNED_BYTES).fill(0)
    this.#learnedCount = 0
  }

  readNumbered(from: number, to: number, least: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    if (start >= end || !this.#isNumbered || this.#learnedCount === 0) return this.#noLines(start)
    return this.#wasm.readNumbered(start, end, least)
  }

  readPointers(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    return this.#wasm.readPointers(Math.min(start, end), end)
  }

  readLines(from: number, to: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    if (start >= end || this.#shapes.length === 0) return this.#noLines(start)
    this.#wasm.readLines(start, end)
    return this.lineCount
  }
  get lineCount(): number {
    return this.#results[3]!
  }
  get readTo(): number {
    return this.#results[4]!
  }

  writeLines(from: number, to: number, firstLineNumber: number, absoluteByteBase: number): number {
    const start = this.#inside(from)
    const end = this.#inside(to)
    if (start >= end || this.#shapes.length === 0) return this.#noLines(start)
    return this.#wasm.writeLines(start, end, firstLineNumber, absoluteByteBase)
  }

  markLines(lead: string, mark: string, tail: string): void {
    this.#heads.markLines(lead, mark, tail)
  }

  learnHead(head: Uint8Array, kind: number): boolean {
    return this.#heads.learn(head, kind)
  }

  readHeads(from: number, to: number): number {
    const start = this.#inside(from)
    this.#wasm.readHeads(start, Math.max(start, this.#inside(to)))
    return this.#results[5]!
  }

  registerShape(exampleLine: string, template?: Template): number {
    const shape = compileShape(exampleLine, template, this.#shapes)
    const memory = this.#wasm.memory.buffer
    const bytes = new Uint8Array(memory)
    const words = new DataView(memory)
    const id = this.#shapes.push(shape) - 1
    const record = this.#area.shapes + SHAPE_RECORD_BYTES * id
    const setWord = (address: number, value: number): void => words.setInt32(address, value, true)

    const putText = (text: Uint8Array, length: number, isBeforeNumber: boolean): void => {
      const address = this.#take(SEGMENT_RECORD_BYTES)
      bytes.set(text, address)
      bytes.fill(255, address + SEGMENT_BYTES, address + SEGMENT_BYTES + text.length)
      setWord(address + 32, length)
      setWord(address + 36, isBeforeNumber ? 1 : 0)
    }
    const last = shape.pieces.length - 1
    setWord(record, this.#free)
    setWord(record + 4, this.#free + SEGMENT_RECORD_BYTES * last)
    setWord(record + 8, 8 * last)
    for (const piece of shape.pieces) putText(piece.subarray(0, SEGMENT_BYTES), piece.length, false)

    const hasSegments = shape.pieces.some((piece) => piece.length > SEGMENT_BYTES)
    setWord(record + 24, hasSegments ? this.#free : 0)
    for (const [i, piece] of hasSegments ? shape.pieces.entries() : []) {
      let at = 0
      do {
        const text = piece.subarray(at, at + SEGMENT_BYTES)
        at += SEGMENT_BYTES
        putText(text, text.length, at >= piece.length && i < last)
      } while (at < piece.length)
    }
    setWord(record + 28, this.#free)

    const parts = shape.parts ?? []
    const firstPart = this.#take(PART_RECORD_BYTES * parts.length)
    setWord(record + 12, firstPart)
    setWord(record + 16, this.#free)
    setWord(record + 20, shape.maxOutputBytes)
    for (const [i, { text, kind, index }] of parts.entries()) {
      const part = firstPart + PART_RECORD_BYTES * i
      setWord(part, this.#take(text.length))
      bytes.set(text, this.#free - text.length)
      setWord(part + 4, text.length)
      setWord(part + 8, kind)
      setWord(part + 12, 8 * index)
    }
    this.#wasm.shapesEnd.value = record + SHAPE_RECORD_BYTES
    return id
  }

  /** An offset cut to the buffer. */
  #inside(offset: number): number {
    return offset < 0 ? 0 : Math.min(offset, this.bytes.length)
  }

  #noLines(at: number): number {
    this.#results[3] = 0
    this.#results[4] = at
    return 0
  }

  #take(bytes: number): number {
    const address = this.#free
    this.#free += bytes
    return address
  }

  /** Makes room for the input; growing the memory detaches all views of it. */
  #reserve(bufferBytes: number): void {
    const { memory } = this.#wasm
    const area = this.#area
    const missing = area.input + bufferBytes + PADDING_BYTES - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
    const { buffer } = memory
    this.bytes = new Uint8Array(buffer, area.input, bufferBytes)
    this.hitOffsets = new Int32Array(buffer, area.hitOffsets, HIT_CAPACITY)
    this.#rawHitOffsets = new Int32Array(buffer, area.hitOffsets, RAW_HIT_LIMIT)
    this.hitNeedles = new Uint8Array(buffer, area.hitNeedles, HIT_CAPACITY)
    this.numbers = new Float64Array(buffer, area.numbers, LINE_CAPACITY * MAX_NUMBERS)
    this.lineShapes = new Uint8Array(buffer, area.lineShapes, LINE_CAPACITY)
    this.lineStarts = new Int32Array(buffer, area.lineStarts, LINE_CAPACITY)
    this.lineEnds = new Int32Array(buffer, area.lineEnds, LINE_CAPACITY)
    this.output = new Uint8Array(buffer, area.output, OUTPUT_BYTES)
    this.pointers = new Uint32Array(buffer, area.pointers, 2 * POINTER_CAPACITY)
    this.headRows = new Int32Array(buffer, area.headRows, HEAD_STRIDE * LINE_CAPACITY)
    this.learned = new Int32Array(buffer, area.learnedIds, LINE_CAPACITY)
    this.#results = new Int32Array(buffer, area.results, 8)
  }

  /** Needle records, where to find them by what a fingerprint begins with, and the lookup tables of the fingerprints. */
  #fillNeedles(needles: readonly Uint8Array[], fingerprints: readonly Fingerprint[]): void {
    const area = this.#area
    const bytes = new Uint8Array(this.#wasm.memory.buffer)
    const words = new DataView(bytes.buffer)
    for (const [needle, { offset }] of fingerprints.entries()) {
      const text = needles[needle]!
      const record = area.needles + TEXT_RECORD_BYTES * needle
      const suspect = area.suspects + suspectHash(text, offset)
      bytes.set(text, record)
      bytes.fill(255, record + 32, record + 32 + text.length)
      words.setInt32(record + 64, offset, true)
      words.setInt32(record + 68, text.length, true)
      words.setInt32(record + 72, needle, true)
      words.setInt32(record + 76, bytes[suspect]!, true)
      bytes[suspect] = needle + 1
    }
    for (const [i, table] of lookupTables(needles, fingerprints).entries()) bytes.set(table, area.fingerprints + 16 * i)
  }
}
