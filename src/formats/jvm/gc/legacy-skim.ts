import type { GcPool } from '../../../model/gc-event.ts'
import type { ByteLines } from '../../recogniser.ts'
import { KnownLines, numbersOf } from './known-lines.ts'
import type { LegacyLog } from './legacy.ts'
import { COLLECTORS, type Collection } from './legacy-collection.ts'
import { secondsToMs, tidy } from './quantities.ts'
import { readSafepoint } from './safepoint.ts'
import { lineOf } from './skimmed-line.ts'
import { type Stamp, wallClock } from './stamp.ts'

/** What a line says besides its numbers. */
interface Meaning {
  readonly isFull: boolean
  readonly name: string
  readonly cause: string | null
  readonly young: string
  readonly old: string | null
  readonly hasTimes: boolean
}

/**
 * Collections of Serial, Parallel and ParNew that stand whole in one line, which nearly all do: one expression reads
 * them right from the bytes, and lines like one that it has read are told by their numbers. Whatever it does not know to the
 * last character is left to the reader of torn lines, which would read these to the same effect.
 */
export class LegacySkim {
  private readonly log: LegacyLog
  private readonly known = new KnownLines<Meaning>()

  constructor(log: LegacyLog) {
    this.log = log
  }

  /** The line from `from` to `to`, the newline not included. True: it was taken. */
  line(run: ByteLines, from: number, to: number, index: number): boolean {
    if (to - from < LEAST || to - from > MOST) return false
    const known = this.known.find(run.buffer, from, to)
    if (known !== null) return this.take(run, from, to, index, known.meaning, known.numbers)
    const text = run.buffer.toString('latin1', from, to)
    const m = WHOLE.exec(text)
    if (m === null) return this.stop(run, from, to, index, text)
    const meaning = meaningOf(m)
    if (meaning === null) return false
    this.known.learn(text, WHOLE, meaning)
    return this.take(run, from, to, index, meaning, numbersOf(m))
  }

  /** `numbers`: by group of the expression. */
  private take(
    run: ByteLines,
    from: number,
    to: number,
    index: number,
    { isFull, name, cause, young, old, hasTimes }: Meaning,
    numbers: Float64Array,
  ): boolean {
    // Without processor times the line goes on, unless the next one begins anew.
    if (!hasTimes && !beginsAnew(run, to)) return false
    const pools = poolsOf(young, poolOf(numbers, 6))
    if (old !== null) pools[old] = poolOf(numbers, 11)
    const collection: Collection = {
      type: isFull ? 'full' : 'young',
      name,
      cause,
      generation: isFull ? 'full' : 'young',
      collector: COLLECTORS[young]!,
      flags: NONE,
      durationMs: ms(numbers[20]!),
      heapBeforeBytes: numbers[14]! * KIB,
      heapAfterBytes: numbers[15]! * KIB,
      heapCapacityBytes: numbers[16]! * KIB,
      pools,
      metaspace: Number.isNaN(numbers[17]) ? null : poolOf(numbers, 17),
      inner: NONE,
    }
    const cpu = hasTimes ? { userMs: ms(numbers[22]!), sysMs: ms(numbers[23]!), realMs: ms(numbers[24]!) } : null
    const stamp = {
      wallMs: Number.isNaN(numbers[1]) ? null : numbers[1]!,
      uptimeMs: Number.isNaN(numbers[2]) ? null : ms(numbers[2]!),
    }
    this.log.whole(lineOf(run, from, to, index), stamp, collection, cpu)
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

/** Null: not all of it can stand in one line. */
function meaningOf(m: RegExpExecArray): Meaning | null {
  const isFull = m[3] === 'Full GC'
  const young = m[5]!
  const old = m[10] ?? null
  const cause = m[4] ?? null
  if (isFull !== (old !== null || OLD.has(young)) || cause === 'CMS Final Remark') return null
  return { isFull, name: m[3]!, cause, young, old, hasTimes: m[24] !== undefined }
}

const KIB = 1_024
const ms = (seconds: number) => tidy(seconds * 1_000)
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

/** A name that is computed for each line would cost more than reading the line does. */
function poolsOf(name: string, pool: GcPool): Record<string, GcPool> {
  if (name === 'ParNew') return { ParNew: pool }
  if (name === 'PSYoungGen') return { PSYoungGen: pool }
  return name === 'DefNew' ? { DefNew: pool } : { [name]: pool }
}

function poolOf(numbers: Float64Array, at: number): GcPool {
  return {
    beforeBytes: numbers[at]! * KIB,
    afterBytes: numbers[at + 1]! * KIB,
    capacityBytes: numbers[at + 2]! * KIB,
  }
}

/** A digit or a bracket in the first column is another line, never the rest of this one. */
function beginsAnew({ buffer, end }: ByteLines, newline: number): boolean {
  const next = newline + (buffer[newline] === 0x0d ? 2 : 1)
  return next < end && buffer[next]! >= 0x30 && buffer[next]! <= 0x39
}
