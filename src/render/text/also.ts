/** Findings that belong to no crash and no section, and stacks the program logged itself. */

import { count, plural } from '../../base/text/units.ts'
import type { Finding } from '../../model/finding.ts'
import type { StackGroup } from '../../model/report.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { sentence } from '../words/sentence.ts'
import { tellingFrame } from '../words/stack-fold.ts'
import { titleOf } from '../words/stacks.ts'
import { renderMessage } from './message.ts'
import type { Scene } from './scene.ts'

const MOST_FINDINGS = 5
const MOST_STACKS = 5

export function renderAlso({ page, style, places }: Scene, findings: readonly Finding[]): void {
  if (findings.length === 0) return
  page.section('ALSO', style.bold)
  for (const finding of findings.slice(0, MOST_FINDINGS)) {
    const where = finding.evidence[0]
    page.row(
      [
        { text: sentence(finding.title) },
        { text: where ? `  ${places.range(where.span)}` : '', ink: style.dim, solid: true },
      ],
      { hang: 2 },
    )
  }
  const hidden = findings.length - MOST_FINDINGS
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more finding')}`, ink: style.dim }])
}

/** Stacks that killed nothing: logged ones and exceptions. A panic that did is told as a crash. */
export function renderStacks(scene: Scene): void {
  const { report, page, style, places } = scene
  const groups = report.stacks.filter((group) => group.kind !== 'panic' && !isCrash(scene, group))
  if (groups.length === 0) return
  page.section('STACKS', style.bold)
  for (const group of groups.slice(0, MOST_STACKS)) {
    const frame = tellingFrame(group.frames)
    const place = frame ? `${functionName(frame)}  ${placeOf(frame)}  ` : ''
    renderMessage(scene, `${count(group.count)} × ${titleOf(group)}`, { lines: 2, hang: 2 })
    page.row([{ text: `${place}${places.at(group.first)}`, ink: style.dim }], { indent: 2, hang: 2 })
  }
  const hidden = groups.length - MOST_STACKS
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more stack')}`, ink: style.dim }])
}

function isCrash({ report }: Scene, group: StackGroup): boolean {
  return report.crashes.some((crash) => crash.fingerprint === group.fingerprint)
}
