/** TAP 14: one test point per problem; what does not count is TODO, an interruption SKIP. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { safeJson } from '../../base/text/safe-json.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { detailLines, headline, placeText } from './problem-words.ts'

export function renderTap(gate: Gate): string {
  const { problems } = gate.judgement
  const broken = new Set(problems.map(({ span }) => span?.source))
  const fine = gate.report.sources.filter(({ name, error }) => error === null && !broken.has(name))
  const lines = ['TAP version 14', `1..${problems.length + fine.length}`]
  for (const [i, problem] of problems.entries()) lines.push(...point(i + 1, problem, gate))
  for (const [i, { name }] of fine.entries())
    lines.push(`ok ${problems.length + i + 1} - no crash in ${description(name)}`)
  return lines.map((line) => `${line}\n`).join('')
}

function point(number: number, problem: Problem, gate: Gate): string[] {
  const { standing, note, test, rule } = problem
  const name = description(`${test === null ? '' : `${test.name}: `}${headline(problem)}`)
  if (problem.class === 'interrupted') return [`ok ${number} - ${name} # SKIP interrupted`]
  const todo = standing === 'fails' ? '' : ` # TODO ${description(note ?? standing)}`
  const place = placeText(problem, gate)
  return [
    `not ok ${number} - ${name}${todo}`,
    '  ---',
    `  message: ${safeJson(neutralizeLine(problem.title))}`,
    `  severity: ${problem.severity === 'error' ? 'fail' : 'todo'}`,
    `  rule: ${safeJson(rule)}`,
    `  fingerprint: ${safeJson(problem.fingerprint)}`,
    ...(place === null ? [] : [`  at: ${safeJson(neutralizeLine(place))}`]),
    '  details: |',
    ...detailLines(problem, gate).map((line) => `    ${neutralizeLine(line, ' ', '    ')}`.trimEnd()),
    '  ...',
  ]
}

function description(text: string): string {
  return neutralizeLine(text, ' ', ' ').replaceAll('\\', '\\\\').replaceAll('#', '\\#')
}
