import type { ByteLines } from '../../recogniser.ts'
import { tidy } from './quantities.ts'
import { lineOf } from './skimmed-line.ts'
import { type Stamp, WALL_BYTES, WallClock, wallClock } from './stamp.ts'
import { isTitle, readTitle, type Title } from './title.ts'
import { EXHAUSTED, MARK_ABORTED, type UnifiedLog } from './unified.ts'
import { isCut } from './unified-end.ts'

const BLANK = 0x20
const OPEN = 0x28
const CLOSE = 0x29
const COMMA = 0x2c
const DOT = 0x2e
const BRACKET = 0x5b
const END_BRACKET = 0x5d

/** Longest text before `GC(` that is looked at. */
const MOST_DECORATIONS = 160
const MOST_TITLES = 512

/**
 * The lines that a unified log consists of, read from bytes: no line of them becomes a string. It knows the common shapes
 * only and leaves every other line to the reader of text, which would read these to the same effect.
 */
export class UnifiedSkim {
  private readonly log: UnifiedLog
  private bytes: Buffer = Buffer.alloc(0)
  /** Bytes before `GC(` of the line before: mostly those of the next one too. */
  private prefix = 0
  private readonly titles = new Map<number, { readonly bytes: Buffer; readonly title: Title }[]>()
  private titleCount = 0
  private readonly phases = new Map<number, { readonly bytes: Buffer; readonly name: string }[]>()
  private phaseCount = 0
  private readonly clock = new WallClock()
  // What the number readers found besides the number itself.
  private at = 0

  constructor(log: UnifiedLog) {
    this.log = log
  }

  /** The line from `from` to `to`, the newline not included. True: it was taken. */
  line(run: ByteLines, from: number, to: number, index: number): boolean {
    const bytes = run.buffer
    this.bytes = bytes
    let at = from + this.prefix
    if (!this.isCycle(at, from)) {
      at = this.findCycle(from, to)
      if (at < 0) return false
      this.prefix = at - from
    }
    let gcId = 0
    let i = at + 3
    for (; i < at + 12; i++) {
      const digit = bytes[i]! - 0x30
      if (digit < 0 || digit > 9) break
      gcId = gcId * 10 + digit
    }
    if (i === at + 3 || bytes[i] !== CLOSE || bytes[i + 1] !== BLANK || i + 2 >= to) return false
    const message = i + 2
    switch (bytes[message]) {
      case BLANK:
        return this.indented(run, gcId, message, to)
      case 0x50: // Pause …, Phase 1: …
        if (bytes[message + 1] === 0x68) return this.indented(run, gcId, message, to)
        return this.title(run, from, message, to, gcId, index)
      case 0x43: // Concurrent …
        if (bytes[to - 1] === 0x74 && this.trouble(run, from, message, to, gcId, index)) return true
        return this.title(run, from, message, to, gcId, index)
      case 0x54: // To-space exhausted
        return this.trouble(run, from, message, to, gcId, index)
      case 0x55: // User=…, Using …
        if (bytes[message + 2] === 0x69) return bytes[to - 1] !== 0x73
        return this.cpu(gcId, message, to)
      case 0x45: // Eden regions
        return this.regions(run, 'Eden', gcId, message, to)
      case 0x53: // Survivor regions
        return this.regions(run, 'Survivor', gcId, message, to)
      case 0x4f: // Old regions
        return this.regions(run, 'Old', gcId, message, to)
      case 0x41: // Archive regions
        return this.regions(run, 'Archive', gcId, message, to)
      case 0x48: // Humongous regions
        return this.regions(run, 'Humongous', gcId, message, to)
      case 0x4d: // Metaspace
        return this.metaspace(gcId, message, to)
      default:
        return false
    }
  }

  private isCycle(at: number, from: number): boolean {
    const { bytes } = this
    if (bytes[at] !== 0x47 || bytes[at + 1] !== 0x43 || bytes[at + 2] !== OPEN) return false
    return at === from || (bytes[at - 1] === BLANK && bytes[at - 2] === END_BRACKET && bytes[from] === BRACKET)
  }

