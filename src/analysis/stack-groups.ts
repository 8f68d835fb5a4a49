import type { Crash, StackGroup } from '../model/report.ts'
import type { Told } from './crashes.ts'
import { crashFingerprint } from './fingerprint.ts'

/** Every panic and logged stack once, with its count: de-duplicated by fingerprint. */
export function stackGroups(told: readonly Told[]): StackGroup[] {
  const groups = new Map<string, StackGroup>()
  for (const { crash, block } of told) {
    if (crash !== null && STACK_KINDS.has(crash.kind)) {
      add(groups, {
        fingerprint: crash.fingerprint,
        runtime: 'go',
        kind: crash.kind === 'logged-panic' ? 'logged-stack' : 'panic',
        type: typeOf(crash),
        message: crash.message,
        count: 1,
        frames: crash.frames,
        causes: [],
        first: crash.span,
        last: crash.span,
        firstTime: crash.time,
        lastTime: crash.time,
      })
    } else if (crash === null && block.groups.total === 1 && block.first !== null) {
      // A lone goroutine without a crash: the program printed a stack of its own.
      const frames = block.first.stack.frames
      if (!frames.some((frame) => frame.function.startsWith('runtime/debug.'))) continue
      const span = block.first.span
      add(groups, {
        fingerprint: crashFingerprint('stack', '', frames),
        runtime: 'go',
        kind: 'logged-stack',
        type: null,
        message: '',
        count: 1,
        frames,
        causes: [],
        first: span,
        last: span,
        firstTime: block.first.time,
        lastTime: block.first.time,
      })
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
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

function add(groups: Map<string, StackGroup>, group: StackGroup): void {
  const seen = groups.get(group.fingerprint)
  groups.set(
    group.fingerprint,
    seen === undefined
      ? group
      : { ...seen, count: seen.count + 1, last: group.last, lastTime: group.lastTime ?? seen.lastTime },
  )
}
