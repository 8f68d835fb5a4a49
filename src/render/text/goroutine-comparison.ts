/** Dumps of one program side by side: what grows, what is new, what has not moved. */
import type { Style } from '../../base/text/style.ts'
import { count, minutes, plural } from '../../base/text/units.ts'
import type { ComparedSite, GoroutineComparison, Trend } from '../../model/goroutine-comparison.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { sentence } from '../words/sentence.ts'
import { type GroupListOptions, noteThreads } from './goroutine-query.ts'
import { Page } from './page.ts'

const GUTTER = 9

const LABEL: Readonly<Record<Exclude<Trend, 'steady'>, string>> = {
  growing: 'GROWING',
  new: 'NEW',
  stuck: 'STUCK',
  gone: 'GONE',
}

const CLOCK: Readonly<Record<string, string>> = {
  option: 'as --every says',
  log: 'by the times of the log',
  waits: 'by how long goroutines waited in both',
}

export function renderGoroutineComparison(result: GoroutineComparison, options: GroupListOptions): string {
  const { style } = options
  const page = new Page(options.width, style, GUTTER)
  const { snapshots, threads, minutesFrom, sites } = result
  page.section('DUMPS', style.bold)
  if (snapshots.length < 2) {
    const there = snapshots.length === 0 ? 'no goroutine dump' : 'one goroutine dump'
    page.row([{ text: `To compare takes two dumps or more; there is ${there} in these logs.`, ink: style.yellow }])
    noteThreads(page, threads)
    return page.toString()
  }
  page.row([{ text: `${snapshots.map(({ total }) => count(total)).join(' → ')} goroutines` }])
  page.row([
    {
      text:
        minutesFrom === null
          ? 'The time between them is unknown: say it with --every 5m, and growth is told a minute.'
          : `${snapshots.map((snapshot) => String(snapshot.minutes)).join(' → ')} min, ${CLOCK[minutesFrom]}`,
      ink: minutesFrom === null ? style.yellow : style.dim,
    },
  ])
  for (const trend of ['growing', 'new', 'stuck', 'gone'] as const) {
    // Idle workers of the runtime are always there: that they stay is no news.
    const list = sites.filter((site) => site.trend === trend && !site.normal)
    if (list.length === 0) continue
    page.section(LABEL[trend], trend === 'growing' ? style.boldYellow : style.bold)
    for (const site of list.slice(0, options.top)) renderSite(page, style, site)
    if (list.length > options.top) {
      page.row([
        { text: `… ${plural(list.length - options.top, 'more place')}`, ink: style.dim },
        { text: '  --top N', ink: style.dim, solid: true },
      ])
    }
  }
  const rest = sites.filter((site) => site.trend === 'steady' || site.normal)
  page.section('REST', style.dim)
  page.row([{ text: `${plural(rest.length, 'place')} without news`, ink: style.dim }])
  return page.toString()
}

function renderSite(page: Page, style: Style, site: ComparedSite): void {
  const frame = site.frames.find(({ kind }) => kind === 'app' || kind === 'test') ?? site.frames[0]
  const rate =
    site.growthPerMinute === null || site.growthPerMinute === 0 || site.trend === 'gone'
      ? ''
      : `  ${signed(site.growthPerMinute)}/min`
  page.row(
    [
      { text: site.counts.map(count).join(' → '), ink: style.bold },
      { text: rate, solid: true },
      { text: `  ${sentence(site.state)}` },
      { text: `  ${frame === undefined ? 'no frames' : functionName(frame)}` },
      { text: frame === undefined ? '' : `  ${placeOf(frame)}`, ink: style.dim },
    ],
    { hang: 2 },
  )
  const said = stuckWords(site)
  if (said !== '') page.row([{ text: said, ink: style.dim }], { indent: 2, hang: 2 })
  if (site.createdBy !== null)
    page.row([{ text: `created by ${functionName(site.createdBy)}  ${placeOf(site.createdBy)}`, ink: style.dim }], {
      indent: 2,
      hang: 2,
    })
}

/** What the numbers of the goroutines and their waits tell. */
function stuckWords({ stuck, stuckMinutes, stuckSince, counts, trend }: ComparedSite): string {
  const words: string[] = []
  if (stuck !== null && stuck > 0) {
    const all = stuck === counts[0]
    const who = stuck === 1 && all ? 'the one' : `${all ? 'all ' : ''}${count(stuck)}`
    words.push(`${who} of the first dump ${stuck === 1 ? 'is' : 'are'} still here`)
    if (all && trend === 'growing') words.push('none has left: the shape of a leak')
  }
  if (stuckMinutes !== null && stuckMinutes > 0) {
    const since = stuckSince === null ? '' : `, since ${stuckSince.replace(/\.\d+Z$/, 'Z')}`
    words.push(`stuck for ${minutes(stuckMinutes)} or more${since}`)
  }
  return words.join('; ')
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value}`
}
