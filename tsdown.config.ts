import { defineConfig } from 'tsdown'
import { bundledLicenses } from './scripts/bundled-licenses.ts'

const shared = { format: 'esm', platform: 'node', target: 'node20.19', fixedExtension: false, report: false } as const

/**
 * Two builds. The library leaves its dependencies to the user's package manager; the program brings its own along,
 * since finding a package costs more at start-up than reading it. Not minified: it starts no faster (measured), and a
 * stack trace of a bug should be readable.
 */
export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts' },
    dts: true,
  },
  {
    ...shared,
    entry: { bin: 'src/bin.ts' },
    dts: false,
    clean: false,
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    outputOptions: { chunkFileNames: 'cli/[name].js', banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : '') },
    plugins: [bundledLicenses('cli/THIRD-PARTY-LICENSES.txt')],
  },
])
