/** TeamCity service messages: one build problem per problem that counts, a test failure where a test is known. */
import { neutralize } from '../../base/text/neutralize.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { detailLines, headline, placeText } from './problem-words.ts'

/** Longer ones are cut by the server, in the middle of an escape if need be. */
const LONGEST_DESCRIPTION = 4_000
const LONGEST_IDENTITY = 60
const LONGEST_DETAILS = 16_000

export function renderTeamcity(gate: Gate): string {
  return gate.judgement.problems
    .flatMap((problem) => messages(problem, gate))
    .map((line) => `${line}\n`)
    .join('')
}

function messages(problem: Problem, gate: Gate): string[] {
  const place = placeText(problem, gate)
  const text = `${headline(problem)}${place === null ? '' : ` at ${place}`}`
  if (problem.standing !== 'fails' || problem.class === 'interrupted')
    return [message('message', { text: `${text} (${problem.note ?? 'interrupted'})`, status: 'NORMAL' })]
  const details = detailLines(problem, gate).join('\n').slice(0, LONGEST_DETAILS)
  const { test } = problem
  const failed =
    test === null
      ? []
      : testMessages([test.package, test.name].filter((part) => part !== null).join('.'), text, details)
  const identity = problem.fingerprint.slice(0, LONGEST_IDENTITY)
  return [
    ...failed,
    ...(test === null ? [message('message', { text, errorDetails: details, status: 'ERROR' })] : []),
    message('buildProblem', { description: text.slice(0, LONGEST_DESCRIPTION), identity }),
  ]
}

function testMessages(name: string, text: string, details: string): string[] {
  return [
    message('testStarted', { name }),
    message('testFailed', { name, message: text, details }),
    message('testFinished', { name }),
  ]
}

function message(name: string, attributes: Readonly<Record<string, string>>): string {
  const words = Object.entries(attributes).map(([key, value]) => `${key}='${escaped(value)}'`)
  return `##teamcity[${name} ${words.join(' ')}]`
}

const ESCAPES: Readonly<Record<string, string>> = { '|': '||', "'": "|'", '[': '|[', ']': '|]', '\n': '|n', '\r': '|r' }

function escaped(text: string): string {
  return neutralize(text)
    .replace(/[|'[\]\n\r]/g, (character) => ESCAPES[character]!)
    .replace(/[^\x20-\x7e]/g, (character) => {
      return `|0x${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}
