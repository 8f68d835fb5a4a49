/** What memory was doing before the end. */

import { plural } from '../../base/text/units.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Finding } from '../../model/finding.ts'
import { gcFacts, newSigns, signText } from '../words/memory.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

const MOST_SIGNS = 4

export function renderMemory(scene: Scene, findings: readonly Finding[]): void {
  const { report, page, style, places } = scene
  const collectors = [report.gc.go, report.gc.jvm].filter((gc) => gc !== null)
  const signs = newSigns(report)
  if (collectors.length === 0 && signs.length === 0 && findings.length === 0) return
  page.section('MEMORY', style.bold)
  for (const gc of collectors) {
    page.row(gcFacts(gc).flatMap((fact, i): Piece[] => [{ text: i > 0 ? ' · ' : '' }, { text: fact }]))
  }
  for (const sign of signs.slice(0, MOST_SIGNS)) {
    page.row([{ text: sentence(signText(sign)) }, { text: `  ${places.at(sign.span)}`, ink: style.dim, solid: true }], {
      hang: 2,
    })
  }
  const hidden = signs.length - MOST_SIGNS
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more sign')}`, ink: style.dim }])
  for (const finding of findings) {
    const where = finding.evidence[0]
    page.row(
      [
        { text: finding.severity === 'info' ? '' : '⚠ ', ink: style.yellow },
        { text: sentence(finding.title) },
        { text: where ? `  ${places.range(where.span)}` : '', ink: style.dim, solid: true },
      ],
      { hang: 2 },
    )
  }
}
