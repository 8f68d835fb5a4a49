import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/index.ts'
import { LEGACY, UNIFIED } from './shapes.ts'
import { eventsOf, tally } from './tally.ts'

/** Whatever happens to a GC log: no exception, positions inside the log, and the same by bytes and by text. */
const FULL = process.env.FULL === '1'
const ROOT = new URL('../../corpus/jvm-gc/', import.meta.url)
const recorded: string[] = Object.keys(JSON.parse(readFileSync(new URL('expected.json', ROOT), 'utf8')))
const logs = [
  ...[...LEGACY, ...UNIFIED].map(({ log }) => Buffer.from(log)),
  ...['jdk17/g1-gcstar.log', 'jdk25/stall-zgc.log'].map((name) =>
    readFileSync(new URL(name, ROOT)).subarray(0, 20_000),
  ),
]
const anyLog = fc.nat({ max: logs.length - 1 }).map((at) => logs[at]!)
const RUNS = { numRuns: FULL ? 3_000 : 150, seed: 20_261_126 }

/** Without the places, which differ by how the log is encoded. */
const placeless = (events: readonly Event[]) => events.map(({ span, ...rest }) => ({ line: span.line, ...rest }))

async function check(bytes: Uint8Array): Promise<void> {
  for (const { span } of await eventsOf({ name: 'gc.log', bytes })) {
    expect(span.byte).toBeLessThanOrEqual(span.endByte)
    expect(span.endByte).toBeLessThanOrEqual(bytes.length)
  }
}

describe('a GC log', () => {
  test.each(recorded)('%s is the same read from bytes and from text', async (name) => {
    const bytes = readFileSync(new URL(name, ROOT))
    // Text of another encoding is turned into lines first: then nothing is read from bytes.
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')])
    expect(placeless(await eventsOf({ name: 'gc.log', bytes }))).toEqual(
      placeless(await eventsOf({ name: 'gc.log', bytes: wide })),
    )
  })

  test('survives cuts', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat(), fc.nat(), async (bytes, a, b) => {
        const [from, to] = [a % bytes.length, b % bytes.length].sort((x, y) => x - y)
        await check(bytes.subarray(from, to))
      }),
      RUNS,
    )
  })

  test('survives flipped bytes', async () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(anyLog, flips, async (bytes, changes) => {
        const broken = Uint8Array.from(bytes)
        for (const [at, value] of changes) broken[at % broken.length] = value
        await check(broken)
      }),
      RUNS,
    )
  })

  test('is told apart from another by the streams of a wrapper', async () => {
    const one = readFileSync(new URL('jdk17/g1-gc.log', ROOT), 'utf8').trimEnd().split('\n')
    const two = readFileSync(new URL('jdk17/serial-gc.log', ROOT), 'utf8').trimEnd().split('\n')
    const mixed: string[] = []
    for (let i = 0; i < Math.max(one.length, two.length); i++) {
      if (i < one.length) mixed.push(`web-1  | ${one[i]}`)
      if (i < two.length) mixed.push(`web-2  | ${two[i]}`)
    }
    const events = await eventsOf({ name: 'compose.log', bytes: `${mixed.join('\n')}\n` })
    const gc = events.filter((event) => event.kind === 'jvm.gc')
    expect(tally(events).byKind.full).toBe(1 + 5)
    expect([...new Set(gc.map(({ run, collector }) => `${collector} ${run}`))].sort()).toEqual(['g1 0', 'serial 0'])
  })

  test('with a line that never ends, or a collection that never does, is read to its end', async () => {
    const endless = `[0.1s][info][gc] GC(0) Pause Young (${'(a'.repeat(100_000)} 6M->1M(48M) 1.682ms\n`
    const open = `1.000: [GC 1.000: [ParNew\n${'- age   1:  1 bytes,  1 total\n'.repeat(20_000)}`
    const last = '[0.2s][info][gc] GC(1) Pause Young (Allocation Failure) 6M->1M(48M) 2.5ms\n'
    const started = Array.from({ length: 5_000 }, (_, i) => `[0.1s][info][gc,start] GC(${i}) Pause Young (x)\n`).join(
      '',
    )
    const found = tally(await eventsOf({ name: 'gc.log', bytes: endless + open + started + last }))
    expect(found.byKind).toEqual({ young: 1 })
  })
})
