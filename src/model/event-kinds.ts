import type { Event } from './event.ts'

/** What holds for every event of a kind. */
interface KindTraits {
  /** It may carry words of the program or of its command line: they are looked through for secrets. */
  readonly hasText: boolean
  /** Beside all events, the view it is shown in. */
  readonly view: 'crash' | 'goroutine' | null
}

const NUMBERS: KindTraits = { hasText: false, view: null }
const TEXT: KindTraits = { hasText: true, view: null }

/** A kind without a row does not compile: whoever adds one decides here. */
export const EVENT_KINDS: Readonly<Record<Event['kind'], KindTraits>> = {
  'go.crash': { hasText: true, view: 'crash' },
  'go.goroutine': { hasText: true, view: 'goroutine' },
  'go.goroutine-count': NUMBERS,
  'go.thread-stack': { hasText: false, view: 'crash' },
  'go.registers': { hasText: false, view: 'crash' },
  'go.end': { hasText: false, view: 'crash' },
  'go.race': { hasText: true, view: 'crash' },
  'go.stack': TEXT,
  'go.profile': { hasText: true, view: 'goroutine' },
  'go.profile-record': { hasText: true, view: 'goroutine' },
  'go.memstats': NUMBERS,
  'go.test': TEXT,
  'go.gc': NUMBERS,
  'go.gc-batch': NUMBERS,
  'go.gc-scan': NUMBERS,
  'go.scav': TEXT,
  'go.sched': NUMBERS,
  'go.init': NUMBERS,
  'go.pacer': TEXT,
  'jvm.exception': { hasText: true, view: 'crash' },
  'jvm.thread': { hasText: true, view: 'goroutine' },
  'jvm.deadlock': { hasText: true, view: 'goroutine' },
  'jvm.dump': { hasText: true, view: 'goroutine' },
  'jvm.vm-crash': { hasText: true, view: 'crash' },
  'jvm.test': TEXT,
  // Titles, causes and names of threads; they come by the million.
  'jvm.gc': NUMBERS,
  'jvm.gc-init': TEXT,
  'jvm.safepoint': NUMBERS,
  'jvm.gc-note': TEXT,
  'os.oom-kill': { hasText: true, view: 'crash' },
  malformed: { hasText: true, view: 'crash' },
  'near-miss': TEXT,
}

/** An event that is a crash all by itself; Go's own reports are blocks from `go.crash` to `go.end`. */
export function isWholeCrash(event: Event): boolean {
  return event.kind === 'go.race' || event.kind === 'jvm.vm-crash' || (event.kind === 'jvm.exception' && event.uncaught)
}
