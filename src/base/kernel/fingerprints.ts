// Chooses, for every needle, the six neighbouring bytes by which the SIMD scan suspects it, and sorts the needles into
// eight buckets. The scan ("Teddy", from Intel's Hyperscan; also in BurntSushi/aho-corasick) looks up numbers of four bits,
// each by itself (lookups.ts), so a bucket lets through every combination of the numbers of its members. A good choice
// keeps what is let through rare in ordinary logs: each stop costs as much as scanning 80 bytes. A hundred needles stop it 2
// to 12 times a KiB of text that the choice was not made by; placed one after the other, and never again, 10 to 30 times.

import type { Fingerprint } from './contract.ts'
import { ANY, LOOKUPS } from './lookups.ts'
import { ordinaryText, seeded } from './ordinary-text.ts'

/** A fingerprint begins so many bytes before its needle's end, or more. */
const LEAST_BYTES = 3

/** One for each bit of the scan's result byte. */
export const BUCKETS = 8

/** By what text fingerprints are chosen, and how often some of them are taken out and placed anew. */
export interface Effort {
  readonly text: Uint8Array
  readonly moves: number
}

/**
 * Chooses a fingerprint and a bucket for each needle (3 bytes or longer). Takes a third of a second for a hundred needles, so
 * what is known before is better passed on in `KernelOptions.fingerprints`, and may take longer to find.
 */
export function chooseFingerprints(needles: readonly Uint8Array[], effort?: Effort): Fingerprint[] {
  const text = effort?.text ?? new TextEncoder().encode(ordinaryText())
  const choice = new Choice(needles, new Sample(text))
  choice.placeAll()
  choice.improve(effort?.moves ?? 0)
  return choice.fingerprints
}

/** The scan's tables: for each lookup and each number the buckets that let it through, one bit each. */
export function lookupTables(needles: readonly Uint8Array[], fingerprints: readonly Fingerprint[]): Uint8Array[] {
  return LOOKUPS.map((lookup) => {
    const table = new Uint8Array(16)
    for (const [needle, { bucket, offset }] of fingerprints.entries()) {
      const own = lookup(needles[needle]!, offset)
      for (let number = 0; number < 16; number++) if (own === ANY || own === number) table[number]! |= 1 << bucket
    }
    return table
  })
}

/** How often the scan would stop, blocks of 16 bytes per byte of the text. */
export function stopRate(
  needles: readonly Uint8Array[],
  fingerprints: readonly Fingerprint[],
  text: Uint8Array,
): number {
  const tables = lookupTables(needles, fingerprints)
  const isStop = (at: number) => {
    let buckets = (1 << BUCKETS) - 1
    for (let i = 0; i < LOOKUPS.length && buckets !== 0; i++) {
      const number = LOOKUPS[i]!(text, at)
      if (number !== ANY) buckets &= tables[i]![number]!
    }
    return buckets !== 0
  }
  let stops = 0
  for (let block = 0; block < text.length; block += BLOCK_BYTES) {
    for (let at = block; at < block + BLOCK_BYTES && at < text.length; at++) {
      if (!isStop(at)) continue
      stops++
      break
    }
  }
  return stops / text.length
}

const BLOCK_BYTES = 16

/** Places of a text, one bit each. */
type Places = Int32Array

/** A text, as the places where each lookup gives each number. */
class Sample {
  readonly words: number
  /** What was counted before, by the numbers that pass: most candidates are asked for again and again. */
  readonly counted = new Map<string, number>()
  readonly #places: readonly (readonly Places[])[]
  readonly #all: Places

  constructor(text: Uint8Array) {
    this.words = Math.ceil(text.length / 32)
    this.#all = new Int32Array(this.words).fill(-1)
    this.#places = LOOKUPS.map((lookup) => {
      const places = Array.from({ length: 16 }, () => new Int32Array(this.words))
      for (let at = 0; at < text.length; at++) {
        const number = lookup(text, at)
        if (number !== ANY) places[number]![at >> 5]! |= 1 << (at & 31)
      }
      return places
    })
  }

  places(lookup: number, number: number): Places {
    return number === ANY ? this.#all : this.#places[lookup]![number]!
  }
}

/** What the lookups give for a needle, when its fingerprint begins at an offset. */
interface Candidate {
  readonly offset: number
  readonly numbers: readonly number[]
}

/** Needles in buckets. Nearly all is decided by what else is in a bucket, so places are taken one by one, and again. */
class Choice {
  readonly fingerprints: Fingerprint[] = []
  readonly #candidates: readonly (readonly Candidate[])[]
  readonly #buckets: readonly Bucket[]
  readonly #sample: Sample

