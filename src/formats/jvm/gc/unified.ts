import type { GcFlag, GcPool, JvmCollector, JvmGcNoteEvent } from '../../../model/gc-event.ts'
import type { Line } from '../../../model/line.ts'
import { type Decorated, readDecorations } from './decorations.ts'
import { beginIn, detailsOf, endIn, OpenCycles } from './open-cycles.ts'
import { bytesOf, decimal } from './quantities.ts'
import type { Cpu, RunMemory } from './run-memory.ts'
import { readSafepoint } from './safepoint.ts'
import { before, NO_STAMP, type Stamp } from './stamp.ts'
import { isTitle, readTitle, type Title } from './title.ts'
import { addDetail, type Details, heapOfPools, MOST_PHASES, noDetails, readCpu } from './unified-details.ts'
import { type End, isCut, readEnd } from './unified-end.ts'

const FORMAT = 'jvm-gc'
const LONGEST = 16_384

/**
 * Unified logging of JDK 9 and later, for every collector and any decorations. Every line is complete by itself; what
 * belongs together says so by its `GC(n)`.
 */
export class UnifiedLog {
  private readonly memory: RunMemory
  private readonly open = new OpenCycles()
  private highest = -1
  private enteredFor: string | null = null
  /** The line taken last was one that sizes and workers may follow, and they carry no tags. */
  expectsHead = false

  constructor(memory: RunMemory) {
    this.memory = memory
  }

  /** True when the line is of a JVM's unified log. */
  take(line: Line): boolean {
    const text = line.text.length > LONGEST ? line.text.slice(0, LONGEST) : line.text
    let decorated = readDecorations(text, text.length - text.trimStart().length)
    const cycleAt = decorated.message.startsWith('GC(') ? -1 : (CYCLE.exec(text)?.index ?? -1) + 1
    if (cycleAt > 0) {
      decorated = readDecorations(text, decorationsBefore(text, cycleAt))
      if (!decorated.message.startsWith('GC(')) decorated = readDecorations(text, cycleAt)
    }
    const { message } = decorated
    this.expectsHead = false
    if (message.startsWith('GC(')) return this.takeCycle(line, decorated)
    return this.takeOther(line, decorated)
  }

  /** Another JVM, or the end: what did not end will not. */
  drop(): void {
    this.memory.settle()
    for (const { gcId, begun } of this.open.drop()) {
      for (const { title, line, stamp } of begun) {
        if (title.of === 'concurrent' || title.name.endsWith(' Generation')) continue
        this.memory.note(line, 'unfinished', stamp, title.name, gcId)
      }
    }
    this.highest = -1
    this.enteredFor = null
  }

