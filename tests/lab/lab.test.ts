import { describe, expect, it } from 'vitest'
import type { LabReport } from '../../src/model/lab.ts'
import { renderLabMarkdown, renderLabText } from '../../src/render/lab.ts'

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
    expect(renderLabText(REPORT)).toBe(`Lost
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

  it('is a document too', () => {
    expect(renderLabMarkdown(REPORT)).toContain(
      '| log-extractor run | yes | yes | 5 | 4 | no | 3066 | SIGABRT | 120 ms | 34 ms |',
    )
    expect(renderLabMarkdown(REPORT)).toContain('## In C\n\nNo frames.\n\nNot tried: it does not build here: no gcc\n')
  })
})
