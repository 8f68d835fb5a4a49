/**
 * GC events as columns of numbers: a hundred thousand of them are ten megabytes less than as objects. Only so many are kept;
 * then every other one goes, the notable ones excepted, and again. What is exact about all events is summed elsewhere.
 */

type Numbers = Float64Array | Float32Array | Uint32Array | Uint16Array
const LEAST = 1_024

/** Memory comes into being when a number other than the usual one is put there. */
class Column {
  private values: Numbers
  private readonly make: new (
    length: number,
  ) => Numbers
  private readonly usual: number

  constructor(make: new (length: number) => Numbers, usual: number) {
    this.make = make
    this.usual = usual
    this.values = new make(0)
  }

  get(row: number): number {
    return row < this.values.length ? this.values[row]! : this.usual
  }

  set(row: number, value: number): void {
    if (row >= this.values.length) {
      if (Object.is(value, this.usual)) return
      this.grow(row + 1)
    }
    this.values[row] = value
  }

  /** All of it at once, for loops over a million rows. */
  view(rows: number): ArrayLike<number> {
    if (rows > this.values.length) this.grow(rows)
    return this.values.subarray(0, rows)
  }

  /** Moves the given rows to the front. Nothing of what was there may shine through where later rows leave a number out. */
  keep(rows: Uint32Array): void {
    const { values } = this
    const end = Math.min(rows.length, values.length)
    let to = 0
    while (to < end && rows[to]! < values.length) values[to] = values[rows[to++]!]!
    values.fill(this.usual, to)
  }

  private grow(least: number): void {
    const grown = new this.make(Math.max(LEAST, least, this.values.length * 2))
    grown.set(this.values)
    if (this.usual !== 0) grown.fill(this.usual, this.values.length)
    this.values = grown
  }
}

const time = () => new Column(Float64Array, Number.NaN)
const amount = () => new Column(Float32Array, Number.NaN)
const code = () => new Column(Uint16Array, 0)

/** What is known of one event; NaN where it is not. Codes are indexes into the timeline's names. */
function columns() {
  return {
    /** Which event of its timeline it is, kept or not. */
    ordinal: new Column(Uint32Array, 0),
    startMs: time(),
    wallMs: time(),
    durationMs: time(),
    pauseMs: time(),
    beforeBytes: time(),
    afterBytes: time(),
    capacityBytes: time(),
    byte: new Column(Float64Array, 0),
    byteLength: new Column(Uint32Array, 0),
    line: new Column(Uint32Array, 0),
    lines: code(),
    of: code(),
    kind: code(),
    cause: code(),
    name: code(),
    run: code(),
    source: code(),
    flags: code(),
    /** 1: never thinned. */
    isNotable: code(),
    id: new Column(Float64Array, Number.NaN),
    allocationRate: amount(),
    sweepTermMs: amount(),
    markMs: amount(),
    markTermMs: amount(),
    cpuSweepTermMs: amount(),
    cpuAssistMs: amount(),
    cpuBackgroundMs: amount(),
    cpuIdleMs: amount(),
    cpuMarkTermMs: amount(),
    peakMiB: amount(),
    stacksMiB: amount(),
    globalsMiB: amount(),
    procs: amount(),
    cpuPercent: amount(),
    leakDetection: code(),
    userMs: amount(),
    sysMs: amount(),
    realMs: amount(),
    metaspaceBytes: time(),
  }
}

export type ColumnName = keyof ReturnType<typeof columns>

const NAMES = Object.keys(columns()) as ColumnName[]

export class GcRows {
  length = 0
  /** Of the ordinary events every `stride`th is kept: a power of two. */
  stride = 1
  /** One by one, for who fills a row. */
  readonly columns = columns()
  private readonly most: number
  /** At most so many are notable, so that there are always ordinary ones that can go. */
  private readonly mostNotable: number
  private notable = 0

  constructor(most: number) {
    this.most = Math.max(2, most)
    this.mostNotable = Math.floor(this.most / 4)
  }

  wants(ordinal: number, isNotable: boolean): boolean {
    // Asked of every event of a log: dividing takes longer than all else that is done with most of them.
    return (ordinal & (this.stride - 1)) === 0 || (isNotable && this.notable < this.mostNotable)
  }

  get(column: ColumnName, row: number): number {
    return this.columns[column].get(row)
  }

  set(column: ColumnName, row: number, value: number): void {
    this.columns[column].set(row, value)
  }

  /** A column of all rows; what is appended later is not in it. */
  view(column: ColumnName): ArrayLike<number> {
    return this.columns[column].view(this.length)
  }

  /** A row of nothing known, after making room for it. */
  append(isNotable: boolean): number {
    while (this.length >= this.most) this.thin()
    const row = this.length++
    if (isNotable && this.notable < this.mostNotable) {
      this.notable++
      this.columns.isNotable.set(row, 1)
    }
    return row
  }

  /** The rows of another timeline, of no larger stride, that are wanted here: as many of its events as of all others. */
  *wantedOf(from: GcRows): Generator<number> {
    let ordinary = 0
    for (let row = 0; row < from.length; row++) {
      const isNotable = from.get('isNotable', row) === 1 && this.notable < this.mostNotable
      if (isNotable || ordinary++ % (this.stride / from.stride) === 0) yield row
    }
  }

  copy(from: GcRows, row: number): number {
    const to = this.append(from.get('isNotable', row) === 1)
    // Whether it is notable here, `append` decided.
    for (const name of NAMES) if (name !== 'isNotable') this.set(name, to, from.get(name, row))
    return to
  }

  /** Every other ordinary row goes, as they stand: the ordinals of timelines that were joined have no step in common. */
  private thin(): void {
    this.stride *= 2
    const { isNotable } = this.columns
    const kept = new Uint32Array(this.length)
    let count = 0
    let ordinary = 0
    for (let row = 0; row < this.length; row++)
      if (isNotable.get(row) !== 0 || ordinary++ % 2 === 0) kept[count++] = row
    for (const name of NAMES) this.columns[name].keep(kept.subarray(0, count))
    this.length = count
  }
}
