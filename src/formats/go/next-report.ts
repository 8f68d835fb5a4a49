import type { GoroutineHeader } from '../../model/event.ts'
import type { Aliens } from './aliens.ts'
import type { Head } from './head.ts'
import { withoutLogPrefix } from './printed.ts'

/** Below the head and some of the stacks of one report: whether the next one begins here. */

/** Words of a panic in somebody's log line. Below what the runtime printed they are another writer's. */
export function endsAtWords(head: Head | null, text: string, isAtBottom: boolean): boolean {
  if (head?.isOfRuntime) return false
  return isAtBottom || ((head?.kind === 'logged' || head?.torn === true) && withoutLogPrefix(text) !== text)
}

/**
 * Words of a program and right below them a stack of the goroutine that prints: the runtime leaves an empty line above
 * each of its goroutines, unless all such lines were lost on the way. Behind a burst it must be the runtime's own.
 */
export function isPrintedAnew(
  { state, gp }: GoroutineHeader,
  head: Head | null,
  { isAbove, isBurst }: Aliens,
  blank: boolean,
): boolean {
  const isOfRuntime = head?.isOfRuntime === true
  if (isBurst) return !blank || !isOfRuntime || (state === 'running' && gp === null && head.kind !== 'signal')
  if (state !== 'running' || !isAbove) return false
  return !isOfRuntime || (head.blank && !blank)
}
