import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RunMemory } from '../../../src/formats/jvm/gc/run-memory.ts'
import { UnifiedLog } from '../../../src/formats/jvm/gc/unified.ts'
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

async function isReadAlike(bytes: Buffer): Promise<void> {
  // Text of another encoding is turned into lines first: then nothing is read from bytes.
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')])
  expect(placeless(await eventsOf({ name: 'gc.log', bytes }))).toEqual(
    placeless(await eventsOf({ name: 'gc.log', bytes: wide })),
  )
}

/** Whole lines of JDK 6 to 8, of which some have no processor times, a stop between them, or a line that is torn. */
const WHOLE_LINES = [
  '2015-03-04T09:13:53.189+0100: 1.100: [GC (Allocation Failure) 1.100: [DefNew: 13440K->1600K(15104K), 0.0092000 secs] 13440K->5211K(48640K), 0.0093000 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] ',
  '2.100: [Full GC 2.100: [Tenured: 3611K->4211K(33536K), 0.0200 secs] 5211K->4211K(48640K), [Perm : 2700K->2699K(21248K)], 0.0201 secs] [Times: user=0.02 sys=0.00, real=0.02 secs]',
  '2.500: Total time for which application threads were stopped: 0.0010682 seconds, Stopping threads took: 0.0000155 seconds',
  '3.100: [GC [PSYoungGen: 86016K->512K(86528K)] 86016K->6877K(261632K), 0.0065109 secs]',
  '3.200: [GC [PSYoungGen: 86016K->512K(86528K)] 86016K->6877K(261632K), 0.0065109 secs]',
  ' [Times: user=0.03 sys=0.01, real=0.01 secs] ',
  '3.300: [Full GC (System.gc()) [PSYoungGen: 512K->0K(86528K)] [ParOldGen: 6365K->6211K(175104K)] 6877K->6211K(261632K), [Metaspace: 2655K->2655K(1056768K)], 0.0208000 secs] [Times: user=0.03 sys=0.01, real=0.02 secs] ',
  '4,100: [GC (Allocation Failure) 4,100: [ParNew: 69952K->8704K(78656K), 0,0101000 secs] 69952K->11333K(253440K), 0,0102000 secs] [Times: user=0,04 sys=0,01, real=0,01 secs] ',
  '[GC (Allocation Failure) [PSYoungGen: 86016K->512K(86528K)] 86016K->6877K(261632K), 0.0065109 secs] [Times: user=0.03 sys=0.01, real=0.01 secs] ',
  '5.100: [GC (Allocation Failure) 5.100: [ParNew: 69952K->8704K(78656K), 0.0101000 secs] 69952K->11333K(253440K), 0.0102000 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] ',
  '5.200: [GC (Allocation Failure) 5.200: [ParNew (promotion failed): 69952K->69952K(78656K), 0.0101000 secs]5.210: [CMS: 90000K->30000K(175104K), 0.5 secs] 159952K->30000K(253440K), [Metaspace: 2655K->2655K(1056768K)], 0.5102000 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] ',
  '0.100: [GC (Allocation Failure) 0.100: [ParNew: 69952K->8704K(78656K), 0.0101000 secs] 69952K->11333K(253440K), 0.0102000 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] ',
]

const DATED_LINES = [
  '2015-03-04T23:59:59.999+0100: 1.100: [GC (Allocation Failure) [PSYoungGen: 13440K->1600K(15104K)] 13440K->5211K(48640K), 0.0093000 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] ',
  '2015-03-05T00:00:00.003-0930: 2.100: [GC (Allocation Failure) [PSYoungGen: 13440K->1600K(15104K)] 13440K->5211K(48640K), 0.0093000 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] ',
  '[2026-11-23T01:58:27.585+0000][0.511s][info][gc] GC(7) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.780ms',
]

const PHASE_LINES = [
  'Phase 3: Adjust pointers',
  'Phase 3: Adjust pointers 1.405ms',
  '  Evacuate 2 sets: 0.15ms',
  '  Merge Heap Roots: 0.02ms',
  'Using 2 workers of 4 for full compaction',
]

interface Edit {
  readonly at: number
  readonly remove: number
  readonly put: string
}

function edited(line: string, edit: Edit | null): string {
  if (edit === null) return line
  const at = edit.at % line.length
  return line.slice(0, at) + edit.put + line.slice(at + edit.remove)
}

describe('a GC log', () => {
  test.each(recorded)('%s is the same read from bytes and from text', async (name) => {
    await isReadAlike(readFileSync(new URL(name, ROOT)))
  })

  test.each([...LEGACY, ...UNIFIED])('$name is the same read from bytes and from text', async ({ log }) => {
    await isReadAlike(Buffer.from(`${log}\n`))
  })

  test('of whole lines in any order is the same read from bytes and from text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...WHOLE_LINES), { maxLength: 12 }), async (lines) =>
        isReadAlike(Buffer.from(lines.map((line) => `${line}\n`).join(''))),
      ),
      RUNS,
    )
  })

  test('of lines that differ in a character or a number is the same read from bytes and from text', async () => {
    const characters = fc.constantFrom(...'0123456789.,KMs>-()[]: +Ag')
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 2 }),
      put: fc.string({ unit: characters, maxLength: 3 }),
    })
    // The line as it is first, so that it is known when the others come.
    const run = fc.tuple(fc.constantFrom(...WHOLE_LINES, ...DATED_LINES), fc.array(fc.option(edit), { maxLength: 5 }))
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 3 }), async (runs) => {
        const lines = runs.flatMap(([line, edits]) => [line, line, ...edits.map((one) => edited(line, one))])
        await isReadAlike(Buffer.from(lines.map((line) => `${line}\n`).join('')))
      }),
      { ...RUNS, numRuns: FULL ? 1_000 : 150 },
    )
  })

  test('of phases whose names hold numbers is the same read from bytes and from text', async () => {
    const characters = fc.constantFrom(...'0123456789.,ms>-()[]: +Agé\t')
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 2 }),
      put: fc.string({ unit: characters, maxLength: 3 }),
    })
    const phase = fc.tuple(fc.constantFrom(...PHASE_LINES), fc.option(edit)).map(([line, one]) => edited(line, one))
    await fc.assert(
      fc.asyncProperty(fc.array(phase, { maxLength: 6 }), async (phases) => {
        const full = [
          'Pause Full (System.gc())',
          ...PHASE_LINES,
          ...phases,
          'Pause Full (System.gc()) 6M->1M(48M) 9.140ms',
        ]
        await isReadAlike(Buffer.from(full.map((text) => `[0.3s][info][gc] GC(4) ${text}\n`).join('')))
      }),
      RUNS,
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

test('a collection that fails without end fails once', () => {
  const events: Event[] = []
  const emit = (event: Event) => void events.push(event)
  const sink = { emit, block: () => 0, claim: () => {}, stream: '', writer: null, above: null }
  const unified = new UnifiedLog(new RunMemory(sink))
  const span = { source: 'gc.log', line: 1, endLine: 1, byte: 0, endByte: 1 }
  const take = (text: string) => unified.take({ text, span, terminated: true, logged: false, time: null })
  for (let i = 0; i < 1_000; i++) take('[0.1s][info][gc] GC(0) To-space exhausted')
  take('[0.1s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.682ms')
  unified.drop()
  const flags = events.flatMap((event) => (event.kind === 'jvm.gc' ? [event.flags] : []))
  expect(flags).toEqual([['evacuation-failure']])
})
