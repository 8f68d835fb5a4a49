import type { GcPool } from '../../../model/gc-event.ts'
import type { Line } from '../../../model/line.ts'
import { cover, type Span } from '../../../model/span.ts'
import type { Answer } from '../../recogniser.ts'
import { type Collection, closing, readCollection } from './legacy-collection.ts'
import {
  cutFragments,
  type Fragment,
  isGlue,
  type Prefixed,
  readPrefix,
  readTimes,
  withoutGlue,
} from './legacy-text.ts'
import { bytesOf, decimal, secondsToMs, tidy } from './quantities.ts'
import type { Cpu, RunMemory } from './run-memory.ts'
import { readSafepoint } from './safepoint.ts'
import { before, type Stamp } from './stamp.ts'
import { readTitle } from './title.ts'

/** A collection that is being printed: its brackets are still open, or its details follow. */
interface Open {
  readonly stamp: Stamp
  readonly line: Line
  span: Span
  text: string
  collection: Collection | null
  cpu: Cpu | null
  heap: readonly [before: number, after: number, capacity: number] | null
  pools: Record<string, GcPool> | null
  aliens: number
  lines: number
}

const FORMAT = 'jvm-gc'
const LONGEST = 16_384
/** Lines of others between the parts of one collection; a table of TLABs has one for each thread. */
const MOST_ALIENS = 40
const MOST_LINES = 5_000

/**
 * GC logs of JDK 1.4 to 8. One collection may be printed over many lines, with lines and parts of lines of other threads
 * in between; it is whole when its brackets are closed. Details of G1 and the processor times follow behind that.
 */
export class LegacyLog {
  private readonly memory: RunMemory
  private open: Open | null = null
  /** Pauses without sizes so far: initial mark and remark take turns. */
  private marks = 0

  constructor(memory: RunMemory) {
    this.memory = memory
  }

  get collecting(): boolean {
    return this.open !== null
  }

  /** A line that may begin something. */
  take(line: Line): boolean {
    const text = line.text.slice(0, LONGEST)
    if (this.takeHeader(line, text)) return true
    const { rest, fragments } = cutFragments(text)
    const begins = beginning(rest)
    // What stands in the line of a collection was printed while that went on, later than it began.
    if (begins !== null) this.begin(line, begins)
    else if (fragments.length > 0) this.memory.watch(fragments[0]!.stamp)
    for (const fragment of fragments) this.tell(line, fragment)
    if (begins !== null) return true
    if (this.takeShenandoah(line, rest)) return true
    if (/^GC locker: Trying/.test(rest)) this.memory.note(line, 'gc-locker', NO_TIME, rest)
    else if (fragments.length === 0) return false
    return true
  }

  /** A line while something is open. */
  push(line: Line): Answer {
    const text = line.text.slice(0, LONGEST)
    const { open } = this
    if (open === null) return 'closed'
    if (open.lines++ > MOST_LINES) return this.give('closed')
    // Most of what G1 prints: one bracket in a line of its own, of which nothing is kept.
    if (open.collection !== null && PART.test(text)) {
      open.span = cover(open.span, line.span)
      return 'claimed'
    }
    const { rest, fragments } = cutFragments(text)
    const begins = beginning(rest)
    if (begins !== null && !(open.collection === null && NESTS.test(open.text) && begins.rest.startsWith('[GC'))) {
      // Another line begins: what is open never ends.
      this.finish()
      return 'closed'
    }
    const answer = this.append(open, line, rest)
    if (answer === 'closed') {
      this.finish()
      return 'closed'
    }
    for (const fragment of fragments) this.tell(line, fragment)
    if (fragments.length > 0 || answer === 'claimed') return 'claimed'
    if (open.aliens++ > MOST_ALIENS) return this.give('closed')
    return 'alien'
  }

  /** A collection that was read from its one line. */
  whole(line: Line, stamp: Stamp, collection: Collection, cpu: Cpu | null): void {
    const { span } = line
    this.memory.watch(stamp)
    this.open = { stamp, line, span, text: '', collection, cpu, heap: null, pools: null, aliens: 0, lines: 0 }
    this.finish()
  }

