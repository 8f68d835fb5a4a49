/** One crash as Markdown: heading, scene, the stack around the origin, the whole stack folded away. */
import { padEnd } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { plural } from '../../base/text/units.ts'
import { widthOf } from '../../base/text/width.ts'
import type { Crash, Origin } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { CRASH_LABEL, type CrashSet, certainty, chainNote, crashNote, hasChain } from '../words/crash.ts'
import type { FindingSet } from '../words/findings.ts'
import { functionName, placeOf } from '../words/frames.ts'
import type { Places } from '../words/places.ts'
import { signalScene } from '../words/signal.ts'
import { findFrame } from '../words/stack-fold.ts'
import { code, fence, place, prose } from './untrusted.ts'

/** An issue tracker refuses texts of some 65 000 characters. */
const MOST_MESSAGE = 4000
const MOST_FRAMES = 200
const HEADING = 120

export function renderCrashMarkdown(
  set: CrashSet,
  number: number | null,
  findings: FindingSet,
  places: Places,
): string[] {
  const { crash, times } = set
  const first = crash.message.split('\n', 1)[0]!
  const heading = first.length > HEADING ? `${first.slice(0, HEADING)}…` : first
  const blocks = [
    `## ${number === null ? '' : `${number}. `}${CRASH_LABEL[crash.kind]}${heading === '' ? '' : `: ${code(heading)}`}`,
  ]

  const { origin } = crash
  if (origin) {
    const sure = certainty(origin.confidence)
    const why = sure === 'certain' || origin.why === '' ? '' : `: ${prose(origin.why)}`
    blocks.push(`**at** ${code(functionName(origin))} in ${code(placeOf(origin))}, the origin (${sure}${why})`)
  }
  blocks.push(factsOf(crash, times, places).join(' · '))
  const note = crashNote(crash.kind)
  if (note !== null) blocks.push(`It happened ${note}.`)
  if (crash.message !== heading || crash.preamble.length > 0) blocks.push(fence(quoteOf(crash)))
  if (crash.signal) blocks.push(prose(signalScene(crash.signal)))
  if (hasChain(crash)) blocks.push(chainOf(crash))
  for (const finding of findings.ofCrash.get(crash.id) ?? []) {
    const title = `**Why:** ${prose(finding.title)}`
    blocks.push(finding.explanation === '' ? title : `${title}. ${prose(finding.explanation)}`)
  }
  if (crash.frames.length > 0) blocks.push(stackOf(crash))
  return blocks
}

/** Goroutine, test, place and time, as far as they are known. */
function factsOf(crash: Crash, times: number, places: Places): string[] {
  const facts: string[] = []
  const { goroutine } = crash
  if (crash.test !== null) facts.push(`test ${code(crash.test)}`)
  if (crash.thread !== null) facts.push(`thread ${code(crash.thread)}`)
  if (goroutine) facts.push(`goroutine ${goroutine.id} ${code(`[${goroutine.state}]`)}`)
  if (crash.createdBy) facts.push(`created by ${code(functionName(crash.createdBy))}`)
  if (times > 1) facts.push(plural(times, 'time'))
  facts.push(place(places.range(crash.span)))
  if (crash.time !== null) facts.push(code(crash.time))
  return facts
}

function quoteOf(crash: Crash): string {
  const text = [...crash.preamble, crash.message].join('\n')
  if (text.length <= MOST_MESSAGE) return text
  return `${text.slice(0, MOST_MESSAGE)}\n… ${plural(text.length - MOST_MESSAGE, 'more character')}`
}

function chainOf(crash: Crash): string {
  return crash.chain
    .map((link, i) => {
      const note = chainNote(link)
      return `${i + 1}. ${code(link.message.slice(0, HEADING * 2)) || '(no message)'}${note === '' ? '' : ` (${note})`}`
    })
    .join('\n')
}

function stackOf(crash: Crash): string {
  const who = crash.goroutine ? ` of goroutine ${crash.goroutine.id}` : ''
  const summary = `Stack${who}: ${plural(crash.frames.length, 'frame')}`
  return details(summary, stackText(crash.frames, crash.origin))
}

/** Two columns, as in the terminal, with the origin marked. */
export function stackText(frames: readonly Frame[], origin: Origin | null): string {
  const originAt = findFrame(frames, origin)
  const shown = frames.slice(0, MOST_FRAMES)
  const names = shown.map(functionName)
  const columns = Math.min(60, Math.max(0, ...names.map(widthOf)))
  const rows = shown.map((frame, i) => {
    const mark = i === originAt && origin ? `  ← the origin (${certainty(origin.confidence)})` : ''
    return `${padEnd(names[i]!, columns)}  ${placeOf(frame)}${frame.inlined ? '  inlined' : ''}${mark}`.trimEnd()
  })
  if (frames.length > shown.length) rows.push(`… ${plural(frames.length - shown.length, 'more frame')}`)
  return rows.join('\n')
}

/** The summary is HTML: only our own words and numbers stand in it. */
export function details(summary: string, text: string): string {
  return `<details><summary>${neutralizeLine(summary)}</summary>\n\n${fence(text)}\n\n</details>`
}
