import type { Report } from '../../src/index.ts'

/**
 * What a report says, without where it stands in the source and how the source was wrapped: equal for a clean log and
 * for the same log in an envelope.
 */
export function essence({ sources, crashes, dumps, gc, allocation, stacks, findings, verdict }: Report): unknown {
  return {
    completeness: sources.map(({ completeness }) => ({
      verdict: completeness.verdict,
      evidence: completeness.evidence.map(({ id, text }) => `${id} ${text}`).sort(),
    })),
    nearMisses: sources.flatMap(({ nearMisses }) => nearMisses.map(({ text, reason }) => `${reason}: ${text}`)),
    ...(withoutPlaces({ crashes, dumps, gc, allocation, stacks, findings, verdict }) as object),
  }
}

const PLACES = new Set(['span', 'first', 'last', 'time', 'firstTime', 'lastTime', 'activity', 'members'])

/** ` (crash.log:12)`, as the reasons of a verdict end; a place, or a time, in a title. */
const PLACE = / \([^()]+:\d+\)$| around line \d+|, all (?:after|before|between) .+/

function withoutPlaces(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(PLACE, '')
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !PLACES.has(key))
      .map(([key, inner]) => [key, withoutPlaces(inner)]),
  )
}

/** A generator of numbers in [0, 1) that gives the same ones each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The bytes in pieces of random sizes, some of one byte, as pipes and sockets give them. */
export async function* inChunks(bytes: Uint8Array, random: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = random() < 0.1 ? 1 : Math.ceil(random() ** 3 * 70_000)
    yield bytes.subarray(at, at + size)
    at += size
  }
}