  stopped(line: Line, stamp: Stamp, found: Parameters<RunMemory['safepoint']>[3]): void {
    this.memory.watch(stamp)
    this.memory.safepoint(line, line.span, stamp, found)
  }

  drop(): void {
    this.finish()
    this.marks = 0
  }

  private give(answer: Answer): Answer {
    this.finish()
    return answer
  }

  private begin(line: Line, { stamp, rest }: Prefixed): void {
    this.finish()
    this.memory.watch(stamp)
    this.open = {
      stamp,
      line,
      span: line.span,
      text: '',
      collection: null,
      cpu: null,
      heap: null,
      pools: null,
      aliens: 0,
      lines: 0,
    }
    this.extend(this.open, line, rest)
  }

  /** Adds a line, or says that it belongs to something else. */
  private append(open: Open, line: Line, rest: string): Answer {
    if (open.collection !== null) return this.appendDetail(open, line, rest)
    if (rest.trim() === '' || isGlue(rest)) return 'claimed'
    const plain = withoutGlue(rest)
    if (!CONTINUES.test(plain) && beginning(plain) === null) return 'alien'
    this.extend(open, line, plain)
    return 'claimed'
  }

  private extend(open: Open, line: Line, text: string): void {
    if (open.text.length + text.length > LONGEST) {
      this.finish()
      return
    }
    open.text += withoutGlue(text)
    open.span = cover(open.span, line.span)
    const end = closing(open.text, 0)
    if (end < 0) return
    const behind = open.text.slice(end)
    open.text = open.text.slice(0, end)
    open.collection = readCollection(open.text, this.marks)
    open.cpu = readTimes(behind)
    if (open.collection === null || open.cpu !== null) this.finish()
  }

