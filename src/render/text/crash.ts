/** One crash: what died, where, in whose goroutine. */

import { truncateEnd } from '../../base/text/fit.ts'
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { count, plural } from '../../base/text/units.ts'
import type { Piece } from '../../base/text/wrap.ts'
import type { Crash } from '../../model/report.ts'
import { CRASH_LABEL, type CrashSet, certainty, chainNote, crashNote, hasChain } from '../words/crash.ts'
import type { FindingSet } from '../words/findings.ts'
import { functionName, placeOf } from '../words/frames.ts'
import { sentence } from '../words/sentence.ts'
import { signalScene } from '../words/signal.ts'
import { findFrame } from '../words/stack-fold.ts'
import { renderMessage } from './message.ts'
import { renderRegisters } from './registers.ts'
import type { Scene } from './scene.ts'
import { renderStack } from './stack.ts'

/** Rows of the usual screen; the panics view shows (nearly) everything. */
const BRIEF = { message: 6, preamble: 3, stack: 12 }
const FULL = { message: 200, chainMessage: 20, preamble: 40, stack: 4000 }

/** `PANIC`, or ` 2 PANIC` among so many that their numbers have `digits`. */
export function crashLabel(crash: Crash, numbered: Numbered | null): string {
  const label = CRASH_LABEL[crash.kind]
  return numbered === null ? label : `${String(numbered.number).padStart(numbered.digits)} ${label}`
}

export interface Numbered {
  readonly number: number
  readonly digits: number
}

export function renderCrash(scene: Scene, set: CrashSet, numbered: Numbered | null, findings: FindingSet): void {
  const { page, style, options } = scene
  const { crash } = set
  const full = options.view === 'panics'
  const size = full ? FULL : BRIEF

  page.section(crashLabel(crash, numbered), style.boldRed)
  renderMessage(scene, headlineOf(crash), {
    lines: size.message,
    ink: crash.message.trim() === '' ? style.dim : style.bold,
    trailer: whereAndWhen(scene, crash),
  })
  renderAsides(scene, set)
  const preamble = crash.preamble.slice(0, size.preamble)
  for (const line of preamble) renderMessage(scene, line, { lines: full ? 10 : 2, ink: style.dim })
  if (hasChain(crash)) renderChain(scene, crash, full)

  page.blank()
  renderTest(scene, crash)
  renderFrames(scene, crash, full ? 'all' : options.frames, size.stack)
  renderGoroutine(scene, crash)
  for (const finding of findings.ofCrash.get(crash.id) ?? []) {
    const pieces: Piece[] = [{ text: sentence(finding.title) }]
    if (full && finding.explanation !== '') pieces.push({ text: ` ${sentence(finding.explanation)}`, ink: style.dim })
    page.row(pieces, { tag: 'why' })
  }
  if (full && crash.registers) renderRegisters(scene, crash.registers)
}

function messageOf({ message }: { readonly message: string }): string {
  return message.trim() === '' ? '(no message)' : message
}

/** An empty value leaves a link of the chain; without one, the line that held it is lost. */
function headlineOf(crash: Crash): string {
  const isLost = crash.runtime === 'go' && crash.message === '' && crash.chain.length === 0
  return isLost ? '(its message is not in this log)' : messageOf(crash)
}

/** `line 118290 · 2026-11-23T02:27:40Z` */
function whereAndWhen({ places, style }: Scene, crash: Crash): Piece[] {
  const where: Piece = { text: `  ${places.at(crash.span)}`, ink: style.dim, solid: true }
  if (crash.time === null) return [where]
  return [where, { text: ' · ', ink: style.dim }, { text: neutralizeLine(crash.time), ink: style.dim }]
}

/** Copies, what the kind of crash does not say, the signal. */
function renderAsides({ page, style, places }: Scene, { crash, times, repeats }: CrashSet): void {
  const note = crashNote(crash.kind)
  if (note !== null) page.row([{ text: note, ink: style.dim }])
  if (times > 1) {
    const also = repeats.slice(0, 5).map((repeat) => places.at(repeat.span))
    const more = repeats.length > also.length ? ', …' : ''
    const list = also.length > 0 ? `, also at ${also.join(', ')}${more}` : ''
    page.row([{ text: `${count(times)} times` }, { text: list, ink: style.dim }])
  }
  if (crash.signal) page.row([{ text: neutralizeLine(signalScene(crash.signal)) }])
}

