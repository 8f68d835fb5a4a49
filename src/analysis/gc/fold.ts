import type { Event } from '../../model/event.ts'
import { GoCycles } from './go-cycles.ts'
import { JvmEvents, type Quote } from './jvm-events.ts'
import type { PeriodFilter } from './period.ts'
import { GcTimeline } from './timeline.ts'

/** What a source says of garbage collection, of either runtime: the others of its events pass by. */
export class GcFold {
  readonly go: GcTimeline
  readonly jvm: GcTimeline
  private readonly cycles: GoCycles
  private readonly happenings: JvmEvents

  /** `most`: events of each runtime that are kept. */
  constructor(most: number, period: PeriodFilter | null = null) {
    this.go = new GcTimeline('go', most)
    this.jvm = new GcTimeline('jvm', most)
    this.cycles = new GoCycles(this.go, period)
    this.happenings = new JvmEvents(this.jvm, period)
  }

  /** Whether the event was one of garbage collection. */
  add(event: Event, quote: Quote): boolean {
    switch (event.kind) {
      case 'go.gc-batch':
        this.cycles.addBatch(event)
        return true
      case 'go.gc':
        this.cycles.add(event)
        return true
      case 'go.scav':
        this.go.traces.addScavenger(event)
        return true
      case 'go.pacer':
        this.go.traces.addPacer(event)
        return true
      case 'go.sched':
        this.go.traces.addScheduler(event)
        return true
      case 'jvm.gc':
        this.happenings.add(event, quote)
        return true
      case 'jvm.gc-init':
        this.happenings.init(event)
        return true
      case 'jvm.safepoint':
        this.happenings.safepoint(event, quote)
        return true
      case 'jvm.gc-note':
        this.happenings.note(event)
        return true
      default:
        return false
    }
  }

  /** Between two chunks of the source, while the last lines can still be quoted. */
  settle(quote: Quote): void {
    this.happenings.settle(quote)
  }
}
