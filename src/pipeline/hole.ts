import type { Loss } from '../input/envelopes/envelope.ts'
import type { Window } from '../input/window.ts'

/**
 * NULs that nobody wrote. A file that was truncated while its writer kept its place begins with a hole, which reads as
 * such; a machine that lost its power leaves the size of a file without its text.
 */
export class Hole {
  /** Right before `window.from`. */
  private bytes = 0
  private readonly window: Window

  constructor(window: Window) {
    this.window = window
  }

  /** Skips those at `window.from`; true when there is nothing else before `to`. */
  skip(to: number): boolean {
    const { window } = this
    const behind = behindHole(window.bytes, window.from, to, this.least)
    this.bytes += behind - window.from
    window.from = behind
    return behind === to
  }

  /** Text came behind it. */
  end(): void {
    this.bytes = 0
  }

  /** Takes those at the end of the source off the window; how many there were. */
  drop(): number {
    const { window } = this
    const { bytes, from, to } = window
    let end = to
    while (end > from && bytes[end - 1] === 0) end--
    if (to - end >= this.least) window.to = end
    return to - window.to + (window.to > from ? 0 : this.bytes)
  }

  /** Behind a hole that goes on from the bytes before there may be as few as may be. */
  private get least(): number {
    return this.bytes > 0 ? 1 : LEAST_BYTES
  }
}

/** Some captures begin their records with a few. */
const LEAST_BYTES = 64

/** The first byte that is no NUL, where at least so many of them stand at `from`. */
export function behindHole(bytes: Uint8Array, from: number, to: number, least = LEAST_BYTES): number {
  let at = from
  while (at < to && bytes[at] === 0) at++
  return at - from < least ? from : at
}

export function paddingLoss(bytes: number): Loss {
  return { id: 'E09', text: `the last ${bytes} bytes of the file are NUL: what belongs there was never written` }
}
