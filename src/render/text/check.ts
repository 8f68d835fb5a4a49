/** The answer of the gate for somebody who looks at a job's log: a block per problem, the culprit's line of code in it. */
import { truncateEnd } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import type { Report } from '../../model/report.ts'
import { adviceOf, codeLines, inCheckout, labelOf, placeText, remarks } from '../ci/problem-words.ts'
import { sourceName } from '../words/places.ts'
import { sentence } from '../words/sentence.ts'
import { Page } from './page.ts'
import type { TextOptions } from './scene.ts'

const MOST_IN_FULL = 10
const MOST_IN_BRIEF = 50
const MOST_GUTTER = 32
const LONGEST_TITLE = 300

export interface CheckTextOptions extends Pick<TextOptions, 'width' | 'style'> {
  readonly quiet: boolean
  /** Files that were written. */
  readonly wrote: readonly string[]
}

export function renderCheck(gate: Gate, { width, style, quiet, wrote }: CheckTextOptions): string {
  const { problems, notes } = gate.judgement
  const failing = problems.filter(({ standing }) => standing === 'fails')
  const others = problems.filter(({ standing }) => standing !== 'fails')
  const names = [...failing, ...others].slice(0, MOST_IN_FULL).map(nameOf)
  const page = new Page(
    width,
    style,
    Math.min(MOST_GUTTER, Math.floor(width / 3), Math.max(2, ...names.map((name) => widthOf(name) + 1))),
  )
  const ink = (problem: Problem) => (problem.class === 'interrupted' ? style.boldYellow : style.boldRed)
  for (const [i, problem] of failing.entries()) {
    if (i >= MOST_IN_BRIEF) break
    page.section(nameOf(problem), style.dim, !quiet && i < MOST_IN_FULL)
    page.row(firstRow(problem, gate, style, ink(problem)))
    if (!quiet && i < MOST_IN_FULL) details(page, problem, gate)
  }
  if (failing.length > MOST_IN_BRIEF)
    page.sentence([{ text: `… ${plural(failing.length - MOST_IN_BRIEF, 'more problem')}` }])
  if (!quiet) {
    for (const problem of others.slice(0, MOST_IN_BRIEF)) {
      page.section(nameOf(problem), style.dim, false)
      page.row([
        ...firstRow(problem, gate, style, style.yellow),
        { text: `  (${sentence(problem.note ?? '')})`, ink: style.dim },
      ])
    }
    if (failing.length === 0) page.sentence([{ text: clean(gate.report, others.length) }])
    for (const note of notes) page.sentence([{ text: sentence(note), ink: style.yellow }])
    if (wrote.length > 0)
      page.sentence([{ text: `wrote ${wrote.map((name) => neutralizeLine(name)).join(', ')}`, ink: style.dim }])
  }
  return page.toString()
}

function nameOf({ span }: Problem): string {
  return `${span === null ? 'run' : sourceName(span.source)}:`
}

function firstRow(problem: Problem, gate: Gate, style: CheckTextOptions['style'], ink: (text: string) => string) {
  const { test, times, title } = problem
  const place = placeText(problem, gate)
  const message = sentence(title.slice(0, LONGEST_TITLE))
  return [
    { text: labelOf(problem), ink },
    ...(test === null || problem.class === 'test-failure' ? [] : [{ text: ` in ${neutralizeLine(test.name)}` }]),
    ...(place === null ? [] : [{ text: `  ${neutralizeLine(place)}`, ink: style.bold }]),
    { text: `  ${message}${times > 1 ? `  (${plural(times, 'time')})` : ''}` },
  ]
}

function details(page: Page, problem: Problem, gate: Gate): void {
  const { style } = page
  for (const remark of remarks(problem)) page.row([{ text: sentence(remark) }])
  const source = inCheckout(problem, gate)
  if (source !== null && source.text.length > 0) {
    for (const line of codeLines(source)) {
      const isFailing = line.startsWith('>')
      page.row([{ text: truncateEnd(neutralizeLine(line), page.room), ink: isFailing ? style.bold : style.dim }])
    }
  }
  const [advice] = adviceOf(problem)
  if (advice !== undefined) page.row([{ text: `→ ${sentence(advice)}`, ink: style.cyan }])
  if (problem.span !== null)
    page.row([{ text: `line ${problem.span.line} · ${problem.rule} · ${problem.fingerprint}`, ink: style.dim }])
}

function clean({ sources, stats }: Report, others: number): string {
  const where = sources.length === 1 ? sourceName(sources[0]!.name) : plural(sources.length, 'source')
  const size = `${plural(stats.lines, 'line')}`
  return others > 0 ? `Nothing else in ${where} (${size}).` : `No crash in ${where} (${size}).`
}
