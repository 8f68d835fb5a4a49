import type { GoProfileEvent } from '../../model/event.ts'
import { parseOpener } from './opener.ts'
import { parseHeader } from './tokens.ts'

/** The lines that begin something of Go, so that whatever stands open knows that it is over. */

export const PROFILE_HEADS: readonly (readonly [GoProfileEvent['profile'], RegExp])[] = [
  ['goroutine', /^goroutine profile: total (\d+)$/],
  ['goroutineleak', /^goroutineleak profile: total (\d+)$/],
  ['threadcreate', /^threadcreate profile: total (\d+)$/],
  ['heap', /^heap profile: (\d+): \d+ \[\d+: \d+\] @ heap(?:v2)?\/\d+$/],
  ['mutex', /^--- mutex:$/],
  ['block', /^--- contention:$/],
  ['custom', /^[\w/.-]{1,100} profile: total (\d+)$/],
]

export const RACE_HEAD = 'WARNING: DATA RACE'

export function beginsProfile(text: string): boolean {
  return text.length <= LONGEST_PROFILE_HEAD && PROFILE_HEADS.some(([, expression]) => expression.test(text))
}

export function beginsRace(text: string): boolean {
  return text === RACE_HEAD
}

/** A crash report or a goroutine dump, as the runtime prints it. */
export function beginsReport(text: string): boolean {
  const opener = parseOpener(text)
  return (opener !== null && opener.form !== 'preamble') || parseHeader(text) !== null
}

export const LONGEST_PROFILE_HEAD = 200
