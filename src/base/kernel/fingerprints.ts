// Chooses, for every needle, the four neighbouring bytes by which the SIMD scan suspects it, and sorts the needles into
// eight buckets. The scan ("Teddy", from Intel's Hyperscan; also in BurntSushi/aho-corasick) looks at each half byte
// alone, so a bucket lets through every combination of the half bytes of its members. A good choice keeps what is let
// through rare in ordinary logs: each stop costs as much as scanning 60 bytes. A hundred needles stop it some 8 times a KiB
// of text that the choice was not made by; a choice by one order of the needles 10 to 25 times. A fifth byte would leave half
// of the stops and makes every block a quarter slower.

import { byteShares, commonness } from './commonness.ts'
import type { Fingerprint } from './contract.ts'
import { ORDINARY, seeded } from './ordinary-text.ts'

/** Bytes of a fingerprint; of a needle of three bytes the last may be any. */
export const FINGERPRINT_BYTES = 4
const LEAST_BYTES = 3

/** One for each bit of the scan's result byte. */
export const BUCKETS = 8

/** How hard to look: the order in which needles take their places, and how often each moves to where it is best by then. */
export interface Effort {
  readonly order: number
  readonly rounds: number
}

/**
 * Chooses a fingerprint and a bucket for each needle (3 bytes or longer): 30 ms for 60 needles in a fresh process, so
 * what is known before is better passed on in `KernelOptions.fingerprints`, and may take longer to find.
 */
export function chooseFingerprints(
  needles: readonly Uint8Array[],
  { order, rounds }: Effort = { order: 0, rounds: 0 },
): Fingerprint[] {
  const text = new TextEncoder().encode(ORDINARY)
  const halves = Array.from({ length: FINGERPRINT_BYTES }, (_, shift) => halvesAt(text, shift))
  const share = byteShares()
  // Those that can only be common first: they decide which buckets are busy, and the others keep away.
  const ranked = needles
    .map((bytes, needle) => ({ bytes, needle, places: places(bytes, share) }))
    .sort((a, b) => b.places[0]!.cost - a.places[0]!.cost)
  const buckets = Array.from({ length: BUCKETS }, () => new Bucket(halves, share))
  return choose(order === 0 ? ranked : shuffled(ranked, order), buckets, rounds)
}

/** Share of the blocks of 16 bytes at which the scan would stop, per byte of the text. */
export function stopRate(
  needles: readonly Uint8Array[],
  fingerprints: readonly Fingerprint[],
  text: Uint8Array,
): number {
  const passing = Array.from({ length: FINGERPRINT_BYTES }, (_, i) => bucketsByByte(needles, fingerprints, i))
  let stops = 0
  for (let at = 0; at < text.length; at += BLOCK_BYTES) {
    for (let lane = at; lane < at + BLOCK_BYTES; lane++) {
      let buckets = ALL_BUCKETS
      for (let i = 0; i < FINGERPRINT_BYTES; i++) buckets &= passing[i]![text[lane + i] ?? 0]!
      if (buckets === 0) continue
      stops++
      break
    }
  }
  return stops / text.length
}

const BLOCK_BYTES = 16
const ALL_BUCKETS = (1 << BUCKETS) - 1

/** For each byte the buckets that let it through as the i-th of a fingerprint, one bit each. */
function bucketsByByte(needles: readonly Uint8Array[], fingerprints: readonly Fingerprint[], i: number): Uint8Array {
  const low = new Uint8Array(16)
  const high = new Uint8Array(16)
  for (const [needle, { bucket, offset }] of fingerprints.entries()) {
    const byte = needles[needle]![offset + i]
    for (let half = 0; half < 16; half++) {
      if (byte === undefined || half === (byte & 15)) low[half]! |= 1 << bucket
      if (byte === undefined || half === byte >> 4) high[half]! |= 1 << bucket
    }
  }
  return Uint8Array.from({ length: 256 }, (_, byte) => low[byte & 15]! & high[byte >> 4]!)
}

interface Candidate {
  readonly bytes: Uint8Array
  readonly needle: number
  readonly places: readonly { readonly offset: number }[]
}

function choose(order: readonly Candidate[], buckets: readonly Bucket[], rounds: number): Fingerprint[] {
  const fingerprints: Fingerprint[] = []
  for (let round = 0; round <= rounds; round++) {
    for (const { bytes, needle, places } of order) {
      if (round > 0) buckets[fingerprints[needle]!.bucket]!.remove(needle)
      let best = { bucket: 0, offset: 0 }
      let lowest = Number.POSITIVE_INFINITY
      for (const { offset } of places) {
        for (let bucket = 0; bucket < BUCKETS; bucket++) {
          const cost = buckets[bucket]!.costOf(bytes, offset, lowest)
          if (cost >= lowest) continue
          lowest = cost
          best = { bucket, offset }
        }
      }
      buckets[best.bucket]!.add(needle, bytes, best.offset)
      fingerprints[needle] = best
    }
  }
  return fingerprints
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const next = seeded(seed)
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const other = next(i + 1)
    const one = copy[i]!
    copy[i] = copy[other]!
    copy[other] = one
  }
  return copy
}

/** The places a fingerprint may lie at, best first. Cost: how often its bytes are to be expected, per byte of ordinary text. */
function places(needle: Uint8Array, share: Float64Array): { offset: number; cost: number }[] {
  const found = []
  for (let offset = 0; offset + LEAST_BYTES <= needle.length; offset++) {
    found.push({ offset, cost: commonness(needle.subarray(offset, offset + FINGERPRINT_BYTES), share) })
  }
  return found.sort((a, b) => a.cost - b.cost)
}

