/** A log that was cut never counts as complete, and a whole one hardly ever as incomplete. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { type CorpusCase, corpus } from '../support/corpus.ts'
import { seeded } from './essence.ts'

const FULL = process.env['FULL'] === '1'
const FIXTURES = 50
const CUTS = 30

async function verdictOf(bytes: Uint8Array): Promise<string> {
  return (await analyze({ name: 'input.log', bytes })).sources[0]!.completeness.verdict
}

/**
 * Where the cut leaves, byte for byte, what a program prints that says less: GOTRACEBACK=single instead of all, one report
 * instead of two, a run without its closing lines. The text must end with a whole line, and what is missing must begin
 * a paragraph, or a line that no stack holds. A mutex or block profile does not say how many records it has, and the report of one
 * thread does not say that GOTRACEBACK=crash made it, so that others follow. A JSON record loses nothing with its newline. Nobody
 * can tell such a text from a whole one.
 */
function leavesWholeReport(bytes: Buffer, end: number): boolean {
  const lineStart = bytes.lastIndexOf(0x0a, end - 1) + 1
  const rest = bytes.toString('latin1', lineStart, lineStart + 400)
  const [next = ''] = rest.split(/\r?\n/, 1)
  if (next.startsWith('{') && bytes.length === end + 1) return true
  // Inside a line only where the line is none of a report.
  return lineStart === end ? next === '' || PARAGRAPH.test(next) || TRAILER.test(next) : TRAILER.test(next)
}

const PARAGRAPH =
  /^(?:\[originating from |goroutine \d|runtime stack:|[re]ax |r0 |panic: |fatal error: |SIG|gc \d|scav |SCHED |WARNING: |-----$|\d+ \d+ @ )/
const TRAILER = /^(?:\d{4}\/\d\d\/\d\d |exit status |signal: |FAIL|ok {2}|--- |=== |\? )/

const WHOLE: CorpusCase[] = []
for (const one of corpus('go'))
  if (!one.name.includes('/damaged/') && /: complete$/m.test(goldenOf(one))) WHOLE.push(one)

function goldenOf({ golden }: CorpusCase): string {
  return readFileSync(golden, 'utf8')
}

const step = WHOLE.length / FIXTURES
const CHOSEN = Array.from({ length: FIXTURES }, (_, i) => WHOLE[Math.floor(i * step)]!)

describe('a log that was cut', () => {
  let alike = 0
  let cuts = 0

  for (const [index, { name, bytes }] of CHOSEN.entries()) {
    test(`${name} is not complete`, async () => {
      const random = seeded(index)
      const ends =
        FULL && bytes.length < 40_000
          ? Array.from({ length: bytes.length - 1 }, (_, i) => i + 1)
          : Array.from({ length: FULL ? 2_000 : CUTS }, () => 1 + Math.floor(random() * (bytes.length - 1)))
      const missed: number[] = []
      for (const end of ends) {
        cuts++
        if ((await verdictOf(bytes.subarray(0, end))) !== 'complete') continue
        if (leavesWholeReport(bytes, end)) alike++
        else missed.push(end)
      }
      const quotes = missed.map((end) => `${end}: …${bytes.toString('utf8', Math.max(0, end - 60), end)}`)
      expect(quotes).toEqual([])
    }, 600_000)
  }

  test('hardly ever looks like a whole one that says less', () => {
    expect(cuts).toBeGreaterThanOrEqual(FIXTURES * CUTS)
    expect(alike / cuts).toBeLessThan(0.05)
  })
})

test('a whole log is not incomplete', async () => {
  const verdicts = await Promise.all(CHOSEN.map(({ bytes }) => verdictOf(bytes)))
  expect(verdicts.filter((verdict) => verdict === 'incomplete').length).toBeLessThanOrEqual(FIXTURES * 0.02)
})
