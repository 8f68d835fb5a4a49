/**
 * GitHub Actions: annotations as workflow commands on standard output (the culprits first, since only ten of a kind are
 * shown per step), and the Markdown of the step summary.
 */
import { neutralize } from '../../base/text/neutralize.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { detailLines, headline, inCheckout, placeText } from './problem-words.ts'

/** https://docs.github.com/actions: the rest would be hidden without a word. */
const MOST_PER_KIND = 10
const LONGEST_MESSAGE = 4_000

type Kind = 'error' | 'warning' | 'notice'

export function renderGithub(gate: Gate): string {
  const { problems } = gate.judgement
  const lines: string[] = []
  for (const kind of ['error', 'warning', 'notice'] as const) {
    const mine = problems.filter((problem) => kindOf(problem) === kind)
    // One of the ten says how many there are beyond them.
    const shown = mine.length > MOST_PER_KIND ? mine.slice(0, MOST_PER_KIND - 1) : mine
    lines.push(...shown.map((problem) => annotation(kind, problem, gate)))
    if (shown.length < mine.length) {
      const rest = mine.slice(shown.length).map((problem) => `${headline(problem)} ${placeText(problem, gate) ?? ''}`)
      const message = [`${rest.length} more, see the failure report:`, ...rest].join('\n')
      lines.push(`::${kind} title=${property(`${rest.length} more`)}::${data(message.slice(0, LONGEST_MESSAGE))}`)
    }
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** A cancelled run is nobody's fault, and what is known is no news. */
function kindOf({ standing, severity, class: kind }: Problem): Kind {
  if (standing !== 'fails' || kind === 'interrupted') return 'notice'
  return severity === 'error' ? 'error' : 'warning'
}

function annotation(kind: Kind, problem: Problem, gate: Gate): string {
  const code = inCheckout(problem, gate)
  const place = code === null ? '' : `file=${property(code.path)},line=${Math.max(1, code.line)},`
  const message = detailLines(problem, gate).join('\n').slice(0, LONGEST_MESSAGE)
  return `::${kind} ${place}title=${property(headline(problem))}::${data(message)}`
}

function data(text: string): string {
  // Terminal escapes mean nothing in an annotation, and must mean nothing in the log that shows it.
  return neutralize(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
