import type { GcPool } from '../../../model/gc-event.ts'
import type { ByteLines } from '../../recogniser.ts'
import type { LegacyLog } from './legacy.ts'
import { COLLECTORS, type Collection } from './legacy-collection.ts'
import { bytesOf, secondsToMs } from './quantities.ts'
import { readSafepoint } from './safepoint.ts'
import { lineOf } from './skimmed-line.ts'
import { type Stamp, wallClock } from './stamp.ts'

/**
 * Collections of Serial, Parallel and ParNew that stand whole in one line, which nearly all do: one expression reads
 * them right from the bytes. Whatever it does not know to the last character is left to the reader of torn lines, which
 * would read these to the same effect.
 */
export class LegacySkim {
  private readonly log: LegacyLog

  constructor(log: LegacyLog) {
    this.log = log
  }

  /** The line from `from` to `to`, the newline not included. True: it was taken. */
  line(run: ByteLines, from: number, to: number, index: number): boolean {
    if (to - from < LEAST || to - from > MOST) return false
    const text = run.buffer.toString('latin1', from, to)
    const m = WHOLE.exec(text)
    if (m === null) return this.stop(run, from, to, index, text)
    const isFull = m[3] === 'Full GC'
    // Without processor times the line goes on, unless the next one begins anew.
    if (m[24] === undefined && !beginsAnew(run, to)) return false
    const young = m[5]!
    const old = m[10] ?? null
    const cause = m[4] ?? null
    const isOldOnly = OLD.has(young)
    if (isFull !== (old !== null || isOldOnly) || cause === 'CMS Final Remark') return false
    const pools: Record<string, GcPool> = { [young]: poolOf(m, 6) }
    if (old !== null) pools[old] = poolOf(m, 11)
    const collection: Collection = {
      type: isFull ? 'full' : 'young',
      name: m[3]!,
      cause,
      generation: isFull ? 'full' : 'young',
      collector: COLLECTORS[young]!,
      flags: NONE,
      durationMs: secondsToMs(m[20]!),
      heapBeforeBytes: bytesOf(m[14]!),
      heapAfterBytes: bytesOf(m[15]!),
      heapCapacityBytes: bytesOf(m[16]!),
      pools,
      metaspace: m[17] === undefined ? null : poolOf(m, 17),
      inner: NONE,
    }
    const cpu =
      m[24] === undefined
        ? null
        : { userMs: secondsToMs(m[22]!), sysMs: secondsToMs(m[23]!), realMs: secondsToMs(m[24]) }
    this.log.whole(lineOf(run, from, to, index), stampOf(m), collection, cpu)
    return true
  }

  private stop(run: ByteLines, from: number, to: number, index: number, text: string): boolean {
    const m = STOP.exec(text)
    const found = m === null ? null : readSafepoint(m[3]!)
    if (m === null || found === null || found === 'cut' || !('totalMs' in found)) return false
    this.log.stopped(lineOf(run, from, to, index), stampOf(m), found)
    return true
  }
}

function stampOf(m: RegExpExecArray): Stamp {
  return {
    wallMs: m[1] === undefined ? null : wallClock(m[1]),
    uptimeMs: m[2] === undefined ? null : secondsToMs(m[2]),
  }
}

const NONE: readonly never[] = []
const LEAST = 30
const MOST = 600
const OLD: ReadonlySet<string> = new Set(['Tenured', 'CMS', 'PSOldGen', 'ParOldGen'])

const DATE = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}`
const UPTIME = String.raw`\d{1,12}[.,]\d{3}`
const TRIPLE = String.raw`(\d{1,12}K)->(\d{1,12}K)\((\d{1,12}K)\)`
const FIGURE = String.raw`\d{1,9}[.,]\d{1,9}`
const WHOLE = new RegExp(
  String.raw`^(?:(${DATE}): )?(?:(${UPTIME}): )?\[(GC|Full GC)(?: \(([A-Z][A-Za-z ]{2,40}|System\.gc\(\))\))? ` +
    String.raw`(?:${DATE}: )?(?:${UPTIME}: )?\[(DefNew|ParNew|PSYoungGen|Tenured|CMS): ${TRIPLE}(?:, (${FIGURE}) secs)?\]` +
    String.raw`(?: \[(PSOldGen|ParOldGen): ${TRIPLE}\])? ${TRIPLE}(?:,? \[(?:Perm|CMS Perm|PSPermGen|Metaspace) ?: ${TRIPLE}\])?` +
    String.raw`, (${FIGURE}) secs\]( \[Times: user=(${FIGURE}) sys=(${FIGURE}), real=(${FIGURE}) secs\])? ?$`,
)

const STOP = new RegExp(
  String.raw`^(?:(${DATE}): )?(?:(${UPTIME}): )(Total time for which application threads were stopped: ${FIGURE} seconds(?:, Stopping threads took: ${FIGURE} seconds)?)$`,
)

function poolOf(m: RegExpExecArray, at: number): GcPool {
  return { beforeBytes: bytesOf(m[at]!), afterBytes: bytesOf(m[at + 1]!), capacityBytes: bytesOf(m[at + 2]!) }
}

/** A digit or a bracket in the first column is another line, never the rest of this one. */
function beginsAnew({ buffer, end }: ByteLines, newline: number): boolean {
  const next = newline + (buffer[newline] === 0x0d ? 2 : 1)
  return next < end && buffer[next]! >= 0x30 && buffer[next]! <= 0x39
}
