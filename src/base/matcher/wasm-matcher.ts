// The matcher in WebAssembly: loads the module and puts the program into its memory. What it computes is in matcher.wat.

import {
  ENOUGH_OUTPUT_BYTES,
  fixedBytes,
  LEFT_CAPACITY,
  LEFT_WORDS,
  type LineMatcher,
  MATCHER_OUTPUT_BYTES,
  type MatcherOptions,
  type MatcherProgram,
} from './contract.ts'
import { MATCHER_WASM } from './matcher-wasm.ts'

/** After the input: blocks are read whole. */
const PADDING_BYTES = 256
const PAGE_BYTES = 65_536
/** In matcher.wat. */
const HIGHS = 0x600
const OUTPUT_AREA_BYTES = 0x208000

interface WasmGlobal {
  value: number
}

/** The part of WebAssembly used here; neither the ES2023 nor the Node type library describes it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  run(from: number, to: number): number
} & Readonly<
  Record<
    | 'left'
    | 'outputs'
    | 'output'
    | 'image'
    | 'input'
    | 'rowsEnd'
    | 'infos'
    | 'start'
    | 'heads'
    | 'fields'
    | 'fixed'
    | 'room'
    | 'enough'
    | 'outputEnd'
    | 'matched'
    | 'unmatched'
    | 'firstUnmatched'
    | 'linesBefore'
    | 'leftCount'
    | 'leftLines',
    WasmGlobal
  >
>

/** Compiled once per process, when first needed. */
let compiled: object | undefined

/** Throws where WebAssembly or its SIMD instructions are missing. */
export class WasmMatcher implements LineMatcher {
  readonly implementation = 'wasm'
  readonly bytes: Uint8Array
  readonly left: Int32Array
  readonly #wasm: Exports
  readonly #outputs: readonly [Uint8Array, Uint8Array]
  #turn = 0

  constructor(program: MatcherProgram, { bufferBytes }: MatcherOptions) {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(MATCHER_WASM), (char) => char.charCodeAt(0)))
    const wasm = new WebAssembly.Instance(compiled).exports as Exports
    this.#wasm = wasm
    const { image, rowsEnd, infos, start, heads, fields } = program
    const input = Math.ceil((wasm.image.value + image.length) / PAGE_BYTES) * PAGE_BYTES
    const pages = Math.ceil((input + bufferBytes + PADDING_BYTES) / PAGE_BYTES)
    wasm.memory.grow(pages - wasm.memory.buffer.byteLength / PAGE_BYTES)
    const { buffer } = wasm.memory
    const memory = new Uint8Array(buffer)
    for (let byte = 0; byte < 256; byte++) memory[byte] = byte
    for (let high = 0; high < 8; high++) memory[HIGHS + high] = 1 << high
    memory.set(image, wasm.image.value)
    for (const [name, value] of Object.entries({ input, rowsEnd, infos, start, heads, fields })) {
      wasm[name as 'rowsEnd'].value = value
    }
    wasm.fixed.value = fixedBytes(program)
    wasm.room.value = MATCHER_OUTPUT_BYTES
    wasm.enough.value = ENOUGH_OUTPUT_BYTES
    this.bytes = new Uint8Array(buffer, input, bufferBytes)
    const outputs = wasm.outputs.value
    this.#outputs = [
      new Uint8Array(buffer, outputs, MATCHER_OUTPUT_BYTES),
      new Uint8Array(buffer, outputs + OUTPUT_AREA_BYTES, MATCHER_OUTPUT_BYTES),
    ]
    this.left = new Int32Array(buffer, wasm.left.value, LEFT_CAPACITY * LEFT_WORDS)
  }

  run(from: number, to: number): number {
    const end = Math.min(to, this.bytes.length)
    this.#turn = 1 - this.#turn
    this.#wasm.output.value = this.output.byteOffset
    return this.#wasm.run(Math.max(0, Math.min(from, end)), end)
  }

  get output(): Uint8Array {
    return this.#outputs[this.#turn]!
  }
  get outputBytes(): number {
    return this.#wasm.outputEnd.value
  }
  get matched(): number {
    return this.#wasm.matched.value
  }
  get unmatched(): number {
    return this.#wasm.unmatched.value
  }
  get firstUnmatched(): number {
    return this.#wasm.firstUnmatched.value
  }
  get linesBeforeUnmatched(): number {
    return this.#wasm.linesBefore.value
  }
  get leftLines(): number {
    return this.#wasm.leftLines.value
  }
  get leftCount(): number {
    return this.#wasm.leftCount.value
  }
}
