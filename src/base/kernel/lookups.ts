// What the SIMD scan looks up of the six bytes at a place: eight numbers of four bits. kernel.wat computes the same.
//
// The low half of a byte tells more than the high one, which is 6 or 7 for nearly all letters. So each byte is asked for its
// low half, and for the high halves two neighbours share one number: eight lookups reach over six bytes. The high half of each
// of four bytes costs as much, and then stops two to eight times as often, since it knows no more than these four.

/** Instead of a number: one of the bytes it is made of is not there, so a needle that ends here accepts any. */
export const ANY = -1

/** A number, 0 to 15, of the bytes that begin at `at`; ANY where they end too soon. */
export type Lookup = (bytes: Uint8Array, at: number) => number

const low =
  (place: number): Lookup =>
  (bytes, at) => {
    const byte = bytes[at + place]
    return byte === undefined ? ANY : byte & 15
  }

const pair =
  (place: number): Lookup =>
  (bytes, at) => {
    const byte = bytes[at + place]
    const next = bytes[at + place + 1]
    return byte === undefined || next === undefined ? ANY : ((byte >> 4) ^ (next >> 3)) & 15
  }

/** In the order of the kernel's tables. */
export const LOOKUPS: readonly Lookup[] = [low(0), low(1), low(2), low(3), low(4), low(5), pair(0), pair(2)]
