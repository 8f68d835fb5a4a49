import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze, type Report } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'

/** Whatever happens to a log on its way, there is a report, its positions are in the log, and nothing throws. */
const FULL = process.env['FULL'] === '1'
const RUNS = FULL ? 5_000 : 200
// The quick run repeats itself; the full one looks for news.
const SEED = FULL ? {} : { seed: 20_261_123 }
const logs = [...corpus('go'), ...corpus('jvm')].filter((one) => one.bytes.length > 0 && one.bytes.length < 40_000)
const anyLog = fc.nat({ max: logs.length - 1 }).map((at) => logs[at]!.bytes)

async function check(bytes: Uint8Array): Promise<Report> {
  const report = await analyze({ name: 'x.log', bytes })
  expect(report.sources[0]!.error).toBeNull()
  expect(report.stats.claimedLines).toBeLessThanOrEqual(report.stats.lines)
  for (const { span } of [...report.crashes, ...report.dumps]) {
    expect(span.byte).toBeLessThanOrEqual(span.endByte)
    expect(span.line).toBeLessThanOrEqual(span.endLine)
    expect(span.endLine).toBeLessThanOrEqual(report.stats.lines)
  }
  return report
}

describe('damage', { timeout: 300_000 }, () => {
  test('cut at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, a, b) => {
          const from = Math.floor(Math.min(a, b) * bytes.length)
          await check(bytes.subarray(from, Math.floor(Math.max(a, b) * bytes.length)))
        },
      ),
      { numRuns: RUNS, ...SEED },
    )
  })

  test('bytes flipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
        async (bytes, flips) => {
          const broken = Uint8Array.from(bytes)
          for (const [at, value] of flips) broken[at % broken.length] = value
          await check(broken)
        },
      ),
      { numRuns: RUNS, ...SEED },
    )
  })

  test('two logs mixed, line by line or anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        anyLog,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        async (a, b, lengths, byLine) => {
          await check(mix(a, b, lengths, byLine))
        },
      ),
      { numRuns: RUNS, ...SEED },
    )
  })

  test('lines repeated, dropped and shuffled', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.array(fc.nat(), { maxLength: 200 }), async (bytes, picks) => {
        const lines = Buffer.from(bytes).toString('latin1').split('\n')
        await check(Buffer.from(picks.map((pick) => lines[pick % lines.length]).join('\n'), 'latin1'))
      }),
      { numRuns: RUNS, ...SEED },
    )
  })

  test('random bytes with crash words in them', async () => {
    const word = fc.constantFrom(
      'panic: ',
      'goroutine 1 [running]:\n',
      '\n',
      '\n\n',
      '\t',
      'main.main()',
      '\t/a.go:1 +0x1\n',
      'fatal error: ',
      '[signal SIGSEGV',
      'SIGQUIT: quit\n',
      'PC=0x1 m=0 sigcode=0\n',
      'rax    0x1\n',
      '-----\n',
      'created by main.f\n',
      'gc 1 @0.1s 1%: ',
      '...additional frames elided...\n',
      'runtime stack:\n',
      'WARNING: DATA RACE\n',
      'goroutine profile: total 3\n',
      '\0',
      '\xff',
      '\r\n',
      '{"log":"',
      'java.lang.IllegalStateException: x\n',
      '\tat a.B.c(D.java:1)\n',
      'Caused by: ',
      '\tSuppressed: java.lang.Error: y\n',
      '\t... 3 more\n',
      'Exception in thread "',
      'Full thread dump x:\n',
      '"main" #1 tid=0x1 nid=0x1 runnable\n',
      '\t- locked <0x1> (a b.C)\n',
      'Found one Java-level deadlock:\n',
      '# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x1\n',
      '  "threadDump": {\n',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(word, fc.string()), { maxLength: 60 }), async (parts) => {
        await check(Buffer.from(parts.join(''), 'latin1'))
      }),
      { numRuns: RUNS * 2, ...SEED },
    )
  })
})

function mix(a: Uint8Array, b: Uint8Array, lengths: readonly number[], byLine: boolean): Uint8Array {
  const parts: Uint8Array[] = []
  const rest = [a, b]
  for (let i = 0; rest[0]!.length > 0 || rest[1]!.length > 0; i++) {
    const from = rest[i % 2]!
    let take = Math.min(from.length, lengths[i % lengths.length]!)
    if (byLine) {
      const newline = from.indexOf(0x0a, take)
      take = newline < 0 ? from.length : newline + 1
    }
    parts.push(from.subarray(0, take))
    rest[i % 2] = from.subarray(take)
  }
  return Buffer.concat(parts)
}
