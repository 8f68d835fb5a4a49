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

/**
 * The same from bytes, as most JVMs write it: `2026-11-23T01:58:27.585+0000` and no character more. Lines that follow each
 * other share their day, and a calendar is asked once for it.
 */
export class WallClock {
  private date = -1
  private zone = -1
  private dayMs = 0

  /** Null when it is none, or written in another way. */
  read(bytes: Uint8Array, from: number): number | null {
    for (let i = 0; i < WALL.length; i++) {
      const byte = bytes[from + i]!
      const isDigit = byte >= 0x30 && byte <= 0x39
      if (WALL[i] === DIGIT ? !isDigit : byte !== WALL[i] && !OTHERS[i]!.includes(byte)) return null
    }
    const date = number(bytes, from, 4) * 10_000 + number(bytes, from + 5, 2) * 100 + number(bytes, from + 8, 2)
    const zone = number(bytes, from + 24, 4) + (bytes[from + 23] === MINUS ? 10_000 : 0)
    if (date !== this.date || zone !== this.zone) {
      this.date = date
      this.zone = zone
      const offset = (Math.floor((zone % 10_000) / 100) * 60 + (zone % 100)) * 60_000
      const day = Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100)
      this.dayMs = zone >= 10_000 ? day + offset : day - offset
    }
    const seconds = number(bytes, from + 11, 2) * 3_600 + number(bytes, from + 14, 2) * 60 + number(bytes, from + 17, 2)
    return this.dayMs + seconds * 1_000 + number(bytes, from + 20, 3)
  }
}

export const WALL_BYTES = 28
const DIGIT = 0x30
const MINUS = 0x2d
const WALL = Buffer.from('0000-00-00T00:00:00.000+0000')
const OTHERS = [...WALL]
  .map((byte) => (byte === 0x2e ? ',' : byte === 0x2b ? '-' : ''))
  .map((text) => Buffer.from(text))

function number(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0
  for (let i = from; i < from + digits; i++) value = value * 10 + bytes[i]! - 0x30
  return value
}

/** The moment `ms` earlier. */
export function before({ uptimeMs, wallMs }: Stamp, ms: number): Stamp {
  return {
    uptimeMs: uptimeMs === null ? null : Math.round((uptimeMs - ms) * 1e6) / 1e6,
    wallMs: wallMs === null ? null : Math.round(wallMs - ms),
  }
}
