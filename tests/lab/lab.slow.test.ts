/** What the laboratory finds must be so with every Go: builds and runs its programs when there is one. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderLabMarkdown, runLab } from '../../src/index.ts'

/** Columns that do not differ from run to run: the switch, message, culprit, registers, exit. */
const STEADY: ReadonlySet<number> = new Set([0, 1, 2, 5, 7])

const hasGo = spawnSync('go', ['version']).status === 0
if (!hasGo) console.log('no go command: the laboratory is not tried')

describe.runIf(hasGo)('the laboratory', () => {
  it('measures what each switch saves', async () => {
    const { schema, goVersion, platform, rounds, cells, scenarios } = await runLab({ env: process.env, rounds: 1 })
    expect(scenarios.length).toBeGreaterThanOrEqual(9)
    const cell = (scenario: string, intervention: string) =>
      cells.find((one) => one.scenario === scenario && one.intervention === intervention)!
    // gctrace deepens no stack, and crash undoes no recover.
    for (const name of ['creator-gone', 'early-recover', 'others', 'deep-stack'])
      expect(cell(name, 'gctrace').frames).toBe(cell(name, 'none').frames)
    expect(cell('early-recover', 'run')).toMatchObject({ message: true, culprit: false, frames: 0 })
    expect(cell('exit-in-defer', 'run')).toMatchObject({ message: false, exit: '1' })
    expect(cell('others', 'none')).toMatchObject({ culprit: false, goroutines: 1 })
    expect(cell('others', 'crash')).toMatchObject({ culprit: true, exit: 'SIGABRT' })
    expect(cell('closed-stderr', 'both').bytes).toBe(0)
    expect(cell('closed-stderr', 'run')).toMatchObject({ message: true, culprit: true })
    expect(cell('cut-pipe', 'both').culprit).toBe(false)
    expect(cell('cut-pipe', 'run').culprit).toBe(true)
    // What is committed was printed by this: whatever is no measure of time or space is there word for word.
    const page = readFileSync(new URL('../../docs/lab.md', import.meta.url), 'utf8')
    const [, version] = /Measured with (go\S+) on/.exec(page) ?? []
    if (version !== goVersion) return
    const kept = (text: string) =>
      text
        .split('\n')
        .filter((line) => /^(?:##|\|)/.test(line))
        .map((line) =>
          line.startsWith('|')
            ? line
                .split(' | ')
                .filter((_, i) => STEADY.has(i))
                .join(' | ')
            : line,
        )
    const report = { schema, goVersion, platform, rounds, scenarios, cells }
    expect(kept(renderLabMarkdown(report))).toEqual(kept(page))
  }, 300_000)
})
