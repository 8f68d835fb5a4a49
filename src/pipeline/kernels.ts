import { createKernel, type Fingerprint, type Kernel, type Template } from '../base/kernel/index.ts'
import type { Recogniser, RunReader } from '../formats/recogniser.ts'
import { createRecognisers } from '../formats/registry.ts'
import { LONGEST_LINE_BYTES } from '../input/limits.ts'
import { FINGERPRINTS } from './fingerprints.ts'

/** The longest line, and room to read on behind it. */
const WINDOW_BYTES = 2 * LONGEST_LINE_BYTES

// A kernel is some MiB and milliseconds; a directory of five hundred logs needs one, not five hundred.
const idle: Kernel[] = []

/** A kernel that looks for the sentinels of every format; give it back with `returnKernel`. */
export function borrowKernel(implementation?: 'wasm' | 'plain'): Kernel {
  const at = idle.findIndex((kernel) => implementation === undefined || kernel.implementation === implementation)
  return at >= 0 ? idle.splice(at, 1)[0]! : newKernel(implementation, () => undefined)
}

export function returnKernel(kernel: Kernel): void {
  if (idle.length < 2) idle.push(kernel)
}

/** A kernel that can also write runs as text; its templates are of one source, so it is not shared. */
export function writingKernel(
  implementation: 'wasm' | 'plain' | undefined,
  template: (runs: RunReader, shape: number) => Template,
): Kernel {
  return newKernel(implementation, template)
}

function newKernel(
  implementation: 'wasm' | 'plain' | undefined,
  template: (runs: RunReader, shape: number) => Template | undefined,
): Kernel {
  const recognisers = createRecognisers()
  const sentinels = sentinelsOf(recognisers)
  const fingerprints = knownFingerprints(sentinels)
  const kernel = createKernel(sentinels, {
    ...(fingerprints === null ? {} : { fingerprints }),
    bufferBytes: WINDOW_BYTES,
    maskDecimalAfter: [' in goroutine '],
    numberedBy: 'goroutine ',
    ...(implementation === undefined ? {} : { implementation }),
  })
  for (const { runs } of recognisers) {
    for (const [i, shape] of (runs?.shapes ?? []).entries()) kernel.registerShape(shape, template(runs!, i))
  }
  return kernel
}

export function sentinelsOf(recognisers: readonly Recogniser[]): string[] {
  return [...new Set(recognisers.flatMap(({ sentinels }) => sentinels))]
}

/** Null when a format was added and `npm run docs` not run yet. */
function knownFingerprints(sentinels: readonly string[]): Fingerprint[] | null {
  const known = new Map(FINGERPRINTS.map(([sentinel, bucket, offset]) => [sentinel, { bucket, offset }]))
  const found = sentinels.flatMap((sentinel) => known.get(sentinel) ?? [])
  return found.length === sentinels.length ? found : null
}
