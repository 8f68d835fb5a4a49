import { describe, expect, test } from 'vitest'
import { analyze, extract, type Report } from '../../src/index.ts'
import { inChunks, seeded } from '../wrapping/essence.ts'

/** Latin, Greek, Chinese, beyond the basic plane, half a pair, and enough of it for several chunks. */
const NOISE = 'gewöhnlich ψευδές 日志 🧨 text\n'.repeat(4_000)
const PANIC =
  'panic: zu groß: 日志 🧨\r\n\r\ngoroutine 1 [running]:\r\nmain.main()\r\n\t/app/größe/main.go:5 +0x1d\r\nexit status 2\r\n'

function utf16(text: string, { mark, big }: { readonly mark: boolean; readonly big: boolean }): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le')
  return big ? bytes.swap16() : bytes
}

const KINDS = [true, false].flatMap((mark) => [true, false].map((big) => ({ mark, big })))

const piped = (bytes: Uint8Array, seed: number): Promise<Report> =>
  analyze({ name: 'in', stream: inChunks(bytes, seeded(seed)) })

describe.each(KINDS)('UTF-16, mark $mark, big endian $big', (kind) => {
  const encoding = kind.big ? 'utf-16be' : 'utf-16le'

  test('is read, and positions point at its bytes', async () => {
    const text = `start of the log\n${NOISE}${PANIC}`
    const bytes = utf16(text, kind)
    const read = (from: number, to: number): string => {
      const part = Buffer.from(bytes.subarray(from, to))
      return (kind.big ? part.swap16() : part).toString('utf16le')
    }
    for (const report of [await analyze({ name: 'in', bytes }), await piped(bytes, 3)]) {
      const [source] = report.sources
      expect([source!.encoding, source!.layers, source!.bytes]).toEqual([encoding, ['utf16'], bytes.length])
      const [crash] = report.crashes
      expect(crash!.message).toBe('zu groß: 日志 🧨')
      expect(crash!.origin).toMatchObject({ file: '/app/größe/main.go', line: 5 })
      expect(read(crash!.span.byte, crash!.span.endByte)).toBe(PANIC.slice(0, PANIC.indexOf('\r\nexit')))
    }
    for await (const events of extract({ name: 'in', bytes }))
      for (const { kind: of, span } of events)
        if (of === 'go.goroutine') expect(read(span.byte, span.endByte)).toMatch(/^goroutine 1 [\s\S]*\+0x1d$/)
  })

  test('an odd byte at the end is evidence', async () => {
    const report = await analyze({ name: 'in', bytes: utf16(PANIC, kind).subarray(0, -1) })
    expect(report.sources[0]!.completeness.evidence.map(({ id, text }) => `${id} ${text}`)).toContain(
      'E09 the envelope says that text was cut: the UTF-16 text ends inside a character',
    )
  })
})

test('half a surrogate pair is one unit', async () => {
  const bytes = utf16(`\ud83e lonely\n${PANIC}`, { mark: true, big: false })
  const { span } = (await analyze({ name: 'in', bytes })).crashes[0]!
  expect(bytes.toString('utf16le', span.byte, span.byte + 12)).toBe('panic:')
})

test('traces of UTF-16 point at its bytes too', async () => {
  const line = (n: number) =>
    `gc ${n} @0.0${n}s 1%: 0.013+0.32+0.036 ms clock, 0.027+0.042/0.11/0.006+0.072 ms cpu, 3->4->1 MB, 4 MB goal, 2 P\n`
  const bytes = utf16([1, 2, 3].map(line).join(''), { mark: true, big: false })
  const starts: string[] = []
  for await (const events of extract({ name: 'in', bytes }))
    for (const { span } of events) starts.push(bytes.toString('utf16le', span.byte, span.byte + 8))
  expect(starts).toEqual(['gc 1', 'gc 2', 'gc 3'])
})

describe('eight bits', () => {
  test('UTF-8 with a mark', async () => {
    const report = await analyze({ name: 'in', bytes: `\ufeff${PANIC}` })
    expect([report.sources[0]!.encoding, report.crashes[0]!.span.line]).toEqual(['utf-8', 1])
    expect(report.crashes[0]!.message).toBe('zu groß: 日志 🧨')
  })

  test('Latin-1 in a line that matters is kept, and told', async () => {
    const bytes = Buffer.from('panic: zu gro\xdf\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:5 +0x1d\n', 'latin1')
    const report = await analyze({ name: 'in', bytes })
    expect([report.sources[0]!.encoding, report.crashes[0]!.message]).toEqual(['latin1', 'zu groß'])
  })

  test('bytes that are no text elsewhere change nothing', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x80, 0xc0, 10]), Buffer.from(PANIC)])
    expect((await analyze({ name: 'in', bytes })).sources[0]!.encoding).toBe('utf-8')
  })

  test('a replacement character that the log itself holds is no damage', async () => {
    const bytes = Buffer.from('panic: a \ufffd b ö\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:5 +0x1d\n')
    const report = await analyze({ name: 'in', bytes })
    expect([report.sources[0]!.encoding, report.crashes[0]!.message]).toEqual(['utf-8', 'a \ufffd b ö'])
  })
})
