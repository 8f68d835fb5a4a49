import { bytesOf, decimal, secondsToMs } from './quantities.ts'

/** The numbers at the end of a line that says what is over. */
export interface End {
  readonly title: string
  readonly heapBeforeBytes: number | null
  readonly heapAfterBytes: number | null
  readonly heapCapacityBytes: number | null
  readonly durationMs: number | null
}

const MS = /^\d{1,12}[.,]\d{1,6}ms$/
const SECONDS = /^\d{1,9}[.,]\d{1,6}s$/
const SIZES = /^(\d{1,12}[BKMGT])->(\d{1,12}[BKMGT])\((\d{1,12}[BKMGT])\)$/
const SHARES = /^(\d{1,12}[BKMGT])\(\d{1,4}%\)->(\d{1,12}[BKMGT])\(\d{1,4}%\)$/

/**
 * Read from the right, since a cause may hold digits and dots: the time, then the sizes, and the title is what is left.
 * Null: the line says that something began.
 */
export function readEnd(text: string): End | null {
  let rest = text.trimEnd()
  let last = lastWord(rest)
  let durationMs: number | null = null
  if (MS.test(last)) durationMs = decimal(last.slice(0, -2))
  else if (SECONDS.test(last)) durationMs = secondsToMs(last.slice(0, -1))
  if (durationMs !== null) {
    rest = without(rest, last)
    last = lastWord(rest)
  }
  const sizes = SIZES.exec(last) ?? SHARES.exec(last)
  if (sizes === null && durationMs === null) return null
  return {
    title: sizes === null ? rest : without(rest, last),
    heapBeforeBytes: sizes === null ? null : bytesOf(sizes[1]!),
    heapAfterBytes: sizes === null ? null : bytesOf(sizes[2]!),
    // Percentages are of the most the heap may have: what is committed is not printed.
    heapCapacityBytes: sizes?.[3] === undefined ? null : bytesOf(sizes[3]),
    durationMs,
  }
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1)
}

function without(text: string, word: string): string {
  return text.slice(0, -word.length).trimEnd()
}

/** A line that began to tell numbers, or a cause, and does not end. */
export function isCut(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x28) depth++
    else if (code === 0x29) depth--
  }
  return depth !== 0 || / \d+[BKMGT]?(?:\(\d*%?)?(?:-(?:>\S*)?)?$| \d+[.,]?\d*m?$|\) \d\S*$/.test(text)
}
