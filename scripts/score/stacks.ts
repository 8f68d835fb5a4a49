import {
  disturbed,
  fingerprintOf,
  fingerprintsWithSource,
  labelledStacks,
  scorePairs,
  shifted,
  sourceOf,
  stacksOf,
} from '../../tests/support/stack-pairs.ts'
import { seeded } from '../../tests/wrapping/essence.ts'
import { type Part, type Row, Tally } from './part.ts'

const ROUNDS = 100

/** Whether equal fingerprints mean equal bugs: over pairs from programs of our own, and under what changes with every build. */
export const stacks: Part = {
  name: 'Fingerprints of stacks',
  async measure() {
    const rows: Row[] = []
    for (const log of ['java', 'go'] as const) {
      const { pairs, merged, parted, f1 } = await scorePairs(log)
      const misses = [...merged, ...parted]
      rows.push({ what: `${log}, pairs right`, right: pairs - misses.length, of: pairs, misses })
      rows.push({ what: `${log}, pair F1 in thousandths`, right: Math.floor(f1 * 1_000), of: 1_000, misses })
      rows.push(await unchanged(log), await exactWithSource(log))
    }
    return rows
  },
}

async function unchanged(log: 'java' | 'go'): Promise<Row> {
  const tally = new Tally(`${log}, unchanged by lines, paths, addresses`)
  const random = seeded(7)
  const all = labelledStacks(log)
  for (let round = 0; round < ROUNDS; round++) {
    const { bug, text } = all[round % all.length]!
    tally.add((await fingerprintOf(disturbed(text, random))) === (await fingerprintOf(text)), bug)
  }
  return tally.row()
}

/** Down to the line: with the source at hand, lines count from where the function begins. */
async function exactWithSource(log: 'java' | 'go'): Promise<Row> {
  const tally = new Tally(`${log}, exact unchanged by lines, with source`)
  const random = seeded(7)
  const all = stacksOf(log, 1)
  for (let round = 0; round < ROUNDS; round++) {
    const { bug, text } = all[round % all.length]!
    const lines = Math.floor(random() * 500)
    const before = await fingerprintsWithSource(log, text, sourceOf(log, 1))
    const after = await fingerprintsWithSource(log, shifted(log, text, lines), sourceOf(log, 1, lines))
    tally.add(before.lines === 'function' && before.exact === after.exact, bug)
  }
  return tally.row()
}
