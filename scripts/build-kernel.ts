// Compiles src/base/kernel/kernel.wat into src/base/kernel/kernel-wasm.ts. Run by `npx tsx scripts/build-kernel.ts` after
// a change; tests/base/kernel.test.ts calls `renderKernelModule` and compares, so a stale file does not pass.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const source = new URL('../src/base/kernel/kernel.wat', import.meta.url)
export const target = new URL('../src/base/kernel/kernel-wasm.ts', import.meta.url)

/** The text of kernel-wasm.ts as it should be. */
export async function renderKernelModule(): Promise<string> {
  const { parseWat } = await wabt()
  const module = parseWat('kernel.wat', readFileSync(source, 'utf8'), { simd: true, bulk_memory: true })
  module.validate()
  const { buffer } = module.toBinary({})
  module.destroy()
  const lines = Buffer.from(buffer)
    .toString('base64')
    .match(/.{1,110}/g)!
  return [
    '// Written by scripts/build-kernel.ts from kernel.wat; do not edit.',
    '',
    '/** The WebAssembly module, in base64. */',
    'export const KERNEL_WASM =',
    `  '${lines.join("' +\n  '")}'`,
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await renderKernelModule()
  writeFileSync(target, text)
  process.stdout.write(`${fileURLToPath(target)}: ${text.length} bytes\n`)
}
