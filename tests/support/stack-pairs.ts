import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze, type StackFingerprints } from '../../src/index.ts'

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

const SOURCES = { go: 'main.go', java: 'Bugs.java' } as const

/** What record.sh puts in the place of its marks, for the builds whose logs show the same frames. */
const BUILDS = {
  1: { shift: '', lambda: '', closure: '' },
  2: {
    shift: '// a line\n// and more\n\n',
    lambda: 'static final Supplier<String> MORE = () -> "y";',
    closure: 'func() { fmt.Print() }()',
  },
} as const

/** The source that the stacks of a build come from; `lines` more at its top. */
export function sourceOf(log: 'java' | 'go', build: keyof typeof BUILDS, lines = 0): string {
  const { shift, lambda, closure } = BUILDS[build]
  const text = readFileSync(new URL(`../corpus/stack-pairs/${log}/${SOURCES[log]}`, import.meta.url), 'utf8')
  return (
    '\n'.repeat(lines) +
    text
      .replace(build === 1 ? /^.*\/\*SHIFT\*\//gm : /^[ \t]*\/\*SHIFT\*\//gm, shift)
      .replaceAll('/*LAMBDA*/', lambda)
      .replaceAll('/*CLOSURE*/', closure)
  )
}

/** The stacks of a build, each bug once. */
export function stacksOf(log: 'java' | 'go', build: keyof typeof BUILDS): LabelledStack[] {
  const all = labelledStacks(log)
  const bugs = new Set(all.map(({ bug }) => bug)).size
  return all.slice((build - 1) * bugs, build * bugs)
}

/** As if so many lines had been added at the top of the program's own file. */
export function shifted(log: 'java' | 'go', text: string, lines: number): string {
  return text.replaceAll(
    new RegExp(`(${SOURCES[log]}):(\\d+)`, 'g'),
    (_, file, line) => `${file}:${Number(line) + lines}`,
  )
}

/** Fingerprints that were made with the source at hand. */
export async function fingerprintsWithSource(
  log: 'java' | 'go',
  text: string,
  source: string,
): Promise<StackFingerprints> {
  const folder = mkdtempSync(join(tmpdir(), 'log-extractor-source-'))
  try {
    writeFileSync(join(folder, SOURCES[log]), source)
    const report = await analyze({ name: 'stack.log', bytes: text }, { sourceDirectory: folder })
    return report.stacks[0]!.fingerprints
  } finally {
    rmSync(folder, { recursive: true })
  }
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
