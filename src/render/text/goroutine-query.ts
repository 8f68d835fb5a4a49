/** What a query of goroutines found: groups by whatever was asked for. */
import { padStart } from '../../base/text/fit.ts'
import type { Style } from '../../base/text/style.ts'
import { count, plural } from '../../base/text/units.ts'
import type { GoroutineQueryGroup, GoroutineQueryResult } from '../../model/goroutine-query.ts'
import type { Frame } from '../../model/stack.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { waitWords } from '../words/groups.ts'
import { sentence } from '../words/sentence.ts'
import { goroutineList } from './blocking.ts'
import { Page } from './page.ts'

export interface GroupListOptions {
  readonly width: number
  readonly style: Style
  /** Groups to list. */
  readonly top: number
}

const GUTTER = 7
/** Frames of the program that tell where a group stands. */
const FRAMES = 4

export function renderGoroutineQuery(result: GoroutineQueryResult, { width, style, top }: GroupListOptions): string {
  const page = new Page(width, style, GUTTER)
  const { total, threads, matched, groups, where, groupBy } = result
  page.section('FOUND', style.bold)
  if (total === 0) {
    page.row([{ text: 'There are no goroutines in these logs.', ink: style.yellow }])
    noteThreads(page, threads)
    return page.toString()
  }
  const by = groupBy === 'stack' ? 'with equal stacks' : `by ${groupBy}`
  page.row([
    {
      text:
        where === null
          ? `${plural(total, 'goroutine')} in ${plural(groups.length, 'group')} ${by}`
          : `${count(matched)} of ${plural(total, 'goroutine')}${matched === 0 ? '' : ` in ${plural(groups.length, 'group')} ${by}`}`,
    },
    ...(where === null ? [] : [{ text: `  ${sentence(where)}`, ink: style.dim }]),
  ])
  const shown = groups.slice(0, top)
  const columns = Math.max(0, ...shown.map((group) => count(group.count).length))
  for (const group of shown) {
    if (groupBy === 'stack') page.blank()
    renderGroup(page, style, group, groupBy === 'stack', columns)
  }
  if (groups.length > shown.length) {
    page.row([
      { text: `… ${plural(groups.length - shown.length, 'more group')}`, ink: style.dim },
      { text: '  --top N', ink: style.dim, solid: true },
    ])
  }
  return page.toString()
}

/** Whoever has a JVM would otherwise think that its dump was not read. */
export function noteThreads(page: Page, threads: number): void {
  if (threads === 0) return
  page.row([
    {
      text: `The options given are for goroutines of Go. There ${threads === 1 ? 'is' : 'are'} ${plural(threads, 'thread')} of a JVM: \`log-extractor goroutines\` alone groups them, and tells what several dumps have in common.`,
    },
  ])
}

function renderGroup(page: Page, style: Style, group: GoroutineQueryGroup, isStack: boolean, columns: number): void {
  const states = Object.entries(group.states)
    .sort((a, b) => b[1] - a[1])
    .map(([state, many]) => (many === group.count ? sentence(state) : `${sentence(state)} ${count(many)}`))
    .slice(0, 4)
    .join(', ')
  const wait = waitWords(group.waitMinutes)
  const about = `${states}${wait === '' ? '' : `, ${wait}`}`
  if (!isStack) {
    page.row(
      [
        { text: padStart(count(group.count), columns), ink: style.bold },
        { text: `  ${sentence(group.key)}` },
        { text: about === sentence(group.key) ? '' : `  ${about}`, ink: style.dim },
      ],
      { hang: columns + 2 },
    )
    return
  }
  page.row([{ text: padStart(count(group.count), columns), ink: style.bold }, { text: `  ${about}` }], { hang: 2 })
  const own = group.frames.filter(({ kind }) => kind === 'app' || kind === 'test' || kind === 'vendor')
  for (const frame of (own.length > 0 ? own : group.frames).slice(0, FRAMES)) renderFrame(page, style, frame, '')
  if (group.createdBy !== null) renderFrame(page, style, group.createdBy, 'created by ')
  page.row([{ text: goroutineList(group.ids, group.count), ink: style.dim }], { indent: 2, hang: 2 })
}

function renderFrame(page: Page, style: Style, frame: Frame, before: string): void {
  page.row([{ text: before + functionName(frame) }, { text: `  ${placeOf(frame)}`, ink: style.dim }], {
    indent: 2,
    hang: 2,
  })
}
