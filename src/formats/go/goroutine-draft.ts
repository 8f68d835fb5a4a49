import type { GoroutineHeader } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover, type Span } from '../../model/span.ts'
import type { Stack } from '../../model/stack.ts'
import type { Paragraph } from '../recogniser.ts'
import type { Finished } from './belief.ts'
import { PrintedStack } from './printed-stack.ts'
import { StackBuilder } from './stack-builder.ts'
import { KnownStack, type StackCache } from './stack-cache.ts'

/**
 * A goroutine whose lines are still coming: what its header said, and its stack as far as it was seen, line by line or all
 * at once where the bytes are known.
 */
export class GoroutineDraft {
  readonly header: GoroutineHeader | null
  readonly threadStack: boolean
  readonly first: Line
  /** Of the last line; of all of it where `covers`. */
  last: Span
  /** Made with the first line below the header: most goroutines of a large dump never need one. */
  builder: StackBuilder | PrintedStack | null = null
  known: Pick<KnownStack, 'stack' | 'system'> | null = null
  lines = 1
  readonly blankBefore: boolean
  doubleSpaced = false
  /** What it would be as text of a panic value. */
  readonly texts: string[] | null
  private covers = false
  private hash: number | null = null
  private createdById: number | null = null

  constructor(header: GoroutineHeader | 'thread' | null, first: Line, blankBefore: boolean, isForgeable: boolean) {
    this.header = header === 'thread' ? null : header
    this.threadStack = header === 'thread'
    this.first = first
    this.last = first.span
    this.blankBefore = blankBefore
    this.texts = isForgeable ? [first.text.trimStart()] : null
  }

  takeLine({ span, text }: Line): void {
    this.last = span
    if (this.lines < MOST_TEXTS) this.texts?.push(text)
  }

  /** All lines below the header at once; false when they have to be read one by one. */
  takeStack(paragraph: Paragraph, cache: StackCache, block: number): boolean {
    const known = cache.get(paragraph.hash)
    const stack = known?.stackOf(paragraph, block) ?? null
    if (stack === null) {
      this.builder = StackBuilder.read(paragraph.text())
      if (this.builder === null) return false
      this.hash = known === undefined ? paragraph.hash : null
    } else {
      this.known = { stack, system: known!.system }
      this.createdById = known!.hasParent ? paragraph.parentId() : null
    }
    this.lines += paragraph.lines
    const { source, line, byte } = this.first.span
    this.last = { source, line, endLine: paragraph.endLine, byte, endByte: paragraph.endByte }
    this.covers = true
    return true
  }

  /** Nothing more comes. What was read in full is known from here on. */
  finish(cache: StackCache, block: number, thread: number): Finished {
    const { known, builder, first, header } = this
    const stack = known?.stack ?? builder?.finish() ?? NO_STACK
    const confirmed = known !== null || builder?.confirmed === true
    const system = known?.system ?? isSystem(stack)
    if (known === null && confirmed && this.hash !== null)
      cache.set(this.hash, new KnownStack(stack, builder!.createdById !== null, system))
    const span = this.covers || this.last === first.span ? this.last : cover(first.span, this.last)
    const { time } = first
    return {
      event: this.threadStack
        ? { kind: 'go.thread-stack', span, time, block, stack }
        : {
            kind: 'go.goroutine',
            span,
            time,
            block,
            header,
            stack,
            createdById: known === null ? (builder?.createdById ?? null) : this.createdById,
            system: system || header?.id === 0,
            thread,
          },
      confirmed,
      texts: this.texts,
      blankBefore: this.blankBefore,
      printed: builder instanceof PrintedStack,
      running: header?.state === 'running' && confirmed && !stack.unavailable,
    }
  }
}

/** Lines of one imitated goroutine that are kept as text of the value. */
const MOST_TEXTS = 2_000

const NO_STACK: Stack = { frames: [], createdBy: null, ancestors: [], elided: null, elidedAt: null, unavailable: false }

/** The runtime's own goroutines: everything in them, and whoever started them, is the runtime. */
function isSystem(stack: Stack): boolean {
  if (stack.createdBy !== null && stack.createdBy.package !== 'runtime') return false
  return (
    stack.frames.length > 0 && stack.frames.every((frame) => frame.package === 'runtime' || frame.kind === 'runtime')
  )
}
