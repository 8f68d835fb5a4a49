import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { safeJson } from '../../../src/base/text/safe-json.ts'
import { analyzeGc, type SourceInput } from '../../../src/index.ts'
import { eventWriter } from '../../../src/render/gc/event-json.ts'

const CORPUS = new URL('../../corpus/', import.meta.url)

async function compare(input: SourceInput): Promise<number> {
  let count = 0
  for (const { events } of (await analyzeGc(input)).timelines) {
    const write = eventWriter()
    for (const event of events()) {
      count++
      expect(write(event)).toBe(safeJson(event))
    }
  }
  return count
}

describe('an event written by hand', () => {
  const names = ['jvm-gc/jdk17', 'jvm-gc/jdk25', 'go/go1.19', 'go/go1.26'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, CORPUS))
      .filter((name) => name.endsWith('.log') && /gc|alloc|deco/.test(name))
      .map((name) => `${folder}/${name}`),
  )

  it('is what JSON.stringify would write, whatever log it is of', async () => {
    let count = 0
    for (const name of names) count += await compare({ name, bytes: readFileSync(new URL(name, CORPUS)) })
    expect(count).toBeGreaterThan(2_000)
  })

  it('is so for texts that are dangerous somewhere', async () => {
    const evil = '"\\\u0001\u2028<b>\u001b[2J\u202e'
    const log = `[0.1s][info][gc] GC(0) Pause Young (Allocation "${evil}") 6M->1M(48M) 1.682ms\n`
    expect(await compare({ name: `${evil}.log`, bytes: Buffer.from(log) })).toBe(1)
  })
})
