import { defineConfig } from 'tsdown'
import { bundledLicenses } from './scripts/bundled-licenses.ts'

const shared = { format: 'esm', platform: 'node', target: 'node20.19', fixedExtension: false, report: false } as const

const START =
  /rolldown.runtime|src\/(?:base\/(?:errors|exit-codes|text\/neutralize)|pipeline\/version|cli\/(?:commands|command|say))\b/
const COMMAND =
  /@stricli|get-east-asian-width|src\/(?:base\/(?:once|text\/(?!neutralize))|cli\/(?:amounts|descriptor|flags|inputs|nearest|output|parse|progress\.ts|redact)|pipeline\/each-source|render\/json|input\/(?:byte-source|charset|decode-line|descriptor-source|envelopes\/timestamps|expand-inputs|limits|octet-counted|offset-map|open-source|window|compression\/(?:budget|magic|open-layers)))\b/
/** Shared by what tells a report in text, as markdown and to a CI service. */
const WORDS =
  /src\/(?:base\/redaction|model\/event|render\/(?:words|text\/(?:page|columns)|markdown\/untrusted)|cli\/color)\b/

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
    inputOptions: { preserveEntrySignatures: 'allow-extension' },
    outputOptions: {
      chunkFileNames: 'cli/[name].js',
      banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
      // Each file costs a millisecond at start-up: what every start needs is one, what most commands need is another.
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: 'start', test: START },
          { name: 'command', test: COMMAND },
          { name: 'words', test: WORDS },
        ],
      },
    },
    plugins: [bundledLicenses('cli/THIRD-PARTY-LICENSES.txt')],
  },
])
