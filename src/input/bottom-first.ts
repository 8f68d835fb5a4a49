import { GO_OPENER } from './envelopes/crash-text.ts'

/**
 * Whether a log stands on its head, told from its stacks where no clock tells it: `tac` puts the header of a goroutine, or the
 * name of an exception, below the frames that it heads. Turned round in error, a log loses its crash: one vote is none, and a
 * name that the trace above may have called forth is no vote.
 */
export function isBottomFirst(lines: readonly string[]): boolean {
  const votes = new Votes()
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1] ?? ''
    const after = lines[i + 1] ?? ''
    if (GO_HEADER.test(line)) {
      if (GO_FRAME.test(after)) votes.above++
      else if (GO_FRAME.test(before) && GO_PLACE.test(lines[i - 2] ?? '')) {
        votes.below++
        // What died stands below its goroutine, which a lone goroutine has for its second witness.
        if (lines.slice(i + 1, i + 1 + MOST_MESSAGE_LINES).some((next) => GO_DEATH.test(next))) votes.below++
      }
    } else if (JAVA_HEAD.test(line)) {
      if (JAVA_FRAME.test(after)) votes.above++
      else if (JAVA_FRAME.test(before)) votes.ofTraceAbove(lines, i - 1)
      // The message goes on in the next lines.
      else if (lines.slice(i + 1, i + 1 + MOST_MESSAGE_LINES).some((next) => JAVA_FRAME.test(next))) votes.above++
    } else if (JAVA_THREAD.test(line)) {
      if (JAVA_STATE.test(after)) votes.above++
      else if (JAVA_STATE.test(before)) votes.below++
    } else {
      votes.ofCycle(line)
    }
  }
  return votes.below >= LEAST_VOTES && votes.below >= 9 * votes.above
}

class Votes {
  above = 0
  below = 0
  #cycle = Number.NaN
  #seconds = Number.NaN

  /** Of two processes that write into one log the numbers fall at every other line, and rise at the next. */
  ofCycle(line: string): void {
    const [, cycle, seconds] = GO_CYCLE.exec(line) ?? []
    if (cycle === undefined) return
    if (Number(cycle) > this.#cycle || Number(seconds) > this.#seconds) this.above++
    else if (Number(cycle) === this.#cycle - 1 && Number(seconds) < this.#seconds) this.below++
    this.#cycle = Number(cycle)
    this.#seconds = Number(seconds)
  }

  /** Frames end above the name of an exception: are they its own, upside down, or those of a trace before it? */
  ofTraceAbove(lines: readonly string[], last: number): void {
    let top = last
    while (top >= 0 && JAVA_TRACE.test(lines[top]!)) top--
    const above = lines[top] ?? ''
    if (JAVA_NAME.test(above)) this.above++
    else if (!/^[ \t]+\S/.test(above)) this.below++
  }
}

const LEAST_VOTES = 2
const MOST_MESSAGE_LINES = 8
const GO_HEADER = /^goroutine \d{1,19} .{0,80}\[[^\]\n]{1,160}\]:$/
const GO_FRAME = /^[\w.$/@~-][^\n]{0,2000}\)$/
const GO_PLACE = /^[ \t]{1,8}\S{1,400}\.(?:go|s):\d{1,7}(?: |$)/
const GO_DEATH = new RegExp(`^\\t{0,4}(?:${GO_OPENER}|\\[signal )`)
const JAVA_HEAD = /^(?:Exception in thread "|[\w.$]{3,200}(?:Exception|Error)(?:: |$))/
/** The name of a class that may have been thrown, anywhere in the line. */
const JAVA_NAME = /(?:Exception|Error)\b|(?<![\w$.])[a-z]\w{0,60}(?:\.[\w$]{1,100}){1,20}(?:: |$)/
const JAVA_THREAD = /^"[^"\n]{1,200}" (?:#\d|daemon |prio=|os_prio=)/
const JAVA_STATE = /^ {3}java\.lang\.Thread\.State: /
const GO_CYCLE = /^gc (\d{1,9}) @(\d{1,9}\.\d{1,6})s /
const JAVA_FRAME = /^[ \t]{1,8}at [\w.$/@<>-]{1,255}\(/
const JAVA_TRACE = /^(?:[ \t]{1,8}at [\w.$/@<>-]{1,255}\(|[ \t]{1,8}\.\.\. \d|[ \t]{0,8}(?:Caused by|Suppressed): )/
