/** When a line was printed. */
export interface Stamp {
  /** Milliseconds since the JVM started. */
  readonly uptimeMs: number | null
  /** Milliseconds since 1970. */
  readonly wallMs: number | null
}

export const NO_STAMP: Stamp = { uptimeMs: null, wallMs: null }

const DATE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)[.,](\d{3})([+-])(\d\d):?(\d\d)$/

/** `2026-11-23T01:58:27.585+0000`; null when it is none. */
export function wallClock(text: string): number | null {
  const m = DATE.exec(text)
  if (m === null) return null
  const utc = Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!, +m[4]!, +m[5]!, +m[6]!, +m[7]!)
  const offset = (+m[9]! * 60 + +m[10]!) * 60_000
  return m[8] === '+' ? utc - offset : utc + offset
}

/** The moment `ms` earlier. */
export function before({ uptimeMs, wallMs }: Stamp, ms: number): Stamp {
  return {
    uptimeMs: uptimeMs === null ? null : Math.round((uptimeMs - ms) * 1e6) / 1e6,
    wallMs: wallMs === null ? null : Math.round(wallMs - ms),
  }
}
