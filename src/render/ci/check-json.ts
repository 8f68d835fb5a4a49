/** The gate for programs: the verdict, every problem with its place in the checkout, and the report they come from. */
import { safeJson } from '../../base/text/safe-json.ts'
import type { Gate, Problem } from '../../model/judgement.ts'

const SCHEMA = 'log-extractor/check/1'

export function renderCheckJson(gate: Gate): string {
  const { report, judgement } = gate
  const { verdict, problems, notes } = judgement
  const document = { schema: SCHEMA, verdict, problems: problems.map((one) => problemJson(one, gate)), notes, report }
  return `${safeJson(document, 2)}\n`
}

/** One problem a line. */
export function renderCheckLines(gate: Gate): string {
  return gate.judgement.problems.map((problem) => `${safeJson(problemJson(problem, gate))}\n`).join('')
}

function problemJson(problem: Problem, { sourceOf }: Gate): object {
  const { crash, findings, place, ...rest } = problem
  const source = place === null ? null : sourceOf(place)
  return { ...rest, crash: crash?.id ?? null, findings: findings.map(({ rule }) => rule), place, source }
}