  private findCycle(from: number, to: number): number {
    const most = Math.min(to, from + MOST_DECORATIONS)
    for (let at = from; at < most; at++) if (this.isCycle(at, from)) return at
    return -1
  }

  /** `  Evacuate Collection Set: 1.40ms` is kept; the tables of debug levels are not. */
  private indented(run: ByteLines, gcId: number, from: number, to: number): boolean {
    const { bytes } = this
    let start = from
    while (start < to && bytes[start] === BLANK) start++
    // A table that tells what is live, the size of a region: text reads them.
    const first = bytes[start]
    if (first === 0x4c || (first === 0x72 && this.log.wantsRegion)) return false
    if (bytes[to - 1] !== 0x73 || bytes[to - 2] !== 0x6d) return bytes[to - 1] !== BLANK
    if (run.isBrief) return true
    const details = this.log.detailsOf(gcId)
    const ms = this.decimalBefore(to - 2)
    if (ms < 0 || bytes[this.at - 1] !== BLANK) return false
    let end = this.at - 1
    if (bytes[end - 1] === 0x3a) end--
    if (end <= start || end - start > 100 || bytes[end - 1] === BLANK) return false
    if (details === null || !this.log.hasRoomForPhase(details)) return true
    const name = this.phaseName(start, end)
    if (name === null) return false
    details.phases.push({ name, ms })
    return true
  }

  private phaseName(from: number, to: number): string | null {
    const key = ((to - from) << 16) | (this.bytes[from]! << 8) | this.bytes[to - 1]!
    let known = this.phases.get(key)
    for (const one of known ?? []) if (this.equals(one.bytes, from)) return one.name
    if (this.phaseCount++ >= MOST_TITLES) return null
    const name = this.bytes.toString('utf8', from, to)
    if (known === undefined) this.phases.set(key, (known = []))
    known.push({ bytes: Buffer.from(this.bytes.subarray(from, to)), name })
    return name
  }

  private equals(known: Buffer, from: number): boolean {
    const { bytes } = this
    for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
    return true
  }

  /** `Eden regions: 6->0(9)` */
  private regions(run: ByteLines, name: string, gcId: number, from: number, to: number): boolean {
    const { bytes } = this
    const colon = from + name.length + 8
    if (bytes[colon] !== 0x3a || bytes[colon - 1] !== 0x73 || bytes[from + 1] !== name.charCodeAt(1)) return false
    // What was promoted is all that is asked of them.
    if (run.isBrief && name !== 'Old') return true
    const regionBytes = this.log.regionBytes
    const before = this.integerAt(colon + 2, to)
    if (before < 0 || bytes[this.at] !== 0x2d) return false
    const after = this.integerAt(this.at + 2, to)
    if (after < 0 || (this.at !== to && bytes[this.at] !== OPEN)) return false
    const details = this.log.detailsOf(gcId)
    if (details === null || regionBytes === null) return true
    details.pools ??= {}
    details.pools[name] = { beforeBytes: before * regionBytes, afterBytes: after * regionBytes, capacityBytes: null }
    return true
  }

  /** `Metaspace: 230K(448K)->230K(448K) NonClass: …` */
  private metaspace(gcId: number, from: number, to: number): boolean {
    const { bytes } = this
    if (bytes[from + 1] !== 0x65 || bytes[from + 9] !== 0x3a) return false
    const before = this.sizeAt(from + 11, to)
    if (before < 0 || bytes[this.at] !== OPEN) return false
    if (this.sizeAt(this.at + 1, to) < 0 || bytes[this.at] !== CLOSE || bytes[this.at + 1] !== 0x2d) return false
    const after = this.sizeAt(this.at + 3, to)
    if (after < 0 || bytes[this.at] !== OPEN) return false
    const capacity = this.sizeAt(this.at + 1, to)
    if (capacity < 0 || bytes[this.at] !== CLOSE) return false
    const details = this.log.detailsOf(gcId)
    if (details !== null) details.metaspace = { beforeBytes: before, afterBytes: after, capacityBytes: capacity }
    return true
  }

