/** Lines that count from the beginning of the function, where the source says where that is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { analyze, explainStacks } from '../../../src/index.ts'
import { fingerprintsWithSource, shifted, sourceOf, stacksOf } from '../../support/stack-pairs.ts'
import { seeded } from '../../wrapping/essence.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Whose own lines differ from one build to the other: in the failing function, or in the JDK that calls it. */
const MOVED: ReadonlySet<string> = new Set(['java unnamed', 'java reflected'])

describe.each(['java', 'go'] as const)('%s', (log) => {
  test('code above a function changes the exact fingerprint only without the source', async () => {
    const [first, second] = [stacksOf(log, 1), stacksOf(log, 2)]
    for (const [i, { bug, text }] of first.entries()) {
      const before = await fingerprintsWithSource(log, text, sourceOf(log, 1))
      const after = await fingerprintsWithSource(log, second[i]!.text, sourceOf(log, 2))
      expect(before.lines, bug).toBe('function')
      expect(after.lines, bug).toBe('function')
      expect(before.exact === after.exact, bug).toBe(!MOVED.has(`${log} ${bug}`))
      expect(before.functions, bug).toBe(after.functions)
      const [bare, bareAfter] = await Promise.all([text, second[i]!.text].map(exactOf))
      expect(bare!.lines, bug).toBe('file')
      expect(bare!.exact, bug).not.toBe(bareAfter!.exact)
    }
  })

  test('a hundred shifts change no exact fingerprint', async () => {
    const random = seeded(7)
    const stacks = stacksOf(log, 1)
    const known = new Map<string, string>()
    for (let round = 0; round < 100; round++) {
      const { bug, text } = stacks[round % stacks.length]!
      const lines = Math.floor(random() * 500)
      const { exact } = await fingerprintsWithSource(log, shifted(log, text, lines), sourceOf(log, 1, lines))
      expect(exact, `${bug}, ${lines} lines`).toBe(known.get(bug) ?? exact)
      known.set(bug, exact)
    }
  })
})

async function exactOf(text: string) {
  return (await analyze({ name: 'stack.log', bytes: text })).stacks[0]!.fingerprints
}

describe('in one report', () => {
  const trace = (line: number, at: string) =>
    `2026-03-01T10:00:0${at}Z ERROR failed\njava.lang.IllegalStateException: no\n\tat app.Shop.buy(Shop.java:${line})\n`
  const source = (lines: number) =>
    `${'\n'.repeat(lines)}class Shop {\n  void buy() {\n    fail();\n    fail();\n  }\n}\n`

  test('two lines of one function stay two, and the groups say what their lines count from', async () => {
    mkdirSync(join(folder, 'app'))
    writeFileSync(join(folder, 'app', 'Shop.java'), source(0))
    const log = trace(3, '1') + trace(4, '2') + trace(3, '3') + trace(9, '4')
    const { stacks } = await analyze({ name: 'a.log', bytes: log }, { stackLevel: 'exact', sourceDirectory: folder })
    expect(stacks.map(({ count, fingerprints: { lines } }) => [count, lines])).toEqual([
      [2, 'function'],
      [1, 'function'],
      [1, 'file'],
    ])
    const [a, b, c] = stacks
    expect(explainStacks(a!, b!)).toEqual({
      same: 'functions',
      reasons: [
        'the class is the same: java.lang.IllegalStateException',
        'the function is the same: app.Shop.buy',
        'left aside: line numbers, such as Shop.java:3 and Shop.java:4 in app.Shop.buy',
        'the culprit is the same: app.Shop.buy',
      ],
    })
    expect(explainStacks(a!, c!).reasons).toContain(
      'the lines cannot be compared: those of one are counted from their functions, those of the other from their files',
    )
  })

  test('of two builds, each read with its source, the exact fingerprint is one', async () => {
    const exact = async (lines: number) => {
      writeFileSync(join(folder, 'app', 'Shop.java'), source(lines))
      const { stacks } = await analyze(
        { name: `${lines}.log`, bytes: trace(3 + lines, '1') },
        { stackLevel: 'exact', sourceDirectory: folder },
      )
      return stacks[0]!
    }
    const [a, b] = [await exact(0), await exact(40)]
    expect(a.fingerprint).toBe(b.fingerprint)
    expect(explainStacks(a, b)).toEqual({
      same: 'exact',
      reasons: [
        'the class is the same: java.lang.IllegalStateException',
        'the function is the same: app.Shop.buy',
        'left aside: line numbers, such as Shop.java:3 and Shop.java:43 in app.Shop.buy (the same line, counted from where the function begins)',
      ],
    })
  })

  test('what was two by its files and is one by its functions keeps the order of the log', async () => {
    // Two classes of one name in two modules: by their source, the same line of the same function.
    const text = (file: string, line: number) =>
      `java.lang.IllegalStateException: no\n\tat app.Pay.now(${file}:${line})\n`
    writeFileSync(join(folder, 'app', 'Pay.java'), 'class Pay {\n  void now() {\n    fail();\n  }\n}\n')
    writeFileSync(join(folder, 'app', 'Pay.kt'), '\nclass Pay {\n  fun now() {\n    fail()\n  }\n}\n')
    const log = text('Pay.kt', 4) + text('Pay.java', 3) + text('Pay.java', 3)
    const reading = { stackLevel: 'exact', sourceDirectory: folder } as const
    const { stacks } = await analyze({ name: 'a.log', bytes: log }, reading)
    expect(stacks).toMatchObject([
      { count: 3, first: { line: 1 }, last: { line: 5 }, members: [1, 3, 5].map((line) => ({ span: { line } })) },
    ])
  })
})
