import type { GoProfileRecordEvent } from '../../model/event.ts'
import type { Finding } from '../../model/report.ts'
import type { Block } from '../scene.ts'
import { isOwn } from './names.ts'
import { placeOf, shortName } from './phrases.ts'

/** The goroutine leak profile of Go ≥ 1.26: every record of it is proven by the collector. */
export function leaksOfProfile({ profile, records }: Block): Omit<Finding, 'rule' | 'severity'>[] {
  if (profile?.profile !== 'goroutineleak') return []
  return [...records]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_RECORDS)
    .flatMap((record) => {
      const site = record.stack.frames.find(isOwn) ?? record.stack.frames[0]
      if (site === undefined) return []
      const { cause, kind } = causeOf(record)
      return [
        {
          confidence: 1,
          title: `${record.count === 1 ? '1 goroutine leaked' : `${record.count} goroutines leaked`} in ${shortName(site.function)}`,
          explanation: `Stuck for ever at ${placeOf(site)}: the garbage collector found that nothing that can still run refers to what they wait for`,
          advice: [`Find who should wake the goroutine at ${placeOf(site)}: it returned early, or was never started`],
          goroutines: [],
          evidence: [{ span: record.span, quote: `${record.count} @ ${site.function} ${placeOf(site)}` }],
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

/** The profile shows no states, and leaves the runtime's own frames out: a lock shows its package, a channel nothing. */
function causeOf({ stack }: GoProfileRecordEvent): { cause: string; kind: string } {
  const [top] = stack.frames
  if (top === undefined || !/^(?:internal\/)?sync$/.test(top.package))
    return { cause: 'channel', kind: 'communication' }
  const has = (name: RegExp) => stack.frames.some((frame) => name.test(frame.function))
  if (has(/^sync\.\(\*Cond\)\.Wait$/)) return { cause: 'condition-variable', kind: 'communication' }
  if (has(/^sync\.\(\*WaitGroup\)\.Wait$/)) return { cause: 'wait-group', kind: 'mixed' }
  return { cause: 'double-lock', kind: 'resource' }
}
