import type { Finding, Severity } from '../../../model/finding.ts'
import type { Crash } from '../../../model/report.ts'
import type { Frame } from '../../../model/stack.ts'
import { nameOf, placeOf, shortName, whereIn } from '../../go/blocking/phrases.ts'
import type { Told } from '../../go/crashes.ts'
import { relaysBefore } from '../../go/origin.ts'
import type { Case } from '../rule.ts'

/** One crash, ready to be asked why. */
export interface Facts {
  readonly told: Told
  readonly crash: Crash
  readonly scene: Case['scene']
  /** Of the root cause: the first panic of a chain, without `runtime error: `. */
  readonly message: string
  /** The frame the crash is blamed on, null when none was found. */
  readonly frame: Frame | null
  /** `cart.go:42 in cart.(*Cart).Total`, or words for "nobody knows where". */
  readonly at: string
}

export interface Telling {
  readonly title: string
  readonly explanation: string
  readonly advice: readonly string[]
  /** Of the reading, 1 when the runtime's text says it all. */
  readonly confidence?: number
  readonly data?: Readonly<Record<string, unknown>>
  /** Further frames that carry the claim; the message and the blamed frame are always there. */
  readonly frames?: readonly Frame[]
}

/** Why a program died, as far as the text of the crash proves it. The first of the table that answers is the cause. */
export interface Cause {
  readonly id: string
  readonly severity: Severity
  /** One sentence for the catalogue. */
  readonly summary: string
  /** When it stays silent, and what it cannot know. */
  readonly limits: string
  tell(facts: Facts): Telling | null
}

type Words = string | ((facts: Facts, match: RegExpExecArray) => string)

/** A cause that one text of the runtime or of a library names. */
export function named(
  id: string,
  pattern: RegExp,
  words: {
    readonly summary: string
    readonly limits?: string
    readonly title: Words
    readonly explanation: Words
    readonly advice: (facts: Facts, match: RegExpExecArray) => readonly string[]
    readonly confidence?: number
    readonly severity?: Severity
    readonly data?: (facts: Facts, match: RegExpExecArray) => Record<string, unknown>
  },
): Cause {
  return {
    id,
    severity: words.severity ?? 'error',
    summary: words.summary,
    limits: words.limits ?? 'The text of the crash says so itself; the place is as sure as the origin of the crash.',
    tell(facts) {
      const match = pattern.exec(facts.message)
      if (match === null) return null
      const say = (text: Words) => (typeof text === 'string' ? text : text(facts, match))
      return {
        title: say(words.title),
        explanation: say(words.explanation),
        advice: words.advice(facts, match),
        confidence: words.confidence ?? 1,
        data: words.data?.(facts, match) ?? {},
      }
    },
  }
}

export function factsOf(told: Told, crash: Crash, scene: Case['scene']): Facts {
  const { origin } = crash
  const own = blamed(crash.frames, origin)
  // A library passed the panic on, with its stack in the words.
  const carried = own === null ? blamed(told.block.head?.carried?.frames ?? [], origin) : null
  const frame = own ?? carried
  const message = carried === null ? root(crash) : firstWords(root(crash))
  const facts = { told, crash, scene, message: message.replace(/^runtime error: /, '').trimEnd() }
  if (frame === null) return { ...facts, frame, at: origin === null ? 'the place (not in this log)' : wordsOf(origin) }
  // Its caller raised nothing: what it called through the relay did, and left no stack.
  if (relaysBefore(frame, crash.frames)) return { ...facts, frame: null, at: `what ${whereIn(frame)} called` }
  return { ...facts, frame, at: whereIn(frame) }
}

function blamed(frames: readonly Frame[], origin: Crash['origin']): Frame | null {
  return (
    frames.find((one) => one.function === origin?.function && one.line === origin.line && one.file === origin.file) ??
    null
  )
}

/** What was raised first, of a value that holds it behind words of whoever passes it on. */
function firstWords(message: string): string {
  const line = message.split('\n', 1)[0]!
  const at = line.indexOf('runtime error: ')
  return at < 0 ? line.replace(/^panic: /, '') : line.slice(at)
}

/** The goroutine that the crash is blamed on may be another than the one that noticed it. */
function wordsOf({ function: name, file, line }: NonNullable<Crash['origin']>): string {
  return `${placeOf({ file, line })} in ${shortName(name)}`
}

/** The first panic of a chain is the cause; but one the runtime could not carry on with is not what ended the program. */
function root(crash: Crash): string {
  return crash.kind === 'fatal-error' ? crash.message : (crash.chain[0]?.message ?? crash.message)
}

export function findingOf(cause: Cause, { crash, told, frame }: Facts, telling: Telling, count: number): Finding {
  const survived = crash.kind === 'http-panic' || crash.kind === 'logged-panic'
  return {
    rule: cause.id,
    // What the program survived did not end it.
    severity: survived && cause.severity === 'error' ? 'warning' : cause.severity,
    confidence: telling.confidence ?? 1,
    title: telling.title,
    explanation: telling.explanation,
    advice: telling.advice,
    goroutines: crash.goroutine === null ? [] : [crash.goroutine.id],
    evidence: evidenceOf(crash, told, root(crash), [...(frame === null ? [] : [frame]), ...(telling.frames ?? [])]),
    crash: crash.id,
    data: { crash: crash.id, fingerprint: crash.fingerprint, count, origin: crash.origin, ...telling.data },
  }
}

const MOST_QUOTES = 6
const LONGEST_QUOTE = 300

function evidenceOf(crash: Crash, { block }: Told, cause: string, frames: readonly Frame[]): Finding['evidence'] {
  const head = block.head?.span ?? block.race?.span ?? crash.span
  const stack = (block.first ?? block.threadStack)?.span ?? crash.span
  const { signal } = crash
  const messages = [...new Set([cause, crash.message].map((text) => text.split('\n', 1)[0]!))]
  const note =
    signal === null || signal.addr === null
      ? []
      : [
          `signal ${signal.name} ${[
            ['code', signal.code],
            ['addr', signal.addr],
            ['pc', signal.pc],
          ]
            .flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]))
            .join(' ')}`,
        ]
  return [
    ...[...crash.preamble.slice(0, 2), ...messages, ...note]
      .filter((quote) => quote !== '')
      .map((quote) => ({ span: head, quote: quote.slice(0, LONGEST_QUOTE) })),
    ...[...new Set(frames)].map((frame) => ({ span: block.race === null ? stack : head, quote: quoteOf(frame) })),
  ].slice(0, MOST_QUOTES)
}

/** The frame as it stands in the stack, on one line. */
function quoteOf(frame: Frame): string {
  return `${frame.function}${frame.args === null ? '' : `(${frame.args})`} ${placeOf(frame)}`.slice(0, LONGEST_QUOTE)
}

/** ` in main.pay`, where the function is known. */
export function within({ frame }: Facts): string {
  return frame === null ? '' : ` in ${nameOf(frame)}`
}
