import { bytes } from '../../base/text/units.ts'
import type { OomKillEvent } from '../../model/event.ts'
import type { Rule } from './rule.ts'

/** A kill that somebody else tells of: whoever was killed had no chance to say a word. */
export const OOM_KILL_RULES: readonly Rule[] = [
  {
    id: 'os/oom-kill',
    severity: 'error',
    summary: 'A process was killed for lack of memory, as the kernel, Kubernetes, Docker or systemd says.',
    limits:
      'A line of the kernel may be about another process of the machine. Beside a crash of the program itself it is a warning.',
    *check({ oomKills, crashes }) {
      const seen = new Set<string>()
      for (const event of oomKills) {
        const title = oomKillTitle(event)
        if (seen.has(title) || seen.size >= MOST_FINDINGS) continue
        seen.add(title)
        yield {
          rule: 'os/oom-kill',
          severity: crashes.length === 0 ? 'error' : 'warning',
          confidence: crashes.length === 0 ? 0.95 : 0.6,
          title,
          explanation:
            'A process that is killed so prints nothing and runs no deferred code: no stack is missing here.',
          advice: [
            `Compare what the program needs with the limit of its container or machine${event.residentBytes === null ? '' : `; it had ${bytes(event.residentBytes)} then`}`,
            'Go: GOMEMLIMIT at 90 % of the limit makes the collector work before the kernel does; JVM: -XX:MaxRAMPercentage=75',
          ],
          crash: null,
          goroutines: [],
          evidence: [{ span: event.span, quote: event.text }],
          data: { by: event.by, process: event.process, pid: event.pid, residentBytes: event.residentBytes },
        }
      }
    },
  },
]

const MOST_FINDINGS = 20

const BY: { readonly [B in OomKillEvent['by']]: string } = {
  kernel: 'the kernel',
  kubernetes: 'Kubernetes',
  docker: 'Docker',
  systemd: 'systemd',
}

export function oomKillTitle({ by, process, pid }: OomKillEvent): string {
  if (process !== null)
    return `The kernel killed ${process}${pid === null ? '' : ` (process ${pid})`} for lack of memory`
  return `Killed for lack of memory, says ${BY[by]}`
}
