import { type Crash, type Report, renderQuiet } from '../index.ts'
import type { Io } from './io.ts'
import { say } from './say.ts'

/** A crash that has just happened, in one line on stderr. */
export function announce(io: Io, crash: Crash, report: Report, end: '\n' | '\r\n'): void {
  say(io, renderQuiet({ ...report, crashes: [crash] }).trimEnd(), end)
}
