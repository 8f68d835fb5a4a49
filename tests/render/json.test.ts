import { describe, expect, it } from 'vitest'
import { extract, extractLines } from '../../src/index.ts'
import type { Event } from '../../src/model/event.ts'
import { renderJson } from '../../src/render/json.ts'
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
    const cycles = { length: 2, values: new Float64Array(46) }
    const line = eventLine({ kind: 'go.gc-batch', cycles, span: span(3, 4), block: null, time: null })
    expect(JSON.parse(line).cycles).toEqual({ length: 2 })
  })

  it('writes goroutines exactly as JSON.stringify would', async () => {
    for (const { path } of corpus('go').filter(({ name }) => /quit|labels|ancestors|elided|deep/.test(name))) {
      for await (const events of extract(path)) {
        for (const event of events)
          if (event.kind === 'go.goroutine') expect(eventLine(event)).toBe(`${JSON.stringify(event)}\n`)
      }
    }
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
})
