/** The words for a crash that every rendering shares. All text that comes from the log is returned as it is. */
import type { Crash, CrashKind } from '../../model/report.ts'

/** The verdict word. */
export const CRASH_LABEL: { readonly [K in CrashKind]: string } = {
  panic: 'PANIC',
  'fatal-error': 'FATAL',
  signal: 'SIGNAL',
  deadlock: 'DEADLOCK',
  race: 'RACE',
  'test-timeout': 'TIMEOUT',
  'http-panic': 'PANIC',
  'logged-panic': 'PANIC',
  'out-of-memory': 'OOM',
  exception: 'EXCEPTION',
  'vm-crash': 'VM CRASH',
}

/** What the verdict word alone would get wrong; null when it says it all. */
export function crashNote(kind: CrashKind): string | null {
  if (kind === 'http-panic') return 'in one request: net/http recovered it and the server went on'
  if (kind === 'logged-panic') return 'recovered and logged: the program may have gone on'
  return null
}

/** How sure the origin is. */
export function certainty(confidence: number): string {
  if (confidence >= 0.9) return 'certain'
  return confidence >= 0.6 ? 'likely' : 'a guess'
}

export interface CrashSet {
  readonly crash: Crash
  /** How often this crash stands in the input, copies included. */
  readonly times: number
  /** The other appearances that are in the report themselves. */
  readonly repeats: readonly Crash[]
}

/** Crashes in order of first appearance, each fingerprint once. */
export function distinctCrashes(crashes: readonly Crash[]): CrashSet[] {
  const sets = new Map<string, { crash: Crash; times: number; repeats: Crash[] }>()
  for (const crash of crashes) {
    const known = sets.get(crash.fingerprint)
    if (known) {
      known.repeats.push(crash)
      // A copy may be in the report itself or only counted: what is larger has them all.
      known.times = Math.max(known.times, 1 + crash.copies, 1 + known.repeats.length)
    } else {
      sets.set(crash.fingerprint, { crash, times: 1 + crash.copies, repeats: [] })
    }
  }
  return [...sets.values()]
}

/** `[recovered, panicked again]`: what happened to one link of a panic chain; empty for a plain one. */
export function chainNote(link: Crash['chain'][number]): string {
  const notes = []
  if (link.repanicked) notes.push('recovered, then panicked again')
  else if (link.recovered) notes.push('recovered')
  if (link.goexit) notes.push('runtime.Goexit was running')
  return notes.join(', ')
}

/** A chain is worth showing when it says more than the message. */
export function hasChain(crash: Crash): boolean {
  return crash.chain.length > 1 || crash.chain.some((link) => chainNote(link) !== '')
}
