/** One line per crash, for scripts and for many files at once. */

import { truncateMiddle } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import type { Report } from '../../model/report.ts'
import { CRASH_LABEL, distinctCrashes } from '../words/crash.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { sentence } from '../words/sentence.ts'

/** A line that is read as one must not be a page. */
const MESSAGE_COLUMNS = 300

/** `crash.log:12: PANIC assignment to entry in nil map  at orders.(*Index).Put index.go:77`; empty without a crash. */
export function renderQuiet(report: Report): string {
  const lines = distinctCrashes(report.crashes).map(({ crash, times }) => {
    const message = truncateMiddle(oneLine(crash.message), MESSAGE_COLUMNS)
    const where = crash.origin ? `  at ${functionName(crash.origin)} ${placeOf(crash.origin)}` : ''
    const repeated = times > 1 ? `  (${times} times)` : ''
    return `${neutralizeLine(crash.span.source)}:${crash.span.line}: ${CRASH_LABEL[crash.kind]} ${message}${where}${repeated}\n`
  })
  return lines.join('')
}

function oneLine(message: string): string {
  return sentence(message.slice(0, MESSAGE_COLUMNS * 4)).replace(/ {2,}/g, ' ')
}
