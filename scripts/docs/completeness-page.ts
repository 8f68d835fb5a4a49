import { ADVICE, type Advice } from '../../src/analysis/completeness/advice.ts'
import { DEFECT_EVIDENCE, EVIDENCE, type EvidenceRule } from '../../src/analysis/completeness/evidence-rules.ts'
import { code, page, table } from './markdown.ts'

const CERTAINTY = { 3: 'certain', 2: 'strong', 1: 'a hint', 0: 'a remark' } as const

export function completenessPage(): string {
  return page(
    'Completeness',
    'What is missing from a log, how we know, and the one change that gets it next time. Evidence that is certain or ' +
      'strong makes a source `incomplete`, hints alone make it `suspect`; a source without any crash is `no-crash`, ' +
      'everything else `complete`. The ids are those of `sources[].completeness.evidence[].id` in the report.',
    table(
      ['id', 'weight', 'what is seen', 'advice'],
      Object.values(EVIDENCE).map((rule: EvidenceRule) => [
        rule.id,
        CERTAINTY[rule.weight],
        rule.what,
        `[${rule.advice}](#${rule.advice.toLowerCase()})`,
      ]),
    ),
    '## Advice',
    'Where a runtime has a sentence of its own, the one is told whose reports the source shows; both, where it shows both.',
    ...Object.entries(ADVICE).flatMap(([key, advice]) => [`### ${key}`, sentencesOf(advice)]),
    '## Defects',
    'Broken text is a record among the good ones: an event of kind `malformed` with one of these codes.',
    table(
      ['code', 'evidence'],
      Object.entries(DEFECT_EVIDENCE).map(([defect, key]) => [
        code(defect),
        key === null ? 'none: nothing is lost' : EVIDENCE[key].id,
      ]),
    ),
  )
}

function sentencesOf(advice: Advice): string {
  return typeof advice === 'string' ? advice : `- Go: ${advice.go}\n- JVM: ${advice.jvm}`
}
