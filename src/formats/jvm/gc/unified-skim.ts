import { HEAD_STRIDE, HeadColumn, type Kernel } from '../../../base/kernel/index.ts'
import type { Line } from '../../../model/line.ts'
import type { ByteLines } from '../../recogniser.ts'
import { ByteNumbers } from './byte-numbers.ts'
import { ByteStamps } from './byte-stamps.ts'
import { tidy } from './quantities.ts'
import { lineOf } from './skimmed-line.ts'
import type { Stamp } from './stamp.ts'
import { isTitle, readTitle, type Title } from './title.ts'
import { EXHAUSTED, MARK_ABORTED, type UnifiedLog } from './unified.ts'
import { isCut } from './unified-end.ts'

/** What lines with one head say, and what of it the head tells by itself: all of one shape, since each line asks. */
interface Meaning {
  readonly says: 'phase' | 'regions' | 'metaspace' | 'cpu' | 'exhausted' | 'aborted' | 'begin' | 'end'
  /** Of a phase or a pool. */
  readonly name: string | null
  readonly title: Title | null
}

/**
 * The lines that a unified log consists of, read from bytes: no line of them becomes a string. The kernel tells them by
 * the head of their message (`Eden regions: `), which is learned when it is met first, and says where their numbers begin. Of
 * the fifteen lines of a collection ten say nothing that analysis asks for: those it passes over by itself.
 *
 * What stands behind a head is read to its last character, or the line is left to the reader of text, which would read
 * all of these to the same effect.
 */
export class UnifiedSkim {
  /** Lines of the last run that were taken. */
  lines = 0
  private readonly log: UnifiedLog
  private readonly numbers = new ByteNumbers()
  private readonly stamps = new ByteStamps(this.numbers)
  private kernel: Kernel | null = null
  /** By kind, of which 0 is that of lines that nobody asks for. */
  private readonly meanings: (Meaning | null)[] = [null]
  private tries = 0

  constructor(log: UnifiedLog) {
    this.log = log
  }

  /** Takes lines from `position` on, before which the run has `index` lines; returns where that stopped. */
  run(run: ByteLines, position: number, index: number): number {
    const { kernel, end } = run
    if (this.kernel !== kernel) {
      this.kernel = kernel
      kernel.markLines('] ', MARK, ') ')
    }
    this.numbers.bytes = run.buffer
    this.lines = 0
    for (let from = position; ; ) {
      const count = kernel.readHeads(from, end)
      const { headRows } = kernel
      for (let row = 0; row < HEAD_STRIDE * count; row += HEAD_STRIDE) {
        if (this.line(run, headRows, row, index + this.lines)) continue
        this.lines += headRows[row + HeadColumn.linesBefore]!
        return headRows[row + HeadColumn.line]!
      }
      this.lines += kernel.lineCount
      from = kernel.readTo
      if (from >= end || (count === 0 && !this.learn(run, from))) return from
    }
  }

  /** Learns the head of the line at `from`; false when there is none that could be told from now on. */
  private learn({ buffer, end, isBrief, kernel }: ByteLines, from: number): boolean {
    const text = buffer.toString('latin1', from, Math.min(end, from + LONGEST))
    const m = MARKED.exec(text)
    if (m === null || this.tries++ > MOST_TRIES) return false
    const isWhole = text[m[0].length] === '\n' || text.startsWith('\r\n', m[0].length)
    const meaning = meaningOf(m[1]!, isWhole)
    if (meaning === null) return false
    const isIdle = isBrief && (meaning.says === 'phase' || (meaning.says === 'regions' && meaning.name !== PROMOTED))
    const kind = isIdle ? 0 : this.meanings.push(meaning) - 1
    return kernel.learnHead(Buffer.from(m[1]!, 'latin1'), kind)
  }

