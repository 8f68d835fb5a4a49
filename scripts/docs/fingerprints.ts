import { chooseFingerprints, stopRate } from '../../src/base/kernel/fingerprints.ts'
import { otherOrdinaryText } from '../../src/base/kernel/ordinary-text.ts'
import { createRecognisers } from '../../src/formats/registry.ts'
import { FINGERPRINTS } from '../../src/pipeline/fingerprints.ts'
import { sentinelsOf } from '../../src/pipeline/kernels.ts'

type Row = (typeof FINGERPRINTS)[number]

/** src/pipeline/fingerprints.ts: what would cost every start of the program some milliseconds, made once. */
export function fingerprintsModule(): string {
  const sentinels = sentinelsOf(createRecognisers())
  const isCurrent =
    sentinels.length === FINGERPRINTS.length && FINGERPRINTS.every(([known], i) => known === sentinels[i])
  const rows = isCurrent ? FINGERPRINTS : chosen(sentinels)
  return `// Written by \`npm run docs\` from the sentinels of the formats; do not edit.

/** By which bytes the scan suspects a sentinel: see src/base/kernel/fingerprints.ts. */
export const FINGERPRINTS: readonly (readonly [sentinel: string, bucket: number, offset: number])[] = [
${rows.map(([sentinel, bucket, offset]) => `  [${quoted(sentinel)}, ${bucket}, ${offset}],`).join('\n')}
]
`
}

/**
 * The best of many: where one needle goes decides where the next ones may, and no order of them is the right one. Each was
 * made by one sample of ordinary text and is judged by another. Takes half a minute, when the sentinels changed.
 */
function chosen(sentinels: readonly string[]): Row[] {
  const needles = sentinels.map((sentinel) => new TextEncoder().encode(sentinel))
  const texts = otherOrdinaryText(99).map((text) => new TextEncoder().encode(text))
  const choices = Array.from({ length: ORDERS }, (_, order) => chooseFingerprints(needles, { order, rounds: ROUNDS }))
  const rates = choices.map(
    (fingerprints) => texts.reduce((sum, text) => sum + stopRate(needles, fingerprints, text), 0) / texts.length,
  )
  const best = choices[rates.indexOf(Math.min(...rates))]!
  return best.map(({ bucket, offset }, i) => [sentinels[i]!, bucket, offset])
}

const ORDERS = 40
/** More change little. */
const ROUNDS = 5

function quoted(text: string): string {
  const json = JSON.stringify(text)
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}
