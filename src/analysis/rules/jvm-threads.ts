import type { Finding } from '../../model/finding.ts'
import type { JvmThreadEvent } from '../../model/jvm-event.ts'
import { type LockCycle, lockCycles, ownersOf, waitOf } from '../jvm/lock-cycles.ts'
import { ownFrame, type ThreadDump } from '../jvm/thread-groups.ts'
import type { Rule } from './rule.ts'

/** What thread dumps of a JVM tell: who waits for whom, and what several dumps have in common. */
export const JVM_THREAD_RULES: readonly Rule[] = [
  {
    id: 'jvm/deadlock',
    severity: 'error',
    summary: 'These threads wait for each other and can never run again.',
    limits:
      'Speaks when the JVM found the cycle itself, or when monitors and owned synchronizers in the dump close one. Locks of java.util.concurrent show their owners only in dumps with -l, or in what the JVM found.',
    *check({ jvm }) {
      const seen = new Set<string>()
      for (const dump of jvm.dumps) {
        for (const cycle of lockCycles(dump)) {
          const key = cycle.members.map(({ thread, at }) => `${thread}\n${at}`).join('\n')
          if (seen.has(key) || seen.size >= MOST_FINDINGS) continue
          seen.add(key)
          yield deadlockOf(cycle)
        }
      }
    },
  },
  {
    id: 'jvm/lock-convoy',
    severity: 'warning',
    summary: 'Many threads wait for one lock, in one dump after the other.',
    limits:
      'Needs two dumps or more, and three waiters in each. Addresses move when the collector runs: locks are told by their class and by the function that holds them.',
    *check({ jvm }) {
      if (jvm.dumps.length < 2) return
      for (const [key, { dumps, most, example, owner }] of convoys(jvm.dumps)) {
        if (dumps < 2) continue
        const held = owner === null ? 'a holder that the dumps do not show' : `${owner.at} (thread "${owner.name}")`
        yield {
          rule: 'jvm/lock-convoy',
          severity: 'warning',
          confidence: dumps >= 3 ? 0.85 : 0.7,
          title: `up to ${most} threads wait for one lock in ${dumps} of ${jvm.dumps.length} dumps`,
          explanation: `The lock is held by ${held}. Threads queue behind it: they run one after the other.`,
          advice: [
            'do less while the lock is held, above all no input and output',
            'split the lock, or use a structure that needs none',
          ],
          goroutines: [],
          evidence: [{ span: example.span, quote: `"${example.name.slice(0, 200)}" ${example.state}` }],
          crash: null,
          data: { lock: key.split('\n')[0], dumps, mostWaiters: most, heldAt: owner?.at ?? null },
        }
      }
    },
  },
  {
    id: 'jvm/hot-method',
    severity: 'warning',
    summary: 'A thread runs in the same function of the program in one dump after the other, and uses a processor.',
    limits:
      'Needs three dumps. Where they print the processor time (JDK 11 and later) it must have grown by half of the time between them; else the claim is a guess.',
    *check({ jvm }) {
      for (const hot of hotThreads(jvm.dumps)) {
        yield {
          rule: 'jvm/hot-method',
          severity: 'warning',
          confidence: hot.share === null ? 0.4 : 0.9,
          title: `thread "${hot.name.slice(0, 100)}" runs in ${hot.at} in ${hot.dumps} dumps`,
          explanation:
            hot.share === null
              ? 'It is RUNNABLE at the same place each time. These dumps do not print processor time, so that it may as well wait in native code.'
              : `Between the first and the last it used ${Math.round(hot.share * 100)} % of one processor.`,
          advice: [
            `look at the loop in ${hot.at}: a profile (JFR, async-profiler) of this thread tells which part of it`,
          ],
          goroutines: [],
          evidence: hot.spans.slice(0, 3).map((span) => ({ span, quote: `"${hot.name.slice(0, 200)}" at ${hot.at}` })),
          crash: null,
          data: { thread: hot.name, at: hot.at, dumps: hot.dumps, processorShare: hot.share },
        }
      }
    },
  },
]

const MOST_FINDINGS = 20

