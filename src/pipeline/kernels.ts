import { createKernel, type Kernel } from '../base/kernel/index.ts'
import { createRecognisers } from '../formats/registry.ts'
import { LONGEST_LINE } from './engine.ts'

/** Two of the longest lines and what is read at once: see engine.ts. */
const WINDOW_BYTES = 2 * LONGEST_LINE

// A kernel is 8 MiB and some milliseconds; a directory of five hundred logs needs one, not five hundred.
const idle: Kernel[] = []

/** A kernel that looks for the sentinels of every format; give it back with `returnKernel`. */
export function borrowKernel(implementation?: 'wasm' | 'plain'): Kernel {
  const at = idle.findIndex((kernel) => implementation === undefined || kernel.implementation === implementation)
  if (at >= 0) return idle.splice(at, 1)[0]!
  const recognisers = createRecognisers()
  const kernel = createKernel([...new Set(recognisers.flatMap((recogniser) => recogniser.sentinels))], {
    bufferBytes: WINDOW_BYTES,
    maskDecimalAfter: [' in goroutine '],
    ...(implementation === undefined ? {} : { implementation }),
  })
  for (const { runs } of recognisers) for (const shape of runs?.shapes ?? []) kernel.registerShape(shape)
  return kernel
}

export function returnKernel(kernel: Kernel): void {
  if (idle.length < 2) idle.push(kernel)
}
