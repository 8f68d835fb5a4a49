import type { GoProfileRecordEvent } from '../../../model/event.ts'
import type { Finding } from '../../../model/finding.ts'
import type { Frame, Stack } from '../../../model/stack.ts'
import type { Block } from '../go-scene.ts'
import { type Cause, CLASS, type Class } from './diagnosis.ts'
import { isOwn, isProgram, outerFunction, ownerType } from './names.ts'
import { placeOf, shortName } from './phrases.ts'

/** The goroutine leak profile of Go ≥ 1.26: every record of it is proven by the collector. */
export function leaksOfProfile({ profile, records }: Block): Omit<Finding, 'rule' | 'severity'>[] {
  if (profile?.profile !== 'goroutineleak') return []
  const atChannels = new Set(
    records.filter(({ stack }) => !isAtLock(stack.frames)).flatMap(({ stack }) => workOf(stack)),
  )
  return [...records]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_RECORDS)
    .flatMap((record) => {
      const site = record.stack.frames.find(isOwn) ?? record.stack.frames[0]
      if (site === undefined) return []
      const { cause, kind } = causeOf(record, atChannels)
      return [
        {
          confidence: 1,
          title: `${record.count === 1 ? '1 goroutine leaked' : `${record.count} goroutines leaked`} in ${shortName(site.function)}`,
          explanation: `Stuck for ever at ${placeOf(site)}: the garbage collector found that nothing that can still run refers to what they wait for`,
          advice: [`Find who should wake the goroutine at ${placeOf(site)}: it returned early, or was never started`],
          goroutines: [],
          evidence: [{ span: record.span, quote: `${record.count} @ ${site.function} ${placeOf(site)}` }],
          crash: null,
          data: {
            class: kind,
            cause,
            blockedAt: [site.function],
            causeConfidence: 0.7,
            notProvenBecause: null,
            goroutineCount: record.count,
            waitMinutes: null,
            crash: null,
          },
        },
      ]
    })
}

const MOST_RECORDS = 20

/** The profile leaves the runtime's own frames out: who waits for a lock shows its package, who waits for a channel nothing. */
function isAtLock([top]: readonly Frame[]): boolean {
  return top !== undefined && /^(?:internal\/)?sync$/.test(top.package)
}

/** The types and functions of a stack. */
function workOf({ frames }: Stack): string[] {
  return frames.filter(isProgram).map((frame) => ownerType(frame) ?? outerFunction(frame.function))
}

/** `atChannels`: the types and functions of those that leaked at a channel, who may hold the lock that others wait for. */
function causeOf({ stack }: GoProfileRecordEvent, atChannels: ReadonlySet<string>): { cause: Cause; kind: Class } {
  const has = (name: RegExp) => stack.frames.some((frame) => name.test(frame.function))
  const cause = ((): Cause => {
    if (!isAtLock(stack.frames)) return 'channel'
    if (has(/^sync\.\(\*Cond\)\.Wait$/)) return 'condition-variable'
    if (has(/^sync\.\(\*WaitGroup\)\.Wait$/)) return 'wait-group'
    return workOf(stack).some((work) => atChannels.has(work)) ? 'channel-lock' : 'double-lock'
  })()
  return { cause, kind: CLASS[cause] }
}
