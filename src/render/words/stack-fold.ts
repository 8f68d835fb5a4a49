/**
 * A stack as a reader wants it: frames of the program one by one, runs of other people's frames as one row, and
 * recursion once with a count.
 */
import type { Frame } from '../../model/stack.ts'

export type StackRow =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly index: number }
  | { readonly kind: 'folded'; readonly count: number; readonly packages: readonly string[] }
  /** The `period` frames above come `times` more times. */
  | { readonly kind: 'repeated'; readonly times: number; readonly period: number }
  /** More than the reader wants to scroll through. */
  | { readonly kind: 'rest'; readonly count: number }

interface FoldOptions {
  readonly frames: 'app' | 'all'
  /** Index of a frame that must be seen, whatever its kind; -1 for none. */
  readonly keep: number
  /** Rows of `app` before the rest is only counted; `all` shows all. */
  readonly limit: number
}

/** Mutual recursion rarely has more members. */
const MAX_PERIOD = 4

export function foldStack(all: readonly Frame[], { frames: which, keep, limit }: FoldOptions): StackRow[] {
  if (which === 'all') return all.map((frame, index) => ({ kind: 'frame', frame, index }))
  const frames = withoutEntry(all)
  const rows: StackRow[] = []
  let i = 0
  while (i < frames.length) {
    if (rows.length >= limit && i > keep) {
      rows.push({ kind: 'rest', count: frames.length - i })
      break
    }
    const run = foreignRun(frames, i, keep)
    const repeat = repeatAt(frames, i)
    if (run > 1) {
      rows.push({ kind: 'folded', count: run, packages: packagesOf(frames.slice(i, i + run)) })
      i += run
    } else if (repeat && !(keep >= i + repeat.period && keep < i + repeat.period * repeat.times)) {
      for (let k = i; k < i + repeat.period; k++) rows.push({ kind: 'frame', frame: frames[k]!, index: k })
      rows.push({ kind: 'repeated', times: repeat.times - 1, period: repeat.period })
      i += repeat.period * repeat.times
    } else {
      rows.push({ kind: 'frame', frame: frames[i]!, index: i })
      i++
    }
  }
  return rows
}

/** At some levels every stack ends in the runtime's own entry; nobody reads that. */
function withoutEntry(frames: readonly Frame[]): readonly Frame[] {
  let end = frames.length
  while (end > 1 && ENTRY.has(frames[end - 1]!.function)) end--
  return frames.slice(0, end)
}

const ENTRY: ReadonlySet<string> = new Set(['runtime.main', 'runtime.goexit'])

/** Index of the frame the origin names, -1 when it is not one of these. */
export function findFrame(
  frames: readonly Frame[],
  origin: { function: string; file: string; line: number } | null,
): number {
  if (!origin) return -1
  const exact = frames.findIndex(
    (frame) => frame.function === origin.function && frame.file === origin.file && frame.line === origin.line,
  )
  return exact !== -1 ? exact : frames.findIndex((frame) => frame.function === origin.function)
}

export function isForeign(frame: Frame): boolean {
  return frame.kind === 'runtime' || frame.kind === 'stdlib'
}

/** The frame that tells best what a goroutine is doing: the innermost one of the program. */
export function tellingFrame(frames: readonly Frame[]): Frame | null {
  return (
    frames.find((frame) => frame.kind === 'app') ??
    // A test's own line, and not the library of assertions that it calls.
    frames.find((frame) => frame.kind === 'test') ??
    frames.find((frame) => !isForeign(frame)) ??
    frames.find((frame) => frame.kind === 'stdlib') ??
    frames[0] ??
    null
  )
}

function foreignRun(frames: readonly Frame[], from: number, keep: number): number {
  let end = from
  while (end < frames.length && end !== keep && isForeign(frames[end]!)) end++
  return end - from
}

function repeatAt(frames: readonly Frame[], from: number): { period: number; times: number } | null {
  for (let period = 1; period <= MAX_PERIOD; period++) {
    let at = from
    while (at + period < frames.length && sameCall(frames[at]!, frames[at + period]!)) at++
    const times = Math.floor((at - from) / period) + 1
    if (times >= 3) return { period, times }
  }
  return null
}

function sameCall(a: Frame, b: Frame): boolean {
  return a.function === b.function && a.file === b.file && a.line === b.line
}

function packagesOf(frames: readonly Frame[]): string[] {
  // `panic` and other frames without a package are the runtime's.
  return [...new Set(frames.map((frame) => frame.package || 'runtime'))]
}
