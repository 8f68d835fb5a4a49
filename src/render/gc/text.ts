import type { Style } from '../../base/text/style.ts'
import { count, duration, plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Finding } from '../../model/finding.ts'
import type { GcOutlier, GcReport, GcTimelineReport } from '../../model/gc-summary.ts'
import { type Cell, type Column, fitWidths, layOut } from '../text/columns.ts'
import { Page } from '../text/page.ts'
import { type Places, placesOf } from '../words/places.ts'
import { sentence } from '../words/sentence.ts'
import {
  causeFacts,
  clusteringWords,
  clusterName,
  collectorName,
  headFacts,
  heapFact,
  heapSparkline,
  histogramOf,
  kindFacts,
  nothingWords,
  pauseFacts,
  thinnedWords,
  traceFacts,
  workFact,
} from './words.ts'

export interface GcTextOptions {
  readonly width: number
  readonly style: Style
  /** Rows of lists: clusters, outliers, longest pauses. */
  readonly top: number
}

const GUTTER = 10
const MOST_BARS = 40
const MOST_CAUSES = 6
const MOST_KINDS = 12

/** `gc` for a person at a terminal: what it cost, what the heap did, which regimes there are, why, and what is wrong. */
export function renderGcText(report: GcReport, options: GcTextOptions): string {
  const page = new Page(options.width, options.style, GUTTER)
  const places = placesOf(report)
  if (report.timelines.length === 0) page.sentence([{ text: nothingWords(report) }])
  for (const timeline of report.timelines) renderTimeline(page, timeline, places, options)
  renderFindings(page, report.findings, places, options)
  return page.toString()
}

function renderTimeline(page: Page, one: GcTimelineReport, places: Places, { style, top }: GcTextOptions): void {
  page.blank()
  page.sentence([
    { text: collectorName(one), ink: style.bold },
    ...headFacts(one).map((text) => ({ text: ` · ${text}` })),
  ])
  const pauses = pauseFacts(one)
  if (pauses.length > 0) {
    page.section('pauses', style.dim, false)
    page.row([{ text: pauses.join('   ') }])
    const columns = Math.min(MOST_BARS, page.room - 24)
    const histogram = columns >= 8 ? histogramOf(one, columns) : null
    if (histogram !== null)
      page.row([
        { text: `${duration(histogram.fromMs)} `, ink: style.dim },
        { text: histogram.bars, ink: style.cyan, solid: true },
        { text: ` ${duration(histogram.toMs)}`, ink: style.dim },
      ])
    if (one.summary.pausesNote !== null) page.row([{ text: sentence(one.summary.pausesNote), ink: style.dim }])
  }
  const heap = heapFact(one)
  if (heap !== '') {
    page.section('heap', style.dim, false)
    page.row([{ text: heap }])
    const bars = heapSparkline(one, Math.min(MOST_BARS, page.room))
    if (bars !== '') page.row([{ text: bars, ink: style.cyan, solid: true }])
  }
  list(page, 'work', workFact(one) === '' ? [] : [workFact(one)], style)
  list(page, 'traces', traceFacts(one), style)
  list(page, 'kinds', kindFacts(one).slice(0, MOST_KINDS), style)
  list(page, 'causes', causeFacts(one).slice(0, MOST_CAUSES).map(sentence), style)
  const { safepoints } = one.summary
  if (safepoints !== null) {
    const reaching =
      safepoints.maxReachingMs === null ? '' : `, reached after at most ${duration(safepoints.maxReachingMs)}`
    list(
      page,
      'stops',
      [`${plural(safepoints.count, 'safepoint')}, ${duration(safepoints.totalMs)} in all${reaching}`],
      style,
    )
  }
  const thinned = thinnedWords(one)
  if (thinned !== '') list(page, 'kept', [thinned], style)
  renderClusters(page, one, places, style, top)
  if (one.correlation.n > 0) {
    page.section('WHY', style.bold)
    page.row([{ text: one.correlation.conclusion }])
  }
  renderLongest(page, one, places, style, top)
}

