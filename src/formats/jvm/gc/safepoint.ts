import type { JvmSafepointEvent } from '../../../model/gc-event.ts'
import { secondsToMs, tidy } from './quantities.ts'

type Stop = Pick<JvmSafepointEvent, 'operation' | 'reachingMs' | 'atMs' | 'totalMs'>

const NAMED = /^Safepoint "([^"]{1,100})", /
const PAIR = /(Reaching safepoint|Cleanup|At safepoint|Leaving safepoint|Total): (\d{1,18}) ns/g
const ENTERING = /^Entering safepoint region: (\S{1,100})/
/** JDK 6 to 12; the second part since 8u20. */
const STOPPED =
  /^Total time for which application threads were stopped: (\d{1,9}[.,]\d{1,9}) seconds(?:, Stopping threads took: (\d{1,9}[.,]\d{1,9}) seconds)?\s*$/
const STOPPED_START = /^Total time for which application threads were stopped/

/** One line of a safepoint, without what stands before it. Null: it is none. */
export function readSafepoint(text: string): Stop | { readonly entered: string } | 'cut' | null {
  if (text.startsWith('Safepoint "')) return readNamed(text)
  if (text.startsWith('Entering ')) {
    const entered = ENTERING.exec(text)?.[1]
    return entered === undefined ? null : { entered }
  }
  if (!STOPPED_START.test(text)) return null
  const m = STOPPED.exec(text)
  if (m === null) return 'cut'
  const totalMs = secondsToMs(m[1]!)
  const reachingMs = m[2] === undefined ? null : secondsToMs(m[2])
  return { operation: null, reachingMs, atMs: reachingMs === null ? null : tidy(totalMs - reachingMs), totalMs }
}

function readNamed(text: string): Stop | 'cut' {
  const operation = NAMED.exec(text)?.[1]
  if (operation === undefined) return 'cut'
  const ms = new Map<string, number>()
  for (const [, key, nanos] of text.matchAll(PAIR)) ms.set(key!, tidy(Number(nanos) / 1e6))
  const totalMs = ms.get('Total')
  if (totalMs === undefined) return 'cut'
  const at = ms.get('At safepoint')
  const cleanup = ms.get('Cleanup') ?? 0
  return {
    operation,
    reachingMs: ms.get('Reaching safepoint') ?? null,
    atMs: at === undefined ? null : tidy(at + cleanup + (ms.get('Leaving safepoint') ?? 0)),
    totalMs,
  }
}