  /** Behind the brackets: what G1 did in detail, and the processor times. */
  private appendDetail(open: Open, line: Line, text: string): Answer {
    const times = readTimes(text)
    if (times !== null && /^\s*(?:\[Times|\])/.test(text)) {
      open.cpu = times
      open.span = cover(open.span, line.span)
      this.finish()
      return 'claimed'
    }
    if (!/^\s+[[\d]|^\s*,? ?\[(?:Metaspace|Perm)/.test(text)) return isAge(text) ? 'claimed' : 'closed'
    open.span = cover(open.span, line.span)
    const heap = G1_HEAP.exec(text)
    if (heap !== null) {
      open.heap = [bytesOf(heap[1]!), bytesOf(heap[3]!), bytesOf(heap[4]!)]
      open.pools = g1Pools(text)
    } else {
      const old = G1_OLD_HEAP.exec(text)
      if (old !== null) open.heap = [bytesOf(old[1]!), bytesOf(old[2]!), bytesOf(old[3]!)]
    }
    return 'claimed'
  }

  private finish(): void {
    const { open, memory } = this
    this.open = null
    if (open === null) return
    if (open.collection === null) {
      memory.broken({ ...open.line, span: open.span }, 'trace-line-cut', FORMAT)
      return
    }
    const { collection } = open
    if (collection.type === 'initial-mark' || collection.type === 'remark') this.marks++
    else if (collection.generation === 'full') this.marks = 0
    memory.suppose(collection.collector)
    for (const { stamp, collection: inner } of collection.inner) this.emit(open, inner, stamp ?? open.stamp, false)
    this.emit(open, collection, open.stamp, true)
  }

  private emit({ line, span, cpu, heap, pools }: Open, told: Collection, start: Stamp, isOuter: boolean): void {
    const { durationMs } = told
    // To a tenth of a megabyte, where the first line has whole ones or none.
    const details = isOuter ? heap : null
    // Field by field: a copy of an object costs more than reading the line.
    this.memory.happened(
      line,
      span,
      {
        of: 'pause',
        type: told.type,
        name: told.name,
        cause: told.cause,
        generation: told.generation,
        start,
        end: durationMs === null ? NO_TIME : before(start, -durationMs),
        durationMs,
        heapBeforeBytes: details === null ? told.heapBeforeBytes : details[0],
        heapAfterBytes: details === null ? told.heapAfterBytes : details[1],
        heapCapacityBytes: details === null ? told.heapCapacityBytes : details[2],
        pools: (isOuter ? pools : null) ?? told.pools,
        metaspace: told.metaspace,
        cpu: isOuter ? cpu : null,
        flags: told.flags,
      },
      false,
    )
  }

  private tell(line: Line, { of, name, stamp, seconds }: Fragment): void {
    const { memory } = this
    if (of === 'stop') {
      const found = readSafepoint(name)
      if (found !== null && found !== 'cut' && 'totalMs' in found) memory.safepoint(line, line.span, stamp, found)
      return
    }
    if (of === 'concurrent-abort') {
      memory.note(line, 'aborted', stamp, `concurrent-${name}-abort`)
      return
    }
    const durationMs = seconds === null ? null : secondsToMs(seconds)
    const type = `concurrent-${name}`
    memory.suppose(CMS_PHASES.has(name) && !line.text.includes('[GC concurrent-') ? 'cms' : 'g1')
    memory.happened(
      line,
      line.span,
      {
        of: 'concurrent',
        type,
        name: type,
        start: durationMs === null ? NO_TIME : before(stamp, durationMs),
        end: stamp,
        durationMs,
      },
      false,
    )
  }

  /** Shenandoah as JDK 8 prints it, in milliseconds. */
  private takeShenandoah(line: Line, text: string): boolean {
    const { stamp, rest } = readPrefix(text)
    const m = SHENANDOAH.exec(rest)
    if (m === null) return false
    this.memory.watch(stamp)
    this.memory.suppose('shenandoah')
    const durationMs = tidy(decimal(m[5]!))
    this.memory.happened(
      line,
      line.span,
      {
        ...readTitle(m[1]!),
        start: stamp,
        end: before(stamp, -durationMs),
        durationMs,
        heapBeforeBytes: m[2] === undefined ? null : bytesOf(m[2]),
        heapAfterBytes: m[3] === undefined ? null : bytesOf(m[3]),
        heapCapacityBytes: m[4] === undefined ? null : bytesOf(m[4]),
      },
      false,
    )
    return true
  }

  private takeHeader(line: Line, text: string): boolean {
    const version = VERSION.exec(text)
    if (version !== null) {
      this.memory.header(line, { version: version[1]! })
      return true
    }
    if (!text.startsWith('CommandLine flags: ')) return false
    const flags = text.slice('CommandLine flags: '.length)
    const collector = FLAGS.find(([flag]) => flags.includes(flag))?.[1] ?? null
    if (collector !== null) this.memory.suppose(collector)
    const size = (name: string) => {
      const m = new RegExp(`-XX:${name}=(\\d{1,15})\\b`).exec(flags)
      return m === null ? null : Number(m[1])
    }
    this.memory.learn(line, {
      commandLine: flags.trim().slice(0, 4_096),
      heapInitialBytes: size('InitialHeapSize'),
      heapMaxBytes: size('MaxHeapSize'),
      regionBytes: size('G1HeapRegionSize'),
      parallelWorkers: size('ParallelGCThreads'),
      concurrentWorkers: size('ConcGCThreads'),
    })
    return true
  }
}

const NO_TIME: Stamp = { uptimeMs: null, wallMs: null }

/** Where a collection begins in a line: at its start, or behind what a wrapper or another thread put there. */
function beginning(text: string): Prefixed | null {
  const own = readPrefix(text.replace(/^[ :]{0,80}/, ''))
  // A line whose prefix was torn off repeats it inside.
  if (BEGINS.test(own.rest)) return own.stamp.uptimeMs === null ? { ...own, stamp: innerStamp(own) } : own
  const found = WRAPPED.exec(text)
  return found === null ? null : readPrefix(text.slice(found.index))
}

/** `      [Object Copy (ms): Min: 17.0, …]`: no sizes, no other thread's words. */
const PART =
  /^ {3,12}\[(?:GC Worker|Parallel|Ext|Update|Processed|Scan|Code|Object|Termination|Other|Choose|Ref|Redirty|Humongous|Free|Clear|String|Evacuation|Young|Non-Young|Verify|Reference|Merge|Complete|SATB|Mark|Satb)[^[\]]{0,300}\] *$/

function innerStamp({ stamp, rest }: Prefixed): Stamp {
  const inner = readPrefix(rest.replace(OPENING, '')).stamp
  return { uptimeMs: inner.uptimeMs, wallMs: stamp.wallMs ?? inner.wallMs }
}

function isAge(text: string): boolean {
  return /^(?:- age|Desired survivor)/.test(text)
}

function g1Pools(text: string): Record<string, GcPool> | null {
  const m = G1_POOLS.exec(text)
  if (m === null) return null
  return {
    Eden: { beforeBytes: bytesOf(m[1]!), afterBytes: bytesOf(m[3]!), capacityBytes: bytesOf(m[4]!) },
    Survivors: { beforeBytes: bytesOf(m[5]!), afterBytes: bytesOf(m[6]!), capacityBytes: null },
  }
}

const SIZE = String.raw`(\d{1,12}(?:[.,]\d)?[BKMG])`
const G1_HEAP = new RegExp(String.raw`Heap: ${SIZE}\(${SIZE}\)->${SIZE}\(${SIZE}\)`)
const G1_POOLS = new RegExp(String.raw`\[Eden: ${SIZE}\(${SIZE}\)->${SIZE}\(${SIZE}\) Survivors: ${SIZE}->${SIZE}`)
/** JDK 6 and early 7. */
const G1_OLD_HEAP = new RegExp(String.raw`^\s*\[ *${SIZE}->${SIZE}\(${SIZE}\)`)
const OPENING = /^\[(?:Full )?GC(?: \([^()]{1,60}(?:\(\))?\))? ?/
const BEGINS = /^\[(?:Full )?GC(?! concurrent| Worker)(?:[ (\d[-]|[A-Z]|$)/
const WRAPPED =
  /(?<=[|\s])(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}: )?\d{1,12}[.,]\d{3}: \[(?:Full )?GC(?! concurrent| Worker)[ (\d[-]/
/** The rest of a collection's line, at the beginning of a line of its own. */
const CONTINUES =
  /^\s*(?:\(concurrent mode|\(promotion|\(\d+: promotion|: \d|, ?\d+[.,]\d+ secs?\]|--\[|\[(?:PS|Par|ParNew|DefNew|Tenured|CMS|Metaspace|Perm|1 CMS|Rescan|YG|Times|SoftRef|WeakRef|FinalRef|PhantomRef|JNI|weak|class|scrub|grey|root|Finalize|Unloading|GC ref)|\d{1,12}[.,]?\d?[KMG]->|icms_dc|(?:\d{4}-\S{20,26}: ?)?\d{1,12}[.,]\d{3}: ?\[(?!GC|Full GC)|\])/
/** A remark may hold a whole young collection. */
const NESTS = /CMS Final Remark|\[YG occupancy/
const SHENANDOAH = new RegExp(
  String.raw`^\[((?:Pause|Concurrent) [A-Za-z][A-Za-z ()]{1,60}?)(?: ${SIZE}->${SIZE}\(${SIZE}\))?, (\d{1,9}[.,]\d{1,6}) ms\]$`,
)
const VERSION = /^(?:Java HotSpot\(TM\)|OpenJDK) .{1,60} VM \((.{1,60})\) for \S{1,40} JRE \(/
const FLAGS = [
  ['-XX:+UseG1GC', 'g1'],
  ['-XX:+UseConcMarkSweepGC', 'cms'],
  ['-XX:+UseShenandoahGC', 'shenandoah'],
  ['-XX:+UseParallel', 'parallel'],
  ['-XX:+UseSerialGC', 'serial'],
] as const
const CMS_PHASES = new Set(['mark', 'preclean', 'abortable-preclean', 'sweep', 'reset'])
