// The search for needles of the plain kernel.

import { byteShares, commonness } from './commonness.ts'
import { cutHits, HIT_CAPACITY, MAX_NEEDLES, RAW_HIT_LIMIT } from './contract.ts'
import { equalAt } from './plain-bytes.ts'

/** Finds them in order of their places, as many as there is room for. */
export class PlainSearch {
  readonly hitOffsets: Int32Array
  readonly hitNeedles: Uint8Array
  /** Where the first hit is that found no room; null when all of them did. */
  stoppedAt: number | null = null
  readonly #rawOffsets = new Int32Array(RAW_HIT_LIMIT + MAX_NEEDLES)
  readonly #rawNeedles = new Uint8Array(RAW_HIT_LIMIT + MAX_NEEDLES)
  readonly #needles: readonly Uint8Array[]
  readonly #pairs: Pairs

  constructor(needles: readonly Uint8Array[]) {
    this.#needles = needles
    this.#pairs = choosePairs(needles)
    this.hitOffsets = this.#rawOffsets.subarray(0, HIT_CAPACITY)
    this.hitNeedles = this.#rawNeedles.subarray(0, HIT_CAPACITY)
  }

  /**
   * Looks at every second pair of neighbouring bytes only: two pairs that touch are listed for each needle, and one of them is
   * seen. 550 to 760 MB/s on mixed logs. A table that says how far to go on after each pair (Wu and Manber) looks less
   * often, but each look waits for the one before: no faster. Every third pair doubles the stops.
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    const { listOf, listStarts, needles, offsets } = this.#pairs
    let found = 0
    for (let at = start; at + 1 < end; at += 2) {
      const list = listOf[(bytes[at]! << 8) | bytes[at + 1]!]!
      if (list === 0) continue
      for (let entry = listStarts[list]!; entry < listStarts[list + 1]!; entry++) {
        const text = this.#needles[needles[entry]!]!
        const place = at - offsets[entry]!
        if (place < start || place + text.length > end || !equalAt(bytes, place, text)) continue
        found = this.#recordHit(found, place, needles[entry]!)
      }
      if (found >= RAW_HIT_LIMIT) break
    }
    const count = cutHits(this.#rawOffsets, found)
    this.stoppedAt = count < found ? this.#rawOffsets[count]! : null
    return count
  }

  /** Puts a hit at its place: pairs lie at different places of their needles, so hits arrive a few bytes out of order. */
  #recordHit(found: number, place: number, needle: number): number {
    const offsets = this.#rawOffsets
    const needles = this.#rawNeedles
    let slot = found
    for (; slot > 0; slot--) {
      const before = offsets[slot - 1]!
      if (before < place || (before === place && needles[slot - 1]! < needle)) break
      offsets[slot] = before
      needles[slot] = needles[slot - 1]!
    }
    offsets[slot] = place
    needles[slot] = needle
    return found + 1
  }
}

/** The pairs of bytes the search stops at. */
interface Pairs {
  /** Per pair (first << 8 | second) the list to go through, 0 for none. */
  readonly listOf: Uint8Array
  /** Where each list starts in the two arrays that follow; at the end, where the last one ends. */
  readonly listStarts: Int32Array
  /** Which needle may be there … */
  readonly needles: Uint8Array
  /** … and where in it the pair is, in bytes. */
  readonly offsets: Uint8Array
}

/** Lists, for every needle, the two touching pairs that are rarest in ordinary text. */
function choosePairs(needles: readonly Uint8Array[]): Pairs {
  const share = byteShares()
  const entriesOf = new Map<number, { needle: number; offset: number }[]>()
  for (const [needle, bytes] of needles.entries()) {
    const costs = Array.from(bytes.subarray(1), (_, i) => commonness(bytes.subarray(i, i + 2), share))
    let best = 0
    for (let i = 1; i + 1 < costs.length; i++) if (costs[i]! + costs[i + 1]! < costs[best]! + costs[best + 1]!) best = i
    for (const offset of [best, best + 1]) {
      const pair = (bytes[offset]! << 8) | bytes[offset + 1]!
      const entries = entriesOf.get(pair)
      if (entries) entries.push({ needle, offset })
      else entriesOf.set(pair, [{ needle, offset }])
    }
  }
  const listOf = new Uint8Array(65_536)
  const listStarts = [0]
  const all: { needle: number; offset: number }[] = []
  for (const [pair, entries] of entriesOf) {
    listOf[pair] = listStarts.push(all.length) - 1
    all.push(...entries)
  }
  return {
    listOf,
    listStarts: Int32Array.from([...listStarts, all.length]),
    needles: Uint8Array.from(all, (entry) => entry.needle),
    offsets: Uint8Array.from(all, (entry) => entry.offset),
  }
}
