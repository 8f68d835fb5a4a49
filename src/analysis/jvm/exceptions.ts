import type { JvmExceptionEvent, Throwable } from '../../model/jvm-event.ts'
import type { Crash, Origin } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import type { Occurrence, StackGroups } from '../stacks/groups.ts'
import { identityOf } from '../stacks/identity.ts'
import { NO_RULES, type StackRules } from '../stacks/rules.ts'
import type { StackLink } from '../stacks/stack-text.ts'
import { kindOf } from '../stacks/telling-frames.ts'

/** Exceptions as they come: every one is counted in its group, one that ended its thread is a crash as well. */
export class Exceptions {
  readonly crashes: Omit<Crash, 'id'>[] = []
  /** One of each kind that a rule may want to speak of. */
  readonly notable: Notable[] = []
  total = 0
  /** How many had no frames at all, by class. */
  readonly frameless = new Map<string, { readonly first: JvmExceptionEvent; count: number }>()
  /** Some exception was printed with frames. */
  hasFrames = false
  private readonly notableBy = new Map<string, Notable>()
  private readonly firstCrash = new Map<string, number>()
  private readonly groups: StackGroups
  private readonly rules: StackRules

  constructor(groups: StackGroups, rules: StackRules) {
    this.groups = groups
    this.rules = rules
  }

  add(event: JvmExceptionEvent): void {
    this.total++
    const fingerprint = this.fingerprintOf(occurrenceOf(event))
    this.note(event, fingerprint)
    if (!event.uncaught) return
    const known = this.firstCrash.get(fingerprint)
    if (this.crashes.length < MOST_CRASHES) {
      this.firstCrash.set(fingerprint, known ?? this.crashes.length)
      this.crashes.push(crashOf(event, fingerprint, this.rules))
    } else if (known !== undefined) {
      const first = this.crashes[known]!
      this.crashes[known] = { ...first, copies: first.copies + 1 }
    }
  }

  /** That of a crash is the same whatever its group is made by: people write it down. */
  private fingerprintOf(occurrence: Occurrence): string {
    const grouped = this.groups.add(occurrence)
    const identity = this.rules === NO_RULES ? grouped : identityOf(occurrence.stack, NO_RULES)
    return identity.fingerprints.functions
  }

  private note(event: JvmExceptionEvent, fingerprint: string): void {
    const { chain } = event
    const type = chain[0]!.type
    const isFrameless = chain.every(({ frames, common }) => frames.length === 0 && common === 0)
    this.hasFrames ||= !isFrameless
    if (type !== null && !event.headless && isFrameless) {
      const seen = this.frameless.get(type)
      if (seen !== undefined) seen.count++
      else if (this.frameless.size < MOST_NOTABLE) this.frameless.set(type, { first: event, count: 1 })
    }
    if (!chain.some((link) => link.type !== null && NOTABLE.test(link.type))) return
    const seen = this.notableBy.get(fingerprint)
    if (seen !== undefined) {
      seen.count++
      // What is said of them belongs to the one that ended a thread.
      if (event.uncaught && !seen.event.uncaught) seen.event = event
    } else if (this.notable.length < MOST_NOTABLE) {
      const entry = { event, fingerprint, count: 1 }
      this.notableBy.set(fingerprint, entry)
      this.notable.push(entry)
    }
  }
}

interface Notable {
  event: JvmExceptionEvent
  readonly fingerprint: string
  count: number
}

const NOTABLE = /(?:^|\.)(?:OutOfMemoryError|StackOverflowError|NoClassDefFoundError|ExceptionInInitializerError)$/
const MOST_NOTABLE = 1_000
const MOST_CRASHES = 1_000

/** The thrown one and its causes, outermost first. */
export function causeChain(chain: readonly Throwable[]): Throwable[] {
  const links = [chain[0]!]
  for (let at = 0; ; ) {
    const next = chain.findIndex(({ of, relation }, i) => i > at && of === at && relation === 'caused-by')
    if (next < 0) return links
    links.push(chain[next]!)
    at = next
  }
}

export function isOutOfMemory(event: JvmExceptionEvent): boolean {
  return causeChain(event.chain).some(({ type }) => type === 'java.lang.OutOfMemoryError')
}

