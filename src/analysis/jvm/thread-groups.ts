import { MOST_IDS } from '../../model/goroutine-samples.ts'
import type { JvmDeadlockEvent, JvmDumpEvent, JvmThreadEvent } from '../../model/jvm-event.ts'
import type { Dump, Group } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import { stackFingerprint } from '../stacks/fingerprint.ts'

/** One thread dump: its threads, and what the JVM found itself. */
export interface ThreadDump {
  readonly threads: JvmThreadEvent[]
  readonly deadlocks: JvmDeadlockEvent[]
  end: JvmDumpEvent | null
  total: number
}

/** A dump of more threads is counted on, but not kept thread by thread; of all dumps together this many are. */
export const MOST_THREADS = 50_000
export const MOST_THREADS_OF_ALL = 200_000
/** Of a dump behind those, so that it is not left out. */
export const LEAST_THREADS = 50

/** Threads with equal stacks, counted; what is idle by design last. */
export function dumpOf({ threads, end, total }: ThreadDump): Dump | null {
  const [first] = threads
  if (first === undefined) return null
  const groups = new Map<string, { group: Group & { count: number }; states: Map<string, number>; ids: number[] }>()
  const states = new Map<string, number>()
  for (const thread of threads) {
    const state = stateOf(thread)
    states.set(state, (states.get(state) ?? 0) + 1)
    const key = `${thread.system}\n${thread.frames.map(({ function: name, line }) => `${name}:${line}`).join('\n')}`
    let draft = groups.get(key)
    if (draft === undefined) {
      const { frames, span } = thread
      const idle = isIdle(thread)
      const fingerprint = stackFingerprint(frames, null, 'jvm')
      const group = { count: 0, states: {}, waitMinutes: null, ids: [], frames, createdBy: null, fingerprint, span }
      draft = { group: { ...group, cause: causeOf(thread, idle), normal: idle }, states: new Map(), ids: [] }
      groups.set(key, draft)
    }
    draft.group = { ...draft.group, count: draft.group.count + 1 }
    draft.states.set(state, (draft.states.get(state) ?? 0) + 1)
    if (thread.id !== null && draft.ids.length < MOST_IDS) draft.ids.push(thread.id)
  }
  return {
    span: end?.span ?? spanOf(threads),
    runtime: 'jvm',
    total,
    groups: [...groups.values()]
      .map(({ group, states, ids }): Group => ({ ...group, states: Object.fromEntries(states), ids }))
      .sort((a, b) => Number(a.normal) - Number(b.normal) || b.count - a.count),
    states: Object.fromEntries(states),
    crash: null,
  }
}

function spanOf(threads: readonly JvmThreadEvent[]): Span {
  const [first, last] = [threads[0]!.span, threads.at(-1)!.span]
  return { ...first, endLine: last.endLine, endByte: last.endByte }
}

/** `BLOCKED`, `WAITING`: without what stands in brackets. */
function stateOf({ state }: JvmThreadEvent): string {
  const bracket = state.indexOf(' (')
  return bracket > 0 && /^[A-Z_]+ \(/.test(state) ? state.slice(0, bracket) : state
}

/** Native calls in which a thread is RUNNABLE for the JVM and waits for the outside. */
const OUTSIDE =
  /^(?:sun\.nio\.ch\.(?:Net\.(?:accept|poll)|EPoll|KQueue|EPollArrayWrapper|WindowsSelectorImpl|NioSocketImpl|SocketDispatcher\.read|FileDispatcherImpl\.read|UnixDomainSockets\.accept)|java\.net\.(?:PlainSocketImpl|SocketInputStream|TwoStacksPlainSocketImpl|DualStackPlainSocketImpl)\.|java\.io\.FileInputStream\.read|io\.netty\.channel\.epoll\.Native\.epollWait)/
/** Threads of a pool with nothing to do, timers, and the JVM's own. */
const WAITS_FOR_WORK =
  /^(?:java\.util\.concurrent\.(?:ThreadPoolExecutor\.getTask|ForkJoinPool\.(?:awaitWork|runWorker|scan)|ScheduledThreadPoolExecutor\$DelayedWorkQueue\.take|SynchronousQueue|LinkedBlockingQueue\.(?:take|poll)|ArrayBlockingQueue\.(?:take|poll)|DelayQueue\.take|PriorityBlockingQueue\.take|LinkedTransferQueue|LinkedBlockingDeque\.(?:take|poll))|java\.util\.TimerThread|java\.lang\.ref\.(?:Reference|ReferenceQueue|Finalizer)|jdk\.internal\.(?:ref\.|misc\.InnocuousThread)|org\.apache\.tomcat\.util\.threads\.TaskQueue\.(?:take|poll))/

function isIdle(thread: JvmThreadEvent): boolean {
  const { frames, system, state } = thread
  if (system || frames.length === 0) return true
  if (OUTSIDE.test(frames[0]!.function)) return true
  return !state.startsWith('BLOCKED') && frames.slice(0, 12).some(({ function: name }) => WAITS_FOR_WORK.test(name))
}

function causeOf(thread: JvmThreadEvent, idle: boolean): string {
  const { state, frames, monitors, system } = thread
  if (system || frames.length === 0) return "one of the JVM's own threads"
  if (OUTSIDE.test(frames[0]!.function)) return 'waits for the outside: a connection, data, a file'
  if (idle) return 'waits for work'
  const waits = monitors.find(({ relation }) => relation === 'waiting-to-lock')
  if (waits !== undefined || state.startsWith('BLOCKED'))
    return `waits to enter a monitor${waits?.type == null ? '' : ` of ${waits.type}`}`
  const parks = monitors.find(({ relation }) => relation === 'parking')
  if (
    parks?.type != null &&
    /Lock|Sync$/.test(parks.type) &&
    !/ConditionObject|Semaphore|CountDownLatch/.test(parks.type)
  )
    return `waits for a lock: ${parks.type}`
  if (parks !== undefined) return `parked${parks.type === null ? '' : ` on ${parks.type}`}`
  if (monitors.some(({ relation }) => relation === 'waiting-on')) return 'in Object.wait: somebody has to notify it'
  if (state.includes('sleeping') || frames[0]!.function.startsWith('java.lang.Thread.sleep')) return 'sleeps'
  if (state.startsWith('RUNNABLE')) return 'runs, or could'
  return state.startsWith('TIMED_WAITING')
    ? 'waits, for a time'
    : state.startsWith('WAITING')
      ? 'waits'
      : 'in an unknown state'
}

/** The program's innermost function of a thread. */
export function ownFrame(frames: readonly Frame[]): Frame | null {
  return frames.find(({ kind }) => kind === 'app' || kind === 'test') ?? null
}
