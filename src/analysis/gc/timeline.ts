import { DurationCounts } from '../../base/statistics/value-counts.ts'
import type { Span } from '../../model/span.ts'
import { GoTraces } from './go-traces.ts'
import { type ColumnName, GcRows } from './rows.ts'

/** How an event takes time; the order is that of the `of` column. */
export const OF = ['pause', 'concurrent', 'cycle', 'stall'] as const
export type Of = (typeof OF)[number]

/** One run of a program: from its start, or from where the log begins, to its last event. */
export interface GcRun {
  /** Unique within a timeline. */
  number: number
  /** The log has its beginning, so its clock began at 0. */
  fromStart: boolean
  firstMs: number
  lastMs: number
  firstWallMs: number
  lastWallMs: number
  pauseMs: number
  events: number
  lastId: number
  /** Allocation is told by collections that follow each other: bytes, and from where to where. */
  allocatedBytes: number
  promotedBytes: number
  allocationFromMs: number
  allocationToMs: number
  previousAfterBytes: number
  /** Before the first collection: what a run that it continues allocated in between. */
  firstBeforeBytes: number
  maxHeapBytes: number
}

export interface Sum {
  count: number
  readonly timed: DurationSum
}

export interface DurationSum {
  count: number
  totalMs: number
  maxMs: number
}

/** Of the pauses that are quoted as the longest. */
const MOST_LONGEST = 10
const MOST_NAMES = 4_096
const MOST_RUNS = 4_096

/**
 * The collections of one runtime on one time axis. What is said of all of them is summed as they come; the rows are for
 * what needs single events, and may be fewer.
 */
export class GcTimeline {
  readonly runtime: 'go' | 'jvm'
  collector: string | null = null
  readonly rows: GcRows
  readonly pauses = new DurationCounts()
  readonly kinds = new Map<string, Sum & { readonly of: Of }>()
  readonly causes = new Map<string, Sum>()
  readonly signs = new Map<string, number>()
  readonly safepoints = { count: 0, totalMs: 0, maxReachingMs: Number.NaN, worst: null as Quoted | null }
  /** Sums over all cycles of a Go program; NaN where no cycle tells. */
  readonly go = {
    sweepTermMs: 0,
    markMs: Number.NaN,
    markTermMs: 0,
    assistMs: Number.NaN,
    backgroundMs: Number.NaN,
    idleMs: Number.NaN,
    forced: 0,
  }
  readonly traces = new GoTraces()
  readonly runs: GcRun[] = []
  /** Texts of rows that may be quoted, by ordinal. */
  readonly texts = new Map<number, string>()
  readonly names = new Names()
  /** Notes of the JVM that are signs of trouble: the first ones of each. */
  readonly notes: (Quoted & { readonly sign: string; readonly dialect: string | null; readonly atMs: number })[] = []
  /** Events so far, kept or not. */
  total = 0
  private longestMs: number[] = []

  constructor(runtime: 'go' | 'jvm', most: number) {
    this.runtime = runtime
    this.rows = new GcRows(most)
  }

  startRun(): GcRun {
    const run: GcRun = {
      number: this.runs.length,
      fromStart: false,
      firstMs: Number.NaN,
      lastMs: Number.NaN,
      firstWallMs: Number.NaN,
      lastWallMs: Number.NaN,
      pauseMs: 0,
      events: 0,
      lastId: Number.NaN,
      allocatedBytes: 0,
      promotedBytes: 0,
      allocationFromMs: Number.NaN,
      allocationToMs: Number.NaN,
      previousAfterBytes: Number.NaN,
      firstBeforeBytes: Number.NaN,
      maxHeapBytes: Number.NaN,
    }
    // A file that restarts its numbers at every line is no log of restarts.
    if (this.runs.length < MOST_RUNS) this.runs.push(run)
    return run
  }

  /** Counts an event; whether it is among the longest pauses so far, and so worth keeping. */
  count(kind: string, of: Of, cause: string | null, pauseMs: number, durationMs: number): boolean {
    let sum = this.kinds.get(kind)
    if (sum === undefined && this.kinds.size < MOST_NAMES) this.kinds.set(kind, (sum = { of, ...noSum() }))
    if (sum !== undefined) add(sum, durationMs)
    if (cause !== null && of !== 'concurrent') {
      let ofCause = this.causes.get(cause)
      if (ofCause === undefined && this.causes.size < MOST_NAMES) this.causes.set(cause, (ofCause = noSum()))
      if (ofCause !== undefined) add(ofCause, durationMs)
    }
    this.total++
    return !Number.isNaN(pauseMs) && this.countPause(pauseMs)
  }

