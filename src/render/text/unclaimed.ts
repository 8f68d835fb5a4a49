/** Lines that looked like the start of something and were not: `--explain-unclaimed`. */

import { truncateEnd } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { count } from '../../base/text/units.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

export function renderUnclaimed({ report, page, style, places, options }: Scene): void {
  const listed = report.sources.flatMap((source) => source.nearMisses.map((miss) => ({ source, miss })))
  if (!options.explainUnclaimed) return
  page.section('ALMOST', style.bold)
  if (listed.length === 0) page.row([{ text: 'no line looked like the start of a crash without being one' }])
  for (const { source, miss } of listed) {
    const quote = truncateEnd(neutralizeLine(miss.text.slice(0, 1000)), Math.max(20, page.room * 2 - 20))
    page.row([{ text: `${places.line(source.name, miss.line)}  `, ink: style.dim, solid: true }, { text: quote }], {
      hang: 2,
    })
    page.row([{ text: sentence(miss.reason), ink: style.dim }], { indent: 2, hang: 2 })
  }
  const hidden = report.stats.unclaimedNearMisses - listed.length
  if (hidden > 0) page.row([{ text: `… ${count(hidden)} more`, ink: style.dim }])
}
