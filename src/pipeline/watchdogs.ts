/**
 * Looks after a running program: a pause that is too long, silence that is too long, a time that is over, somebody who
 * asks. Each ends in a dump, taken in the way that this kind of program allows.
 */
import type { Child } from '../capture/child.ts'
import { endChild, type HangAction, pause } from '../capture/ending.ts'
import { fetchGoroutines } from '../capture/pprof.ts'
import type { SignalName } from '../capture/signal-name.ts'
import { isStopped } from '../capture/stopped.ts'
import { type Event, GC_FIELDS } from '../model/event.ts'

export interface WatchOptions {
  /** Stop-the-world pauses longer than this take a snapshot; null: none do. */
  readonly snapshotOnPauseMs: number | null
  /** Goroutine dump of the program's debug server; null when it has none. */
  readonly pprofUrl: string | null
  readonly hangAfterMs: number | null
  readonly onHang: HangAction
  readonly timeoutMs: number | null
  /** A signal to us that asks for a dump, and is then not passed on. */
  readonly dumpOn: SignalName | null
}

export const NO_WATCH: WatchOptions = {
  snapshotOnPauseMs: null,
  pprofUrl: null,
  hangAfterMs: null,
  onHang: 'stop',
  timeoutMs: null,
  dumpOn: null,
}

export interface WatchPorts {
  /** A JVM answers SIGQUIT with a thread dump, and goes on. */
  readonly isJvm: boolean
  readonly note: (sentence: string) => void
  /** What shows that it stands still, in sentences: these dumps, or where there are none what it printed itself. */
  readonly standstill: (dumps: readonly Buffer[], looks: number) => Promise<string[]>
  /** Keeps a dump; the name says what it was taken for. */
  readonly keep: (name: string, text: Buffer | string) => void
}

/** Between two snapshots of pauses; a collector in trouble pauses all the time. */
const SNAPSHOT_EVERY_MS = 1_000
const MOST_SNAPSHOTS = 100
/** How often, and how far apart at most, a silent program is looked at. */
const LOOKS = 3
const LOOK_EVERY_MS = 2_000
const ANSWER_MS = 500

/** A look that comes so many steps later than it should: we did not run meanwhile. */
const LATE = 5

export class Watchdogs {
  timedOut = false
  hung = false
  /** What the looks at a silent program showed, in sentences. */
  readonly findings: string[] = []
  private readonly options: WatchOptions
  private readonly ports: WatchPorts
  private child: Child | null = null
  private lastByteMs = performance.now()
  private lastLookMs = performance.now()
  private lastSnapshotMs = -SNAPSHOT_EVERY_MS
  private snapshots = 0
  private readonly timers: NodeJS.Timeout[] = []
  private isEnding = false
  private work: Promise<void> = Promise.resolve()

  constructor(options: WatchOptions, ports: WatchPorts) {
    this.options = options
    this.ports = ports
  }

  /** We sent the signals that ended it. */
  get endedIt(): boolean {
    return this.isEnding
  }

  watch(child: Child): void {
    this.child = child
    this.lastByteMs = performance.now()
    this.lastLookMs = this.lastByteMs
    const { timeoutMs, hangAfterMs } = this.options
    if (timeoutMs !== null) this.timers.push(setTimeout(() => this.timeOut(), timeoutMs))
    if (hangAfterMs !== null) {
      const step = Math.max(10, Math.min(1_000, hangAfterMs / 10))
      this.timers.push(setInterval(() => this.lookForSilence(hangAfterMs, step), step))
    }
    void child.exited.then(() => this.stop())
  }

  /** Bytes came. */
  heard(): void {
    this.lastByteMs = performance.now()
  }

  /** Collections came; each says how long it stopped the world. */
  saw(events: readonly Event[]): void {
    const limit = this.options.snapshotOnPauseMs
    if (limit === null) return
    for (const event of events) {
      const worst = worstPause(event)
      if (worst === null || worst.ms <= limit) continue
      void this.snapshot(`pause-gc${worst.cycle}-${worst.ms}ms.txt`)
    }
  }

  /** True when the signal asks us, and not the program. */
  takes(signal: NodeJS.Signals): boolean {
    if (signal !== this.options.dumpOn) return false
    void this.dump(`asked-${stamp()}.txt`)
    return true
  }

