/** Blocking verdicts: who waits for whom, how sure that is, and which bytes say so. */

import { plural } from '../../base/text/units.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Finding } from '../../model/finding.ts'
import { blockingLabel } from '../words/findings.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

/** Quotes per finding; the rest is counted. */
const QUOTES = { brief: 4, full: 40 }

/** Findings on the first screen. */
const MOST_BRIEF = 3

/** Goroutine numbers in a row. */
const NUMBERS = 12

export function renderBlocking(scene: Scene, findings: readonly Finding[], detail: 'brief' | 'full'): void {
  const shown = detail === 'full' ? findings : findings.slice(0, MOST_BRIEF)
  for (const finding of shown) renderFinding(scene, finding, detail)
  const hidden = findings.length - shown.length
  if (hidden === 0) return
  const hint = { text: '  log-extractor goroutines', solid: true, ink: scene.style.dim }
  scene.page.row([{ text: `… ${plural(hidden, 'more finding')} about waiting goroutines`, ink: scene.style.dim }, hint])
}

/** Inside a report that already says DEADLOCK, the proof is not a second one. */
export function blockingSection(scene: Scene, finding: Finding): string {
  const label = blockingLabel(finding)
  const said = label === 'DEADLOCK' && scene.report.crashes.some((crash) => crash.kind === 'deadlock')
  return said && scene.options.view === 'analyze' ? 'WHY' : label
}

function renderFinding(scene: Scene, finding: Finding, detail: 'brief' | 'full'): void {
  const { page, style } = scene
  const proven = finding.severity === 'error'
  page.section(blockingSection(scene, finding), proven ? style.boldRed : style.boldYellow)
  page.row([
    { text: sentence(finding.title), ink: proven ? style.bold : undefined },
    { text: `  confidence ${finding.confidence.toFixed(2)}`, ink: style.dim, solid: true },
  ])
  if (finding.explanation !== '') page.row([{ text: sentence(finding.explanation) }])
  renderEvidence(scene, finding, QUOTES[detail])
  if (detail === 'full') {
    if (finding.goroutines.length > 0) page.row([{ text: goroutineList(finding.goroutines), ink: style.dim }])
    for (const advice of finding.advice)
      page.row([{ text: 'Fix: ', ink: style.dim }, { text: sentence(advice) }], { hang: 5 })
  }
}

export function renderEvidence({ page, style, places }: Scene, finding: Finding, most: number): void {
  const shown = finding.evidence.slice(0, most)
  for (const { span, quote } of shown) {
    const pieces: Piece[] = [{ text: sentence(quote.trim()), ink: style.dim }]
    pieces.push({ text: `${quote.trim() === '' ? '' : '  '}${places.range(span)}`, ink: style.dim, solid: true })
    page.row(pieces, { indent: 2, hang: 2 })
  }
  const hidden = finding.evidence.length - shown.length
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more place')}`, ink: style.dim }], { indent: 2 })
}

/** `goroutines 17, 18, … and 38 more` */
export function goroutineList(ids: readonly number[], total = ids.length, who = 'goroutine'): string {
  const shown = ids.slice(0, NUMBERS)
  const hidden = total - shown.length
  const list = shown.join(', ')
  return `${total === 1 ? who : `${who}s`} ${list}${hidden > 0 ? ` and ${plural(hidden, 'other')}` : ''}`
}
