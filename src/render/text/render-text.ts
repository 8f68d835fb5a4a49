/** The report as a person at a terminal wants it: the answer first, every claim with its line. */
import { widthOf } from '../../base/text/width.ts'
import type { Report } from '../../model/report.ts'
import { type CrashSet, distinctCrashes } from '../words/crash.ts'
import { type FindingSet, sortFindings } from '../words/findings.ts'
import { placesOf } from '../words/places.ts'
import { renderAlso, renderStacks } from './also.ts'
import { blockingSection, renderBlocking } from './blocking.ts'
import { crashLabel, type Numbered, renderCrash, renderCrashBriefly } from './crash.ts'
import { renderDumps } from './goroutines.ts'
import { renderLog } from './log.ts'
import { renderMemory } from './memory.ts'
import { renderNext } from './next.ts'
import { renderNoCrash } from './no-crash.ts'
import { renderOthers } from './others.ts'
import { Page } from './page.ts'
import type { Scene, TextOptions } from './scene.ts'

import { renderStacksView } from './stacks.ts'
import { renderUnclaimed } from './unclaimed.ts'

export type { TextOptions } from './scene.ts'

/** Different crashes that are shown in full before the rest gets one line each. */
const MOST_IN_FULL = 3

/** Labels up to OTHERS and MEMORY fit this gutter. */
const GUTTER = 7

export function renderText(report: Report, options: TextOptions): string {
  const { style } = options
  const scene: Omit<Scene, 'page'> = { report, options, style, places: placesOf(report), hinted: new Set() }
  const told: Told = { findings: sortFindings(report), crashes: distinctCrashes(report.crashes) }
  const page = new Page(options.width, style, gutterFor({ ...scene, page: new Page(0, style, 0) }, told))
  if (options.view === 'goroutines') renderGoroutinesView({ ...scene, page }, told)
  else if (options.view === 'stacks') renderStacksView({ ...scene, page })
  else renderCrashView({ ...scene, page }, told)
  return page.toString()
}

interface Told {
  readonly findings: FindingSet
  readonly crashes: readonly CrashSet[]
}

function renderCrashView(scene: Scene, { findings, crashes }: Told): void {
  const { report, options } = scene
  const analyze = options.view === 'analyze'
  if (crashes.length === 0) renderNoCrash(scene)
  for (const [i, set] of crashes.entries()) {
    const numbered = numberIn(crashes, i)
    if (analyze && numbered && i >= MOST_IN_FULL) {
      renderCrashBriefly(scene, set, numbered, i === MOST_IN_FULL)
      continue
    }
    renderCrash(scene, set, numbered, findings)
    if (!analyze) continue
    for (const dump of report.dumps) if (dump.crash === set.crash.id) renderOthers(scene, dump, set.crash)
  }
  if (analyze) {
    for (const dump of report.dumps) if (dump.crash === null) renderOthers(scene, dump, null)
    renderBlocking(scene, findings.blocking, 'brief')
    renderMemory(scene, findings.memory)
    renderStacks(scene)
    renderAlso(scene, findings.others)
  }
  renderUnclaimed(scene)
  if (crashes.length > 0 || hasEvidence(report)) renderLog(scene)
  if (analyze) renderNext(scene)
}

function renderGoroutinesView(scene: Scene, { findings }: Told): void {
  const { report, options } = scene
  if (report.dumps.length === 0) renderNoCrash(scene, 'goroutine dump')
  if (options.group === null) renderBlocking(scene, findings.blocking, 'full')
  if (report.dumps.length > 0 || options.group !== null) renderDumps(scene)
  renderUnclaimed(scene)
  if (report.dumps.length > 0 && options.group === null) renderLog(scene)
}

function hasEvidence(report: Report): boolean {
  return report.dumps.length > 0 || report.sources.some((source) => source.completeness.evidence.length > 0)
}

function numberIn(crashes: readonly CrashSet[], index: number): Numbered | null {
  return crashes.length > 1 ? { number: index + 1, digits: String(crashes.length).length } : null
}

/** One gutter for the whole page, so that everything lines up: as wide as the longest label on it. */
function gutterFor(scene: Scene, { findings, crashes }: Told): number {
  if (scene.options.view === 'stacks') return GUTTER
  const labels = crashes.map(({ crash }, i) => crashLabel(crash, numberIn(crashes, i)))
  const blocking = findings.blocking.map((finding) => blockingSection(scene, finding))
  const shown = scene.options.view === 'goroutines' ? blocking : [...labels, ...blocking]
  return shown.reduce((most, label) => Math.max(most, widthOf(label) + 2), GUTTER)
}
