import type { LineAbove } from '../recogniser.ts'
import { parseFrame } from './frame.ts'
import { isLevel, isRecord, saysUncaught } from './log-record.ts'
import {
  headAt,
  headInRecord,
  headWithin,
  isNamedThrowable,
  isQualifiedClass,
  type ThrowableHead,
} from './throwable-name.ts'
import { isTornFrame, parseCause } from './trace-lines.ts'

/** Where a trace begins: what its first line, or the line above its first frame, says of it. */
export interface Opening {
  readonly head: ThrowableHead | null
  readonly thread: string | null
  /** `bare`: the line begins with it. `inside`: it stands behind the text of a record. */
  readonly place: 'bare' | 'inside' | 'headless'
  readonly uncaught: boolean
  /** So a script's runner says, which its frames must prove. */
  readonly mayBeUncaught?: boolean
  readonly record: string | null
  /** The words above a trace whose class nobody names: what a `toString` of the program's own returned, or a title. */
  readonly title?: string
  /** Nothing that could be its head stands above: that is missing. */
  readonly isCut?: boolean
}

export const IN_THREAD = 'Exception in thread "'
const BY_THE_VM =
  /^(?:Exception: (?<type>[\w.$]{1,200}) thrown from the UncaughtExceptionHandler in thread "(?<thread>.{0,500})"|(?:Terminating|Aborting) due to (?<fatal>[\w$]{1,60}\.[\w.$]{1,200})(?:: (?<message>.{0,1000}))?)$/

/** Nothing else prints such a line. A class alone may be a text of what is open, unless that is doubtful itself. */
export function surelyBegins(text: string, isDoubtful: boolean): boolean {
  return text.startsWith(IN_THREAD) || BY_THE_VM.test(text) || (isDoubtful && QUALIFIED.test(text))
}

const QUALIFIED = /^(?:[a-z][\w$]{0,100}\.){1,16}[A-Z][\w$]{0,200}(?:Exception|Error|Throwable)(?:: |$)/

/**
 * null: no line that a trace begins with. `before`: the line above; `isMessage`: it is the message of the record that this
 * line is a part of.
 */
export function openingOf(text: string, before: string | null, isMessage = false): Opening | null {
  if (text.startsWith(IN_THREAD)) return inThread(text)
  const vm = BY_THE_VM.exec(text)?.groups
  if (vm !== undefined) {
    const head = { type: (vm.type ?? vm.fatal)!, message: vm.message ?? '', at: 0 }
    return { head, thread: vm.thread ?? null, place: 'bare', uncaught: true, record: null }
  }
  const indent = BEFORE_HEAD.exec(text)![0].length
  const bare = headAt(text, indent)
  // The record's message was of several lines, and this is its last: the trace is below.
  if (text.endsWith('] with root cause')) return null
  if (bare !== null && isNamedThrowable(bare.type)) {
    // Groovy's runner prints what ended the script twice.
    if (before === `Caught: ${text}`)
      return { head: bare, thread: null, place: 'bare', uncaught: false, mayBeUncaught: true, record: before }
    const record = before !== null && (isMessage || isRecord(before)) ? before : null
    return { head: bare, thread: null, place: 'bare', uncaught: record !== null && saysUncaught(record), record }
  }
  const inside = headWithin(text)
  // What an exception is made of another gives it as message.
  if (bare !== null && isQualifiedClass(bare.type) && inside?.at === bare.at + bare.type.length + 2)
    return { head: bare, thread: null, place: 'bare', uncaught: false, record: null }
  // What stands in quotes or brackets of data is somebody's value.
  if (inside === null || inside.at === 0 || /["'{<=@#/\\]/.test(text[inside.at - 1]!)) return null
  return { head: inside, thread: null, place: 'inside', uncaught: saysUncaught(text), record: text }
}

/** logstash-logback-encoder prints a hash of the trace in front. */
const BEFORE_HEAD = /^[\s\u00a0]{0,64}(?:<#[0-9a-f]{1,16}> )?/

/** Names of threads may hold quotes: the last one that a class follows ends it. */
function inThread(text: string): Opening | null {
  const most = Math.min(text.length, 1_000)
  for (
    let quote = text.indexOf('" ', IN_THREAD.length);
    quote >= 0 && quote < most;
    quote = text.indexOf('" ', quote + 1)
  ) {
    const head = headAt(text, quote + 2)
    if (head === null) continue
    const thread = text.slice(IN_THREAD.length, quote)
    return { head, thread, place: 'bare', uncaught: true, record: null }
  }
  // What a `toString` of the program's own returned names no class.
  const quote = text.indexOf('" ', IN_THREAD.length)
  if (quote < 0 || quote >= most) return null
  const thread = text.slice(IN_THREAD.length, quote)
  return { head: null, title: text.slice(quote + 2), thread, place: 'bare', uncaught: true, record: null }
}

export interface LateOpening {
  readonly opening: Opening
  /** The line above is its first. */
  readonly fromAbove: boolean
}

const HEADLESS: Opening = { head: null, thread: null, place: 'headless', uncaught: false, record: null }

/**
 * The trace that a frame or a cause belongs to which nobody announced: the line above names the class, or its head is
 * missing. null: the line is neither.
 */
export function openingUnder(text: string, above: LineAbove | null): LateOpening | null {
  if (!isCause(text) && parseFrame(text) === null) return null
  if (above === null) return { opening: { ...HEADLESS, isCut: true }, fromAbove: false }
  // A message may end with an empty line.
  if (above.apart) return { opening: HEADLESS, fromAbove: false }
  const before = above.text
  const bare = headAt(before, BEFORE_HEAD.exec(before)![0].length)
  const inside = bare !== null && isQualifiedClass(bare.type) ? null : headInRecord(before)
  if (inside !== null)
    return { opening: { ...HEADLESS, head: inside, place: 'inside', record: before }, fromAbove: true }
  if (bare !== null && !isLevel(bare.type) && (bare.type.includes('.') || /^[A-Z]/.test(bare.type)))
    return { opening: { ...HEADLESS, head: bare, place: 'bare' }, fromAbove: true }
  const isCut = isRecord(before) || parseFrame(before) !== null || isTornFrame(before)
  return { opening: isCut ? { ...HEADLESS, isCut } : { ...HEADLESS, title: before }, fromAbove: false }
}

/** Where a trace may begin with a cause, the words alone do not make one. */
export function isCause(text: string): boolean {
  const type = parseCause(text, false)?.type
  return type != null && (isNamedThrowable(type) || isQualifiedClass(type))
}
