import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/index.ts'
import { brief, LEGACY, UNIFIED } from './shapes.ts'
import { eventsOf, inChunks } from './tally.ts'

function ofKind<K extends Event['kind']>(events: readonly Event[], kind: K): Extract<Event, { kind: K }>[] {
  return events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind)
}

describe.each([...LEGACY, ...UNIFIED])('$name', (shape) => {
  const bytes = Buffer.from(shape.log.endsWith('\n') ? shape.log : `${shape.log}\n`)

  test('is read exactly', async () => {
    const events = await eventsOf({ name: 'gc.log', bytes })
    const gc = ofKind(events, 'jvm.gc')
    expect(gc.map(brief)).toEqual(shape.events)
    expect(ofKind(events, 'jvm.safepoint').map(({ totalMs }) => totalMs)).toEqual(shape.safepointsMs ?? [])
    expect(ofKind(events, 'jvm.gc-note').map(({ note }) => note)).toEqual(shape.notes ?? [])
    expect(ofKind(events, 'malformed').length + ofKind(events, 'near-miss').length).toBe(shape.broken ?? 0)
    if (shape.runs !== undefined) expect(new Set(gc.map(({ run }) => run)).size).toBe(shape.runs)
  })

  test('is the same in any pieces and for either kernel', async () => {
    const whole = await eventsOf({ name: 'gc.log', bytes })
    for (const size of [1, 7, 64]) expect(await eventsOf(inChunks(bytes, size)), `pieces of ${size}`).toEqual(whole)
    expect(await eventsOf({ name: 'gc.log', bytes }, 'plain')).toEqual(whole)
  })

  test('is the same with CRLF', async () => {
    const crlf = Buffer.from(bytes.toString().replaceAll(/\r?\n/g, '\r\n'))
    expect(ofKind(await eventsOf({ name: 'gc.log', bytes: crlf }), 'jvm.gc').map(brief)).toEqual(shape.events)
  })

  test('survives a cut at every byte', async () => {
    for (let cut = 0; cut < bytes.length; cut += 13) {
      const events = ofKind(await eventsOf({ name: 'gc.log', bytes: bytes.subarray(0, cut) }), 'jvm.gc').map(brief)
      expect(events.length).toBeLessThanOrEqual(shape.events.length)
    }
  })
})
