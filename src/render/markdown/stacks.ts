import { count, plural } from '../../base/text/units.ts'
import type { Report, StackGroup } from '../../model/report.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { placesOf } from '../words/places.ts'
import { insteadOfStacks, titleOf } from '../words/stacks.ts'
import { code, fence, place, prose } from './untrusted.ts'

const MOST_FRAMES = 30

/** Groups of equal stacks for an issue: a table first, then each with its first full stack folded away. */
export function renderStacksMarkdown(report: Report, top = 10): string[] {
  const groups = report.stacks
  if (groups.length === 0)
    return [`No exception or panic in ${plural(report.sources.length, 'source')}. ${insteadOfStacks(report)}`.trim()]
  const places = placesOf(report)
  const total = groups.reduce((sum, group) => sum + group.count, 0)
  const blocks = [`### ${plural(total, 'stack')} in ${plural(groups.length, 'group')}`]
  for (const [i, group] of groups.slice(0, top).entries()) {
    const when = group.firstTime === null ? '' : `, ${prose(group.firstTime)} to ${prose(group.lastTime ?? '')}`
    const where =
      group.count === 1
        ? place(places.at(group.first))
        : `${place(places.at(group.first))} to ${place(places.at(group.last))}`
    const died = group.uncaught > 0 ? `, ${count(group.uncaught)} uncaught` : ''
    blocks.push(
      `${i + 1}. **${count(group.count)} ×** ${code(titleOf(group).split('\n', 1)[0]!)} (${where}${when}${died}, ${code(group.fingerprint)})`,
      `<details><summary>the first of them</summary>\n\n${fence(stackText(group))}\n\n</details>`,
    )
  }
  const hidden = groups.length - top
  if (hidden > 0) blocks.push(`… ${plural(hidden, 'more group')}`)
  return blocks
}

function stackText(group: StackGroup): string {
  const lines = [titleOf(group), ...framesText(group.frames)]
  for (const cause of group.causes)
    lines.push(
      `${cause.relation === 'suppressed' ? 'Suppressed' : 'Caused by'}: ${titleOf(cause)}`,
      ...framesText(cause.frames),
    )
  return lines.join('\n')
}

function framesText(frames: StackGroup['frames']): string[] {
  const shown = frames.slice(0, MOST_FRAMES).map((frame) => `    at ${functionName(frame)} (${placeOf(frame)})`)
  return frames.length > MOST_FRAMES ? [...shown, `    … ${plural(frames.length - MOST_FRAMES, 'more frame')}`] : shown
}
