import { describe, expect, it } from 'vitest'
import { extract, extractLines } from '../../src/index.ts'
import type { Event, GoGoroutineEvent, GoroutineHeader } from '../../src/model/event.ts'
import type { Stack } from '../../src/model/stack.ts'
import { EventBytes } from '../../src/render/event-bytes.ts'
import { renderJson, renderJsonParts } from '../../src/render/json.ts'
import { eventLine } from '../../src/render/jsonl.ts'
import { corpus } from '../support/corpus.ts'
import { ALL, HOSTILE, span } from './fixtures.ts'

const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

describe.each(Object.entries(ALL))('%s', (_name, make) => {
  it('is the report, and safe to print', () => {
    const json = renderJson(make())
    expect(JSON.parse(json)).toEqual(make())
    expect(json).toMatch(/^\{\n {2}"schema": "log-extractor\/report\/1",\n/)
    expect(json.endsWith('}\n')).toBe(true)
    expect(json).not.toMatch(UNSAFE)
  })
})

it('comes in parts where it is large, and is the same', () => {
  const [report] = Object.values(ALL)
    .map((make) => make())
    .filter(({ crashes }) => crashes.length > 0)
  const large = { ...report!, crashes: Array.from({ length: 500 }, () => report!.crashes[0]!) }
  const parts = [...renderJsonParts(large)]
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.join('')).toBe(`${JSON.stringify(large, null, 2)}\n`)
})

const FRAME = {
  function: 'main.f',
  package: 'main',
  receiver: null,
  file: '/a.go',
  line: 1,
  pcOffset: '0x1',
  inlined: false,
  kind: 'app',
} as const
const STACK: Stack = {
  frames: [{ ...FRAME, args: '' }],
  createdBy: null,
  ancestors: [],
  elided: null,
  elidedAt: null,
  unavailable: false,
}
const HEADER: GoroutineHeader = {
  id: 1,
  state: 'select',
  waitMinutes: null,
  lockedToThread: false,
  scan: false,
  leaked: false,
  durable: false,
  bubble: null,
  labels: null,
  gp: null,
  m: null,
  mp: null,
}
const GOROUTINE: GoGoroutineEvent = {
  kind: 'go.goroutine',
  span: span(1, 2),
  time: null,
  block: 0,
  header: HEADER,
  stack: STACK,
  createdById: null,
  system: false,
  thread: 0,
}

describe('jsonl', () => {
  it('is one line per event, whatever the text is', () => {
    const event: Event = {
      kind: 'near-miss',
      format: 'go',
      reason: '',
      text: HOSTILE,
      span: span(3),
      block: 0,
      time: null,
    }
    const line = eventLine(event)
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(line).not.toMatch(UNSAFE)
    expect(JSON.parse(line)).toEqual(event)
  })

  it('never prints columns', () => {
    const cycles = { length: 2, stride: 23, values: new Float64Array(46) }
    const line = eventLine({ kind: 'go.gc-batch', cycles, span: span(3, 4), block: null, time: null })
    expect(JSON.parse(line).cycles).toEqual({ length: 2, stride: 23 })
  })

  it('writes goroutines exactly as JSON.stringify would', async () => {
    for (const { path } of corpus('go').filter(({ name }) => /quit|labels|ancestors|elided|deep/.test(name))) {
      for await (const events of extract(path)) {
        for (const event of events)
          if (event.kind === 'go.goroutine') expect(eventLine(event)).toBe(`${JSON.stringify(event)}\n`)
      }
    }
  })

  it('writes goroutines of one pattern as it writes others, in whole lines', () => {
    const marked = { ...STACK, frames: [{ ...STACK.frames[0]!, args: '{<>, "é"}, <>' }] }
    const lines = new EventBytes()
    let expected = ''
    for (const [i, value] of [0n, 1n, 0xabn, 0xfedc_ba98n, 0x1_0000_0000n, 0xc000_0120_34n, 2n ** 64n - 1n].entries()) {
      const text = `0x${value.toString(16)}`
      const values = Uint32Array.of(9, 9, Number(value & 0xffff_ffffn), Number(value >> 32n), 7, 0)
      const header = { ...HEADER, id: i, labels: { 'é"': '\u2028' } }
      const event = { ...GOROUTINE, header, stack: STACK }
      const pattern = { marked, mark: /<>/g, wordCount: 2 }
      for (let times = 0; times < 500; times++)
        lines.add({ ...event, stack: { ...STACK, pattern, words: { values, from: 2 } } })
      const args = `{${text}, "é"}, 0x7`
      expected += eventLine({ ...event, stack: { ...STACK, frames: [{ ...STACK.frames[0]!, args }] } }).repeat(500)
    }
    const parts = lines.take().map((part) => Buffer.from(part).toString())
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.every((part) => part.endsWith('}\n'))).toBe(true)
    expect(parts.join('') === expected).toBe(true)
    expect(lines.take()).toEqual([])
  })

  it('hands over traces of megabytes in one part, and writes over what was given back', () => {
    const lines = new EventBytes()
    const run = Buffer.from(`${'x'.repeat(99)}\n`.repeat(2_000))
    const counts: number[] = []
    for (let round = 0; round < 4; round++) {
      lines.add(GOROUTINE)
      for (let times = 0; times < 5; times++) lines.addBytes(run)
      const parts = lines.take()
      const text = Buffer.concat(parts).toString()
      expect(text === eventLine(GOROUTINE) + run.toString().repeat(5)).toBe(true)
      counts.push(parts.length)
      for (const part of parts) lines.giveBack(part)
    }
    expect(counts).toEqual([5, 1, 1, 1])
  })

  it('gives the same events as lines and as objects, traces included', async () => {
    for (const { path, bytes } of corpus('go').filter(({ name }) => /alloc|quit.default|sched|damaged/.test(name))) {
      const objects: unknown[] = []
      for await (const events of extract({ name: path, bytes })) objects.push(...events)
      const lines: string[] = []
      for await (const chunk of extractLines({ name: path, bytes })) lines.push(Buffer.from(chunk).toString())
      expect(
        lines
          .join('')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
      ).toEqual(JSON.parse(JSON.stringify(objects)))
    }
  })

  it('writes a chunk over when it may, and only then', async () => {
    const bytes = Buffer.concat(
      corpus('go')
        .filter(({ name }) => name.includes('quit.default'))
        .flatMap(({ bytes }) => Array(8).fill(bytes)),
    )
    const kept: Uint8Array[] = []
    const copied: Buffer[] = []
    const memory = new Set<unknown>()
    for await (const chunk of extractLines({ name: 'a.log', bytes })) kept.push(chunk)
    for await (const chunk of extractLines({ name: 'a.log', bytes }, { reuse: true })) {
      copied.push(Buffer.from(chunk))
      memory.add(chunk.buffer)
    }
    expect(Buffer.concat(copied).equals(Buffer.concat(kept))).toBe(true)
    expect(memory.size).toBeLessThan(kept.length)
  })
})
