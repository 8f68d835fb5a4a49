/** Nothing died, as far as these logs say. */

import { bytes, plural } from '../../base/text/units.ts'
import type { Source } from '../../model/report.ts'
import { layersOf, whyUnread } from '../words/log.ts'
import { sourceName } from '../words/places.ts'
import { sentence } from '../words/sentence.ts'
import type { Scene } from './scene.ts'

/** `No crash in build.log (118 204 lines, 12.4 MB, github actions).` */
export function renderNoCrash(scene: Scene, what = 'crash'): void {
  const { report, page, style, options } = scene
  const read = report.sources.filter((source) => source.error === null)
  const first = read[0]
  if (first) {
    const where =
      read.length === 1
        ? `${sourceName(first.name)} (${sizeOf(first)})`
        : `${plural(read.length, 'source')} (${totalOf(read)})`
    const near = options.explainUnclaimed ? '' : nearMissHint(report.stats.unclaimedNearMisses)
    page.sentence([{ text: `No ${what} in ${where}.${near}` }])
  }
  for (const source of report.sources) {
    if (source.error === null) continue
    page.sentence([
      { text: 'NOT READ', ink: style.boldYellow },
      { text: ` ${sourceName(source.name)}: ${whyUnread(source)}` },
    ])
  }
  if (report.crashes.length === 0 && report.verdict.status !== 'clean') {
    for (const reason of report.verdict.reasons)
      page.sentence([{ text: 'But: ', ink: style.yellow }, { text: sentence(reason) }])
  }
}

function sizeOf(source: Source): string {
  return [plural(source.lines, 'line'), bytes(source.bytes), layersOf(source)].filter((part) => part !== '').join(', ')
}

function totalOf(sources: readonly Source[]): string {
  const lines = sources.reduce((sum, source) => sum + source.lines, 0)
  const size = sources.reduce((sum, source) => sum + source.bytes, 0)
  return `${plural(lines, 'line')}, ${bytes(size)}`
}

function nearMissHint(misses: number): string {
  if (misses === 0) return ''
  return ` ${misses === 1 ? '1 line looks like one but is not' : `${plural(misses, 'line')} look like one but are not`}: --explain-unclaimed`
}
