/** The goroutines view: every group with its stack. */

import { padStart } from '../../base/text/fit.ts'
import { count, plural } from '../../base/text/units.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Dump } from '../../model/report.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { type NumberedGroup, numberedGroups, stateOf, waitOf } from '../words/groups.ts'
import { sentence } from '../words/sentence.ts'
import { goroutineList } from './blocking.ts'
import type { Scene } from './scene.ts'
import { renderStack } from './stack.ts'

/** Rows of a stack: in the list of all groups, and when one group was asked for. */
const STACK_ROWS = { list: 8, single: 400 }

export function renderDumps(scene: Scene): void {
  const { report, options } = scene
  const groups = numberedGroups(report)
  if (options.group !== null) {
    renderSingle(scene, groups, options.group)
    return
  }
  for (const dump of report.dumps)
    renderDump(
      scene,
      dump,
      groups.filter((entry) => entry.dump === dump),
    )
}

function renderDump(scene: Scene, dump: Dump, groups: readonly NumberedGroup[]): void {
  const { page, style, options, places } = scene
  page.section('GROUPS', style.bold)
  const who = dump.runtime === 'jvm' ? 'thread' : 'goroutine'
  page.row([
    { text: `${plural(dump.total, who)} in ${plural(groups.length, 'group')}` },
    { text: `  ${places.range(dump.span)}`, ink: style.dim, solid: true },
  ])
  const telling = groups.filter(({ group }) => !group.normal)
  const normal = groups.filter(({ group }) => group.normal)
  const shown = [...telling, ...(options.frames === 'all' ? normal : [])].slice(0, options.top)
  for (const entry of shown) renderGroup(scene, entry, STACK_ROWS.list)
  const hidden = groups.filter((entry) => !shown.includes(entry))
  if (hidden.length === 0) return
  page.blank()
  const listed = hidden.slice(0, options.top)
  const columns = Math.max(...listed.map(({ group }) => count(group.count).length))
  for (const { number, group } of listed) {
    const cause = group.cause === '' ? '' : `  ${sentence(group.cause)}`
    const pieces: Piece[] = [
      { text: `${padStart(count(group.count), columns)} ${stateOf(group)}${cause}`, ink: style.dim },
    ]
    page.row(pieces, { tag: `${number}.`, hang: 2 })
  }
  const rest = hidden.length - options.top
  if (rest > 0)
    page.row([
      { text: `… ${plural(rest, 'more group')}`, ink: style.dim },
      { text: '  --top N', ink: style.dim, solid: true },
    ])
}

function renderSingle(scene: Scene, groups: readonly NumberedGroup[], number: number): void {
  const { page, style } = scene
  const entry = groups.find((candidate) => candidate.number === number)
  page.section('GROUP', style.bold)
  if (entry) {
    renderGroup(scene, entry, STACK_ROWS.single)
  } else {
    const there = groups.length === 0 ? 'this log has no goroutine groups' : `this log has groups 1 to ${groups.length}`
    page.row([{ text: `There is no group ${number}: ${there}.`, ink: style.yellow }])
  }
}

function renderGroup(scene: Scene, { number, group, dump }: NumberedGroup, limit: number): void {
  const { page, style, places, options } = scene
  const wait = waitOf(group)
  if (options.group === null) page.blank()
  page.row(
    [
      { text: `${count(group.count)}`, ink: style.bold },
      { text: ` ${stateOf(group)}${wait === '' ? '' : `, ${wait}`}` },
      ...(group.cause === '' ? [] : [{ text: '  ' }, { text: sentence(group.cause), ink: style.dim }]),
    ],
    { tag: `${number}.`, hang: 2 },
  )
  renderStack(scene, group.frames, null, { frames: options.frames, limit, indent: 2 })
  if (group.createdBy) {
    const place = placeOf(group.createdBy)
    page.row(
      [
        { text: `created by ${functionName(group.createdBy)}` },
        { text: place === '' ? '' : `  ${place}`, ink: style.dim },
      ],
      { indent: 2, hang: 2 },
    )
  }
  const ids =
    group.ids.length === 0
      ? ''
      : `${goroutineList(group.ids, group.count, dump.runtime === 'jvm' ? 'thread' : 'goroutine')} · `
  page.row([{ text: `${ids}${places.at(group.span)}`, ink: style.dim }], { indent: 2, hang: 2 })
}
