import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze, type Event, extract, type Report, type SourceInput } from '../../src/index.ts'
import { briefEvents, briefReport } from '../support/brief.ts'
import { type CorpusCase, corpus } from '../support/corpus.ts'

/**
 * One recorded log, many properties. `npm test -- --update` writes the goldens anew: read the difference before you
 * commit it.
 */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1'
const FULL = process.env['FULL'] === '1'

async function eventsOf(input: SourceInput, kernel: 'wasm' | 'plain' = 'wasm'): Promise<Event[]> {
  const events: Event[] = []
  for await (const batch of extract(input, { kernel })) events.push(...batch)
  return events
}

function inChunks({ bytes }: CorpusCase, size: number): SourceInput {
  return {
    name: 'input.log',
    stream: (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })(),
  }
}

const whole = ({ bytes }: CorpusCase): SourceInput => ({ name: 'input.log', bytes })

/** Everything but the clock. */
const timeless = (report: Report): Report => ({ ...report, stats: { ...report.stats, elapsedMs: 0 } })

for (const family of ['go', 'jvm']) {
  describe(family, () => {
    for (const one of corpus(family)) {
      describe(one.name, () => {
        test('golden', async () => {
          const events = await eventsOf(whole(one))
          const report = await analyze(whole(one))
          const text = `${briefEvents(events)}\n\n${briefReport(report)}\n`
          if (UPDATE) writeFileSync(one.golden, text)
          expect(text).toBe(readFileSync(one.golden, 'utf8'))
        })

        test('the same for any chunking and either kernel', async () => {
          const expected = briefEvents(await eventsOf(whole(one)))
          const report = timeless(await analyze(whole(one)))
          // Single bytes are slow; the quick run has them for small logs only.
          const sizes = [1, 2, 3, 7, 64, 4096].filter((size) => FULL || one.bytes.length / size < 8_000)
          for (const size of sizes) {
            expect(briefEvents(await eventsOf(inChunks(one, size))), `chunks of ${size} bytes`).toBe(expected)
            expect(timeless(await analyze(inChunks(one, size))), `chunks of ${size} bytes`).toEqual(report)
          }
          expect(briefEvents(await eventsOf(whole(one), 'plain')), 'plain kernel').toBe(expected)
          expect(timeless(await analyze(whole(one), { kernel: 'plain' })), 'plain kernel').toEqual(report)
        })

        test('JSON round trip', async () => {
          const report = await analyze(whole(one))
          expect(JSON.parse(JSON.stringify(report))).toEqual(report)
        })

        test('positions point at the bytes they claim', async () => {
          const report = await analyze(whole(one))
          if (report.sources[0]!.encoding !== 'utf-8') return
          const text = one.bytes
          const lineOf = (byte: number) => countNewlines(text, byte) + 1
          for (const event of await eventsOf(whole(one))) {
            const { line, endLine, byte, endByte } = event.span
            expect(byte).toBeLessThanOrEqual(endByte)
            expect(endByte).toBeLessThanOrEqual(text.length)
            expect([lineOf(byte), lineOf(endByte)], event.kind).toEqual([line, endLine])
            if (report.sources[0]!.layers.length > 0) continue
            expect(byte === 0 || text[byte - 1] === 0x0a, `${event.kind} begins a line`).toBe(true)
            expect(openingOf(event), event.kind).toSatisfy((opening: RegExp) =>
              opening.test(text.toString('utf8', byte, endByte)),
            )
          }
        })
      })
    }
  })
}

function countNewlines(bytes: Buffer, end: number): number {
  let count = 0
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) count++
  return count
}

/** What the bytes of an event must begin with. */
function openingOf(event: Event): RegExp {
  switch (event.kind) {
    case 'go.goroutine':
      return event.header === null ? /./ : new RegExp(`^\\s*goroutine ${event.header.id} `)
    case 'go.crash':
      return /panic|fatal error|SIG|goroutine |runtime: |unexpected fault|runtime\/cgo|Signal|Exception/
    case 'go.registers':
      return /^\s*(?:rax|eax|r0|trap|ra) /
    case 'go.thread-stack':
      return /^\s*runtime stack:/
    case 'go.race':
      return /^WARNING: DATA RACE/
    case 'go.gc':
      return new RegExp(`^gc ${event.cycle} @`)
    case 'go.init':
      return /^init /
    case 'go.sched':
      return /^(?:SCHED| {2}[PMG]\d)/
    case 'go.scav':
      return /^(?:scav|scvg|forced scvg)/
    default:
      return /(?:)/
  }
}
