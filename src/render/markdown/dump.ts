/** A goroutine dump as a table of groups, with their stacks folded away. */
import { count, plural } from '../../base/text/units.ts'
import type { Dump, Report } from '../../model/report.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { type NumberedGroup, numberedGroups, othersOf, stateOf, waitOf } from '../words/groups.ts'
import type { Places } from '../words/places.ts'
import { tellingFrame } from '../words/stack-fold.ts'
import { details, stackText } from './crash.ts'
import { cell, code, place, prose } from './untrusted.ts'

const MOST_GROUPS = 20

export function renderDumpMarkdown(report: Report, dump: Dump, places: Places, withStacks: boolean): string[] {
  const crash = report.crashes.find((candidate) => candidate.id === dump.crash) ?? null
  const { groups, total } = othersOf(numberedGroups(report), dump, withStacks ? null : crash)
  if (groups.length === 0) return []
  const who = dump.runtime === 'jvm' ? 'thread' : 'goroutine'
  const title = crash && !withStacks ? `Other ${who}s` : `${who === 'thread' ? 'Thread' : 'Goroutine'} dump`
  const blocks = [
    `### ${title}`,
    `${plural(total, who)} in ${plural(groups.length, 'group')} (${place(places.range(dump.span))}).`,
  ]

  const telling = groups.filter(({ group }) => !group.normal)
  const shown = telling.slice(0, MOST_GROUPS)
  if (shown.length > 0) blocks.push(tableOf(shown))
  const rest = groups.length - shown.length
  if (rest > 0) blocks.push(`${plural(rest, 'more group')}, mostly of the runtime or idle by design.`)
  if (!withStacks) return blocks
  for (const { number, group } of shown) {
    const creator = group.createdBy ? `\ncreated by ${functionName(group.createdBy)}  ${placeOf(group.createdBy)}` : ''
    const summary = `Group ${number}: ${plural(group.count, who)}, ${plural(group.frames.length, 'frame')}`
    blocks.push(details(summary, stackText(group.frames, null) + creator))
  }
  return blocks
}

function tableOf(groups: readonly NumberedGroup[]): string {
  const rows = groups.map(({ number, group }) => {
    const frame = tellingFrame(group.frames) ?? group.createdBy
    const where = frame ? `${code(functionName(frame))} ${code(placeOf(frame))}`.trim() : ''
    const cells = [String(number), count(group.count), code(stateOf(group)), where, waitOf(group), prose(group.cause)]
    return `| ${cells.map(cell).join(' | ')} |`
  })
  return ['| # | count | state | where | waiting | doing |', '| ---: | ---: | --- | --- | ---: | --- |', ...rows].join(
    '\n',
  )
}
