import { describe, expect, test } from 'vitest'
import { analyze, unwrap } from '../../src/index.ts'
import { inChunks, seeded } from '../wrapping/essence.ts'
import { ENCODERS } from './envelopes/encoders.ts'

const PANIC = 'panic: größer 日志\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n'
const NOISE = Array.from({ length: 60_000 }, (_, i) => `GET /api/v1/orders/${i} 200 ${'·'.repeat(i % 90)}\n`).join('')
const { encode } = ENCODERS.find(({ name }) => name === 'syslog over TCP, octet-counted')!

async function linesOf(bytes: Uint8Array) {
  const lines = []
  for await (const batch of unwrap({ name: 'in', bytes })) lines.push(...batch)
  return lines
}

describe('syslog whose messages are counted, without one newline', () => {
  const bytes = encode(NOISE + PANIC)

  test('is read message by message, however large it is, and positions point at its bytes', async () => {
    expect(bytes).not.toContain(10)
    expect(bytes.length).toBeGreaterThan(4 * 1_048_576)
    for (const stream of [inChunks(bytes, seeded(1)), inChunks(bytes, seeded(2))]) {
      const report = await analyze({ name: 'in', stream })
      const [source] = report.sources
      expect([source!.layers, source!.lines, source!.bytes]).toEqual([
        ['syslog-octet', 'syslog5424'],
        60_006,
        bytes.length,
      ])
      expect(source!.completeness).toEqual({ verdict: 'complete', evidence: [] })
      const { message, span, origin } = report.crashes[0]!
      expect([message, origin?.line, span.line]).toEqual(['größer 日志', 5, 60_001])
      const quoted = Buffer.from(bytes.subarray(span.byte, span.endByte)).toString()
      expect(quoted).toMatch(/^<11>1 \S+ host1 [^\n]* \ufeffpanic: größer 日志\d+ <11>1 [\s\S]*main\.go:5 \+0x1d$/)
    }
  })

  test('that ends inside a message is cut', async () => {
    const report = await analyze({ name: 'in', bytes: bytes.subarray(0, -20) })
    expect(report.sources[0]!.completeness.evidence.map(({ text }) => text)).toContain(
      'the envelope says that text was cut: the syslog stream ends inside a message',
    )
  })
})

test('messages that have a newline all the same, and text behind the last one that was counted', async () => {
  const texts = async (text: string) => (await linesOf(Buffer.from(text))).map((line) => line.text)
  expect(await texts('31 <11>1 - h app 1 - - panic: boom\n31 <11>1 - h app 1 - - panic: bang\n')).toEqual([
    'panic: boom',
    'panic: bang',
  ])
  expect(await texts('31 <11>1 - h app 1 - - panic: boom31 <11>1 - h app 1 - - panic: bang and more\n')).toEqual([
    'panic: boom',
    'panic: bang and more',
  ])
  expect(await texts('7 <9> is no message of seven bytes\nbut text\n')).toEqual([
    '7 <9> is no message of seven bytes',
    'but text',
  ])
})
