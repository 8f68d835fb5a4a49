import type { JvmThreadEvent, MonitorLine } from '../../model/jvm-event.ts'
import type { Span } from '../../model/span.ts'
import { ownFrame, type ThreadDump } from './thread-groups.ts'

/** One step of a cycle: a thread, what it waits for, and whose that is. */
export interface CycleMember {
  readonly thread: string
  readonly object: string | null
  readonly type: string | null
  readonly heldBy: string | null
  /** The function of the program in which it waits. */
  readonly at: string | null
  readonly place: string | null
  readonly span: Span
}

export interface LockCycle {
  readonly members: readonly CycleMember[]
  readonly foundBy: 'jvm' | 'monitors'
  /** Further threads that wait for a lock which one of these holds. */
  readonly behind: number
}

/**
 * Threads that wait for each other: what the JVM says, and what the monitors and owned synchronizers of the dump prove. The
 * JVM does not search the dumps of virtual threads, nor the JSON form.
 */
export function lockCycles(dump: ThreadDump): LockCycle[] {
  const byName = new Map(dump.threads.map((thread) => [thread.name, thread]))
  const cycles: LockCycle[] = dump.deadlocks.slice(0, MOST_CYCLES).map((event) => ({
    foundBy: 'jvm',
    behind: behind(dump, new Set(event.members.map(({ thread }) => thread))),
    members: event.members.map(({ thread, waitsFor, type, heldBy }) => ({
      thread,
      object: waitsFor,
      type,
      heldBy,
      ...placeOf(byName.get(thread)),
      span: byName.get(thread)?.span ?? event.span,
    })),
  }))
  const known = new Set(cycles.map(keyOf))
  for (const cycle of provenCycles(dump)) {
    const key = keyOf(cycle)
    if (known.has(key)) continue
    known.add(key)
    cycles.push(cycle)
  }
  return cycles
}

/** More standstills in one dump nobody reads, and each costs a look at all threads. */
const MOST_CYCLES = 50

function keyOf({ members }: LockCycle): string {
  return members
    .map(({ thread }) => thread)
    .sort()
    .join('\n')
}

function placeOf(thread: JvmThreadEvent | undefined): Pick<CycleMember, 'at' | 'place'> {
  const frame = thread === undefined ? null : ownFrame(thread.frames)
  if (frame === null) return { at: thread?.frames[0]?.function ?? null, place: null }
  return { at: frame.function, place: frame.file === null ? null : `${frame.file}:${frame.line}` }
}

/** Each thread waits for one thing at most, so that a walk along the owners either ends or goes round. */
function provenCycles(dump: ThreadDump): LockCycle[] {
  const owners = ownersOf(dump.threads)
  const done = new Set<JvmThreadEvent>()
  const cycles: LockCycle[] = []
  for (const start of dump.threads) {
    if (cycles.length >= MOST_CYCLES) break
    const path: JvmThreadEvent[] = []
    const at = new Map<JvmThreadEvent, number>()
    for (let thread: JvmThreadEvent | undefined = start; thread !== undefined && !done.has(thread); ) {
      if (at.has(thread)) {
        const ring = path.slice(at.get(thread)!)
        if (ring.length === 1 && canTakeTwice(waitOf(thread)!)) break
        cycles.push({
          foundBy: 'monitors',
          behind: behind(dump, new Set(ring.map(({ name }) => name))),
          members: ring.map((one) => {
            const wait = waitOf(one)!
            const heldBy = owners.get(wait.object!)?.name ?? null
            return { thread: one.name, object: wait.object, type: wait.type, heldBy, ...placeOf(one), span: one.span }
          }),
        })
        break
      }
      at.set(thread, path.length)
      path.push(thread)
      const object: string | null | undefined = waitOf(thread)?.object
      thread = object == null ? undefined : owners.get(object)
    }
    for (const thread of path) done.add(thread)
  }
  return cycles
}

/** What a thread waits for. None waits for two things: then the line with the name of the second was lost. */
export function waitOf({ monitors }: JvmThreadEvent) {
  const [wait, ...others] = monitors.filter(({ relation }) => relation === 'waiting-to-lock' || relation === 'parking')
  return others.length === 0 ? wait : undefined
}

/** A thread may take its own monitor again, and these locks, so what looks like that was told of two threads. */
function canTakeTwice({ relation, type }: MonitorLine): boolean {
  return relation === 'waiting-to-lock' || type?.startsWith('java.util.concurrent.locks.Reentrant') === true
}

/** Who holds what. In `Object.wait` a monitor is printed as locked, and is free. */
export function ownersOf(threads: readonly JvmThreadEvent[]): Map<string, JvmThreadEvent> {
  const owners = new Map<string, JvmThreadEvent>()
  for (const thread of threads) {
    const released = new Set(
      thread.monitors.flatMap(({ relation, object }) => (relation === 'waiting-on' ? [object] : [])),
    )
    for (const { relation, object } of thread.monitors)
      if (object !== null && (relation === 'locked' || relation === 'owns') && !released.has(object))
        owners.set(object, thread)
  }
  return owners
}

function behind({ threads }: ThreadDump, names: ReadonlySet<string>): number {
  const owners = ownersOf(threads)
  return threads.filter((thread) => {
    const object = names.has(thread.name) ? null : waitOf(thread)?.object
    return object != null && names.has(owners.get(object)?.name ?? '')
  }).length
}
