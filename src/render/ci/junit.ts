/**
 * JUnit XML as Jenkins, GitLab and GitHub's reporters read it: a suite per package or log, a case per problem. A crash
 * is an `error`, a test that failed by its own words a `failure`, a test that was only running an `error` of its own
 * type. What does not count is `skipped`.
 */
import type { Gate, Problem } from '../../model/judgement.ts'
import { detailLines, headline, inCheckout, labelOf } from './problem-words.ts'

interface Case {
  readonly suite: string
  readonly name: string
  readonly file: string | null
  readonly line: number | null
  readonly outcome: 'error' | 'failure' | 'skipped' | 'passed'
  readonly type: string
  readonly message: string
  readonly text: string
}

export function renderJunit(gate: Gate): string {
  const cases = casesOf(gate)
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const body = suites.map((name) =>
    suiteXml(
      name,
      cases.filter(({ suite }) => suite === name),
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals(cases)}>\n${body.join('')}</testsuites>\n`
}

function casesOf(gate: Gate): Case[] {
  const cases = gate.judgement.problems.flatMap((problem) => [problemCase(problem, gate), ...victimCases(problem)])
  const broken = new Set(gate.judgement.problems.map(({ span }) => span?.source))
  for (const { name, error } of gate.report.sources) {
    if (error !== null || broken.has(name)) continue
    const fine = { file: null, line: null, type: '', message: '', text: '' }
    cases.push({ suite: name, name: 'no crash', outcome: 'passed', ...fine })
  }
  return cases
}

function problemCase(problem: Problem, gate: Gate): Case {
  const { test, span, crash, standing, rule, note } = problem
  const code = inCheckout(problem, gate)
  const counts = standing === 'fails' && problem.class !== 'interrupted'
  return {
    suite: test?.package ?? span?.source ?? 'run',
    name: test?.name ?? `${labelOf(problem)} ${problem.place?.function ?? rule}`,
    file: code?.path ?? problem.place?.file ?? null,
    line: problem.place?.line ?? null,
    outcome: counts ? (crash === null && problem.class === 'test-failure' ? 'failure' : 'error') : 'skipped',
    type: rule,
    message: counts ? headline(problem) : `${headline(problem)} (${note ?? 'interrupted'})`,
    text: detailLines(problem, gate).join('\n'),
  }
}

function victimCases(problem: Problem): Case[] {
  if (problem.standing !== 'fails') return []
  return problem.victims.map((name) => ({
    suite: problem.test?.package ?? problem.span?.source ?? 'run',
    name,
    file: null,
    line: null,
    outcome: 'error',
    type: 'crashed-with-package',
    message: `It was running when another crash ended its package: ${headline(problem)}`,
    text: `fingerprint: ${problem.fingerprint}`,
  }))
}

function suiteXml(name: string, cases: readonly Case[]): string {
  return `  <testsuite name="${attribute(name)}" ${counts(cases)} time="0">\n${cases.map(caseXml).join('')}  </testsuite>\n`
}

function counts(cases: readonly Case[]): string {
  return `${totals(cases)} skipped="${countOf(cases, 'skipped')}"`
}

/** Of all suites together no schema has a count of what was skipped. */
function totals(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${countOf(cases, 'failure')}" errors="${countOf(cases, 'error')}"`
}

function countOf(cases: readonly Case[], outcome: Case['outcome']): number {
  return cases.filter((one) => one.outcome === outcome).length
}

function caseXml({ suite, name, file, line, outcome, type, message, text }: Case): string {
  const place = `${file === null ? '' : ` file="${attribute(file)}"`}${line === null ? '' : ` line="${line}"`}`
  const open = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="0"${place}`
  if (outcome === 'passed') return `${open}/>\n`
  const inner =
    outcome === 'skipped'
      ? `<skipped message="${attribute(message)}"/>`
      : `<${outcome} type="${attribute(type)}" message="${attribute(message)}">${characters(text)}</${outcome}>`
  return `${open}>\n      ${inner}\n    </testcase>\n`
}

/** XML 1.0 has no way to write most control characters, not even escaped. */
const FORBIDDEN = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function characters(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** In an attribute a line break would be read as a blank. */
function attribute(text: string): string {
  return characters(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}
