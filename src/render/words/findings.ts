/** Which finding is told where: with its crash, as a blocking verdict, beside the memory figures, or on its own. */
import type { Finding } from '../../model/finding.ts'
import type { Crash, Report } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'

export interface FindingSet {
  /** By crash id: what explains this crash. */
  readonly ofCrash: ReadonlyMap<string, readonly Finding[]>
  readonly blocking: readonly Finding[]
  readonly memory: readonly Finding[]
  readonly others: readonly Finding[]
}

const BLOCKING_LABEL: Readonly<Record<string, string>> = {
  'go/deadlock': 'DEADLOCK',
  'jvm/deadlock': 'DEADLOCK',
  'go/leak': 'LEAK',
  'go/blocked-unproven': 'BLOCKED',
}

const MEMORY_RULE = /^gc\/|\/(gc|heap|memory|alloc|oom|scav)/

function isBlocking(finding: Finding): boolean {
  return finding.rule in BLOCKING_LABEL
}

export function blockingLabel(finding: Finding): string {
  return BLOCKING_LABEL[finding.rule] ?? 'BLOCKED'
}

export function sortFindings(report: Report): FindingSet {
  const ofCrash = new Map<string, Finding[]>()
  const byId = new Map(report.crashes.map((crash) => [crash.id, crash]))
  const set = { blocking: [] as Finding[], memory: [] as Finding[], others: [] as Finding[] }
  for (const finding of report.findings) {
    if (isBlocking(finding)) {
      set.blocking.push(finding)
      continue
    }
    const crash = (finding.crash === null ? undefined : byId.get(finding.crash)) ?? crashAround(report, finding)
    const known = crash === null ? undefined : ofCrash.get(crash.id)
    if (known !== undefined) known.push(finding)
    else if (crash !== null) ofCrash.set(crash.id, [finding])
    else if (MEMORY_RULE.test(finding.rule)) set.memory.push(finding)
    else set.others.push(finding)
  }
  return { ofCrash, ...set }
}

/** Of a finding that names no crash: the one its evidence stands inside of. */
function crashAround(report: Report, finding: Finding): Crash | null {
  const first = finding.evidence[0]?.span
  if (!first) return null
  return report.crashes.find((crash) => inside(crash.span, first)) ?? null
}

function inside(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && inner.line >= outer.line && inner.endLine <= outer.endLine
}
