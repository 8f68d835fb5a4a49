/** What is missing from the log, how we know, and the one change that gets it next time. */

import { padEnd } from '../../base/text/fit.ts'
import { plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Source } from '../../model/report.ts'
import {
  adviceGroups,
  completenessWord,
  coveredLines,
  goVersionsOf,
  isMissingSomething,
  layersOf,
  whyUnread,
} from '../words/log.ts'
import { sourceName } from '../words/places.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

/** A folder of two hundred job logs gets a list of what needs attention, not two hundred rows. */
const MOST_SOURCES = 8
const MOST_EVIDENCE = 4

/** On a narrower page names of different lengths would push the verdicts off their lines. */
const NAMES_IN_A_COLUMN = 70

export function renderLog(scene: Scene): void {
  const { report, page, style } = scene
  page.section('LOG', style.bold)
  const bySize =
    report.sources.length > MOST_SOURCES ? report.sources.filter((source) => needsAttention(source)) : report.sources
  const shown = bySize.slice(0, MOST_SOURCES)
  const columns = page.room < NAMES_IN_A_COLUMN ? 0 : Math.max(0, ...shown.map(({ name }) => widthOf(sourceName(name))))
  for (const source of shown) renderSource(scene, source, columns)
  const hidden = report.sources.length - shown.length
  if (hidden > 0) {
    const attention = bySize.length - shown.length
    const text = attention > 0 ? `, ${attention} of them incomplete or unreadable` : ', complete or without a crash'
    page.row([
      {
        text: `${shown.length > 0 ? '… ' : ''}${plural(hidden, shown.length > 0 ? 'more source' : 'source')}${text}`,
        ink: style.dim,
      },
    ])
  }
}

function needsAttention(source: Source): boolean {
  return source.error !== null || isMissingSomething(source)
}

function renderSource(scene: Scene, source: Source, nameColumns: number): void {
  const { report, page, style } = scene
  const several = report.sources.length > 1
  const name: Piece[] = several ? [{ text: `${padEnd(sourceName(source.name), nameColumns)}  ` }] : []
  if (source.error !== null) {
    page.row([...name, { text: 'NOT READ', ink: style.boldYellow }, { text: ` · ${whyUnread(source)}` }], {
      hang: 2,
    })
    return
  }
  const facts = [layersOf(source), ...goVersionsOf(report, source), linesOf(scene, source)].filter(
    (fact) => fact !== '',
  )
  page.row(
    [
      ...name,
      { text: completenessWord(source), ink: isMissingSomething(source) ? style.boldYellow : undefined },
      ...facts.flatMap((fact): Piece[] => [{ text: ' · ' }, { text: fact }]),
    ],
    { hang: several ? 2 : 0 },
  )
  renderEvidence(scene, source)
}

function renderEvidence({ page, style, places, options }: Scene, source: Source): void {
  const { evidence } = source.completeness
  const most = options.view === 'panics' ? evidence.length : MOST_EVIDENCE
  for (const group of adviceGroups(evidence.slice(0, most))) {
    for (const { line, text } of group.evidence) {
      const where = line === 0 ? '' : `  ${places.line(source.name, line)}`
      page.row(
        [
          { text: sentence(text), ink: style.yellow },
          { text: where, ink: style.dim, solid: true },
        ],
        { indent: 2, hang: 2 },
      )
    }
    if (group.advice !== '') page.row([{ text: '→ ' }, { text: sentence(group.advice) }], { indent: 4, hang: 2 })
  }
  const hidden = evidence.length - most
  if (hidden > 0)
    page.row([{ text: `… ${plural(hidden, 'more sign')} that something is missing`, ink: style.dim }], { indent: 2 })
}

/** `lines 118290–124001 of 130118`. */
function linesOf({ report }: Scene, source: Source): string {
  const covered = coveredLines(report, source)
  if (!covered) return plural(source.lines, 'line')
  return `lines ${covered.from}–${covered.to} of ${source.lines}`
}
