import { count, duration } from '../../base/text/units.ts'
import type { GcReport, GcTimelineReport } from '../../model/gc-summary.ts'
import { cell, code, fence, place, prose } from '../markdown/untrusted.ts'
import { type Places, placesOf } from '../words/places.ts'
import {
  causeFacts,
  clusteringWords,
  clusterName,
  collectorName,
  headFacts,
  heapFact,
  heapSparkline,
  kindFacts,
  nothingWords,
  pauseFacts,
  thinnedWords,
  traceFacts,
  workFact,
} from './words.ts'

const MOST_CLUSTERS = 30
const MOST_QUOTES = 5

/** `gc` for an issue: the same words, with the evidence quoted. */
export function renderGcMarkdown(report: GcReport): string {
  const places = placesOf(report)
  const blocks = report.timelines.length === 0 ? [prose(nothingWords(report))] : []
  for (const timeline of report.timelines) blocks.push(...timelineBlocks(timeline, places))
  if (report.findings.length > 0) blocks.push('### Findings')
  for (const { title, explanation, advice, evidence, severity, confidence } of report.findings) {
    blocks.push(`**${prose(title)}** (${severity}, confidence ${confidence.toFixed(2)})`)
    blocks.push([prose(explanation), ...advice.map((step) => `- ${prose(step)}`)].join('\n\n'))
    const quotes = evidence.slice(0, MOST_QUOTES)
    if (quotes.length > 0)
      blocks.push(fence(quotes.map(({ span, quote }) => `${places.at(span)}: ${quote}`).join('\n')))
  }
  return `${blocks.join('\n\n')}\n`
}

function timelineBlocks(one: GcTimelineReport, places: Places): string[] {
  const blocks = [`## Garbage collection: ${collectorName(one)}`]
  const facts = [
    headFacts(one).join(' · '),
    pauseFacts(one).length === 0 ? '' : `pauses ${pauseFacts(one).join(' · ')}`,
    one.summary.pausesNote ?? '',
    heapFact(one) === '' ? '' : `heap ${heapFact(one)}`,
    heapSparkline(one, 40),
    workFact(one),
    traceFacts(one).join(' · '),
    kindFacts(one).join(' · '),
    causeFacts(one).join(' · '),
    thinnedWords(one),
  ]
  blocks.push(
    facts
      .filter((fact) => fact !== '')
      .map((fact) => `- ${prose(fact)}`)
      .join('\n'),
  )
  if (one.clustering !== null) blocks.push(...clusterBlocks(one, places))
  blocks.push('### Why', prose(one.correlation.conclusion))
  const { longest } = one.summary
  if (longest.length > 0) {
    blocks.push('### Longest pauses')
    blocks.push(
      longest
        .map(({ pauseMs, span, quote }) => `- ${duration(pauseMs)} (${place(places.at(span))}): ${code(quote)}`)
        .join('\n'),
    )
  }
  return blocks
}

function clusterBlocks(one: GcTimelineReport, places: Places): string[] {
  const rows = one.clusters
    .slice(0, MOST_CLUSTERS)
    .map(({ id, size, label }) => `| ${clusterName(id)} | ${count(size)} | ${cell(prose(label))} |`)
  const outliers = one.outliers
    .slice(0, MOST_QUOTES)
    .map(({ pauseMs, span, reason }) => `- ${duration(pauseMs)} (${place(places.at(span))}): ${prose(reason)}`)
  return [
    '### Clusters',
    prose(clusteringWords(one)),
    ...(rows.length === 0 ? [] : [['| cluster | pauses | what |', '|---|---|---|', ...rows].join('\n')]),
    ...(outliers.length === 0 ? [] : [`${count(one.noise.length)} outliers, the longest:`, outliers.join('\n')]),
  ]
}
