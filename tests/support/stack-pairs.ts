import { readFileSync } from 'node:fs'
import { analyze } from '../../src/index.ts'

/** A stack of corpus/stack-pairs, and which bug it is. Two stacks of one log are a pair: of the same bug or not. */
export interface LabelledStack {
  readonly bug: string
  readonly text: string
}

export function labelledStacks(log: 'java' | 'go'): LabelledStack[] {
  const text = readFileSync(new URL(`../corpus/stack-pairs/${log}.log`, import.meta.url), 'utf8')
  return text
    .split(/^#### /m)
    .slice(1)
    .map((part) => ({ bug: part.slice(0, part.indexOf('\n')), text: part.slice(part.indexOf('\n') + 1) }))
}

export async function fingerprintOf(text: string): Promise<string | null> {
  const report = await analyze({ name: 'stack.log', bytes: text })
  return report.stacks[0]?.fingerprint ?? report.crashes[0]?.fingerprint ?? null
}

export interface PairScore {
  readonly pairs: number
  readonly same: number
  /** Said to be one bug, and are. */
  readonly found: number
  readonly merged: readonly string[]
  readonly parted: readonly string[]
  readonly f1: number
}

/** How well equal fingerprints mean equal bugs, over all pairs of one log. */
export async function scorePairs(log: 'java' | 'go'): Promise<PairScore> {
  const stacks = await Promise.all(
    labelledStacks(log).map(async ({ bug, text }) => ({ bug, fingerprint: await fingerprintOf(text) })),
  )
  const score = { pairs: 0, same: 0, found: 0, merged: [] as string[], parted: [] as string[] }
  for (const [i, a] of stacks.entries()) {
    for (const b of stacks.slice(i + 1)) {
      score.pairs++
      const isSame = a.bug === b.bug
      const isFound = a.fingerprint !== null && a.fingerprint === b.fingerprint
      if (isSame) score.same++
      if (isSame && isFound) score.found++
      else if (isSame) score.parted.push(`${log}: ${a.bug}`)
      else if (isFound) score.merged.push(`${log}: ${a.bug} and ${b.bug}`)
    }
  }
  return { ...score, f1: (2 * score.found) / (2 * score.found + score.merged.length + score.parted.length) }
}

/** What changes between builds and runs while the bug stays. */
export function disturbed(text: string, random: () => number): string {
  const shift = Math.floor(random() * 500)
  const path = `/srv/${Math.floor(random() * 1e6).toString(36)}/checkout`
  return text
    .replace(/(\.(?:java|go)):(\d+)/g, (_, file, line) => `${file}:${Number(line) + shift}`)
    .replaceAll('/home/build', path)
    .replace(/0x[0-9a-f]{4,16}/g, () => `0x${Math.floor(random() * 2 ** 40).toString(16)}`)
    .replace(/\+0x[0-9a-f]+$/gm, () => `+0x${Math.floor(random() * 4_096).toString(16)}`)
    .replace(/goroutine 1 \[/g, `goroutine ${1 + Math.floor(random() * 1_000)} [`)
}
