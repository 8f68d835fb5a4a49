/**
 * GC events as columns of numbers: a million of them are a hundred megabytes less than as objects. Only so many are kept;
 * then every other one goes, the notable ones excepted, and again. What is exact about all events is summed elsewhere.
 */

type Numbers = Float64Array | Float32Array | Uint32Array | Uint16Array
const CHUNK = 4_096

/** Chunks come into being when a number other than the usual one is put there. */
class Column {
  private readonly chunks: (Numbers | undefined)[] = []
  private readonly make: new (
    length: number,
  ) => Numbers
  private readonly usual: number

  constructor(make: new (length: number) => Numbers, usual: number) {
    this.make = make
    this.usual = usual
  }

  get(row: number): number {
    const chunk = this.chunks[Math.floor(row / CHUNK)]
    return chunk === undefined ? this.usual : chunk[row % CHUNK]!
  }

  set(row: number, value: number): void {
    const at = Math.floor(row / CHUNK)
    let chunk = this.chunks[at]
    if (chunk === undefined) {
      if (Object.is(value, this.usual)) return
      chunk = new this.make(CHUNK)
      if (this.usual !== 0) chunk.fill(this.usual)
      this.chunks[at] = chunk
    }
    chunk[row % CHUNK] = value
  }

  /** Nothing of what was there may shine through where later rows leave a number out. */
  truncate(rows: number): void {
    this.chunks.length = Math.min(this.chunks.length, Math.ceil(rows / CHUNK))
    if (rows % CHUNK > 0) this.chunks[Math.floor(rows / CHUNK)]?.fill(this.usual, rows % CHUNK)
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
    /** 1: kept whatever happens. */
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
  /** Of the ordinary events every `stride`th is kept. */
  stride = 1
  private readonly columns = columns()
  private readonly most: number
  private notable = 0

  constructor(most: number) {
    this.most = most
  }

  wants(ordinal: number, isNotable: boolean): boolean {
    return ordinal % this.stride === 0 || (isNotable && this.notable < this.most / 4)
  }

  get(column: ColumnName, row: number): number {
    return this.columns[column].get(row)
  }

  set(column: ColumnName, row: number, value: number): void {
    this.columns[column].set(row, value)
  }

  /** A row of nothing known, after making room for it. */
  append(isNotable: boolean): number {
    while (this.length >= this.most) this.thin()
    const row = this.length++
    if (isNotable && this.notable < this.most / 4) {
      this.notable++
      this.set('isNotable', row, 1)
    }
    return row
  }

  copy(from: GcRows, row: number): number {
    const to = this.append(from.get('isNotable', row) === 1)
    for (const name of NAMES) this.set(name, to, from.get(name, row))
    return to
  }

  private thin(): void {
    this.stride *= 2
    let kept = 0
    for (let row = 0; row < this.length; row++) {
      if (this.get('isNotable', row) === 0 && this.get('ordinal', row) % this.stride !== 0) continue
      if (kept !== row) for (const name of NAMES) this.set(name, kept, this.get(name, row))
      kept++
    }
    for (const name of NAMES) this.columns[name].truncate(kept)
    this.length = kept
  }
}
