import { describe, expect, test } from 'vitest'
import { analyze, extract } from '../../src/index.ts'

/** Inputs made to hang, to grow or to throw. Sizes are small in the quick run and true in the full one. */
const FULL = process.env['FULL'] === '1'

function stream(chunks: Iterable<Uint8Array | string>): AsyncIterable<Uint8Array | string> {
  return (async function* () {
    yield* chunks
  })()
}

function* repeat(text: string, times: number): Iterable<string> {
  for (let i = 0; i < times; i++) yield text
}

const CRASH = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:42 +0x3b0\n'

describe('hostile inputs', () => {
  test('an empty file', async () => {
    const report = await analyze({ name: 'empty.log', bytes: '' })
    expect(report.crashes).toEqual([])
    expect(report.sources[0]!.completeness).toEqual({ verdict: 'no-crash', evidence: [] })
    expect(report.stats).toMatchObject({ bytes: 0, lines: 0 })
  })

  test('one endless line, then a crash', async () => {
    const megabytes = FULL ? 100 : 12
    const report = await analyze({
      name: 'line.log',
      stream: stream([...repeat('x panic: y '.repeat(100_000).slice(0, 1_048_576), megabytes), '\n', CRASH]),
    })
    expect(report.crashes.map((crash) => [crash.message, crash.span.line])).toEqual([['boom', 2]])
    expect(report.stats.bytes).toBe(megabytes * 1_048_576 + 1 + CRASH.length)
    expect(report.stats.lines).toBe(1 + 5)
  })

  test('an endless panic value', async () => {
    const report = await analyze({
      name: 'value.log',
      stream: stream([
        'panic: start\n',
        ...repeat('\tmore and more text of the value\n', FULL ? 500_000 : 50_000),
        '\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:42 +0x3b0\n',
      ]),
    })
    expect(report.crashes).toHaveLength(1)
    expect(report.crashes[0]!.message.length).toBeLessThan(300_000)
    expect(report.crashes[0]!.origin?.line).toBe(42)
  })

  test('a million goroutines, all alike and all different', async () => {
    const count = FULL ? 1_000_000 : 40_000
    const alike = (id: number) =>
      `goroutine ${id} [chan receive, 3 minutes]:\nmain.worker(0x${id.toString(16)})\n\t/app/main.go:9 +0x1d\ncreated by main.main in goroutine 1\n\t/app/main.go:5 +0x2a\n\n`
    const report = await analyze({ name: 'many.log', stream: stream(batches(count, (id) => alike(id + 1))) })
    expect(report.dumps.map((dump) => [dump.total, dump.groups.length])).toEqual([[count, 1]])
    expect(report.dumps[0]!.groups[0]!.ids).toHaveLength(100)
    const different = (id: number) => alike(id).replace('main.worker', `main.worker${id}`)
    const varied = await analyze({
      name: 'many.log',
      stream: stream(batches(Math.min(count, 100_000), (id) => different(id + 1))),
    })
    expect(varied.dumps[0]!.total).toBe(Math.min(count, 100_000))
    // Twenty thousand stacks are kept apart; the rest is counted in one group.
    expect(varied.dumps[0]!.groups.length).toBe(20_001)
  }, 60_000)

  test('NUL bytes, invalid UTF-8, lone surrogates in UTF-16', async () => {
    for (const bytes of [
      Buffer.from(`\0\0\0${CRASH}\0`),
      Buffer.concat([Buffer.from([0xff, 0xc3, 0x28, 0x0a]), Buffer.from(CRASH)]),
      Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xd8]), Buffer.from(`\n${CRASH}`, 'utf16le')]),
      Buffer.from(`\ufeff${CRASH}`),
    ]) {
      const report = await analyze({ name: 'bytes.log', bytes })
      expect(report.sources[0]!.error).toBeNull()
    }
    expect((await analyze({ name: 'bom.log', bytes: `\ufeff${CRASH}` })).crashes).toHaveLength(1)
    expect(
      (
        await analyze({
          name: 'latin.log',
          bytes: Buffer.concat([Buffer.from('panic: caf'), Buffer.from([0xe9]), Buffer.from(CRASH.slice(11))]),
        })
      ).crashes[0]!.message,
    ).toBe('café')
  })

  test('ids and numbers beyond any machine', async () => {
    const report = await analyze({
      name: 'big.log',
      bytes: CRASH.replace('goroutine 1', 'goroutine 99999999999999999999999999').replace(
        ':42',
        ':42424242424242424242',
      ),
    })
    expect(report.sources[0]!.error).toBeNull()
    expect(report.dumps.flatMap((dump) => dump.groups)).toEqual([])
  })

  test('labels called __proto__', async () => {
    const report = await analyze({
      name: 'proto.log',
      bytes:
        'goroutine 1 [running labels:{"__proto__": "x", "constructor": "y"}]:\nmain.main()\n\t/app/main.go:42 +0x3b0\n',
    })
    expect(report.dumps[0]!.total).toBe(1)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('time grows with the length, not with its square', async () => {
    // Texts that make careless expressions backtrack. The measure is work, counted as time against a longer run of the same.
    for (const piece of [
      'a.b(',
      '\t/a:1:1:1',
      'created by a in goroutine ',
      '[signal SIG: ',
      'goroutine 1 [a, b, c, ',
      'x=(',
      'panic: ',
      ': 1 +0x1',
      '(((((((',
      '{{{{{{{',
      '0x0, ',
    ]) {
      const line = `${piece.repeat(2_000)}\n`
      const log = `panic: x\n\ngoroutine 1 [running]:\n${line.repeat(3)}main.main()\n\t/app/main.go:42 +0x3b0\n`
      expect((await analyze({ name: 'slow.log', bytes: log })).sources[0]!.error).toBeNull()
    }
  }, 5_000)

  test('texts that a careless expression reads in more ways than anybody can wait for', async () => {
    const below = '\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:42 +0x3b0\n'
    for (const log of [
      `<Event><Data>panic: boom${below}</Data></Event>\n<Data>goroutine 2 [select]:</Data> <a${' '.repeat(400)}<\n`,
      `SCHED 0ms: gomaxprocs=8 idleprocs=8 threads=5 runqueue=0 [${'1'.repeat(400)}x\n`,
      `panic: interface conversion: ${' is a'.repeat(4_000)}${', not x'.repeat(4_000)}\n\ty${below}`,
      `panic: interface conversion: ${' is not '.repeat(3_000)}${': missing method '.repeat(2_000)}\n\ty${below}`,
    ])
      expect((await analyze({ name: 'slow.log', bytes: log })).sources[0]!.error).toBeNull()
  }, 10_000)

  test('a consumer that stops early', async () => {
    const seen: string[] = []
    for await (const batch of extract({
      name: 'early.log',
      stream: stream(repeat(`${CRASH}some line\n`.repeat(1_000), 50)),
    })) {
      seen.push(batch[0]!.kind)
      break
    }
    expect(seen).toEqual(['go.crash'])
  })

  test('a source that fails in the middle is one sentence', async () => {
    const failing = (async function* () {
      yield CRASH
      throw new Error('the disk is gone')
    })()
    await expect(analyze({ name: 'failing.log', stream: failing })).rejects.toThrow('the disk is gone')
  })
})

function* batches(count: number, text: (id: number) => string): Iterable<string> {
  for (let from = 0; from < count; from += 1_000) {
    let batch = ''
    for (let id = from; id < Math.min(count, from + 1_000); id++) batch += text(id)
    yield batch
  }
}
