import type { StackGroup } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import { ActivityDraft } from './activity.ts'
import { Identities, type Identity, messageClass } from './identity.ts'
import type { StackRules } from './rules.ts'
import type { StackText } from './stack-text.ts'

/** What makes two stacks one group: see identity.ts. */
export type StackLevel = 'exact' | 'functions' | 'origin'

/** One printed stack, as it stands in the log. */
export interface Occurrence {
  readonly stack: StackText
  readonly kind: StackGroup['kind']
  readonly type: string | null
  readonly message: string
  readonly frames: StackGroup['frames']
  readonly causes: StackGroup['causes']
  readonly span: Span
  /** RFC 3339, or without a zone where the log names none. */
  readonly time: string | null
  readonly thread: string | null
  readonly uncaught: boolean
}

interface Draft {
  readonly first: Occurrence
  readonly identity: Identity
  count: number
  uncaught: number
  last: Span
  firstTime: string | null
  lastTime: string | null
  readonly activity: ActivityDraft
  readonly members: { readonly span: Span; readonly time: string | null }[]
  readonly messages: Set<string>
}

/** More kinds of failure than anybody reads: what comes behind them is counted together. */
export const MOST_STACKS = 10_000
export const MOST_MEMBERS = 20
export const MOST_MESSAGES = 5
/** In the place of a fingerprint. */
export const OVERFLOW = 'overflow'

/** Every stack once, with its count. Its size follows the number of distinct stacks, and even that has a most. */
export class StackGroups {
  private readonly identities: Identities
  private readonly level: StackLevel
  private readonly drafts = new Map<string, Draft>()
  private overflow: { readonly first: Occurrence; count: number; last: Occurrence } | null = null

  constructor(rules: StackRules, level: StackLevel = 'functions') {
    this.identities = new Identities(rules)
    this.level = level
  }

  /** Returns what it was grouped by. */
  add(occurrence: Occurrence): Identity {
    const identity = this.identities.of(occurrence.stack)
    const key = identity.fingerprints[this.level]
    const { span, time } = occurrence
    const when = momentOf(time)
    let draft = this.drafts.get(key)
    if (draft === undefined) {
      if (this.drafts.size >= MOST_STACKS) {
        this.overflow ??= { first: occurrence, count: 0, last: occurrence }
        this.overflow.count++
        this.overflow.last = occurrence
        return identity
      }
      draft = {
        first: occurrence,
        identity,
        count: 0,
        uncaught: 0,
        last: span,
        firstTime: time,
        lastTime: time,
        activity: when === null ? new ActivityDraft('line', span.line) : new ActivityDraft(when.unit, when.at),
        members: [],
        messages: new Set(),
      }
      this.drafts.set(key, draft)
    }
    draft.count++
    if (occurrence.uncaught) draft.uncaught++
    draft.last = span
    draft.firstTime ??= time
    draft.lastTime = time ?? draft.lastTime
    const { unit } = draft.activity
    if (unit === 'line') draft.activity.add(span.line)
    else if (when?.unit === unit) draft.activity.add(when.at)
    if (draft.members.length < MOST_MEMBERS) draft.members.push({ span, time })
    if (draft.messages.size <= MOST_MESSAGES) draft.messages.add(messageClass(occurrence.message).slice(0, 300))
    return identity
  }

  /** Most frequent first. */
  finish(): StackGroup[] {
    const groups = [...this.drafts].map(([fingerprint, draft]) => groupOf(fingerprint, draft))
    groups.sort((a, b) => b.count - a.count)
    return this.overflow === null ? groups : [...groups, overflowOf(this.overflow)]
  }
}

function groupOf(fingerprint: string, draft: Draft): StackGroup {
  const { first, identity } = draft
  return {
    fingerprint,
    runtime: first.stack.runtime,
    kind: first.kind,
    type: first.type,
    message: first.message,
    count: draft.count,
    frames: first.frames,
    causes: first.causes,
    first: first.span,
    last: draft.last,
    firstTime: draft.firstTime,
    lastTime: draft.lastTime,
    sort: first.stack.sort,
    fingerprints: identity.fingerprints,
    origin: identity.origin === '' ? null : identity.origin,
    thread: first.thread,
    uncaught: draft.uncaught,
    activity: draft.activity.finish(),
    members: draft.members,
    messages: [...draft.messages].slice(1, 1 + MOST_MESSAGES),
  }
}

function overflowOf({ first, count, last }: { first: Occurrence; count: number; last: Occurrence }): StackGroup {
  return {
    fingerprint: OVERFLOW,
    runtime: first.stack.runtime,
    kind: first.kind,
    type: null,
    message: `further stacks of more than ${MOST_STACKS} kinds, counted together`,
    count,
    frames: [],
    causes: [],
    first: first.span,
    last: last.span,
    firstTime: first.time,
    lastTime: last.time,
    sort: first.stack.sort,
    fingerprints: { recipe: 0, exact: OVERFLOW, lines: 'file', functions: OVERFLOW, origin: OVERFLOW },
    origin: null,
    thread: null,
    uncaught: 0,
    activity: null,
    members: [],
    messages: [],
  }
}

interface Moment {
  readonly unit: 'ms' | 'clock'
  readonly at: number
}

function momentOf(time: string | null): Moment | null {
  if (time === null) return null
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(time)
  const at = Date.parse(zoned ? time : time.includes('T') ? `${time}Z` : `1970-01-01T${time}Z`)
  return Number.isNaN(at) ? null : { unit: zoned ? 'ms' : 'clock', at }
}
