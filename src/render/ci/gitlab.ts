/** GitLab Code Quality: a JSON array, also when there is nothing in it. One entry per fingerprint is all GitLab shows. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { safeJson } from '../../base/text/safe-json.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { headline, inCheckout, remarks } from './problem-words.ts'

export function renderGitlab(gate: Gate): string {
  const shown = gate.judgement.problems.filter(
    ({ standing, class: kind }) => standing === 'fails' && kind !== 'interrupted',
  )
  const times = new Map<string, number>()
  for (const { fingerprint } of shown) times.set(fingerprint, (times.get(fingerprint) ?? 0) + 1)
  const entries = shown.flatMap((problem) => {
    const count = times.get(problem.fingerprint)
    times.delete(problem.fingerprint)
    return count === undefined ? [] : [entry(problem, count - 1, gate)]
  })
  return `${safeJson(entries, 2)}\n`
}

function entry(problem: Problem, others: number, gate: Gate): object {
  const code = inCheckout(problem, gate)
  const more = others === 0 ? [] : [`${others} more like it`]
  const path = code?.path ?? relative(problem.span?.source ?? 'run')
  return {
    description: neutralizeLine([headline(problem), ...remarks(problem), ...more].join('. '), ' ', ' '),
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