  /** A line with a known head. `index`: lines of the run before those of the kernel. */
  private line(run: ByteLines, rows: Int32Array, row: number, index: number): boolean {
    const meaning = this.meanings[rows[row + HeadColumn.kind]!]!
    const gcId = rows[row + HeadColumn.number]!
    const at = rows[row + HeadColumn.headEnd]!
    const to = rows[row + HeadColumn.lineEnd]!
    switch (meaning.says) {
      case 'regions':
        return this.regions(gcId, meaning.name!, at, to)
      case 'metaspace':
        return this.metaspace(gcId, at, to)
      case 'cpu':
        return this.cpu(gcId, at, to)
      case 'phase':
        return this.phase(gcId, meaning.name, rows[row + HeadColumn.message]!, at, to)
    }
    const from = rows[row + HeadColumn.line]!
    const stamp = this.stamps.read(from, rows[row + HeadColumn.numberAt]! - MARK.length)
    if (stamp === null) return false
    const line = lineOf(run, from, to, index + rows[row + HeadColumn.linesBefore]!)
    if (meaning.says === 'end') return this.end(line, stamp, gcId, meaning.title!, at, to)
    if (at !== to) return false
    if (meaning.says === 'begin') this.log.begin(line, stamp, gcId, meaning.title!)
    else if (meaning.says === 'aborted') this.log.abort(line, stamp, gcId, MARK_ABORTED)
    else this.log.exhausted(line, stamp, gcId)
    return true
  }

  /** `1.40ms` is kept; the tables of debug levels are not. `message`: where the head begins. */
  private phase(gcId: number, name: string | null, message: number, at: number, to: number): boolean {
    const { numbers } = this
    const { bytes } = numbers
    if (bytes[to - 1] !== SMALL_S || bytes[to - 2] !== SMALL_M) return bytes[to - 1] !== BLANK
    let known = name
    let ms = numbers.decimal(at, to)
    if (ms < 0 || numbers.at !== to - 2) {
      // `Phase 3: Adjust pointers 1.40ms`: the head ends at the digit, the name does not.
      const blank = bytes.lastIndexOf(BLANK, to)
      known = this.phaseName(message, blank)
      ms = numbers.decimal(blank + 1, to)
    }
    if (known === null || ms < 0 || numbers.at !== to - 2) return false
    this.log.phase(gcId, known, ms)
    return true
  }

  /** What stands there, as the reader of text would name it; null when that needs more thought. */
  private phaseName(message: number, blank: number): string | null {
    const { bytes } = this.numbers
    let from = message
    while (bytes[from] === BLANK) from++
    const to = bytes[blank - 1] === COLON ? blank - 1 : blank
    if (to <= from || to - from > LONGEST_PHASE) return null
    for (let at = from; at < to; at++) if (bytes[at]! < BLANK || bytes[at]! > TILDE) return null
    return bytes.toString('latin1', from, to)
  }

  /** `6->0(9)` */
  private regions(gcId: number, pool: string, at: number, to: number): boolean {
    const { numbers } = this
    const before = numbers.integer(at, to)
    if (before < 0 || numbers.bytes[numbers.at] !== DASH) return false
    const after = numbers.integer(numbers.at + 2, to)
    if (after < 0 || (numbers.at !== to && numbers.bytes[numbers.at] !== OPEN)) return false
    this.log.regions(gcId, pool, before, after)
    return true
  }

  /** `230K(448K)->230K(448K) NonClass: …` */
  private metaspace(gcId: number, at: number, to: number): boolean {
    const { numbers } = this
    const { bytes } = numbers
    const before = numbers.size(at, to)
    if (before < 0 || bytes[numbers.at] !== OPEN || numbers.size(numbers.at + 1, to) < 0) return false
    if (bytes[numbers.at] !== CLOSE || bytes[numbers.at + 1] !== DASH) return false
    const after = numbers.size(numbers.at + 3, to)
    if (after < 0 || bytes[numbers.at] !== OPEN) return false
    const capacity = numbers.size(numbers.at + 1, to)
    if (capacity < 0 || bytes[numbers.at] !== CLOSE) return false
    this.log.metaspace(gcId, { beforeBytes: before, afterBytes: after, capacityBytes: capacity })
    return true
  }

  /** `0.03s Sys=0.00s Real=0.02s` */
  private cpu(gcId: number, at: number, to: number): boolean {
    const { numbers } = this
    const { bytes } = numbers
    const user = numbers.decimal(at, to)
    if (user < 0 || bytes[numbers.at] !== SMALL_S || bytes[numbers.at + 2] !== CAPITAL_S) return false
    const sys = numbers.decimal(numbers.at + 6, to)
    if (sys < 0 || bytes[numbers.at] !== SMALL_S || bytes[numbers.at + 2] !== CAPITAL_R) return false
    const real = numbers.decimal(numbers.at + 7, to)
    if (real < 0 || bytes[numbers.at] !== SMALL_S || numbers.at + 1 !== to) return false
    this.log.cpu(gcId, { userMs: tidy(user * 1_000), sysMs: tidy(sys * 1_000), realMs: tidy(real * 1_000) })
    return true
  }

