import { describe, expect, test } from 'vitest'
import { ActivityDraft } from '../../../src/analysis/stacks/activity.ts'
import { MOST_STACKS } from '../../../src/analysis/stacks/groups.ts'
import { analyze, explainStacks } from '../../../src/index.ts'

const groupsOf = async (text: string) => (await analyze({ name: 'x.log', bytes: text })).stacks

describe('activity', () => {
  test('ten million occurrences keep to 64 columns, and none is lost', () => {
    const draft = new ActivityDraft('ms', 1_000_000)
    for (let i = 0; i < 200_000; i++) draft.add(1_000_000 + i * 997)
    const { counts, width } = draft.finish()
    expect(counts.length).toBeLessThanOrEqual(64)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200_000)
    expect(counts.length * width).toBeGreaterThanOrEqual(200_000 * 997)
  })

  test('a clock that goes back', () => {
    const draft = new ActivityDraft('ms', 5_000)
    for (const at of [5_000, 4_000, 5_001, 1]) draft.add(at)
    const { counts, from } = draft.finish()
    expect(from).toBeLessThanOrEqual(1)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4)
  })
})

describe('groups', () => {
  test('more kinds than there is room for are counted together, and that is said', async () => {
    const log = Array.from({ length: MOST_STACKS + 50 }, (_, i) => `java.lang.Error: x\n\tat app.C${i}x.f(C.java:1)\n`)
    const groups = await groupsOf(log.join(''))
    expect(groups).toHaveLength(MOST_STACKS + 1)
    expect(groups.at(-1)).toMatchObject({
      fingerprint: 'overflow',
      count: 50,
      message: expect.stringContaining('10000'),
    })
  })

  test('the same stack in two sources is one group', async () => {
    const text = 'java.lang.IllegalStateException: no\n\tat app.Shop.buy(Shop.java:1)\n'
    const report = await analyze([
      { name: 'a.log', bytes: text },
      { name: 'b.log', bytes: text + text },
    ])
    expect(report.stacks).toMatchObject([{ count: 3, first: { source: 'a.log' }, last: { source: 'b.log' } }])
  })
})

describe('explain', () => {
  const stack = (message: string, line: number, method = 'buy') =>
    `java.lang.IllegalStateException: ${message}\n\tat app.Shop.${method}(Shop.java:${line})\n\tat app.Main.main(Main.java:9)\n`

  test('why two are one, and where two part', async () => {
    const report = await analyze(
      { name: 'x.log', bytes: stack('no 1', 3) + stack('no 2', 4) + stack('no 3', 5, 'sell') },
      { stackLevel: 'exact' },
    )
    const [a, b, c] = report.stacks
    expect(explainStacks(a!, a!).same).toBe('exact')
    expect(explainStacks(a!, b!)).toEqual({
      same: 'functions',
      reasons: [
        'the class is the same: java.lang.IllegalStateException',
        'the 2 functions that tell bugs apart are the same',
        'left aside: the rest of the message, which differs',
        'left aside: line numbers, such as Shop.java:3 and Shop.java:4 in app.Shop.buy',
        'the culprit is the same: app.Shop.buy',
      ],
    })
    expect(explainStacks(a!, c!)).toEqual({
      same: null,
      reasons: [
        'the class is the same: java.lang.IllegalStateException',
        'the functions part at number 1: app.Shop.buy and app.Shop.sell',
        'the culprits differ: app.Shop.buy and app.Shop.sell',
      ],
    })
  })
})
