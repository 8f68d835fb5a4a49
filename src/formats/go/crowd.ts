import type { GoGoroutineEvent, GoroutineHeader } from '../../model/event.ts'
import { MOST_IDS, mostMembers } from '../../model/goroutine-samples.ts'
import type { Span } from '../../model/span.ts'
import type { Heading, Paragraph, Sink } from '../recogniser.ts'
import { HeaderBytes } from './header-bytes.ts'
import type { KnownStack } from './stack-cache.ts'

/**
 * The goroutines of one block that are counted. Of a stack that a dump repeats by the thousand the first ones are told
 * one by one, with arguments of their own: enough for whoever asks who waits for which lock. Of the others states and
 * waits are summed up, and told once, at the end of the block.
 */
export class Crowd {
  private readonly sink: Sink
  private readonly block: number
  private readonly counts = new Map<KnownStack, Count>()
  private readonly header = new HeaderBytes()
  private told = 0
  /**
   * The one before, whose span is that of its count: if nothing comes behind it, it is told, for the end of a log is asked
   * for its last goroutine. In fields, since there are half a million.
   */
  private last: Count | null = null
  private lastId = 0
  private lastHeader: GoroutineHeader | null = null
  private lastParent: number | null = null

  constructor(sink: Sink, block: number) {
    this.sink = sink
    this.block = block
  }

  /** The span of a goroutine that is counted, true until the next one is; null when it has to be told. */
  take(known: KnownStack, heading: Heading, paragraph: Paragraph, source: string): Span | null {
    const count = this.countOf(known)
    if (!known.system && count.told < Math.max(LEAST_TOLD, mostMembers(this.told))) return this.tell(count)
    const { header: reader } = this
    if (count.told === 0 || !reader.read(heading) || isTelling(reader.id, reader.header!)) return this.tell(count)
    this.settle()
    const { span } = count
    span.source = source
    span.line = heading.line
    span.endLine = paragraph.endLine
    span.byte = heading.byte
    span.endByte = paragraph.endByte
    this.last = count
    this.lastId = reader.id
    this.lastHeader = reader.header
    this.lastParent = known.hasParent ? paragraph.parentId() : null
    return span
  }

  /** A goroutine that is told comes behind. */
  settle(): void {
    const count = this.last
    if (count === null) return
    this.last = null
    count.count++
    const { state, waitMinutes } = this.lastHeader!
    count.states.set(state, (count.states.get(state) ?? 0) + 1)
    if (count.ids.length < MOST_IDS) count.ids.push(this.lastId)
    if (waitMinutes === null) return
    if (count.min === null || waitMinutes < count.min) count.min = waitMinutes
    if (count.max === null || waitMinutes > count.max) count.max = waitMinutes
  }

  /** The block, or its list of goroutines, ends. */
  end(): void {
    const { last, block } = this
    this.last = null
    for (const { known, count, span, states, ids, min, max } of this.counts.values()) {
      if (count === 0) continue
      const waitMinutes = min === null || max === null ? null : { min, max }
      const { lent: stack, system } = known
      const common = { span: { ...span }, time: null, block, stack, system }
      this.sink.emit({ kind: 'go.goroutine-count', ...common, count, states, ids, waitMinutes })
    }
    this.counts.clear()
    if (last !== null) this.sink.emit(this.lastEvent(last))
  }

  private lastEvent({ known, span }: Count): GoGoroutineEvent {
    return {
      kind: 'go.goroutine',
      span: { ...span },
      time: null,
      block: this.block,
      header: { ...this.lastHeader!, id: this.lastId, gp: null, m: null, mp: null },
      stack: known.lent,
      createdById: this.lastParent,
      system: known.system,
      thread: 0,
    }
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
      const span = { source: '', line: 0, endLine: 0, byte: 0, endByte: 0 }
      count = { known, told: 0, count: 0, states: new Map(), ids: [], min: null, max: null, span }
      this.counts.set(known, count)
    }
    return count
  }
}

interface Count {
  readonly known: KnownStack
  told: number
  count: number
  readonly states: Map<string, number>
  readonly ids: number[]
  /** Minutes of waiting. */
  min: number | null
  max: number | null
  /** Of the last one. */
  readonly span: { -readonly [K in keyof Span]: Span[K] }
}

/** Whatever else is kept. */
const LEAST_TOLD = 2

/** Something hangs on this very goroutine. */
function isTelling(id: number, { bubble, labels, leaked, state }: GoroutineHeader): boolean {
  return id <= 1 || bubble !== null || labels !== null || leaked || state === 'leaked'
}