function occurrenceOf(event: JvmExceptionEvent): Occurrence {
  const { chain, span, thread, uncaught } = event
  const [thrown, ...others] = chain
  const links = causeChain(chain)
  const linkOf = ({ type, message, frames }: Throwable): StackLink => ({ type, message, frames })
  return {
    stack: {
      runtime: 'jvm',
      sort: 'exception',
      links: links.map(linkOf),
      suppressed: chain
        .filter((link) => link.relation === 'suppressed' && links.includes(chain[link.of!]!))
        .map(linkOf),
    },
    kind: 'exception',
    type: thrown!.type,
    message: thrown!.message,
    frames: thrown!.frames,
    causes: others.map(({ type, message, frames, relation, of }) => ({
      type: type ?? '',
      message,
      frames,
      relation: relation === 'suppressed' ? 'suppressed' : 'caused-by',
      of: of === null || of === 0 ? null : of - 1,
    })),
    span,
    time: event.time ?? event.localTime,
    thread,
    uncaught,
  }
}

function crashOf(event: JvmExceptionEvent, fingerprint: string, rules: StackRules): Omit<Crash, 'id'> {
  const links = causeChain(event.chain)
  const frames = wholeStack(event.chain, links.at(-1)!)
  return {
    runtime: 'jvm',
    kind: isOutOfMemory(event) ? 'out-of-memory' : 'exception',
    message: titleOf(links[0]!),
    chain: [...links]
      .reverse()
      .map((link) => ({ message: titleOf(link), recovered: false, repanicked: false, goexit: false })),
    signal: null,
    noMemory: null,
    registers: null,
    goroutine: null,
    thread: event.thread,
    origin: originOf(event.chain, rules),
    frames,
    goVersion: null,
    time: event.time,
    fingerprint,
    span: event.span,
    preamble: event.record === null ? [] : [event.record],
    createdBy: null,
    test: null,
    copies: 0,
  }
}

export function titleOf({ type, message }: Pick<Throwable, 'type' | 'message'>): string {
  if (type === null) return message === '' ? 'an exception whose head is missing' : message
  return message === '' ? type : `${type}: ${message}`
}

/** With the frames that `... n more` left out: they are the outermost ones of the trace around it. */
export function wholeStack(chain: readonly Throwable[], link: Throwable): readonly Frame[] {
  if (link.common === 0 || link.of === null) return link.frames
  const around = wholeStack(chain, chain[link.of]!)
  return [...link.frames, ...around.slice(Math.max(0, around.length - link.common))]
}

/** The root cause's first own frame; where it has none, that of the exception around it. */
function originOf(chain: readonly Throwable[], rules: StackRules): Origin | null {
  const links = causeChain(chain).reverse()
  for (const [i, link] of links.entries()) {
    const at = link.frames.findIndex((frame) => isOwn(frame, rules))
    const frame = link.frames[at]
    if (frame === undefined) continue
    const name = link.type ?? 'the exception'
    const of = i === 0 ? (links.length > 1 ? `the root cause, ${name}` : name) : name
    const above = link.frames.slice(0, at)
    const foreign = above.filter((one) => kindOf(one, rules) === 'foreign').length
    if (above.some(({ kind, file }) => (kind === 'app' || kind === 'test') && file === null))
      return originAt(
        frame,
        0.6,
        `the first frame of the program in ${of} whose place is known: those above it have lost theirs`,
      )
    return originAt(
      frame,
      i > 0 ? 0.7 : foreign === 0 ? 0.97 : 0.9,
      i > 0
        ? `the root cause shows no frame of the program: this is the first one of ${of}, which it caused`
        : foreign === 0
          ? `the innermost frame of ${of}`
          : `the first frame of the program in ${of}, below ${foreign === 1 ? 'a frame' : `${foreign} frames`} of libraries`,
    )
  }
  const root = links[0]!
  const own = wholeStack(chain, root).find((frame) => isOwn(frame, rules))
  if (own !== undefined) return originAt(own, 0.6, 'the first frame of the program among those the root cause shares')
  const any = links.flatMap(({ frames }) => frames).find((frame) => frame.file !== null && frame.line !== null)
  return any === undefined
    ? null
    : originAt(any, 0.3, 'no frame of the program is in the stack: this is the innermost of a library')
}

function isOwn(frame: Frame, rules: StackRules): boolean {
  return frame.file !== null && frame.line !== null && kindOf(frame, rules) === 'own' && !rules.ignores(frame)
}

function originAt(frame: Frame, confidence: number, why: string): Origin {
  const { function: name, package: path, file, line, inlined } = frame
  return { function: name, package: path, file: file!, line: line!, inlined, confidence, why }
}
