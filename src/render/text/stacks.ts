/** The stacks view: every group with its first full stack, most frequent first. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { count, plural } from '../../base/text/units.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Origin, StackGroup } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { commonStretch, courseOf, insteadOfStacks, rateOf, titleOf } from '../words/stacks.ts'
import { renderMessage } from './message.ts'
import { renderNoCrash } from './no-crash.ts'
import type { Scene } from './scene.ts'
import { renderStack } from './stack.ts'
import { renderUnclaimed } from './unclaimed.ts'

const STACK_ROWS = 12
const CAUSE_ROWS = 6
const MOST_CAUSES = 8

export function renderStacksView(scene: Scene): void {
  const { report, page, style, options } = scene
  const groups = report.stacks
  if (groups.length === 0) {
    renderNoCrash(scene, 'exception or panic')
    const instead = insteadOfStacks(report)
    if (instead !== '') page.sentence([{ text: instead }])
  } else {
    const total = groups.reduce((sum, group) => sum + group.count, 0)
    page.section('STACKS', style.bold)
    page.row([{ text: `${plural(total, 'stack')} in ${plural(groups.length, 'group')}` }])
  }
  const stretch = commonStretch(groups)
  for (const [i, group] of groups.slice(0, options.top).entries())
    renderGroup(scene, group, i + 1, courseOf(group.activity, stretch))
  const hidden = groups.slice(options.top)
  if (hidden.length > 0) {
    page.blank()
    const times = hidden.reduce((sum, group) => sum + group.count, 0)
    page.row([
      { text: `… ${plural(hidden.length, 'more group')}, ${plural(times, 'stack')}`, ink: style.dim },
      { text: '  --top', ink: style.dim, solid: true },
    ])
  }
  renderUnclaimed(scene)
}

function renderGroup(scene: Scene, group: StackGroup, number: number, course: string): void {
  const { page, style } = scene
  page.section(`${number}. ${count(group.count)} ×`, group.uncaught > 0 ? style.boldRed : style.bold)
  renderMessage(scene, titleOf(group), { lines: 4, ink: style.bold })
  page.row(whenAndWhere(scene, group, course))
  page.blank()
  renderStack(scene, group.frames, originOf(group, group.frames), {
    frames: options(scene),
    limit: STACK_ROWS,
    tag: 'at',
  })
  for (const cause of group.causes.slice(0, MOST_CAUSES)) {
    const word = cause.relation === 'suppressed' ? 'suppressed' : 'caused by'
    renderMessage(scene, `${word} ${titleOf(cause)}`, { lines: 2, hang: 2 })
    renderStack(scene, cause.frames, originOf(group, cause.frames), {
      frames: options(scene),
      limit: CAUSE_ROWS,
      indent: 2,
    })
  }
  const hidden = group.causes.length - MOST_CAUSES
  if (hidden > 0) page.row([{ text: `… ${plural(hidden, 'more cause')}`, ink: style.dim }])
  if (group.messages.length > 0) {
    const [first] = group.messages
    page.row([{ text: `also: ${neutralizeLine(first!)}${group.messages.length > 1 ? ', …' : ''}`, ink: style.dim }], {
      hang: 2,
    })
  }
  page.blank()
}

const options = ({ options: { frames } }: Scene) => frames

/** `lines 4–36 · 10:15:30 → 10:17:30 · 12 per minute ▁▂▇ · 5e32e3f116873ad8` */
function whenAndWhere({ places, style }: Scene, group: StackGroup, course: string): Piece[] {
  const { first, last, firstTime, lastTime } = group
  const where = group.count === 1 ? places.at(first) : `${places.at(first)} to ${places.at(last)}`
  const when =
    firstTime === null ? '' : group.count === 1 || lastTime === null ? firstTime : `${firstTime} to ${lastTime}`
  const rate = rateOf(group)
  const died = group.uncaught === 0 ? '' : group.uncaught === group.count ? 'uncaught' : `${group.uncaught} uncaught`
  const thread = group.thread === null ? '' : `thread "${group.thread}"`
  const parts = [where, when, [rate, course].filter((part) => part !== '').join(' '), died, thread, group.fingerprint]
  return parts
    .filter((part) => part !== '')
    .map((part, i) => ({
      text: `${i === 0 ? '' : ' · '}${neutralizeLine(part)}`,
      ink: style.dim,
    }))
}

/** The group's origin is a name without numbers: the first frame of the program in the stack of the root cause. */
function originOf(group: StackGroup, frames: readonly Frame[]): Origin | null {
  const root = group.causes.filter(({ relation }) => relation === 'caused-by').at(-1)?.frames ?? group.frames
  if (group.origin === null || frames !== root) return null
  const frame = frames.find(({ kind }) => kind === 'app' || kind === 'test')
  if (frame === undefined || frame.file === null || frame.line === null) return null
  const { function: name, package: path, file, line, inlined } = frame
  return { function: name, package: path, file, line, inlined, confidence: 0.95, why: '' }
}