function list(page: Page, label: string, facts: readonly string[], style: Style): void {
  if (facts.length === 0) return
  page.section(label, style.dim, false)
  page.row([{ text: facts.join(' · ') }])
}

const CLUSTER_COLUMNS: readonly Column[] = [{}, { align: 'right' }, { shorten: cutEnd, min: 20 }]
const LONGEST_COLUMNS: readonly Column[] = [
  { align: 'right' },
  { min: 8, shorten: cutEnd },
  { min: 8, shorten: cutEnd },
  {},
]

function cutEnd(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`
}

function renderClusters(page: Page, one: GcTimelineReport, places: Places, style: Style, top: number): void {
  const { clusters, noise, outliers, clustering } = one
  if (clustering === null) return
  page.section('CLUSTERS', style.bold)
  page.row([{ text: clusteringWords(one), ink: style.dim }])
  const rows = clusters
    .slice(0, top)
    .map(({ id, size, label }): Cell[] => [
      { text: clusterName(id), ink: style.bold },
      { text: count(size) },
      { text: sentence(label) },
    ])
  const longest = outliers[0]
  if (noise.length > 0) {
    const where =
      longest === undefined ? '' : `, longest ${duration(longest.pauseMs)}${when(longest)} (${places.at(longest.span)})`
    rows.push([
      { text: '·' },
      { text: count(noise.length) },
      { text: `${noise.length === 1 ? 'outlier' : 'outliers'}${where}` },
    ])
  }
  table(page, CLUSTER_COLUMNS, rows)
  if (longest !== undefined) page.row([{ text: sentence(longest.reason), ink: style.dim }], { indent: 8 })
  const hidden = clusters.length - Math.min(clusters.length, top)
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more cluster')}`, ink: style.dim }])
  if (clustering.unplaced > 0)
    page.row([{ text: `${plural(clustering.unplaced, 'pause')} without these figures`, ink: style.dim }])
}

function renderLongest(page: Page, one: GcTimelineReport, places: Places, style: Style, top: number): void {
  const { longest } = one.summary
  if (longest.length < 2) return
  page.section('LONGEST', style.bold)
  const rows = longest
    .slice(0, Math.min(top, 5))
    .map((pause): Cell[] => [
      { text: duration(pause.pauseMs) },
      { text: pause.kind.replaceAll('-', ' ') + (pause.cause === null ? '' : ` (${sentence(pause.cause)})`) },
      { text: when(pause).trim() },
      { text: places.at(pause.span), ink: style.dim },
    ])
  table(page, LONGEST_COLUMNS, rows)
}

function table(page: Page, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const widths = fitWidths(columns, rows, page.room)
  for (const row of rows) page.row(layOut(columns, row, widths))
}

/** ` at 02:58:11`, ` at 81.3 s`. */
function when({ time, startMs }: Pick<GcOutlier, 'time' | 'startMs'>): string {
  if (time !== null) return ` at ${time.slice(11, 19)}`
  return startMs === null ? '' : ` at ${duration(startMs)}`
}

function renderFindings(page: Page, findings: readonly Finding[], places: Places, { style }: GcTextOptions): void {
  if (findings.length === 0) return
  page.section('FOUND', style.bold)
  for (const { title, explanation, advice, evidence, severity, confidence } of findings) {
    const first = evidence[0]
    page.row(
      [
        { text: severity === 'info' ? '· ' : '⚠ ', ink: severity === 'error' ? style.red : style.yellow },
        { text: sentence(title) },
        { text: first === undefined ? '' : `  ${places.at(first.span)}`, ink: style.dim, solid: true },
        { text: confidence < 1 ? `  ${Math.round(confidence * 100)} % sure` : '', ink: style.dim, solid: true },
      ],
      { hang: 2 },
    )
    page.row([{ text: sentence(explanation), ink: style.dim }], { indent: 2 })
    for (const step of advice.slice(0, 2)) page.row([{ text: `→ ${sentence(step)}` }], { indent: 2, hang: 2 })
  }
}