  /** `User=0.03s Sys=0.00s Real=0.02s` */
  private cpu(gcId: number, from: number, to: number): boolean {
    const { bytes } = this
    const user = this.decimalAt(from + 5, to)
    if (user < 0 || bytes[this.at] !== 0x73 || bytes[this.at + 2] !== 0x53) return false
    const sys = this.decimalAt(this.at + 6, to)
    if (sys < 0 || bytes[this.at] !== 0x73 || bytes[this.at + 2] !== 0x52) return false
    const real = this.decimalAt(this.at + 7, to)
    if (real < 0 || bytes[this.at] !== 0x73 || this.at + 1 !== to) return false
    this.log.cpu(gcId, { userMs: tidy(user * 1_000), sysMs: tidy(sys * 1_000), realMs: tidy(real * 1_000) })
    return true
  }

  /** `To-space exhausted`, `Concurrent Mark Abort`: nothing but that, and when. */
  private trouble(run: ByteLines, from: number, message: number, to: number, gcId: number, index: number): boolean {
    const isAbort = this.bytes[message] === 0x43
    const text = isAbort ? ABORTED_BYTES : EXHAUSTED_BYTES
    if (to - message !== text.length || !this.equals(text, message)) return false
    const stamp = this.stamp(from, message)
    if (stamp === null) return false
    const line = lineOf(run, from, to, index)
    if (isAbort) this.log.abort(line, stamp, gcId, MARK_ABORTED)
    else this.log.exhausted(line, stamp, gcId)
    return true
  }

  private title(run: ByteLines, from: number, message: number, to: number, gcId: number, index: number): boolean {
    const { bytes } = this
    let end = to
    let durationMs = -1
    let before = -1
    let after = -1
    let capacity = -1
    if (bytes[to - 1] === 0x73) {
      if (bytes[to - 2] === 0x6d) {
        durationMs = this.decimalBefore(to - 2)
        if (durationMs < 0 || bytes[this.at - 1] !== BLANK) return false
        end = this.at - 1
        if (bytes[end - 1] === CLOSE && bytes[end - 2]! >= 0x42 && bytes[end - 2]! <= 0x54) {
          // Sizes, or the end of a cause.
          let open = end - 2
          while (open > message && bytes[open] !== BLANK) open--
          before = this.sizeAt(open + 1, end)
          if (before < 0 || bytes[this.at] !== 0x2d || bytes[this.at + 1] !== 0x3e) return false
          after = this.sizeAt(this.at + 2, end)
          if (after < 0 || bytes[this.at] !== OPEN) return false
          capacity = this.sizeAt(this.at + 1, end)
          if (capacity < 0 || this.at + 1 !== end) return false
          end = open
        }
      }
    } else if (bytes[to - 1] === 0x6d || isDecimal(bytes[to - 1]!)) return false
    const title = this.titleOf(message, end)
    if (title === null) return false
    const stamp = this.stamp(from, message)
    if (stamp === null) return false
    const line = lineOf(run, from, to, index)
    if (durationMs < 0) this.log.begin(line, stamp, gcId, title)
    else
      this.log.finish(line, stamp, gcId, title, {
        heapBeforeBytes: before < 0 ? null : before,
        heapAfterBytes: after < 0 ? null : after,
        heapCapacityBytes: capacity < 0 ? null : capacity,
        durationMs,
      })
    return true
  }

