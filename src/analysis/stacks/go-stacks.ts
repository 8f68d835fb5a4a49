import type { GoStackEvent } from '../../model/event.ts'
import type { Crash } from '../../model/report.ts'
import type { Told } from '../go/crashes.ts'
import type { Occurrence, StackGroups } from './groups.ts'

/** Panics and logged stacks of a Go program, for the groups of equal stacks. */
export function addGoStacks(groups: StackGroups, told: readonly Told[]): void {
  for (const { crash, block, dump } of told) {
    if (crash !== null && STACK_KINDS.has(crash.kind)) {
      const { message, frames, span, time } = crash
      groups.add({
        stack: { runtime: 'go', sort: crash.kind, links: [{ type: null, message, frames }], suppressed: [] },
        kind: crash.kind === 'logged-panic' ? 'logged-stack' : 'panic',
        type: typeOf(crash),
        message,
        frames,
        causes: [],
        span,
        time,
        thread: null,
        uncaught: crash.kind !== 'logged-panic' && crash.kind !== 'http-panic',
      })
    } else if (crash === null && dump?.crash === null && block.groups.total === 1 && block.first !== null) {
      // A lone goroutine without a crash: the program printed a stack of its own.
      const { stack, span, time } = block.first
      if (!stack.frames.some((frame) => frame.function.startsWith('runtime/debug.'))) continue
      groups.add(loggedStack({ message: '', stack, span, time }))
    }
  }
}

/** A stack that killed nothing. */
export function loggedStack({ message, stack, span, time }: Omit<GoStackEvent, 'kind' | 'block'>): Occurrence {
  const { frames } = stack
  return {
    stack: { runtime: 'go', sort: 'stack', links: [{ type: null, message, frames }], suppressed: [] },
    kind: 'logged-stack',
    type: null,
    message,
    frames,
    causes: [],
    span,
    time,
    thread: null,
    uncaught: false,
  }
}

const STACK_KINDS: ReadonlySet<Crash['kind']> = new Set([
  'panic',
  'fatal-error',
  'http-panic',
  'logged-panic',
  'out-of-memory',
])

function typeOf(crash: Crash): string | null {
  if (crash.message.startsWith('runtime error: ')) return 'runtime.Error'
  return /^\((\S.*)\) 0x[0-9a-f]+$/.exec(crash.message)?.[1] ?? null
}
