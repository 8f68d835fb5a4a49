/** GitLab Code Quality: a JSON array, also when there is nothing in it. One entry per fingerprint is all GitLab shows. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { escapeUnsafe } from '../json.ts'
import { headline, inCheckout, remarks } from './problem-words.ts'

export function renderGitlab(gate: Gate): string {
  const shown = gate.judgement.problems.filter(
    ({ standing, class: kind }) => standing === 'fails' && kind !== 'interrupted',
  )
  const json = JSON.stringify(
    shown.map((problem) => entry(problem, gate)),
    null,
    2,
  )
  return `${escapeUnsafe(json)}\n`
}

function entry(problem: Problem, gate: Gate): object {
  const code = inCheckout(problem, gate)
  const path = code?.path ?? relative(problem.span?.source ?? 'run')
  return {
    description: neutralizeLine([headline(problem), ...remarks(problem)].join('. '), ' ', ' '),
    check_name: problem.rule,
    fingerprint: problem.fingerprint,
    severity: severityOf(problem),
    location: { path, lines: { begin: Math.max(1, code?.line ?? problem.span?.line ?? 1) } },
  }
}

function severityOf({ crash, severity }: Problem): 'blocker' | 'critical' | 'major' | 'minor' | 'info' {
  if (crash !== null) return severity === 'error' ? 'blocker' : 'major'
  return severity === 'error' ? 'critical' : severity === 'warning' ? 'minor' : 'info'
}

/** GitLab takes paths of the repository only, without `./`. */
function relative(path: string): string {
  return path
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/')
}