/** For each of the 16 low and the 16 high halves: one bit per position of the text, set where the byte `shift` further on has it. */
interface Halves {
  readonly low: readonly Int32Array[]
  readonly high: readonly Int32Array[]
  readonly all: Int32Array
}

function halvesAt(text: Uint8Array, shift: number): Halves {
  const words = Math.ceil(text.length / 32)
  const sets = () => Array.from({ length: 16 }, () => new Int32Array(words))
  const [low, high] = [sets(), sets()]
  for (let at = 0; at + shift < text.length; at++) {
    const byte = text[at + shift]!
    low[byte & 15]![at >> 5]! |= 1 << (at & 31)
    high[byte >> 4]![at >> 5]! |= 1 << (at & 31)
  }
  return { low, high, all: new Int32Array(words).fill(-1) }
}

/**
 * The half bytes one bucket lets through at each position. It lets through every combination of the halves of its
 * members: how much of ordinary text that is, is counted in the sample and estimated for what the sample does not hold.
 */
class Bucket {
  readonly #halves: readonly Halves[]
  readonly #share: Float64Array
  readonly #low = [0, 0, 0, 0]
  readonly #high = [0, 0, 0, 0]
  /** Places of the sample that pass by their low and by their high half: two sets for each position. */
  readonly #passing: readonly Int32Array[]
  /** Share of text positions that pass. */
  rate = 0
  readonly #members = new Map<number, readonly [needle: Uint8Array, offset: number]>()

  constructor(halves: readonly Halves[], share: Float64Array) {
    this.#halves = halves
    this.#share = share
    this.#passing = halves.flatMap(({ low, high }) => [new Int32Array(low[0]!.length), new Int32Array(high[0]!.length)])
  }

  /** By how much the share of text positions that this bucket lets through would grow, 0–1; or some number from `most` up. */
  costOf(needle: Uint8Array, offset: number, most: number): number {
    let known = true
    let estimate = 1
    for (let i = 0; i < FINGERPRINT_BYTES; i++) {
      const byte = needle[offset + i]
      const low = this.#low[i]! | (byte === undefined ? ALL_HALVES : 1 << (byte & 15))
      const high = this.#high[i]! | (byte === undefined ? ALL_HALVES : 1 << (byte >> 4))
      known &&= low === this.#low[i] && high === this.#high[i]
      estimate *= shareOf(low, high, this.#share)
    }
    if (known) return 0
    const least = estimate - this.rate
    return least >= most ? least : least + this.#countWith(needle, offset) / ORDINARY.length
  }

  add(key: number, needle: Uint8Array, offset: number): void {
    this.#members.set(key, [needle, offset])
    this.rate += this.costOf(needle, offset, Number.POSITIVE_INFINITY)
    for (let i = 0; i < FINGERPRINT_BYTES; i++) {
      const byte = needle[offset + i]
      this.#low[i]! |= byte === undefined ? ALL_HALVES : 1 << (byte & 15)
      this.#high[i]! |= byte === undefined ? ALL_HALVES : 1 << (byte >> 4)
    }
    for (const [i, own] of this.#setsOf(needle, offset).entries()) {
      const set = this.#passing[i]!
      for (let word = 0; word < set.length; word++) set[word]! |= own[word]!
    }
  }

  remove(key: number): void {
    this.#members.delete(key)
    this.#low.fill(0)
    this.#high.fill(0)
    this.rate = 0
    for (const set of this.#passing) set.fill(0)
    for (const [other, [needle, offset]] of [...this.#members]) this.add(other, needle, offset)
  }

  /** Positions of the sample that would pass with this member. */
  #countWith(needle: Uint8Array, offset: number): number {
    const [a, b, c, d, e, f, g, h] = this.#passing as SetsOfHalves
    const [ownA, ownB, ownC, ownD, ownE, ownF, ownG, ownH] = this.#setsOf(needle, offset)
    let count = 0
    for (let word = 0; word < a.length; word++) {
      let bits =
        (a[word]! | ownA[word]!) &
        (b[word]! | ownB[word]!) &
        (c[word]! | ownC[word]!) &
        (d[word]! | ownD[word]!) &
        (e[word]! | ownE[word]!) &
        (f[word]! | ownF[word]!) &
        (g[word]! | ownG[word]!) &
        (h[word]! | ownH[word]!)
      for (; bits !== 0; bits &= bits - 1) count++
    }
    return count
  }

  #setsOf(needle: Uint8Array, offset: number): SetsOfHalves {
    return this.#halves.flatMap(({ low, high, all }, i) => {
      const byte = needle[offset + i]
      return byte === undefined ? [all, all] : [low[byte & 15]!, high[byte >> 4]!]
    }) as unknown as SetsOfHalves
  }
}

type Places = Int32Array
type SetsOfHalves = [Places, Places, Places, Places, Places, Places, Places, Places]

/** Sixteen bits, one for each half byte. */
const ALL_HALVES = 0xffff

/** Share of the bytes in ordinary text whose low half is in one set and whose high half is in the other. */
function shareOf(lows: number, highs: number, share: Float64Array): number {
  let sum = 0
  for (let high = highs; high !== 0; high &= high - 1) {
    const row = (31 - Math.clz32(high & -high)) << 4
    for (let low = lows; low !== 0; low &= low - 1) sum += share[row | (31 - Math.clz32(low & -low))]!
  }
  return sum
}