  /** `6M->1M(48M) 1.780ms`, with or without the sizes. */
  private end(line: Line, stamp: Stamp, gcId: number, title: Title, at: number, to: number): boolean {
    const { numbers } = this
    const { bytes } = numbers
    let heapBeforeBytes: number | null = null
    let heapAfterBytes: number | null = null
    let heapCapacityBytes: number | null = null
    let from = at
    const before = numbers.size(at, to)
    if (before >= 0) {
      if (bytes[numbers.at] !== DASH || bytes[numbers.at + 1] !== ARROW) return false
      heapBeforeBytes = before
      heapAfterBytes = numbers.size(numbers.at + 2, to)
      if (heapAfterBytes < 0 || bytes[numbers.at] !== OPEN) return false
      heapCapacityBytes = numbers.size(numbers.at + 1, to)
      if (heapCapacityBytes < 0 || bytes[numbers.at] !== CLOSE || bytes[numbers.at + 1] !== BLANK) return false
      from = numbers.at + 2
    }
    const durationMs = numbers.decimal(from, to)
    if (durationMs < 0 || numbers.at !== to - 2) return false
    if (bytes[to - 2] !== SMALL_M || bytes[to - 1] !== SMALL_S) return false
    this.log.finish(line, stamp, gcId, title, { heapBeforeBytes, heapAfterBytes, heapCapacityBytes, durationMs })
    return true
  }
}

/** Null: not one of the lines that a log consists of, or one that needs to be read with more thought. */
function meaningOf(head: string, isWhole: boolean): Meaning | null {
  const meaning = (says: Meaning['says'], name: string | null = null, title: Title | null = null) => ({
    says,
    name,
    title,
  })
  // Bytes of the head become a name: only of these are they the same as characters.
  if (!PRINTABLE.test(head)) return null
  if (INDENTED.test(head) || head === 'Phase ' || head === 'Using ') return meaning('phase', PHASE.exec(head)?.[1])
  const regions = REGIONS.exec(head)
  if (regions !== null) return meaning('regions', regions[1]!)
  if (head === 'Metaspace: ') return meaning('metaspace')
  if (head === 'User=') return meaning('cpu')
  if (isWhole && head === EXHAUSTED) return meaning('exhausted')
  if (isWhole && head === MARK_ABORTED) return meaning('aborted')
  const text = isWhole ? head : head.slice(0, -1)
  if (!PLAIN_TITLE.test(text) || !isTitle(text) || isCut(text) || text.includes(' Abort')) return null
  if (!isWhole && !head.endsWith(' ')) return null
  return meaning(isWhole ? 'begin' : 'end', null, readTitle(text))
}

const MARK = 'GC('
const LONGEST_PHASE = 100
const LONGEST = 400
/** Heads beyond are those of a log that this is not. */
const MOST_TRIES = 1_024
/** A line as the kernel wants it, up to the end of its head. */
const MARKED = /^(?:[^(\r\n]*\] )?GC\(\d{1,9}\) ((?:[^\d\r\n]|(?<=[A-Za-z])\d)+)/
const PRINTABLE = /^[\x20-\x7e]+$/
/** A table that tells what is live, the size of a region: text reads them. */
const INDENTED = /^ +[^ Lr]/
const PHASE = /^ *(\S.{0,99}[^ :]):? $/
const REGIONS = /^(Eden|Survivor|Old|Archive|Humongous) regions: $/
/** What was promoted is all that analysis asks of regions. */
const PROMOTED = 'Old'
const PLAIN_TITLE = /^(?:Pause|Concurrent) [\x20-\x7e]{1,110}[A-Za-z)]$/

const BLANK = 0x20
const OPEN = 0x28
const CLOSE = 0x29
const DASH = 0x2d
const COLON = 0x3a
const ARROW = 0x3e
const CAPITAL_R = 0x52
const CAPITAL_S = 0x53
const SMALL_M = 0x6d
const SMALL_S = 0x73
const TILDE = 0x7e
