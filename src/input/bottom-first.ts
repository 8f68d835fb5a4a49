/**
 * Whether a log stands on its head, told from its stacks where no clock tells it: `tac` puts the header of a goroutine, or the
 * name of an exception, below the frames that it heads.
 */
export function isBottomFirst(lines: readonly string[]): boolean {
  let above = 0
  let below = 0
  let cycle = Number.NaN
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1] ?? ''
    const after = lines[i + 1] ?? ''
    if (GO_HEADER.test(line)) {
      if (GO_FRAME.test(after)) above++
      else if (GO_FRAME.test(before) && GO_PLACE.test(lines[i - 2] ?? '')) below++
    } else if (JAVA_HEAD.test(line)) {
      if (JAVA_FRAME.test(after)) above++
      else if (JAVA_FRAME.test(before)) below++
    } else if (JAVA_THREAD.test(line)) {
      if (JAVA_STATE.test(after)) above++
      else if (JAVA_STATE.test(before)) below++
    } else {
      const number = Number(GO_CYCLE.exec(line)?.[1] ?? Number.NaN)
      if (number === cycle + 1) above++
      else if (number === cycle - 1) below++
      if (!Number.isNaN(number)) cycle = number
    }
  }
  return below > 0 && below >= 9 * above
}

const GO_HEADER = /^goroutine \d{1,19} .{0,80}\[[^\]\n]{1,160}\]:$/
const GO_FRAME = /^[\w.$/@~-][^\n]{0,2000}\)$/
const GO_PLACE = /^[ \t]{1,8}\S{1,400}\.(?:go|s):\d{1,7}(?: |$)/
const JAVA_HEAD = /^(?:Exception in thread "|Caused by: |[\w.$]{3,200}(?:Exception|Error)(?:: |$))/
const JAVA_THREAD = /^"[^"\n]{1,200}" (?:#\d|daemon |prio=|os_prio=)/
const JAVA_STATE = /^ {3}java\.lang\.Thread\.State: /
const GO_CYCLE = /^gc (\d{1,9}) @\d/
const JAVA_FRAME = /^[ \t]{1,8}at [\w.$/@<>-]{1,255}\(/
