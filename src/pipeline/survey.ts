import { isBottomFirst } from '../input/bottom-first.ts'
import { decodeLine } from '../input/decode-line.ts'
import { GO_OPENER, VM_OPENER } from '../input/envelopes/crash-text.ts'
import { areStampsRising, isNewestFirst, isOldestFirst } from '../input/newest-first.ts'
import { Peeler } from '../input/peeler.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Hunter } from './hunter.ts'
import type { Neighbourhood } from './neighbourhood.ts'

/** What the head of a source tells about the whole of it. */
export interface Survey {
  readonly peeler: Peeler
  readonly crlf: boolean
  readonly newestFirst: boolean
}

/** Bytes that are looked at. All of them must be there, or the end: the answer must not depend on how they arrive. */
export const SURVEY_BYTES = 262_144

/**
 * Votes on the envelopes by the head of the source and the neighbourhoods of its first hits. `isLive`: the writer pauses, and
 * what it wrote so far is all there is.
 */
export function survey(buffer: Buffer, from: number, to: number, hunter: Hunter, isLive: boolean): Survey {
  const sample = sampleLines(buffer, from, to, hunter)
  const peeler = Peeler.learn(sample)
  return { peeler, crlf: isCrlf(buffer, from, to), newestFirst: standsOnItsHead(peeler, sample, isLive) }
}

/**
 * The envelopes around a line in the middle of a source, and around what follows it. A dump may be short and what comes
 * behind it bare, so that fewer and fewer lines are asked; of several answers the one that explains most counts. What
 * names the wrapping may stand at the opening line of the report alone, which is one of the lines `above`.
 */
export function surveyAround({ above, below }: Neighbourhood): Peeler {
  const opening = above.findLastIndex((text) => OPENING.test(text.slice(0, LONGEST_OPENING)))
  let best = Peeler.learn([])
  for (const lines of opening < 0 ? [below] : [below, [...above.slice(opening), ...below]]) {
    for (const count of NEIGHBOURS) {
      const peeler = Peeler.learn(lines.slice(0, count))
      if (explainsMore(peeler, best)) best = peeler
    }
  }
  return best
}

/** Something stands around this line that `peeler` does not know: a container's output inside the log of a job. */
export function isWrappedAnew({ text, span, terminated }: PhysicalLine, peeler: Peeler): boolean {
  if (!WORDS.test(text)) return false
  // Where records are known, such a string may be an element of a list that one of them began above.
  if (peeler.isPlain && QUOTED.test(text)) return true
  // The quotes of a record inside are escaped as long as the outer one is not opened.
  if (peeler.isPlain) return WRAPPED.test(text)
  return peeler.peelAhead(text, span.byte, terminated).some((line) => WRAPPED.test(line.text))
}

/** A layer around every line tells more than marks that some lines bear, and one of a known grammar than a learned one. */
function explainsMore(a: Peeler, b: Peeler): boolean {
  const more = a.steadyLayers - b.steadyLayers || a.knownLayers - b.knownLayers || a.layers.length - b.layers.length
  return more > 0
}

/**
 * A line of a report that does not begin its line, or does not end it, or an opening line in the value of a record or in
 * PowerShell's words. What opens a report stands in the middle of other lines too, where nothing is around it; these hardly do.
 */
const WRAPPED = new RegExp(
  [
    String.raw`\.exe : (?:${GO_OPENER})`,
    // The value of a field: a string alone may be an element of a list that a record began above.
    String.raw`(?:": ?|\w=)"(?:${GO_OPENER}|Exception in thread \\"|\\tat [\w.$/@<>-]{1,255}\()`,
    String.raw`(?:.|^(?=.{0,250}\]:\S))goroutine \d{1,19} (?:gp=\S{1,20} m=\S{1,20} (?:mp=\S{1,20} )?)?\[[a-zA-Z][^\]]{2,80}\]:`,
    String.raw`.WARNING: DATA RACE|^WARNING: DATA RACE\S`,
    '.Exception in thread "',
    String.raw`.(?:${VM_OPENER})|^# A fatal error has been detected by the Java Runtime Environment:\S`,
    String.raw`.Full thread dump (?:OpenJDK|Java|Eclipse)|^Full thread dump .{10,200}\):\S`,
    String.raw`(?:[^\s(][ \t|:>\]]{0,8}\t|\^I)at [\w.$/@<>-]{1,255}\([\w$. @/-]{1,200}(?::\d{1,7})?\)`,
  ].join('|'),
)
/** A frame in a string of its own. */
const QUOTED = /"\\tat [\w.$/@<>-]{1,255}\(/
/** Without one of these a line is none such; most lines are asked no more. */
const WORDS = new RegExp(
  String.raw`goroutine \d|${GO_OPENER}|DATA RACE|the Java |Full thread dump |Exception in thread |[tI\t]at `,
)
const OPENING = new RegExp(`^[^\\n]{0,400}(?:${GO_OPENER})`)
const LONGEST_OPENING = 512
export const MOST_SURVEYS = 50

const NEIGHBOURS = [40, 20, 10, 5]

function sampleLines(buffer: Buffer, start: number, to: number, hunter: Hunter): string[] {
  const lines: string[] = []
  const add = (from: number, count: number): number => {
    let position = from
    for (let i = 0; i < count && position < to; i++) {
      const newline = buffer.indexOf(0x0a, position)
      const end = newline < 0 || newline > to ? to : newline
      lines.push(decodeLine(buffer, position, Math.min(end, position + LONGEST_SAMPLE)))
      position = end + 1
    }
    return position
  }
  let position = add(start, HEAD_LINES)
  hunter.forget(position)
  for (let spots = 0; spots < SPOTS && position < to; spots++) {
    const hit = hunter.next(position, to)
    if (hit >= to) break
    position = add(hit, LINES_PER_SPOT)
  }
  return lines
}

/**
 * By any of its clocks: a log may be exported newest first and then printed in a job that stamps its lines as usual. Where
 * none of them tells, by its stacks; but nobody writes a log from its end while it runs.
 */
function standsOnItsHead(peeler: Peeler, sample: readonly string[], isLive: boolean): boolean {
  const clocks = peeler.clocks(sample.slice(0, HEAD_LINES))
  if (clocks.some(isNewestFirst)) return true
  if (isLive || clocks.some(isOldestFirst)) return false
  const texts = peeler.isPlain ? sample : peeler.peelApart(sample).map(({ text }) => text)
  return isBottomFirst(texts) && !areStampsRising(texts)
}

function isCrlf(buffer: Buffer, from: number, to: number): boolean {
  const newline = buffer.subarray(from, to).indexOf(0x0a)
  return newline > 0 && buffer[from + newline - 1] === 0x0d
}

const HEAD_LINES = 80
const SPOTS = 4
const LINES_PER_SPOT = 30
const LONGEST_SAMPLE = 65_536