/** Oldest first, as it happened and as the runtime prints it. */
function renderChain(scene: Scene, crash: Crash, full: boolean): void {
  const { page, style } = scene
  page.blank()
  for (const [i, link] of crash.chain.entries()) {
    const message = messageOf(link)
    const note = chainNote(link)
    const trailer: Piece[] = note === '' ? [] : [{ text: `  ${note}`, ink: style.dim }]
    const tag = `${i + 1}.`
    if (full) {
      renderMessage(scene, message, { tag, lines: FULL.chainMessage, trailer })
    } else {
      const line = sentence(message.slice(0, page.room * 2))
      page.row([{ text: truncateEnd(line, page.room) }, ...trailer], { tag, hang: 2 })
    }
  }
}

function renderTest({ page, style }: Scene, crash: Crash): void {
  if (crash.test !== null) page.row([{ text: neutralizeLine(crash.test), ink: style.bold }], { tag: 'test' })
}

function renderFrames(scene: Scene, crash: Crash, frames: 'app' | 'all', limit: number): void {
  const { page, style } = scene
  const { origin } = crash
  const doubtful = origin !== null && (scene.options.view === 'panics' || certainty(origin.confidence) !== 'certain')
  const why = doubtful ? sentence(origin.why) : ''
  const isElsewhere = origin !== null && findFrame(crash.frames, origin) === -1
  if (isElsewhere) {
    // The origin is not one of the frames: a creator, or a frame of another stack.
    const name = functionName(origin)
    const note = `  ← the origin (${certainty(origin.confidence)})`
    page.row(
      [
        { text: `${name}  ${placeOf(origin)}`, ink: style.bold },
        { text: note, ink: style.bold, solid: true },
      ],
      { tag: 'at' },
    )
    if (why !== '') page.row([{ text: why, ink: style.dim }], { indent: 2 })
  }
  renderStack(scene, crash.frames, origin, { frames, limit, tag: isElsewhere ? '' : 'at', why })
  // A dump shows what there is; a signal from outside is nobody's stack.
  if (crash.frames.length === 0 && !origin && !scene.report.dumps.some((dump) => dump.crash === crash.id)) {
    page.row([{ text: 'no stack of it in this log', ink: style.yellow }], { tag: 'at' })
  }
}

/** `goroutine 4711 [running], created by net/http.(*Server).Serve  net/http/server.go:3464` */
function renderGoroutine({ page, style }: Scene, crash: Crash): void {
  const parts: string[] = []
  if (crash.thread !== null) parts.push(`thread "${neutralizeLine(crash.thread)}"`)
  if (crash.goroutine) parts.push(`goroutine ${crash.goroutine.id} [${neutralizeLine(crash.goroutine.state)}]`)
  if (crash.createdBy) parts.push(`created by ${functionName(crash.createdBy)}`)
  if (parts.length === 0) return
  const pieces: Piece[] = [{ text: parts.join(', ') }]
  if (crash.createdBy && placeOf(crash.createdBy) !== '') {
    pieces.push({ text: `  ${placeOf(crash.createdBy)}`, ink: style.dim })
  }
  page.row(pieces, { tag: 'by' })
}

/** One line for a crash that is not shown in full. */
export function renderCrashBriefly(
  scene: Scene,
  { crash, times }: CrashSet,
  numbered: Numbered,
  isFirst: boolean,
): void {
  const { page, style, places } = scene
  page.section(crashLabel(crash, numbered), style.boldRed, isFirst)
  const { origin } = crash
  const where = origin ? `  ${functionName(origin)}  ${placeOf(origin)}` : ''
  renderMessage(scene, crash.message.split('\n', 1)[0]!, {
    lines: 2,
    trailer: [
      { text: where },
      {
        text: `  ${times > 1 ? `${plural(times, 'time')}, ` : ''}${places.at(crash.span)}`,
        ink: style.dim,
        solid: true,
      },
    ],
  })
}
