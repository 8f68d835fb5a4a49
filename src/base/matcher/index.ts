// The line matcher: runs an automaton over lines in large buffers, and writes what it captured as records.

import type { LineMatcher, MatcherOptions, MatcherProgram } from './contract.ts'
import { PlainMatcher } from './plain-matcher.ts'
import { WasmMatcher } from './wasm-matcher.ts'

export {
  HERE_REGISTER,
  INFO_BYTES,
  LEFT_WORDS,
  type LineMatcher,
  type MatcherProgram,
  MOST_REGISTERS,
  ROW_BYTES,
  SPARE_REGISTER,
  UNSET_REGISTER,
  WAYS,
} from './contract.ts'

export function createMatcher(program: MatcherProgram, options: MatcherOptions): LineMatcher {
  if (options.implementation === 'plain') return new PlainMatcher(program, options)
  try {
    return new WasmMatcher(program, options)
  } catch (error) {
    // No WebAssembly (node --jitless), or a processor without SIMD.
    if (options.implementation === 'wasm') throw error
    return new PlainMatcher(program, options)
  }
}
