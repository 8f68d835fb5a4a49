import type { GoGoroutineEvent, GoroutineHeader } from '../../model/event.ts'
import { MOST_IDS, mostMembers } from '../../model/goroutine-samples.ts'
import type { Span } from '../../model/span.ts'
import type { Heading, LearnedRun, Paragraph, Sink } from '../recogniser.ts'
import { HeaderBytes } from './header-bytes.ts'
import type { KnownStack } from './stack-cache.ts'

/**
 * The goroutines of one block that are counted. Of a stack that a dump repeats by the thousand the first ones are told
 * one by one, with arguments of their own: enough for whoever asks who waits for which lock. Of the others states and
 * waits are summed up, and told once, at the end of the block. What a goroutine is like, its stack and the words of its
 * header, is learned from the first of its kind: others are a number and a kind, read by the kernel without stopping.
 */
export class Crowd {
  private readonly sink: Sink
  private readonly block: number
  private readonly counts = new Map<KnownStack, Count>()
  private readonly header = new HeaderBytes()
  private told = 0
  private readonly kinds: Kind[] = []
  /**
   * The one before is not counted yet: if nothing comes behind it, it is told, for the end of a log is asked for its last
   * goroutine. In fields, since there are half a million.
   */
  private last: Kind | null = null
  private lastId = 0
  private lastParent: number | null = null
  private readonly span: { -readonly [K in keyof Span]: Span[K] }

  constructor(sink: Sink, block: number, source: string) {
    this.sink = sink
    this.block = block
    this.span = { source, line: 0, endLine: 0, byte: 0, endByte: 0 }
  }

  /** The span of a goroutine that is counted, true until the next one is; null when it has to be told. */
  take(known: KnownStack, heading: Heading, paragraph: Paragraph): Span | null {
    const count = this.countOf(known)
    if (!known.system && count.told < Math.max(LEAST_TOLD, mostMembers(this.told))) return this.tell(count)
    const { header: reader } = this
    if (count.told === 0 || !reader.read(heading) || isTelling(reader.id, reader.header!)) return this.tell(count)
    this.settle()
    const kind = { count, header: reader.header!, inState: inStateOf(count, reader.header!) }
    if (reader.behindId >= 0) this.learn(kind, reader.behindId, paragraph)
    const span = this.keep(kind, reader.id, heading, paragraph)
    count.span ??= { ...span }
    return span
  }

  private learn(kind: Kind, behindId: number, paragraph: Paragraph): void {
    if (this.kinds.length === 0) paragraph.forget()
    if (paragraph.learn(behindId) === this.kinds.length) this.kinds.push(kind)
  }

  /** Of kinds that are learned, those from this number on may be taken in runs; null when none may. */
  get leastLearned(): number | null {
    return this.kinds.length > 0 ? LEAST_COUNTED_ID : null
  }

  /** The same for many, of which `heading` and `paragraph` are the last one. */
  takeRun({ count, kinds, numbers }: LearnedRun, heading: Heading, paragraph: Paragraph): Span {
    this.settle()
    const last = count - 1
    for (let i = 0; i < last; i++) add(this.kinds[kinds[i]!]!, numbers[i]!)
    return this.keep(this.kinds[kinds[last]!]!, numbers[last]!, heading, paragraph)
  }

  /** A goroutine that is told comes behind. */
  settle(): void {
    if (this.last !== null) add(this.last, this.lastId)
    this.last = null
  }

  /** The block, or its list of goroutines, ends. */
  end(): void {
    const { last, block } = this
    this.last = null
    for (const { known, count, span, states, ids, min, max } of this.counts.values()) {
      if (count === 0) continue
      const waitMinutes = min === null || max === null ? null : { min, max }
      const { lent: stack, system } = known
      const common = { span: span!, time: null, block, stack, system }
      const counted = new Map([...states].flatMap(([state, { count: many }]) => (many > 0 ? [[state, many]] : [])))
      this.sink.emit({ kind: 'go.goroutine-count', ...common, count, states: counted, ids, waitMinutes })
    }
    this.counts.clear()
    this.kinds.length = 0
    if (last !== null) this.sink.emit(this.lastEvent(last))
  }

  private lastEvent({ count: { known }, header }: Kind): GoGoroutineEvent {
    return {
      kind: 'go.goroutine',
      span: { ...this.span },
      time: null,
      block: this.block,
      header: { ...header, id: this.lastId, gp: null, m: null, mp: null },
      stack: known.lent,
      createdById: this.lastParent,
      system: known.system,
      thread: 0,
    }
  }

  private keep(kind: Kind, id: number, heading: Heading, paragraph: Paragraph): Span {
    const { span } = this
    span.line = heading.line
    span.endLine = paragraph.endLine
    span.byte = heading.byte
    span.endByte = paragraph.endByte
    this.last = kind
    this.lastId = id
    this.lastParent = kind.count.known.hasParent ? paragraph.parentId() : null
    return span
  }

  private tell(count: Count): null {
    this.settle()
    count.told++
    this.told++
    return null
  }

  private countOf(known: KnownStack): Count {
    let count = this.counts.get(known)
    if (count === undefined) {
      count = { known, told: 0, count: 0, states: new Map(), ids: [], min: null, max: null, span: null }
      this.counts.set(known, count)
    }
    return count
  }
}

interface Count {
  readonly known: KnownStack
  told: number
  count: number
  /** In order of appearance. */
  readonly states: Map<string, InState>
  readonly ids: number[]
  /** Minutes of waiting. */
  min: number | null
  max: number | null
  /** Of the first one. */
  span: Span | null
}

interface InState {
  count: number
}

/** Goroutines that differ in nothing but their numbers and pointers. */
interface Kind {
  readonly count: Count
  /** Of one of them. */
  readonly header: GoroutineHeader
  readonly inState: InState
}

function add({ count, header: { waitMinutes }, inState }: Kind, id: number): void {
  count.count++
  inState.count++
  if (count.ids.length < MOST_IDS) count.ids.push(id)
  if (waitMinutes === null) return
  if (count.min === null || waitMinutes < count.min) count.min = waitMinutes
  if (count.max === null || waitMinutes > count.max) count.max = waitMinutes
}

function inStateOf({ states }: Count, { state }: GoroutineHeader): InState {
  let inState = states.get(state)
  if (inState === undefined) {
    inState = { count: 0 }
    states.set(state, inState)
  }
  return inState
}

/** Whatever else is kept. */
const LEAST_TOLD = 2
/** 0 is a thread's scheduler, 1 runs main. */
const LEAST_COUNTED_ID = 2

/** Something hangs on this very goroutine. */
function isTelling(id: number, { bubble, labels, leaked, state }: GoroutineHeader): boolean {
  return id < LEAST_COUNTED_ID || bubble !== null || labels !== null || leaked || state === 'leaked'
}
