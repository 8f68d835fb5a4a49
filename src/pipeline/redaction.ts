/** Which parts of what leaves this program are looked through for secrets. The rules are in `base/redaction`. */
import { createHmac, randomBytes } from 'node:crypto'
import { Redactor } from '../base/redaction/redactor.ts'
import type { Event } from '../model/event.ts'
import { EVENT_KINDS } from '../model/event-kinds.ts'
import type { GcReport } from '../model/gc-summary.ts'
import type { SourceLookup } from '../model/judgement.ts'
import type { Report } from '../model/report.ts'

/** `personal`: e-mail and network addresses and card numbers too. False: everything as the log has it. */
export type Redact = boolean | 'personal'

/** The key lives as long as the run: tags compare within one report, and nobody can try out candidates. */
export function createRedactor(redact: Redact = true): Redactor | null {
  if (redact === false) return null
  const key = randomBytes(16)
  const tagOf = (secret: string) => createHmac('sha256', key).update(secret).digest('hex').slice(0, 4)
  return new Redactor({ tagOf, personal: redact === 'personal' })
}

/**
 * Names, places and numbers of the runtime: none holds text of the program, and searching them would harm joins. A test
 * lists every field of the report that has one of these names.
 */
export const NO_TEXT: ReadonlySet<string> = new Set([
  'args',
  'byType',
  'fingerprint',
  'file',
  'function',
  'goVersion',
  'id',
  'ids',
  'kind',
  'layers',
  'members',
  'noise',
  'package',
  'pcOffset',
  'receiver',
  'registers',
  'rule',
  'runtime',
  'schema',
  'severity',
  'source',
  'span',
  'stats',
  'time',
  'tool',
])

export function redactReport(report: Report, redactor: Redactor | null): Report {
  if (redactor === null) return report
  const clean = redactor.deep(report, NO_TEXT)
  return { ...clean, redaction: redactor.counts }
}

/** An answer that is no report: of a query, of a comparison. */
export function redactAnswer<T>(answer: T, redact: Redact | undefined): T {
  return createRedactor(redact)?.deep(answer, NO_TEXT) ?? answer
}

/** Code holds secrets too, and a failure report is mailed around. Lines stay where they are, so that numbers fit. */
export function redactSources(sourceOf: SourceLookup, redact: Redact | undefined): SourceLookup {
  const redactor = createRedactor(redact)
  if (redactor === null) return sourceOf
  return (place) => {
    const source = sourceOf(place)
    if (source === null) return null
    const whole = redactor.text(source.text.join('\n')).split('\n')
    const isAligned = whole.length === source.text.length
    return { ...source, text: isAligned ? whole : source.text.map((line) => redactor.text(line)) }
  }
}

/** Quotes and names of a log stand in all of it but the events, which are numbers and the collectors' own words. */
export function redactGc(report: GcReport, redactor: Redactor | null): GcReport {
  if (redactor === null) return report
  const { timelines, findings, sources } = report
  return {
    timelines: timelines.map(({ events, series, ...told }) => ({ ...redactor.deep(told, NO_TEXT), events, series })),
    findings: redactor.deep(findings, NO_TEXT),
    sources,
  }
}

export function redactEvent(event: Event, redactor: Redactor | null): Event {
  if (redactor === null || !EVENT_KINDS[event.kind].hasText) return event
  if (event.kind === 'go.goroutine' && (event.header?.labels ?? null) === null) return event
  return redactor.deep(event, NO_TEXT)
}
