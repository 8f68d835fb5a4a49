// An automaton as one block of memory, and what runs over lines by it. Nothing here knows what a pattern is.

/**
 * Rows stand first, one for each state: for each byte 4 bytes that say where to go on. A number below `rowsEnd` is the offset
 * of the next row; any other one is the offset of a step, which says more.
 */
export interface MatcherProgram {
  readonly image: Uint8Array
  readonly rowsEnd: number
  /** One for each row, in their order. */
  readonly infos: number
  /** Offset of the row at the start of a line. */
  readonly start: number
  /** Offset of what is written before each value: offset, length, of as many texts as there are fields. */
  readonly heads: number
  readonly fields: number
}

export const ROW_BYTES = 1_024

/**
 * A step is three words: offset of the next row, of its copies and of their end. A copy is two registers, to and from, of 16
 * bits each. Registers hold places; three more have a meaning of their own: where the byte stands that is read now, and no place.
 */
export const MOST_REGISTERS = 64
export const HERE_REGISTER = 64
export const UNSET_REGISTER = 65
/** For values that change places. */
export const SPARE_REGISTER = 66

/** Of a state: its way, offset of its end, and what the way needs. */
export const INFO_BYTES = 64

/**
 * How a state is gone through. Those but STEP and DEAD are short cuts: they come to where single steps would.
 * RUN: at 8 the number of bytes that must each lie in a range, at 12 the row they lead to, at 16 the first of each range, at
 * 32 how many more each has. SPAN: bytes of ASCII that stay in the state, at 16 for each low half of a byte a bit for each high half of it.
 */
export const WAYS = { step: 0, dead: 1, rest: 2, span: 3, run: 4 } as const

/** Of an end: the registers of each field's begin and end, 16 bits each. 0 instead of its offset: no match. */
export const END_FIELD_BYTES = 4

/** Runs of lines that one `run` leaves at most. */
export const LEFT_CAPACITY = 1_024
/** From, to, number of lines before, bytes of records before. */
export const LEFT_WORDS = 4

/** A record that might be longer is left. */
export const MATCHER_OUTPUT_BYTES = 2_097_152
/** No further line after so many: a piece of 1 MiB is told in one turn of the event loop, which is 3 % faster than in two. */
export const ENOUGH_OUTPUT_BYTES = 1_572_864
/** Of a line that is not left. In matcher.wat it stands as a number. */
export const LONGEST_MATCHED_BYTES = 131_072

/** Of `output`, at most, for a record without its values; whole registers are stored. */
export function fixedBytes({ image, heads, fields }: MatcherProgram): number {
  const lengths = new DataView(image.buffer, image.byteOffset, image.byteLength)
  let bytes = 64
  for (let field = 0; field < fields; field++) bytes += lengths.getInt32(heads + 8 * field + 4, true) + 4
  return bytes
}

export interface MatcherOptions {
  /** Size of `bytes`. */
  readonly bufferBytes: number
  /** Left out: `wasm` where WebAssembly SIMD works, otherwise `plain`. */
  readonly implementation?: 'wasm' | 'plain'
}

export interface LineMatcher {
  readonly implementation: 'wasm' | 'plain'
  /** The lines to match. */
  readonly bytes: Uint8Array
  /** Records, as lines of JSON: those of the last `run`. They stay until the run after the next, so that they may be written meanwhile. */
  readonly output: Uint8Array

  /**
   * Goes through the lines of bytes[from, to), and returns where it stopped: at `to`, or before a line when there is no more
   * room for what is found. The last line may lack its newline. Writes a record for each line that matches. Lines are left to
   * somebody else that are no valid UTF-8, hold characters beyond ASCII that steer a terminal, or are too long.
   */
  run(from: number, to: number): number
  /** What the last `run` found. */
  readonly outputBytes: number
  readonly matched: number
  readonly unmatched: number
  /** Offset of the first line without a match, or -1, and the number of lines before it. */
  readonly firstUnmatched: number
  readonly linesBeforeUnmatched: number
  readonly leftLines: number
  readonly leftCount: number
  readonly left: Int32Array
}
