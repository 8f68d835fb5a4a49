import { GC_RULES } from '../../src/analysis/rules/gc/registry.ts'
import { RULES } from '../../src/analysis/rules/registry.ts'
import { code, page, table } from './markdown.ts'

export function findingsPage(): string {
  return page(
    'Findings',
    'What the rules say about a log. Each finding carries its confidence (0–1), the goroutines it is about and quoted ' +
      'lines as evidence; a rule that cannot prove its claim says so, or stays silent.',
    RULES.length === 0
      ? 'There is no rule yet: the report tells crashes, dumps and completeness.'
      : table(
          ['rule', 'severity', 'meaning', 'limits'],
          [...RULES, ...GC_RULES].map(({ id, severity, summary, limits }) => [code(id), severity, summary, limits]),
        ),
  )
}
