/** What to do now, most severe first. */

import { count } from '../../base/text/units.ts'
import { nextSteps } from '../words/next-steps.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

const MOST = 5

export function renderNext(scene: Scene): void {
  const { report, page, style, places } = scene
  const steps = nextSteps(report.findings)
  if (steps.length === 0) return
  page.section('NEXT', style.bold)
  for (const [i, { advice, span }] of steps.slice(0, MOST).entries()) {
    const number = `${i + 1}. `
    page.row(
      [
        { text: number.trimEnd(), solid: true },
        { text: ` ${sentence(advice)}` },
        { text: span ? `  ${places.at(span)}` : '', ink: style.dim, solid: true },
      ],
      { hang: number.length },
    )
  }
  if (steps.length > MOST)
    page.row([{ text: `… ${count(steps.length - MOST)} more: --format markdown`, ink: style.dim }])
}