  /** Everything that was begun is done. */
  async settled(): Promise<void> {
    this.stop()
    await this.work
  }

  private stop(): void {
    for (const timer of this.timers) clearTimeout(timer)
  }

  private timeOut(): void {
    if (this.isEnding) return
    this.timedOut = true
    this.end('stop')
  }

  /** Time in which we were stopped is no silence of the program's: what it said then is still on its way. */
  private lookForSilence(hangAfterMs: number, stepMs: number): void {
    const now = performance.now()
    if (now - this.lastLookMs > stepMs * LATE) this.lastByteMs = Math.max(this.lastByteMs, now - stepMs)
    this.lastLookMs = now
    if (this.isEnding || this.hung || this.silentMs() < hangAfterMs) return
    if (isStopped(this.child!.pid)) {
      this.heard()
      return
    }
    this.hung = true
    this.work = this.examine(Math.min(LOOK_EVERY_MS, hangAfterMs))
  }

  private silentMs(): number {
    return performance.now() - this.lastByteMs
  }

  /** Who stands still in every look, and then the end. */
  private async examine(everyMs: number): Promise<void> {
    const { note } = this.ports
    note(`nothing came for ${Math.round(this.silentMs())} ms: looking at it`)
    const dumps: Buffer[] = []
    const canRepeat = this.options.pprofUrl !== null || this.ports.isJvm
    for (let look = 1; canRepeat && look <= LOOKS; look++) {
      const dump = await this.dump(`hang-${look}.txt`)
      if (dump !== null) dumps.push(dump)
      if (look < LOOKS) await pause(everyMs)
      // A JVM answers among its output: its last dump is still on its way.
      else if (dump === null) await pause(Math.min(everyMs, ANSWER_MS))
    }
    this.findings.push(...(await this.ports.standstill(dumps, LOOKS)))
    for (const finding of this.findings) note(finding)
    if (this.options.onHang !== 'leave') this.end(this.options.onHang)
  }

  private end(action: Exclude<HangAction, 'leave'>): void {
    this.isEnding = true
    this.work = Promise.all([this.work, endChild(this.child!, { silentMs: () => this.silentMs() }, action)]).then(
      () => {},
    )
  }

  /** A dump without harm; null, and a word why, where there is no such way. */
  private async dump(name: string): Promise<Buffer | null> {
    const { note, keep, isJvm } = this.ports
    if (this.options.pprofUrl !== null) {
      try {
        const text = await fetchGoroutines(this.options.pprofUrl)
        keep(name, text)
        return text
      } catch (error) {
        note(`no dump from ${this.options.pprofUrl}: ${(error as Error).message}`)
        return null
      }
    }
    // A JVM prints its threads among its own output, and goes on.
    if (isJvm) this.child?.signal('SIGQUIT')
    else note('no dump: without --pprof the only way is SIGQUIT, and that ends a Go program')
    return null
  }

  private async snapshot(name: string): Promise<void> {
    const now = performance.now()
    if (now - this.lastSnapshotMs < SNAPSHOT_EVERY_MS || this.snapshots >= MOST_SNAPSHOTS) return
    this.lastSnapshotMs = now
    this.snapshots++
    await this.dump(name)
  }
}

function stamp(): string {
  return new Date().toISOString().replace(/[:.]/g, '-')
}

const CYCLE = GC_FIELDS.indexOf('cycle')
const SWEEP_TERM = GC_FIELDS.indexOf('sweepTermMs')
const MARK_TERM = GC_FIELDS.indexOf('markTermMs')

/** A collection stops the world twice; each stop is a pause of its own. */
function worstPause(event: Event): { readonly cycle: number; readonly ms: number } | null {
  if (event.kind === 'go.gc') return { cycle: event.cycle, ms: Math.max(event.sweepTermMs, event.markTermMs) }
  if (event.kind !== 'go.gc-batch') return null
  let worst = { cycle: 0, ms: 0 }
  const { values, stride, length } = event.cycles
  for (let i = 0; i < length; i++) {
    const row = i * stride
    const ms = Math.max(values[row + SWEEP_TERM]!, values[row + MARK_TERM]!)
    if (ms > worst.ms) worst = { cycle: values[row + CYCLE]!, ms }
  }
  return worst
}
