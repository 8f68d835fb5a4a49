import { chooseFingerprints } from '../../src/base/kernel/fingerprints.ts'
import { ordinaryText, seeded } from '../../src/base/kernel/ordinary-text.ts'
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
 * Chosen by ordinary text, and by six times as much that only resembles it: what a bucket lets through is a mixture of its
 * members, and no sample holds all that a mixture may be. Takes a minute, when the sentinels changed.
 */
function chosen(sentinels: readonly string[]): Row[] {
  const encoder = new TextEncoder()
  const ordinary = encoder.encode(ordinaryText())
  const text = Buffer.concat([ordinary, resembling(ordinary, 6 * ordinary.length)])
  const needles = sentinels.map((sentinel) => encoder.encode(sentinel))
  return chooseFingerprints(needles, { text, moves: MOVES }).map(({ bucket, offset }, i) => [
    sentinels[i]!,
    bucket,
    offset,
  ])
}

/** More change little. */
const MOVES = 400

/** Each byte as it follows the three before somewhere in the text, or, as often, the two before it, or now and then the one. */
function resembling(text: Uint8Array, length: number): Uint8Array {
  const followers = new Map<string, number[]>()
  const key = (bytes: Uint8Array, at: number, count: number) =>
    Buffer.from(bytes.subarray(at - count, at)).toString('latin1')
  for (const count of [1, 2, 3]) {
    for (let at = count; at < text.length; at++) {
      const known = followers.get(key(text, at, count))
      if (known === undefined) followers.set(key(text, at, count), [text[at]!])
      else known.push(text[at]!)
    }
  }
  const next = seeded(7)
  const made = new Uint8Array(length)
  made.set(text.subarray(0, 3))
  for (let at = 3; at < length; at++) {
    const kind = next(100)
    const count = kind < 45 ? 3 : kind < 93 ? 2 : 1
    const known = [count, 2, 1].map((bytes) => followers.get(key(made, at, bytes))).find((list) => list !== undefined)!
    made[at] = known[next(known.length)]!
  }
  return made
}

function quoted(text: string): string {
  const json = JSON.stringify(text)
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}
