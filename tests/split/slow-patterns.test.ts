/** Patterns that are made to hang: none takes more than its budget, and the lines it is quick on are still found. */
import { describe, expect, it } from 'vitest'
import { Splitter } from '../../src/index.ts'
import { GUARD_LIMITS } from '../../src/pipeline/split/guarded-expression.ts'

const A = 'a'.repeat(60)
const POISON = `${A}!`

/** V8 gives each of these to its linear engine, so that every line gets its answer. */
const SAVED = [
  '^(?<x>(a+)+)$',
  '^(?<x>(a|aa)+)$',
  '^(?<x>(?:a+a+)+)b$',
  '^(?<x>(?:[a-z]+)+)\\d',
  '^(?<x>(?:.*a){12})b',
  '(?i)^(?<x>(a+)+)$',
  '^(?<x>(?:(?:a+)b?)+)$',
]

/** These it cannot run. */
const STUCK = [
  '^(?=(?<x>a))(a+)+$',
  '^(?<x>a)(?:(a+)+)\\1!!$',
  '^(?<x>a)(?<!b)(?:a+)+$',
  '(?<x>^)(?:(?>a)+a*)*?(?:a+)+(?=b)$',
]

async function run(
  pattern: string,
  lines: readonly string[],
): Promise<{ splitter: Splitter; texts: string[]; ms: number }> {
  const splitter = new Splitter({ patterns: [{ text: pattern }] })
  const texts: string[] = []
  const started = process.cpuUsage()
  for await (const batch of splitter.records({ name: 'a.log', bytes: lines.join('\n') })) {
    texts.push(...batch.map(({ text }) => text))
  }
  return { splitter, texts, ms: busyMs(started) }
}

/** Work, not time: other programs run here too. */
function busyMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

describe('patterns that backtrack without end', () => {
  it.each(SAVED)('are saved: %s', async (pattern) => {
    const { splitter } = await run(pattern, [POISON, POISON, A])
    expect(splitter.tally.patterns[0]).toMatchObject({ slow: { count: 0 }, givenUpAt: null })
    expect(splitter.tally.units).toBe(3)
  })

  it.each(STUCK)('are stopped: %s', async (pattern) => {
    const { splitter, texts, ms } = await run(pattern, ['aaa', POISON, 'aaa!', 'aa'])
    // What is quick is still found, before the slow line and behind it.
    const quick = /^a+$/
    if (texts.length > 0) expect(texts.every((text) => quick.test(text))).toBe(true)
    expect(splitter.tally.patterns[0]!.slow).toMatchObject({ count: 1, first: { span: { line: 2 } } })
    expect(splitter.tally.units).toBe(4)
    // Two tries of one text, and what the test itself needs.
    expect(ms).toBeLessThan(GUARD_LIMITS.textMs * 2 + 2_000)
  })

  it('are given up in time, and the other patterns go on', async () => {
    const splitter = new Splitter({
      patterns: [
        { name: 'bad', text: STUCK[0]! },
        { name: 'good', text: '^(?<all>a+)!$' },
      ],
    })
    const lines = Array.from({ length: 2_000 }, () => POISON)
    const started = process.cpuUsage()
    let found = 0
    for await (const batch of splitter.records({ name: 'a.log', bytes: lines.join('\n') })) found += batch.length
    const [bad, good] = splitter.tally.patterns
    expect(found).toBe(2_000)
    expect(good!.matches).toBe(2_000)
    // Fewer where the machine is so busy that the time for all of them is over first.
    expect(bad!.slow.count).toBeGreaterThan(0)
    expect(bad!.slow.count).toBeLessThanOrEqual(GUARD_LIMITS.slowTexts)
    expect(bad!.givenUpAt).toMatchObject({ source: 'a.log' })
    expect(bad!.givenUpAt!.line).toBeLessThanOrEqual(GUARD_LIMITS.slowTexts + 1)
    expect(bad!.untried).toBe(2_000 + 1 - bad!.givenUpAt!.line)
    expect(good!.untried).toBe(0)
    expect(busyMs(started)).toBeLessThan(GUARD_LIMITS.textMs * 2 * GUARD_LIMITS.slowTexts + 2_000)
  })

  it('that need more memory than V8 gives to a match are stopped at that line', async () => {
    const { splitter, texts } = await run('^(?<x>(?:a(?=a|b)|c(?=d))*)b$', ['aab', 'a'.repeat(4_000_000), 'ab'])
    expect(texts).toEqual(['aab', 'ab'])
    expect(splitter.tally.units).toBe(3)
  })

  it('that are slow on every line without ever being stuck are given up too', async () => {
    // Quadratic: a second for each million characters is more than any honest pattern needs.
    const line = 'a'.repeat(20_000)
    const { splitter } = await run(
      '(?<x>(?=a)a*b)',
      Array.from({ length: 400 }, () => line),
    )
    expect(splitter.tally.units).toBe(400)
    expect(splitter.tally.patterns[0]!.givenUpAt).not.toBeNull()
  })
})
