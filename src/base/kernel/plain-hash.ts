// The hash of a paragraph: 64 bits of the bytes that count.

/** Bytes that count are collected here before they are hashed; a multiple of the 32 bytes that one step takes. */
export const KEPT_BYTES = 4096

/** Initial state of the hash: eight words of the fraction of pi, as good as any. */
const HASH_START = [
  0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89,
] as const
// xxHash's primes.
const PRIME_A = 0x9e3779b1
const PRIME_B = 0x85ebca77
const PRIME_FOLD_A = 0xc2b2ae3d
const PRIME_FOLD_B = 0x27d4eb2f

/** Whoever reads a paragraph puts the bytes that count into `kept`, and has it hashed whenever that is full. */
export class ParagraphHash {
  readonly kept = new Uint8Array(KEPT_BYTES)
  /** Halves of the last hash that was finished. */
  low = 0
  high = 0
  readonly #words = new DataView(this.kept.buffer)
  readonly #state = new Int32Array(8)

  start(): void {
    this.#state.set(HASH_START)
  }

  /**
   * Hashes the first `count` kept bytes, a multiple of 32: two lanes of four words, each word of input goes into both. Every
   * step can be undone, so a single changed word always changes both; several cancel out by chance only, in both at
   * once with 2^-64. Lanes of 32 bits because SIMD multiplies them and Math.imul is as exact.
   */
  absorb(count: number): void {
    const words = this.#words
    const hash = this.#state
    for (let i = 0; i < 4; i++) {
      let a = hash[i]!
      let b = hash[i + 4]!
      for (let at = 4 * i; at < count; at += 32) {
        const w0 = words.getInt32(at, true)
        const w1 = words.getInt32(at + 16, true)
        a = rotate((Math.imul(a ^ w0, PRIME_A) + w1) | 0, 13)
        b = rotate((Math.imul(b ^ w1, PRIME_B) + w0) | 0, 17)
      }
      hash[i] = a
      hash[i + 4] = b
    }
  }

  /** Hashes what is left, filled up with zeros (the length tells them from real ones), and mixes 256 bits down to 64. */
  finish(keptBytes: number, length: number): void {
    const padded = (keptBytes + 31) & ~31
    this.kept.fill(0, keptBytes, padded)
    this.absorb(padded)
    const hash = this.#state
    let low = length
    let high = length
    for (let i = 0; i < 4; i++) {
      low = rotate(Math.imul(low ^ hash[i]!, PRIME_FOLD_A), 15)
      high = rotate(Math.imul(high ^ hash[i + 4]!, PRIME_FOLD_B), 15)
    }
    low = (low + high) | 0
    high = (high + low) | 0
    low = mix(low)
    high = mix(high)
    low = (low + high) | 0
    high = (high + low) | 0
    this.low = low >>> 0
    this.high = high >>> 0
  }
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** MurmurHash3's finaliser. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}
