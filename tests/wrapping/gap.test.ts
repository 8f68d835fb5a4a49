/** A log that lost a part of its middle hardly ever counts as complete. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { seeded } from './essence.ts'

const WHOLE = corpus('go').filter(
  ({ name, bytes, golden }) =>
    !name.includes('/damaged/') &&
    bytes.length > 1_500 &&
    bytes.length < 40_000 &&
    /\ngoroutine \d/.test(bytes.toString('latin1')) &&
    /: complete$/m.test(readFileSync(golden, 'utf8')),
)
const LOGS = 100

/** Both ends inside a line of a stack, so that the two halves of a line stand where one was. */
function gap(text: string, random: () => number): readonly [from: number, to: number] | null {
  const first = text.search(/^goroutine \d/m)
  const last = text.search(/\n(?:[re]ax |r0 |-----|exit status|FAIL|\d{4}\/)/)
  const end = (last < 0 ? text.length : last) - 4
  const from = first + Math.floor(random() * (end - first))
  const to = from + 30 + Math.floor(random() * 800)
  const isInside = (at: number) => text[at - 1] !== '\n' && text[at] !== '\n'
  return to < end && isInside(from) && isInside(to) ? [from, to] : null
}

test('what is left of a line gives the gap away', async () => {
  const random = seeded(3)
  let tried = 0
  const missed: string[] = []
  for (let i = 0; i < LOGS; i++) {
    const { name, bytes } = WHOLE[Math.floor(random() * WHOLE.length)]!
    const text = bytes.toString('latin1')
    const found = gap(text, random)
    if (found === null) continue
    tried++
    const [from, to] = found
    const rest = Buffer.from(text.slice(0, from) + text.slice(to), 'latin1')
    const { verdict } = (await analyze({ name: 'input.log', bytes: rest })).sources[0]!.completeness
    if (verdict === 'complete') missed.push(`${name} ${text.slice(from - 40, from)}|${text.slice(to, to + 40)}`)
  }
  expect(tried).toBeGreaterThan(60)
  // `main.` and `main.go:9 +0x1` make a line that anybody would take for whole.
  expect(missed.length / tried, missed.join('\n')).toBeLessThan(0.11)
})

const OF_JVM = corpus('jvm').filter(
  ({ bytes, golden }) =>
    bytes.length > 1_500 && bytes.length < 70_000 && /: complete$/m.test(readFileSync(golden, 'utf8')),
)

test('reports, dumps and collections of a JVM count what they hold', async () => {
  const random = seeded(777)
  let tried = 0
  const missed: string[] = []
  for (let i = 0; i < LOGS; i++) {
    const { name, bytes } = OF_JVM[Math.floor(random() * OF_JVM.length)]!
    const text = bytes.toString('latin1')
    const from = Math.floor(text.length * (0.1 + random() * 0.6))
    const to = Math.min(text.length - 50, from + 50 + Math.floor(random() * 800))
    if (to <= from) continue
    tried++
    const rest = Buffer.from(text.slice(0, from) + text.slice(to), 'latin1')
    const { verdict } = (await analyze({ name: 'input.log', bytes: rest })).sources[0]!.completeness
    if (verdict === 'complete') missed.push(`${name} ${text.slice(from - 40, from)}|${text.slice(to, to + 40)}`)
  }
  expect(tried).toBeGreaterThan(60)
  // Rows of tables that count nothing, and frames between others: nothing tells that they are gone.
  expect(missed.length / tried, missed.join('\n')).toBeLessThan(0.3)
})
