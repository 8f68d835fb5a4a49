/** How complete each source is, and what to change when it is not. */
import { plural } from '../../base/text/units.ts'
import type { Report, Source } from '../../model/report.ts'
import {
  adviceGroups,
  completenessWord,
  coveredLines,
  goVersionsOf,
  isMissingSomething,
  layersOf,
  whyUnread,
} from '../words/log.ts'
import type { Places } from '../words/places.ts'
import { code, place, prose } from './untrusted.ts'

const MOST_SOURCES = 20

export function renderLogMarkdown(report: Report, places: Places): string[] {
  const items = report.sources.slice(0, MOST_SOURCES).map((source) => sourceItem(report, source, places))
  const hidden = report.sources.length - items.length
  if (hidden > 0) items.push(`- … ${plural(hidden, 'more source')}`)
  return ['### Log', items.join('\n')]
}

function sourceItem(report: Report, source: Source, places: Places): string {
  if (source.error !== null) return `- ${code(source.name)}: **not read**, ${prose(whyUnread(source))}`
  const covered = coveredLines(report, source)
  const lines = covered ? `lines ${covered.from}–${covered.to} of ${source.lines}` : plural(source.lines, 'line')
  const verdict = isMissingSomething(source) ? `**${completenessWord(source)}**` : completenessWord(source)
  const versions = goVersionsOf(report, source).map(code)
  const facts = [verdict, prose(layersOf(source)), ...versions, lines].filter((fact) => fact !== '')
  const rows = [`- ${code(source.name)}: ${facts.join(' · ')}`]
  for (const { evidence, advice } of adviceGroups(source.completeness.evidence)) {
    for (const { line, text } of evidence) {
      rows.push(`  - ${prose(text)}${line === 0 ? '' : ` (${place(places.line(source.name, line))})`}`)
    }
    if (advice !== '') rows.push(`  - To get it next time: ${prose(advice)}`)
  }
  return rows.join('\n')
}
