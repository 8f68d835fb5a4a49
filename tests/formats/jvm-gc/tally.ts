import { type Event, extract, type SourceInput } from '../../../src/index.ts'

/** What a GC log comes to: the figures that must be exact. */
export interface Tally {
  readonly byKind: Readonly<Record<string, number>>
  readonly pauseSumMs: number
  readonly safepoints: number
  /** Texts of lines that were recognised and could not be read. */
  readonly broken: readonly string[]
}

export async function eventsOf(input: SourceInput, kernel: 'wasm' | 'plain' = 'wasm'): Promise<Event[]> {
  const events: Event[] = []
  for await (const batch of extract(input, { kernel })) events.push(...batch)
  return events
}

export function tally(events: readonly Event[]): Tally {
  const byKind: Record<string, number> = {}
  const add = (key: string) => void (byKind[key] = (byKind[key] ?? 0) + 1)
  let pauseSumMs = 0
  let safepoints = 0
  const broken: string[] = []
  for (const event of events) {
    if (event.kind === 'jvm.safepoint') safepoints++
    else if (event.kind === 'malformed' || event.kind === 'near-miss') broken.push(event.text)
    else if (event.kind === 'jvm.gc') {
      add(event.type)
      if (event.type === 'full' && /^System(?:\.gc\(\))?$/.test(event.cause ?? '')) add('full-system-gc')
      if (event.of === 'pause' && !event.flags.includes('nested')) pauseSumMs += event.durationMs ?? 0
    }
  }
  return { byKind: sorted(byKind), pauseSumMs: Math.round(pauseSumMs * 1e6) / 1e6, safepoints, broken }
}

/** So that two tallies that are equal look equal. */
export function sorted(byKind: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(byKind).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function inChunks(bytes: Uint8Array, size: number): SourceInput {
  return {
    name: 'gc.log',
    stream: (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    })(),
  }
}
