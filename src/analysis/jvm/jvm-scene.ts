import type { Event } from '../../model/event.ts'
import type {
  JvmDeadlockEvent,
  JvmDumpEvent,
  JvmEvent,
  JvmThreadEvent,
  JvmVmCrashEvent,
} from '../../model/jvm-event.ts'
import type { Crash } from '../../model/report.ts'
import type { StackGroups } from '../stacks/groups.ts'
import type { StackRules } from '../stacks/rules.ts'
import { Exceptions } from './exceptions.ts'
import { TestRuns } from './test-runs.ts'
import { LEAST_THREADS, MOST_THREADS, MOST_THREADS_OF_ALL, type ThreadDump } from './thread-groups.ts'
import { vmCrashOccurrence, vmCrashOf } from './vm-crashes.ts'

/** What one source tells of a JVM, folded from its events as they come. */
export class JvmScene {
  readonly exceptions: Exceptions
  /** In order of appearance. */
  readonly dumps: ThreadDump[] = []
  readonly vmCrashes: JvmVmCrashEvent[] = []
  readonly tests = new TestRuns()
  private readonly groups: StackGroups
  private readonly openDumps = new Map<number, ThreadDump>()
  /** Kept one by one, of all dumps. */
  private threads = 0

  constructor(groups: StackGroups, rules: StackRules) {
    this.groups = groups
    this.exceptions = new Exceptions(groups, rules)
  }

  add(event: JvmEvent): void {
    if (event.kind === 'jvm.exception') {
      this.exceptions.add(event)
      if (event.chain.some(({ type }) => type === LOST_FORK)) this.tests.lose()
    } else if (event.kind === 'jvm.vm-crash') {
      this.groups.add(vmCrashOccurrence(event))
      if (this.vmCrashes.length < MOST_VM_CRASHES) this.vmCrashes.push(event)
    }
    if (event.kind === 'jvm.test') this.tests.add(event)
    if (event.kind === 'jvm.thread' || event.kind === 'jvm.deadlock' || event.kind === 'jvm.dump') this.addToDump(event)
  }

  private addToDump(event: JvmThreadEvent | JvmDeadlockEvent | JvmDumpEvent): void {
    let dump = this.openDumps.get(event.block)
    if (dump === undefined) {
      // A log of more dumps is read on: what they have in common is in the first ones.
      dump = { threads: [], deadlocks: [], end: null, total: 0 }
      this.openDumps.set(event.block, dump)
      if (this.dumps.length < MOST_DUMPS) this.dumps.push(dump)
    }
    if (event.kind === 'jvm.thread') {
      dump.total++
      const most = this.threads < MOST_THREADS_OF_ALL ? MOST_THREADS : LEAST_THREADS
      if (dump.threads.length >= most) return
      this.threads++
      dump.threads.push(event)
    } else if (event.kind === 'jvm.deadlock') dump.deadlocks.push(event)
    else {
      dump.end = event
      this.openDumps.delete(event.block)
    }
  }

  /** In order of appearance. */
  crashes(): Omit<Crash, 'id'>[] {
    const ends = this.vmCrashes.map(vmCrashOf)
    const thrown = this.exceptions.crashes
    const announcing = new Set(ends.map((end) => thrown.findLast((crash) => announces(crash, end))))
    return [...thrown.filter((crash) => !announcing.has(crash)), ...ends].sort((a, b) => a.span.byte - b.span.byte)
  }

  get isShown(): boolean {
    return this.exceptions.total > 0 || this.isCrash
  }

  /** Something in it is worth asking whether it is whole. */
  get isCrash(): boolean {
    return this.crashes().length > 0 || this.dumps.length > 0
  }
}

/**
 * `Aborting due to java.lang.OutOfMemoryError: Java heap space`, and the report of that death below it: the next one of the
 * source, for how many lines lie between depends on what wraps them.
 */
function announces({ kind, message, frames, span }: Omit<Crash, 'id'>, end: Omit<Crash, 'id'>): boolean {
  return (
    kind === 'out-of-memory' &&
    frames.length === 0 &&
    span.source === end.span.source &&
    end.span.line >= span.endLine &&
    end.message.includes(`OutOfMemory encountered: ${message.slice(message.indexOf(': ') + 2)}`)
  )
}

/** How Surefire and Failsafe say that the JVM of the tests ended before they did. */
const LOST_FORK = 'org.apache.maven.surefire.booter.SurefireBooterForkException'
const MOST_VM_CRASHES = 100
const MOST_DUMPS = 1_000

const KINDS: ReadonlySet<Event['kind']> = new Set([
  'jvm.exception',
  'jvm.thread',
  'jvm.deadlock',
  'jvm.dump',
  'jvm.vm-crash',
  'jvm.test',
] satisfies JvmEvent['kind'][])

export function isJvmEvent(event: Event): event is JvmEvent {
  return KINDS.has(event.kind)
}
