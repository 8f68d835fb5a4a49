import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ENCODERS } from '../../input/envelopes/encoders.ts'
import { eventsOf, inChunks, sorted, type Tally, tally } from './tally.ts'

/** Recorded logs, counted by other means: see the README beside them. */
const ROOT = new URL('../../corpus/jvm-gc/', import.meta.url)
const FULL = process.env.FULL === '1'
const expected: Record<string, Tally> = JSON.parse(readFileSync(new URL('expected.json', ROOT), 'utf8'))

const logs = Object.entries(expected).map(([name, figures]) => ({
  name,
  figures: { ...figures, byKind: sorted(figures.byKind) },
  bytes: readFileSync(new URL(name, ROOT)),
}))

describe.each(logs)('$name', ({ figures, bytes }) => {
  test('is counted exactly', async () => {
    expect(tally(await eventsOf({ name: 'gc.log', bytes }))).toEqual(figures)
  })

  test('is the same in any pieces and for either kernel', async () => {
    const whole = JSON.stringify(await eventsOf({ name: 'gc.log', bytes }))
    const sizes = [1, 2, 3, 7, 64, 4096].filter((size) => FULL || bytes.length / size < 1_000)
    for (const size of sizes)
      expect(JSON.stringify(await eventsOf(inChunks(bytes, size))) === whole, `pieces of ${size} bytes`).toBe(true)
    expect(JSON.stringify(await eventsOf({ name: 'gc.log', bytes }, 'plain')) === whole, 'plain kernel').toBe(true)
  })

  test('has every happening where it says', async () => {
    const text = bytes.toString('latin1')
    for (const event of await eventsOf({ name: 'gc.log', bytes })) {
      if (event.kind !== 'jvm.gc') continue
      const line = text.slice(event.span.byte, event.span.endByte)
      expect(line).toContain(event.name)
      if (event.gcId !== null) expect(line).toContain(`GC(${event.gcId})`)
      expect(text.slice(0, event.span.byte).split('\n').length).toBe(event.span.line)
    }
  })
})

/** Around some logs of each collector: a wrapper must not cost a single pause. */
/** Not those that put a whole crash report into one record: nobody does that to a GC log. */
const WRAPPINGS = ENCODERS.filter(({ loses, name }) => loses === null && !/field|whole|quotes a/.test(name))
const WRAPPED = FULL
  ? logs.map(({ name }) => name)
  : ['jdk17/g1-gc.log', 'jdk17/deco-time-uptime.log', 'jdk17/serial-gc.log', 'jdk25/zgc-gc.log', 'jdk17/deco-none.log']

describe.each(WRAPPINGS)('in $name', ({ encode }) => {
  test.each(WRAPPED)('%s', async (name) => {
    const { figures, bytes } = logs.find((log) => log.name === name)!
    expect(tally(await eventsOf({ name: 'gc.log', bytes: encode(bytes) })).byKind).toEqual(figures.byKind)
  })
})
