// Compiles what is written in WebAssembly text, into modules that hold it in base64. Run by `npx tsx scripts/build-kernel.ts`
// after a change; tests call `renderModule` and compare, so a stale file does not pass.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

export interface TextModule {
  /** Below src/base. */
  readonly source: string
  readonly target: string
  readonly constant: string
}

export const KERNEL: TextModule = {
  source: 'kernel/kernel.wat',
  target: 'kernel/kernel-wasm.ts',
  constant: 'KERNEL_WASM',
}
export const MATCHER: TextModule = {
  source: 'matcher/matcher.wat',
  target: 'matcher/matcher-wasm.ts',
  constant: 'MATCHER_WASM',
}

export const placeOf = (file: string) => new URL(`../src/base/${file}`, import.meta.url)

/** The text of its target as it should be. */
export async function renderModule({ source, constant }: TextModule): Promise<string> {
  const { parseWat } = await wabt()
  const name = source.split('/').at(-1)!
  const module = parseWat(name, readFileSync(placeOf(source), 'utf8'), { simd: true, bulk_memory: true })
  module.validate()
  const { buffer } = module.toBinary({})
  module.destroy()
  const lines = Buffer.from(buffer)
    .toString('base64')
    .match(/.{1,110}/g)!
  return [
    `// Written by scripts/build-kernel.ts from ${name}; do not edit.`,
    '',
    '/** The WebAssembly module, in base64. */',
    `export const ${constant} =`,
    `  '${lines.join("' +\n  '")}'`,
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const module of [KERNEL, MATCHER]) {
    const text = await renderModule(module)
    writeFileSync(placeOf(module.target), text)
    process.stdout.write(`${fileURLToPath(placeOf(module.target))}: ${text.length} bytes\n`)
  }
}