  constructor(needles: readonly Uint8Array[], sample: Sample) {
    this.#sample = sample
    this.#candidates = needles.map((needle) =>
      Array.from({ length: needle.length - LEAST_BYTES + 1 }, (_, offset) => ({
        offset,
        numbers: LOOKUPS.map((lookup) => lookup(needle, offset)),
      })),
    )
    this.#buckets = Array.from({ length: BUCKETS }, () => new Bucket(sample))
  }

  /** Those that can only be common first: they decide which buckets are busy, and the others keep away. */
  placeAll(): void {
    const alone = this.#candidates.map((candidates) =>
      Math.min(
        ...candidates.map(({ numbers }) => new Bucket(this.#sample).stopsWith(numbers, Number.POSITIVE_INFINITY)),
      ),
    )
    const order = alone.map((_, needle) => needle).sort((a, b) => alone[b]! - alone[a]!)
    for (const needle of order) this.#place(needle)
  }

  /** Takes some needles out and places them in another order; where that is worse, they go back. */
  improve(moves: number): void {
    const next = seeded(3)
    for (let move = 0; move < moves; move++) {
      const before = this.#stops
      const kind = next(3)
      const moved = shuffled(
        kind === 0 ? this.#any(2 + next(6), next) : this.#ofBucket(kind === 1 ? 0.5 : 1, next),
        next,
      )
      const places = moved.map((needle) => this.fingerprints[needle]!)
      for (const needle of moved) this.#remove(needle)
      for (const needle of moved) this.#place(needle)
      if (this.#stops <= before) continue
      for (const needle of moved) this.#remove(needle)
      for (const [i, needle] of moved.entries()) this.#put(needle, places[i]!)
    }
  }

  get #stops(): number {
    return this.#buckets.reduce((sum, { stops }) => sum + stops, 0)
  }

  #any(count: number, next: (below: number) => number): number[] {
    return [...new Set(Array.from({ length: count }, () => next(this.#candidates.length)))]
  }

  /** A share of a bucket's needles, but no more than can be placed anew well. */
  #ofBucket(share: number, next: (below: number) => number): number[] {
    const members = [...this.#buckets[next(BUCKETS)]!.members.keys()]
    return shuffled(members, next).slice(0, Math.min(MOST_MOVED, Math.ceil(share * members.length)))
  }

  /** Where it adds least to what was let through before. */
  #place(needle: number): void {
    let best = { bucket: 0, offset: 0 }
    let least = Number.POSITIVE_INFINITY
    for (const [i, bucket] of this.#buckets.entries()) {
      for (const { offset, numbers } of this.#candidates[needle]!) {
        if (least === 0) break
        const more = bucket.stopsWith(numbers, least + bucket.stops) - bucket.stops
        if (more >= least) continue
        least = more
        best = { bucket: i, offset }
      }
    }
    this.#put(needle, best)
  }

  #put(needle: number, place: Fingerprint): void {
    this.#buckets[place.bucket]!.add(needle, this.#candidates[needle]![place.offset]!.numbers)
    this.fingerprints[needle] = place
  }

  #remove(needle: number): void {
    this.#buckets[this.fingerprints[needle]!.bucket]!.remove(needle)
  }
}

const MOST_MOVED = 12

function shuffled<T>(list: readonly T[], next: (below: number) => number): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const other = next(i + 1)
    const one = copy[i]!
    copy[i] = copy[other]!
    copy[other] = one
  }
  return copy
}

/** The needles that share a bit, and where in the sample the scan would stop because of them. */
class Bucket {
  readonly members = new Map<number, readonly number[]>()
  /** Places of the sample that are let through. */
  stops = 0
  readonly #sample: Sample
  /** For each lookup the numbers that pass, one bit each, and the places of the sample that have one of them. */
  readonly #numbers = new Int32Array(LOOKUPS.length)
  readonly #passing: readonly Places[]

  constructor(sample: Sample) {
    this.#sample = sample
    this.#passing = LOOKUPS.map(() => new Int32Array(sample.words))
  }

  add(needle: number, numbers: readonly number[]): void {
    this.stops = this.stopsWith(numbers, Number.POSITIVE_INFINITY)
    this.#let(needle, numbers)
  }

  remove(needle: number): void {
    this.members.delete(needle)
    this.#numbers.fill(0)
    for (const places of this.#passing) places.fill(0)
    for (const [other, numbers] of [...this.members]) this.#let(other, numbers)
    const [any] = this.members.values()
    this.stops = any === undefined ? 0 : this.stopsWith(any, Number.POSITIVE_INFINITY)
  }

  /** Places that would be let through with this one, too; or some number above `most`. */
  stopsWith(numbers: readonly number[], most: number): number {
    const key = numbers.map((number, i) => this.#numbers[i]! | setOf(number)).join()
    const known = this.#sample.counted.get(key)
    if (known !== undefined) return known
    const count = this.#count(numbers, most)
    if (count <= most) this.#sample.counted.set(key, count)
    return count
  }

  #let(needle: number, numbers: readonly number[]): void {
    this.members.set(needle, numbers)
    for (const [i, number] of numbers.entries()) {
      if ((this.#numbers[i]! | setOf(number)) === this.#numbers[i]) continue
      this.#numbers[i]! |= setOf(number)
      const own = this.#sample.places(i, number)
      const passing = this.#passing[i]!
      for (let word = 0; word < own.length; word++) passing[word]! |= own[word]!
    }
  }

  #count(numbers: readonly number[], most: number): number {
    const own = numbers.map((number, i) => this.#sample.places(i, number))
    const passing = this.#passing
    let count = 0
    for (let word = 0; word < this.#sample.words; word++) {
      let places = passing[0]![word]! | own[0]![word]!
      for (let i = 1; i < own.length && places !== 0; i++) places &= passing[i]![word]! | own[i]![word]!
      for (; places !== 0; places &= places - 1) count++
      if (count > most) break
    }
    return count
  }
}

/** Sixteen bits, one for each number. */
function setOf(number: number): number {
  return number === ANY ? 0xffff : 1 << number
}
