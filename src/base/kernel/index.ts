// The byte kernel: finds texts, lines, paragraphs and numbers in large buffers without making strings of them.

import type { Kernel, KernelOptions } from './contract.ts'
import { PlainKernel } from './plain-kernel.ts'
import { WasmKernel } from './wasm-kernel.ts'

export {
  type Fingerprint,
  HEAD_STRIDE,
  HeadColumn,
  HIT_CAPACITY,
  type Kernel,
  type KernelOptions,
  LINE_CAPACITY,
  MAX_NEEDLE_BYTES,
  MAX_NUMBERS,
  OUTPUT_BYTES,
  POINTER_CAPACITY,
  type Slot,
  type Template,
} from './contract.ts'

/**
 * A kernel that looks for these needles: at most 200 different texts of 3–32 bytes in UTF-8. Throws RangeError when they or
 * the options break a limit. Takes a millisecond where `fingerprints` are given.
 */
export function createKernel(needles: readonly string[], options: KernelOptions): Kernel {
  if (options.implementation === 'plain') return new PlainKernel(needles, options)
  try {
    return new WasmKernel(needles, options)
  } catch (error) {
    // No WebAssembly (node --jitless), or a processor without SIMD.
    if (error instanceof RangeError || options.implementation === 'wasm') throw error
    return new PlainKernel(needles, options)
  }
}
