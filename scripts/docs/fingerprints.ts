import { chooseFingerprints } from '../../src/base/kernel/fingerprints.ts'
import { createRecognisers } from '../../src/formats/registry.ts'
import { sentinelsOf } from '../../src/pipeline/kernels.ts'

/** src/pipeline/fingerprints.ts: what would cost every start of the program some milliseconds, made once. */
export function fingerprintsModule(): string {
  const sentinels = sentinelsOf(createRecognisers())
  const chosen = chooseFingerprints(
    sentinels.map((sentinel) => new TextEncoder().encode(sentinel)),
    EFFORT,
  )
  const rows = chosen.map(({ bucket, offset }, i) => `  [${quoted(sentinels[i]!)}, ${bucket}, ${offset}],`)
  return `// Written by \`npm run docs\` from the sentinels of the formats; do not edit.

/** By which bytes the scan suspects a sentinel: see src/base/kernel/fingerprints.ts. */
export const FINGERPRINTS: readonly (readonly [sentinel: string, bucket: number, offset: number])[] = [
${rows.join('\n')}
]
`
}

/** Seconds, once; more changes little. */
const EFFORT = { starts: 16, rounds: 4 }

function quoted(text: string): string {
  const json = JSON.stringify(text)
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}
