import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../src/lab/scenarios.ts'
import type { LabReport } from '../../src/model/lab.ts'
import { renderLabMarkdown, renderLabText } from '../../src/render/lab.ts'
import { lacks } from '../support/tools.ts'

const REPORT: LabReport = {
  schema: 'log-extractor/lab/1',
  goVersion: 'go1.26.8',
  platform: 'linux/x64',
  rounds: 3,
  scenarios: [
    { id: 'a', title: 'Lost', loss: 'Nothing is printed.', skipped: null },
    { id: 'b', title: 'In C', loss: 'No frames.', skipped: 'it does not build here: no gcc' },
  ],
  cells: [
    {
      scenario: 'a',
      intervention: 'none',
      message: false,
      culprit: false,
      frames: 0,
      goroutines: 0,
      registers: false,
      bytes: 0,
      exit: '2',
      wallMs: 8,
      cpuMs: null,
    },
    {
      scenario: 'a',
      intervention: 'run',
      message: true,
      culprit: true,
      frames: 5,
      goroutines: 4,
      registers: false,
      bytes: 3066,
      exit: 'SIGABRT',
      wallMs: 120,
      cpuMs: 34,
    },
  ],
}

describe('the table', () => {
  it('has a row for each switch, and says what was not tried', () => {
    expect(renderLabText(REPORT, 110)).toBe(`Lost
  Nothing is printed.
                     message  culprit  frames  goroutines  registers  bytes     exit    wall    cpu
  nothing                 no       no       0           0         no      0        2    8 ms      ?
  log-extractor run      yes      yes       5           4         no   3066  SIGABRT  120 ms  34 ms

In C
  No frames.
  not tried: it does not build here: no gcc

Measured with go1.26.8 on linux/x64, medians of 3; the clock of the processor counts in steps of 10 ms.
`)
  })

  it('goes on below where the page is narrow', () => {
    const text = renderLabText(REPORT, 60)
    expect(text).toContain(`
                     message  culprit  frames  goroutines
  nothing                 no       no       0           0
  log-extractor run      yes      yes       5           4
                     registers  bytes     exit    wall
  nothing                   no      0        2    8 ms
  log-extractor run         no   3066  SIGABRT  120 ms
                       cpu
`)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  })

  it('is a document too', () => {
    expect(renderLabMarkdown(REPORT)).toContain(
      '| log-extractor run | yes | yes | 5 | 4 | no | 3066 | SIGABRT | 120 ms | 34 ms |',
    )
    expect(renderLabMarkdown(REPORT)).toContain('## In C\n\nNo frames.\n\nNot tried: it does not build here: no gcc\n')
  })
})

describe('docs/lab.md', () => {
  const text = readFileSync(new URL('../../docs/lab.md', import.meta.url), 'utf8')

  it('has every scenario of the laboratory, each with all that was tried', () => {
    const sections = text.split(/^## /m).slice(1)
    expect(sections.map((section) => section.split('\n', 3).join('\n'))).toEqual(
      SCENARIOS.map(({ title, loss }) => `${title}\n\n${loss}`),
    )
    const names = ['nothing', 'gctrace=1', 'GOTRACEBACK=crash', 'both', 'log-extractor run']
    for (const section of sections)
      expect(section.match(/^\| (?!\s*\||---)[^|]+(?= \|)/gm)?.map((cell) => cell.slice(2))).toEqual(names)
  })

  it.skipIf(lacks('go', 'the Go of docs/lab.md'))('is of a Go no older than the one here', () => {
    const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' })
    const minor = (version: string) => Number(/go1\.(\d+)/.exec(version)?.[1])
    expect(minor(text), 'else: log-extractor lab --format markdown --output docs/lab.md').toBeGreaterThanOrEqual(
      minor(stdout),
    )
  })
})