  private takeCycle(line: Line, { stamp, message }: Decorated): boolean {
    const close = message.indexOf(')', 3)
    const digits = close < 0 ? '' : message.slice(3, close)
    if (!/^\d{1,9}$/.test(digits) || message.charCodeAt(close + 1) !== 0x20) {
      if (!/^GC\(\d/.test(message)) return false
      this.memory.nearMiss(line, 'the number of a collection cannot be read', FORMAT)
      return true
    }
    const gcId = Number(digits)
    const text = message.slice(close + 2)
    if (text.startsWith('User=')) {
      const cpu = readCpu(text.trimEnd())
      if (cpu !== null) this.memory.cpu(gcId, cpu)
      else this.memory.broken(line, 'trace-line-cut', FORMAT)
      return true
    }
    const plain = LETTER.test(text) ? text.slice(3) : text
    if (STALL.test(plain)) this.takeStall(line, stamp, plain, gcId)
    else if (text.endsWith(' Aborted') || text.startsWith(MARK_ABORTED)) this.abort(line, stamp, gcId, text)
    else if (!isTitle(plain)) this.takeDetail(line, stamp, gcId, plain)
    else {
      const end = readEnd(text)
      if (end === null && isCut(text)) this.memory.broken(line, 'trace-line-cut', FORMAT)
      else if (end === null) this.begin(line, stamp, gcId, readTitle(text.trimEnd()))
      else this.finish(line, stamp, gcId, readTitle(end.title), end)
    }
    return true
  }

  begin(line: Line, stamp: Stamp, gcId: number, title: Title): void {
    this.memory.watch(stamp)
    this.watchNumbers(stamp, gcId)
    this.memory.saw(gcId, line, title.of)
    this.memory.suppose(title.collector)
    const cycle = this.open.openAt(gcId)
    if (title.of === 'pause') {
      // Processor times of what went before have come, or never will.
      this.memory.settle()
      cycle.details = null
    }
    beginIn(cycle, title, stamp, line)
  }

  finish(line: Line, stamp: Stamp, gcId: number, title: Title, end: Omit<End, 'title'>): void {
    this.memory.watch(stamp)
    this.watchNumbers(stamp, gcId)
    this.memory.saw(gcId, line, title.of)
    this.memory.suppose(title.collector)
    const cycle = this.open.find(gcId)
    const begun = cycle === undefined ? null : endIn(cycle, title)
    const durationMs = end.durationMs ?? (begun === null ? null : elapsed(begun, stamp))
    const start = begun ?? (durationMs === null ? NO_STAMP : before(stamp, durationMs))
    const isWhole = title.of === 'cycle'
    // A phase without sizes lies between the details of what it is a part of.
    const takesDetails = title.of === 'pause' || isWhole || end.heapBeforeBytes !== null
    const details = (takesDetails ? cycle?.details : undefined) ?? NO_DETAILS
    if (takesDetails && cycle !== undefined) cycle.details = null
    const flags = flagsOf(title, details, isWhole && cycle?.aborted === true)
    const { heapBeforeBytes, heapAfterBytes, heapCapacityBytes } = preciseHeap(title, details, end)
    this.memory.happened(
      line,
      line.span,
      {
        of: title.of,
        type: title.type,
        name: title.name,
        cause: title.cause,
        generation: title.generation,
        gcId,
        start,
        end: stamp,
        durationMs,
        heapBeforeBytes,
        heapAfterBytes,
        heapCapacityBytes,
        pools: details.pools,
        metaspace: details.metaspace,
        phases: details.phases,
        flags,
      },
      // These two print no processor times.
      title.collector !== 'zgc' && title.collector !== 'shenandoah',
    )
    if (cycle?.begun.length === 0 && (isWhole || title.of === 'pause')) this.open.close(cycle)
  }

  abort(line: Line, stamp: Stamp, gcId: number, text: string): void {
    const cycle = this.open.openAt(gcId)
    cycle.aborted = true
    // A collection that is aborted as a whole has no other end.
    const title = readTitle(text.replace(/ Aborted$/, ''))
    endIn(cycle, text.endsWith(' Aborted') ? title : readTitle('Concurrent Mark'))
    this.memory.note(line, 'aborted', stamp, text, gcId)
  }

  private takeDetail(line: Line, stamp: Stamp, gcId: number, text: string): void {
    if (text === EXHAUSTED) {
      this.exhausted(line, stamp, gcId)
      return
    }
    const note = NOTES.find(([start]) => text.startsWith(start))
    if (note !== undefined) this.memory.note(line, note[1], stamp, text, gcId)
    const cycle = this.open.find(gcId)
    if (cycle !== undefined) addDetail(detailsOf(cycle), text, this.memory.regionBytes)
    // `region size 1024K, …` of a heap block: newer releases leave it out of the head.
    if (this.memory.regionBytes === null) this.learnRegion(line, text)
  }

  exhausted(line: Line, stamp: Stamp, gcId: number): void {
    this.memory.note(line, 'to-space-exhausted', stamp, EXHAUSTED, gcId)
    // Without start lines nothing is open yet: what fails is about to end.
    detailsOf(this.open.openAt(gcId)).hasFailed = true
  }

  private learnRegion(line: Line, text: string): void {
    const found = REGION_SIZE.exec(text)
    if (found !== null) this.memory.learn(line, { regionBytes: bytesOf(found[1]!) })
  }

  private takeOther(line: Line, { stamp, tags, decorated, message }: Decorated): boolean {
    const { memory } = this
    // A host's name or a number alone are no decorations that can be told: the words behind them are.
    const text = (decorated ? message : message.replace(UNTOLD, '')).trimEnd()
    const using = USING.exec(text)
    if (using !== null) {
      memory.watch(stamp)
      memory.header(line, { collector: COLLECTORS[using[1]!]! })
      this.expectsHead = tags === null
      return true
    }
    if (text.startsWith('Initializing The Z Garbage Collector')) {
      memory.header(line, {})
      return true
    }
    const isGc = decorated && tags !== null && /^gc(?:,|$)/.test(tags)
    if (STALL.test(text)) return this.takeStall(line, stamp, text, null)
    if (this.takeSafepoint(line, stamp, text)) return true
    if (!isGc) return false
    memory.watch(stamp)
    if (tags.startsWith('gc,stats')) return true
    if (tags.startsWith('gc,init') || INIT_START.test(text)) {
      this.takeInit(line, text)
      return true
    }
    const note = NOTES.find(([start]) => text.startsWith(start))
    if (note !== undefined) memory.note(line, note[1], stamp, text)
    else if (memory.regionBytes === null) this.learnRegion(line, text)
    return true
  }

  /** A line of the head, wherever it stands: without tags only the words tell it. */
  takeInit(line: Line, text: string): boolean {
    const facts = readInit(text)
    if (facts === null) return false
    if (facts.version !== undefined) this.memory.header(line, facts)
    else this.memory.learn(line, facts)
    return true
  }

  private takeStall(line: Line, stamp: Stamp, text: string, gcId: number | null): boolean {
    const m = STALL.exec(text)!
    const ends = STALLED.exec(text)
    if (ends === null) {
      if (m[1] === 'Out Of Memory') this.memory.note(line, 'out-of-memory', stamp, text, gcId)
      else this.memory.broken(line, 'trace-line-cut', FORMAT)
      return true
    }
    this.memory.watch(stamp)
    this.memory.suppose('zgc')
    const durationMs = decimal(ends[2]!)
    this.memory.happened(
      line,
      line.span,
      {
        of: 'stall',
        type: m[1] === 'Allocation Stall' ? 'allocation-stall' : 'relocation-stall',
        name: m[1]!,
        thread: ends[1]!,
        gcId,
        start: before(stamp, durationMs),
        end: stamp,
        durationMs,
      },
      false,
    )
    return true
  }

  private takeSafepoint(line: Line, stamp: Stamp, text: string): boolean {
    const found = readSafepoint(text)
    if (found === null) return false
    this.memory.watch(stamp)
    if (found === 'cut') this.memory.broken(line, 'trace-line-cut', FORMAT)
    else if ('entered' in found) this.enteredFor = found.entered
    else {
      this.memory.safepoint(line, line.span, stamp, { ...found, operation: found.operation ?? this.enteredFor })
      this.enteredFor = null
    }
    return true
  }

  /** Where no clock is printed, numbers that begin anew are the only sign of another JVM. */
  private watchNumbers({ uptimeMs, wallMs }: Stamp, gcId: number): void {
    if (uptimeMs === null && wallMs === null && gcId === 0 && this.highest > 1 && this.open.find(0) === undefined)
      this.memory.newRun()
    if (gcId > this.highest) this.highest = gcId
  }

  // What the reader of bytes tells of a collection: it counts where that is open.

  phase(gcId: number, name: string, ms: number): void {
    const cycle = this.open.find(gcId)
    if (cycle === undefined) return
    const { phases } = detailsOf(cycle)
    if (phases.length < MOST_PHASES) phases.push({ name, ms })
  }

  regions(gcId: number, pool: string, before: number, after: number): void {
    const { regionBytes } = this.memory
    const cycle = this.open.find(gcId)
    if (cycle === undefined || regionBytes === null) return
    const details = detailsOf(cycle)
    details.pools ??= {}
    details.pools[pool] = { beforeBytes: before * regionBytes, afterBytes: after * regionBytes, capacityBytes: null }
  }

  metaspace(gcId: number, metaspace: GcPool): void {
    const cycle = this.open.find(gcId)
    if (cycle !== undefined) detailsOf(cycle).metaspace = metaspace
  }

  cpu(gcId: number, cpu: Cpu): void {
    this.memory.cpu(gcId, cpu)
  }
}

/** Behind text that somebody put there, or in a line whose beginning is lost, the log's own part begins further on. */
function decorationsBefore(text: string, cycleAt: number): number {
  let from = cycleAt
  for (let end = cycleAt - 2; end >= 0 && text.charCodeAt(end) === 0x5d; ) {
    const open = text.lastIndexOf('[', end)
    if (open < 0) break
    from = open
    end = open - 1
  }
  return from
}

/** Those of the title, which most collections share, and what went wrong on the way. */
function flagsOf(title: Title, details: Readonly<Details>, wasAborted: boolean): readonly GcFlag[] {
  const failed = details.hasFailed && !title.flags.includes('evacuation-failure')
  if (!failed && !wasAborted) return title.flags
  return [...title.flags, ...(failed ? FAILED : []), ...(wasAborted ? ABORTED : [])]
}

/** Milliseconds between two lines, by the finer of their clocks. */
function elapsed(from: Stamp, to: Stamp): number | null {
  const [a, b] =
    from.uptimeMs !== null && to.uptimeMs !== null ? [from.uptimeMs, to.uptimeMs] : [from.wallMs, to.wallMs]
  return a === null || b === null || b < a ? null : Math.round((b - a) * 1e6) / 1e6
}

/** The sum of the pools, when the printed heap is that, rounded down: then both are of the same moment. */
function preciseHeap(
  title: Title,
  details: Readonly<Details>,
  end: Omit<End, 'title'>,
): Pick<End, 'heapBeforeBytes' | 'heapAfterBytes' | 'heapCapacityBytes'> {
  const exact = title.of === 'pause' ? heapOfPools(details.pools) : null
  const agrees =
    exact !== null && end.heapBeforeBytes !== null && Math.abs(exact.beforeBytes - end.heapBeforeBytes) <= MOST_ROUNDED
  if (!agrees) return end
  return {
    heapBeforeBytes: exact.beforeBytes,
    heapAfterBytes: exact.afterBytes,
    heapCapacityBytes: exact.capacityBytes,
  }
}

/** Each of two sizes is rounded down to a megabyte. */
const MOST_ROUNDED = 2 * 1_048_576
export const EXHAUSTED = 'To-space exhausted'
export const MARK_ABORTED = 'Concurrent Mark Abort'
/** Of what nothing was printed about. */
const NO_DETAILS: Readonly<Details> = Object.freeze({ ...noDetails(), phases: Object.freeze([]) as never })
const LETTER = /^[YyOo]: /
const CYCLE = / GC\(\d{1,9}\) /
const UNTOLD = /^(?:\[[^\][]{1,200}\]){1,12} /
const FAILED: readonly GcFlag[] = ['evacuation-failure']
const ABORTED: readonly GcFlag[] = ['aborted']
const STALL = /^(Allocation Stall|Relocation Stall|Out Of Memory) \(/
/** The name of a thread may hold parentheses and digits: the last ones count. */
const STALLED = /^(?:Allocation|Relocation) Stall \((.*)\) (\d{1,12}[.,]\d{1,6})ms$/
const REGION_SIZE = /^\s*region size (\d{1,9}K),/
const USING = /^Using (Serial|Parallel|Concurrent Mark Sweep|G1|The Z Garbage Collector|Shenandoah|Epsilon)(?: GC)?$/
const COLLECTORS: Readonly<Record<string, JvmCollector>> = {
  Serial: 'serial',
  Parallel: 'parallel',
  'Concurrent Mark Sweep': 'cms',
  G1: 'g1',
  'The Z Garbage Collector': 'zgc',
  Shenandoah: 'shenandoah',
  Epsilon: 'epsilon',
}
const NOTES: readonly (readonly [start: string, note: JvmGcNoteEvent['note']])[] = [
  ['Trigger', 'trigger'],
  ['Failed to allocate', 'allocation-failed'],
  ['Cancelling ', 'cancelled'],
  ['Degenerated GC upgrading', 'upgraded-to-full'],
  ['Cannot finish degeneration', 'upgraded-to-full'],
  ['Attempting full compaction', 'full-compaction'],
  ['Attempting maximal full compaction', 'full-compaction'],
  ['Request concurrent cycle initiation', 'concurrent-start-request'],
  ['Promotion failed', 'promotion-failed'],
  ['Heap: ', 'heap-usage'],
]

const INIT_START =
  /^(?:Version|CPUs|Memory|Heap [Rr]egion [Ss]ize|(?:Heap )?(?:Min|Initial|Max) Capacity|(?:Parallel|Concurrent|GC) Workers(?: Max)?): /
const INIT_FACTS: readonly (readonly [RegExp, (value: string) => Partial<Parameters<RunMemory['learn']>[1]>])[] = [
  [/^Version: (.{1,200})$/, (version) => ({ version })],
  [/^CPUs: (\d{1,6}) total/, (cpus) => ({ cpus: Number(cpus) })],
  [/^Memory: (\d{1,12}[KMGT])/, (size) => ({ memoryBytes: bytesOf(size) })],
  [/^Heap [Rr]egion [Ss]ize: (\d{1,12}[KMG])/, (size) => ({ regionBytes: bytesOf(size) })],
  [/^(?:Heap )?Min Capacity: (\d{1,12}[BKMGT])/, (size) => ({ heapMinBytes: bytesOf(size) })],
  [/^(?:Heap )?Initial Capacity: (\d{1,12}[BKMGT])/, (size) => ({ heapInitialBytes: bytesOf(size) })],
  [/^(?:Heap )?Max Capacity: (\d{1,12}[BKMGT])/, (size) => ({ heapMaxBytes: bytesOf(size) })],
  [/^(?:Parallel Workers|GC Workers(?: Max)?): (\d{1,6})/, (workers) => ({ parallelWorkers: Number(workers) })],
  [/^Concurrent Workers: (\d{1,6})/, (workers) => ({ concurrentWorkers: Number(workers) })],
]

function readInit(text: string): Parameters<RunMemory['learn']>[1] | null {
  for (const [shape, facts] of INIT_FACTS) {
    const m = shape.exec(text)
    if (m !== null) return facts(m[1]!)
  }
  return null
}