  countPause(pauseMs: number): boolean {
    this.pauses.add(pauseMs)
    const { longestMs } = this
    if (longestMs.length < MOST_LONGEST) {
      longestMs.push(pauseMs)
      longestMs.sort((a, b) => a - b)
      return true
    }
    if (pauseMs <= longestMs[0]!) return false
    longestMs[0] = pauseMs
    longestMs.sort((a, b) => a - b)
    return true
  }

  sign(name: string, times = 1): void {
    this.signs.set(name, (this.signs.get(name) ?? 0) + times)
  }

  get(column: ColumnName, row: number): number {
    return this.rows.get(column, row)
  }

  kindOf(row: number): string {
    return this.names.text(this.rows.get('kind', row))
  }

  causeOf(row: number): string | null {
    const code = this.rows.get('cause', row)
    return code === 0 ? null : this.names.text(code)
  }

  ofRow(row: number): Of {
    return OF[this.rows.get('of', row)]!
  }

  spanOf(row: number): Span {
    const { rows } = this
    const line = rows.get('line', row)
    const byte = rows.get('byte', row)
    return {
      source: this.names.text(rows.get('source', row)),
      line,
      endLine: line + rows.get('lines', row),
      byte,
      endByte: byte + rows.get('byteLength', row),
    }
  }

  pauseRows(): Uint32Array {
    const pauseMs = this.rows.view('pauseMs')
    const found = new Uint32Array(pauseMs.length)
    let count = 0
    for (let row = 0; row < pauseMs.length; row++) if (!Number.isNaN(pauseMs[row]!)) found[count++] = row
    return found.subarray(0, count)
  }

  /** The longest first; of equal ones the earlier. */
  longestPauses(most: number): number[] {
    const pauseMs = this.rows.view('pauseMs')
    const longest: number[] = []
    for (let row = 0; row < pauseMs.length; row++) {
      const ms = pauseMs[row]!
      if (Number.isNaN(ms) || (longest.length === most && ms <= pauseMs[longest.at(-1)!]!)) continue
      let at = longest.length
      while (at > 0 && pauseMs[longest[at - 1]!]! < ms) at--
      longest.splice(at, 0, row)
      if (longest.length > most) longest.pop()
    }
    return longest
  }

  /** Those of the rows whose kind is one that is asked for: a log has few kinds. */
  ofKind(rows: readonly number[], is: (kind: string) => boolean): number[] {
    const codes = this.rows.view('kind')
    const answers: boolean[] = []
    return rows.filter((row) => {
      const code = codes[row]!
      answers[code] ??= is(this.names.text(code))
      return answers[code]
    })
  }

  /** What a column says of these rows. */
  valuesOf(column: ColumnName, rows: ArrayLike<number>): Float64Array {
    const all = this.rows.view(column)
    const values = new Float64Array(rows.length)
    for (let i = 0; i < values.length; i++) values[i] = all[rows[i]!]!
    return values
  }
}

export interface Quoted {
  readonly span: Span
  readonly quote: string
}

function noSum(): Sum {
  return { count: 0, timed: { count: 0, totalMs: 0, maxMs: 0 } }
}

function add(sum: Sum, ms: number): void {
  sum.count++
  if (Number.isNaN(ms)) return
  sum.timed.count++
  sum.timed.totalMs += ms
  if (ms > sum.timed.maxMs) sum.timed.maxMs = ms
}

const OTHER = '(others)'

/** Texts as small numbers; 0 is none. Beyond the most of them, all further ones are one. */
class Names {
  private readonly codes = new Map<string, number>([[OTHER, 1]])
  private readonly list: string[] = ['', OTHER]

  code(text: string | null): number {
    if (text === null) return 0
    let code = this.codes.get(text)
    if (code === undefined) {
      if (this.list.length >= MOST_NAMES) return this.code(OTHER)
      code = this.list.push(text) - 1
      this.codes.set(text, code)
    }
    return code
  }

  text(code: number): string {
    return this.list[code]!
  }
}
