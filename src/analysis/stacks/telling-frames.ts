import type { Frame } from '../../model/stack.ts'
import { stableName } from './function-names.ts'
import type { StackRules } from './rules.ts'

/**
 * The functions of a stack that tell bugs apart, innermost first. Left out is what changes while the bug stays: the
 * machinery of calling, the inside of libraries (the function that the program called remains), everything below the
 * program's own outermost function, and how often a recursion went round.
 */
export function tellingFunctions(
  frames: readonly Frame[],
  runtime: 'go' | 'jvm',
  rules: StackRules,
  overflow = false,
): string[] {
  const kept = frames
    .slice(0, MOST_FRAMES)
    .filter((frame) => !rules.ignores(frame) && kindOf(frame, rules) !== 'machinery')
  const names = kept.map((frame) => stableName(nameOf(frame), runtime))
  const owns = kept.map((frame) => kindOf(frame, rules) === 'own')
  const lastOwn = owns.lastIndexOf(true)
  // Nothing of the program's own is in it: then all of it counts.
  if (lastOwn < 0) return overflow ? cycleOf(names) : withoutRepeats(names).slice(0, MOST_FOREIGN)
  if (overflow) return cycleOf(names.filter((_, i) => owns[i]))
  // Of a run of foreign frames the outermost is the one the program called.
  const telling = names.slice(0, lastOwn + 1).filter((_, i) => owns[i] || owns[i + 1])
  return withoutRepeats(telling).slice(0, MOST_TELLING)
}

/** Where a library printed places only, the file stands for the function: its last two parts, for paths differ by build. */
export function nameOf({ function: name, file, kind }: Frame): string {
  const isPlace = name === '' && file !== null && kind !== 'stdlib'
  return isPlace ? file.split(/[\\/]/).slice(-2).join('/') : name
}

type Kind = 'own' | 'foreign' | 'machinery'

export function kindOf(frame: Frame, rules: StackRules): Kind {
  const ruled = rules.isOwn(frame)
  if (ruled !== null) return ruled ? 'own' : 'foreign'
  if (frame.kind === 'runtime' || /\$\$Lambda\b/.test(frame.function)) return 'machinery'
  return frame.kind === 'stdlib' || frame.kind === 'vendor' ? 'foreign' : 'own'
}

const MOST_FRAMES = 2_048
const MOST_TELLING = 200
const MOST_FOREIGN = 30
const LONGEST_PERIOD = 8

/** Blocks of up to eight functions that come again right behind themselves, once. */
function withoutRepeats(names: readonly string[]): string[] {
  const out: string[] = []
  for (const name of names) {
    out.push(name)
    for (let period = 1; period <= LONGEST_PERIOD && 2 * period <= out.length; period++) {
      if (!endsTwice(out, period)) continue
      out.length -= period
      break
    }
  }
  return out
}

function endsTwice(names: readonly string[], period: number): boolean {
  for (let i = 1; i <= period; i++) if (names[names.length - i] !== names[names.length - i - period]) return false
  return true
}

/** A stack that overflowed: the functions that call each other, whichever of them was the last. */
function cycleOf(names: readonly string[]): string[] {
  for (let from = 0; from < Math.min(names.length, 64); from++) {
    for (let period = 1; period <= LONGEST_PERIOD * 4 && from + 2 * period <= names.length; period++) {
      const length = repeated(names, from, period)
      if (length >= 2 * period || (length >= period && from + period + length === names.length))
        return smallestRotation(names.slice(from, from + period))
    }
  }
  return withoutRepeats(names).slice(0, MOST_FOREIGN)
}

/** How many names from one on are the same as those a period behind them. */
function repeated(names: readonly string[], from: number, period: number): number {
  let length = 0
  while (from + period + length < names.length && names[from + length] === names[from + period + length]) length++
  return length
}

function smallestRotation(cycle: readonly string[]): string[] {
  const rotations = cycle.map((_, i) => [...cycle.slice(i), ...cycle.slice(0, i)])
  return rotations.reduce((least, one) => (one.join('\n') < least.join('\n') ? one : least))
}

/** The functions that call each other in a stack that overflowed, as they stand; empty when no cycle shows. */
export function recursionOf(frames: readonly Frame[]): readonly Frame[] {
  const names = frames.map((frame) => frame.function)
  for (let from = 0; from < Math.min(names.length, 64); from++) {
    for (let period = 1; period <= LONGEST_PERIOD * 4 && from + 3 * period <= names.length; period++)
      if (repeated(names, from, period) >= 2 * period) return frames.slice(from, from + period)
  }
  return []
}
