/** What only whoever started the program knows: it was killed, and a report that ends the log may not be all of it. */
import type { Report, Source } from '../../model/report.ts'
import { ADVICE } from './advice.ts'
import { KILL_LINES } from './completeness.ts'
import { EVIDENCE } from './evidence-rules.ts'

export function killedBehind(report: Report): Report {
  return { ...report, sources: report.sources.map((source) => told(source, lastLineOf(report, source.name))) }
}

function told(source: Source, last: number): Source {
  const { verdict, evidence } = source.completeness
  if (verdict === 'no-crash' || last === 0 || source.lines - last > KILL_LINES) return source
  if (evidence.some(({ id }) => id === EVIDENCE.E20.id)) return source
  const { id, what, advice } = EVIDENCE.E20
  const killed = { id, line: last, text: `${what}: SIGKILL`, advice: ADVICE[advice] }
  return { ...source, completeness: { verdict: 'incomplete', evidence: [...evidence, killed] } }
}

function lastLineOf({ crashes, dumps }: Report, name: string): number {
  return [...crashes, ...dumps].reduce(
    (last, { span }) => (span.source === name ? Math.max(last, span.endLine) : last),
    0,
  )
}