function deadlockOf({ members, foundBy, behind }: LockCycle): Finding {
  const alone = members.length === 1
  const steps = members.slice(0, 6).map(({ thread, object, type, heldBy, at, place }) => {
    const lock = `${type ?? 'a lock'}${object === null ? '' : ` ${object}`}`
    const where = at === null ? '' : ` in ${at}${place === null ? '' : ` (${place})`}`
    return `Thread "${thread}" waits for ${lock}${where}, held by ${heldBy === null ? 'an owner that is not shown' : `"${heldBy}"`}`
  })
  return {
    rule: 'jvm/deadlock',
    severity: 'error',
    confidence: foundBy === 'jvm' ? 1 : 0.95,
    title: alone
      ? `thread "${members[0]!.thread}" waits for a lock that it holds itself`
      : `${members.length} threads wait for each other's locks (lock order)`,
    explanation: [
      ...steps,
      ...(behind > 0 ? [`${behind === 1 ? '1 more thread waits' : `${behind} more threads wait`} behind them`] : []),
      foundBy === 'jvm' ? 'The JVM itself found the cycle' : 'The monitors in the dump close the cycle',
    ].join('. '),
    advice: alone
      ? ['do not take the lock again where it is held already, or use one that can be taken twice']
      : ['take the locks in one order everywhere, or take the second with tryLock and a time limit'],
    goroutines: [],
    evidence: members
      .slice(0, 8)
      .map(({ span, thread, at }) => ({ span, quote: `"${thread.slice(0, 200)}" ${at ?? ''}`.trim() })),
    crash: null,
    data: {
      class: 'resource',
      cause: alone ? 'double-lock' : 'lock-order',
      blockedAt: [...new Set(members.flatMap(({ at }) => (at === null ? [] : [at])))],
      threads: members.map(({ thread }) => thread),
      waits: members.map(({ thread, object, type, heldBy, at }) => ({
        thread,
        for: type,
        address: object,
        heldBy,
        at,
      })),
      foundBy,
      waitingBehind: behind,
    },
  }
}

interface Convoy {
  dumps: number
  most: number
  readonly example: JvmThreadEvent
  readonly owner: { readonly name: string; readonly at: string } | null
}

function convoys(dumps: readonly ThreadDump[]): Map<string, Convoy> {
  const found = new Map<string, Convoy>()
  for (const { threads } of dumps) {
    const owners = ownersOf(threads)
    const waiters = new Map<string, JvmThreadEvent[]>()
    const counted = new Set<string>()
    for (const thread of threads) {
      const wait = waitOf(thread)
      if (wait?.object == null || (wait.relation === 'parking' && !/Lock\b|Lock\$/.test(wait.type ?? ''))) continue
      const waiting = waiters.get(wait.object)
      if (waiting === undefined) waiters.set(wait.object, [thread])
      else waiting.push(thread)
    }
    for (const [object, waiting] of waiters) {
      if (waiting.length < 3) continue
      const holder = owners.get(object)
      const at = holder === undefined ? null : (ownFrame(holder.frames)?.function ?? holder.frames[0]?.function ?? null)
      const owner = holder === undefined || at === null ? null : { name: holder.name, at }
      const key = `${waitOf(waiting[0]!)?.type ?? 'unknown'}\n${at}\n${ownFrame(waiting[0]!.frames)?.function}`
      const seen = found.get(key)
      if (seen === undefined) found.set(key, { dumps: 1, most: waiting.length, example: waiting[0]!, owner })
      else {
        // A dump may have several such locks: one of each object of the class.
        if (!counted.has(key)) seen.dumps++
        seen.most = Math.max(seen.most, waiting.length)
      }
      counted.add(key)
    }
  }
  return found
}

function* hotThreads(dumps: readonly ThreadDump[]) {
  if (dumps.length < 3) return
  const byPlace = new Map<string, JvmThreadEvent[]>()
  for (const { threads } of dumps) {
    const counted = new Set<string>()
    for (const thread of threads) {
      const frame = ownFrame(thread.frames)
      // Its innermost frame is the program's own, or close to it: else it most likely waits in a native call.
      if (frame === null || thread.system || !thread.state.startsWith('RUNNABLE') || thread.frames.indexOf(frame) > 6)
        continue
      const key = `${thread.name}\n${thread.id}\n${frame.function}`
      // Threads may share a name, and an old dump prints no numbers: these are still one dump.
      if (counted.has(key)) continue
      counted.add(key)
      const seen = byPlace.get(key)
      if (seen === undefined) byPlace.set(key, [thread])
      else seen.push(thread)
    }
  }
  for (const seen of byPlace.values()) {
    const [first, last] = [seen[0]!, seen.at(-1)!]
    if (seen.length < 3) continue
    const cpu = first.cpuMs === null || last.cpuMs === null ? null : last.cpuMs - first.cpuMs
    const elapsed =
      first.elapsedSeconds === null || last.elapsedSeconds === null ? null : last.elapsedSeconds - first.elapsedSeconds
    const share = cpu === null || elapsed === null || elapsed <= 0 ? null : cpu / 1_000 / elapsed
    if (share !== null && share < 0.5) continue
    const at = ownFrame(first.frames)!.function
    yield { name: first.name, at, dumps: seen.length, share, spans: seen.map(({ span }) => span) }
  }
}