  /** A title that text would read as one, and that is none of the odd ones. */
  private titleOf(from: number, to: number): Title | null {
    if (to - from < 8 || to - from > 120) return null
    const key = ((to - from) << 16) | (this.bytes[from + 6]! << 8) | this.bytes[to - 2]!
    let known = this.titles.get(key)
    for (const one of known ?? []) if (this.equals(one.bytes, from)) return one.title
    const text = this.bytes.toString('latin1', from, to)
    if (!PLAIN_TITLE.test(text) || !isTitle(text) || isCut(text) || text.includes(' Abort')) return null
    if (this.titleCount++ >= MOST_TITLES) return null
    if (known === undefined) this.titles.set(key, (known = []))
    const title = readTitle(text)
    known.push({ bytes: Buffer.from(this.bytes.subarray(from, to)), title })
    return title
  }

  /** Uptime and wall clock of the decorations; null where there are counts of units, which need more thought. */
  private stamp(from: number, message: number): Stamp | null {
    const { bytes } = this
    let uptimeMs: number | null = null
    let wallMs: number | null = null
    let at = from
    while (at < message && bytes[at] === BRACKET) {
      let close = at + 1
      while (close < message && bytes[close] !== END_BRACKET) close++
      const length = close - at - 1
      const first = bytes[at + 1]!
      if (first >= 0x30 && first <= 0x39) {
        const last = bytes[close - 1]
        if (last === 0x73) {
          if (bytes[close - 2] === 0x6d || bytes[close - 2] === 0x6e) return null
          const seconds = this.decimalAt(at + 1, close)
          if (seconds < 0 || this.at !== close - 1) return null
          uptimeMs = Math.round(seconds * 1_000)
        } else if (length >= 28 && bytes[at + 5] === 0x2d) {
          wallMs ??= this.wall(at + 1, close)
          if (wallMs === null) return null
        }
      }
      at = close + 1
    }
    // Something else stands among the decorations, so that not all of them were seen.
    if (at > from && at + 1 !== from + this.prefix) return null
    return { uptimeMs, wallMs }
  }

  private wall(from: number, to: number): number | null {
    if (to - from === WALL_BYTES) return this.clock.read(this.bytes, from)
    return wallClock(this.bytes.toString('latin1', from, to))
  }

  private integerAt(from: number, to: number): number {
    const { bytes } = this
    let value = 0
    let at = from
    for (; at < to && at < from + 15; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    this.at = at
    return at === from ? -1 : value
  }

  /** `6M` */
  private sizeAt(from: number, to: number): number {
    const value = this.integerAt(from, to)
    if (value < 0) return -1
    const unit = this.bytes[this.at++]
    if (unit === 0x4d) return value * 1_048_576
    if (unit === 0x4b) return value * 1_024
    if (unit === 0x47) return value * 1_073_741_824
    if (unit === 0x42) return value
    return unit === 0x54 ? value * 1_099_511_627_776 : -1
  }

  /** Correctly rounded, as `Number` would: both parts are whole numbers that a float holds. */
  private decimalAt(from: number, to: number): number {
    const whole = this.integerAt(from, to)
    const { bytes } = this
    const point = this.at
    if (whole < 0 || (bytes[point] !== DOT && bytes[point] !== COMMA)) return -1
    const fraction = this.integerAt(point + 1, to)
    const digits = this.at - point - 1
    if (fraction < 0 || digits > 6 || point - from > 9) return -1
    return (whole * POWERS[digits]! + fraction) / POWERS[digits]!
  }

  private decimalBefore(to: number): number {
    const { bytes } = this
    let from = to
    while (from > 0 && isDecimal(bytes[from - 1]!)) from--
    const value = this.decimalAt(from, to)
    const whole = this.at === to
    this.at = from
    return whole ? value : -1
  }
}

const EXHAUSTED_BYTES = Buffer.from(EXHAUSTED)
const ABORTED_BYTES = Buffer.from(MARK_ABORTED)
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
const PLAIN_TITLE = /^(?:Pause|Concurrent) [\x20-\x7e]*[A-Za-z)]$/

function isDecimal(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === DOT || byte === COMMA
}
