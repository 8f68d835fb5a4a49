import { decimal } from './quantities.ts'
import { NO_STAMP, type Stamp, wallClock } from './stamp.ts'

/**
 * What unified logging (JDK 9 and later) puts before a message: `[0.041s][info][gc,phases   ] `. Which decorations there
 * are is the user's choice, their order is not; level and tags are padded to the widest printed so far.
 */
export interface Decorated {
  readonly stamp: Stamp
  readonly level: string | null
  /** `gc,phases`; null when none are printed. */
  readonly tags: string | null
  /** Whether any known decoration stands there. */
  readonly decorated: boolean
  readonly message: string
}

const UPTIME = /^\d+[.,]\d{1,6}s$/
const COUNT = /^\d{1,20}([mn])s$/
const LEVEL = /^(?:error|warning|info|debug|trace) *$/
const TAGS = /^[a-z0-9+_]+(?:,[a-z0-9+_]+)* *$/
/** Milliseconds beyond this are a date: three years of uptime. */
const EPOCH = 100_000_000_000
const MOST = 14
const LONGEST = 200

export function readDecorations(text: string, from = 0): Decorated {
  let at = from
  let uptimeMs: number | null = null
  let wallMs: number | null = null
  let nanos: number | null = null
  let level: string | null = null
  let tags: string | null = null
  let decorated = false
  for (let i = 0; i < MOST && text.charCodeAt(at) === 0x5b; i++) {
    const close = text.indexOf(']', at)
    if (close < 0 || close - at > LONGEST) break
    const content = text.slice(at + 1, close)
    at = close + 1
    let known = true
    if (UPTIME.test(content)) uptimeMs = Math.round(decimal(content.slice(0, -1)) * 1_000)
    else if (COUNT.test(content)) {
      const value = Number(content.slice(0, -2))
      if (content.endsWith('ns')) {
        // Two of them: the first is the system's clock, the second the uptime.
        if (nanos === null) nanos = value
        else uptimeMs ??= value / 1e6
      } else if (value > EPOCH) wallMs ??= value
      else uptimeMs ??= value
    } else if (LEVEL.test(content)) level = content.trimEnd()
    else if (content.length >= 28 && content.length <= 29 && wallClock(content) !== null) wallMs ??= wallClock(content)
    else if (TAGS.test(content)) {
      tags = content.trimEnd()
      // A host's name or a number looks the same; only behind a level, or as `gc…`, is it certain.
      known = level !== null || /^(?:gc|safepoint)(?:,|$)/.test(tags)
    } else known = false
    decorated ||= known
  }
  // One count of nanoseconds alone: which clock it is cannot be told, differences can.
  if (uptimeMs === null && nanos !== null) uptimeMs = nanos / 1e6
  if (!decorated && uptimeMs === null && wallMs === null)
    return { stamp: NO_STAMP, level: null, tags: null, decorated: false, message: text.slice(from) }
  const message = text.charCodeAt(at) === 0x20 ? text.slice(at + 1) : text.slice(at)
  return { stamp: { uptimeMs, wallMs }, level, tags, decorated: true, message }
}
