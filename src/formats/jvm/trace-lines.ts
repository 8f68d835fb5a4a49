import { headAt } from './throwable-name.ts'

/** The lines of a trace that are no frames. */

export interface CauseLine {
  readonly type: string | null
  readonly message: string
  /** The message begins on the next line. */
  readonly isOpen: boolean
  readonly relation: 'caused-by' | 'suppressed' | 'wrapped-by'
  /** Tabs in front, or what stands for them. */
  readonly depth: number
}

const CAUSE = /^(?<indent>[\s\u00a0]{0,64})(?<word>Caused by|Suppressed|Wrapped by): (?:<#[0-9a-f]{1,16}> )?(?=\S)/
const OMITTED =
  /^\s{1,64}(?:\[\.{3}\]|\.{3} ?)$|^\s{0,64}\.\.\. (?:(?<common>\d{1,6}) (?:more|common frames? omitted)|(?:\d{1,6} (?:frames?|lines) (?:excluded|truncated|omitted|skipped|collapsed)|\d{1,6} elided|suppressed \d{1,6} lines|\d{1,6} filtered))\b/
/** Between frames: where one coroutine waited for another. Newer releases print a frame instead. */
const MARKER = /^[\s\u00a0]{1,64}\(Coroutine (?:boundary|creation stacktrace)\)\s*$/
const CIRCULAR = /^[\s\u00a0]{0,64}(?:Caused by: |Suppressed: )?\[CIRCULAR REFERENCE: ?/

/** `isSure`: the line stands behind frames. What is no class there is what a `toString` of the program's own made of it. */
export function parseCause(text: string, isSure: boolean): CauseLine | null {
  const match = CAUSE.exec(text)
  if (match === null) return null
  const head = headAt(text, match[0].length)
  if (head === null && !isSure) return null
  const word = match.groups!.word!
  return {
    type: head?.type ?? null,
    message: head?.message ?? text.slice(match[0].length),
    isOpen: head?.isOpen === true,
    relation: word === 'Caused by' ? 'caused-by' : word === 'Suppressed' ? 'suppressed' : 'wrapped-by',
    depth: depthOf(match.groups!.indent!),
  }
}

/** Frames left out because the trace around this one has them too; null when the line says nothing of that kind. */
export function parseOmitted(text: string): { readonly common: number } | null {
  const match = OMITTED.exec(text)
  return match === null ? null : { common: Number(match.groups!.common ?? 0) }
}

export function isMarker(text: string): boolean {
  return MARKER.test(text)
}

export function isCircular(text: string): boolean {
  return CIRCULAR.test(text)
}

/** A frame that was cut off, or of which a part is missing in the middle: it begins like one. */
export function isTornFrame(text: string): boolean {
  return TORN.test(text)
}

/** Of a torn one: a class and a method, as no line of a message that begins with `at` names them. */
export function isNamedFrame(text: string): boolean {
  return /^\s{1,64}at (?:[\p{L}\p{N}_$@/<>-]{1,200}\.){2,16}[\p{L}_$<]/u.test(text)
}

/** The words under which a message that tells of another trace is followed by the frames of its own: Spark's does. */
export function announcesFrames(text: string): boolean {
  return /^\s{0,16}(?:\p{L}{1,20} ){0,2}stack ?trace:\s*$/iu.test(text)
}

const TORN = /^\s{1,64}at [\p{L}_$][\p{L}\p{N}_$.@/<>-]{0,1000}(?:$|\)|\([^()]{0,300}(?:$|\())/u

/** Collectors turn tabs into four blanks, or eight. */
function depthOf(indent: string): number {
  const tabs = indent.split('\t').length - 1
  return tabs > 0 ? tabs : Math.round(indent.length / 4)
}
