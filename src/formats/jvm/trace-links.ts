import type { Throwable } from '../../model/jvm-event.ts'
import type { Frame } from '../../model/stack.ts'
import type { CauseLine } from './trace-lines.ts'

/** The thrown exception, or one that hangs in it, while its lines are read. */
export interface Link {
  readonly type: string | null
  message: string
  readonly isOpen: boolean
  readonly frames: Frame[]
  common: number
  /** A frame was cut so that nothing of it can be told. */
  isTorn: boolean
  readonly relation: Throwable['relation'] | 'wrapped-by'
  readonly of: number | null
}

const MOST_LINKS = 64

/** -XX:MaxJavaStackTraceDepth, unless somebody set it. */
const FRAME_LIMIT = 1024
/** The program's `main`, or what initialises its class; a thread's `run`; what starts programs and agents; the end of a fiber. */
const ENTRY =
  /[.$/](?:main|run\w{0,20}|_runLoop|enter\w{0,8}|<clinit>)$|(?:^|\/)sun\.launcher\.|\bsun\.instrument\.|\bcom\.oracle\.svm\.|\bdalvik\.|\bcom\.android\./
/** No thread begins there: all tasks and pools of the platform run in one. */
const IN_TASK = /(?:^|\/)java\.util\.concurrent\.(?!ForkJoinWorkerThread\.)/
/** The `main` of a singleton is called by that of its class, whose `main` is static. */
const IN_SINGLETON = /\$(?:Companion)?\.main$/
/** Names that only threads have which somebody started. */
const STARTED = /^(?:Thread-\d{1,9}|pool-\d{1,9}-thread-\d{1,9}|ForkJoinPool.{1,60}-worker-\d{1,9}|)$/
/** What stands in for the frames of suspended functions, which no thread began. */
const COROUTINE = /_COROUTINE|\.invokeSuspend$/

/** The chain of one trace, as its heads come. */
export class TraceLinks {
  private readonly links: Link[]
  /** Index of the last link at each depth. */
  private readonly lastAt: number[] = [0]

  constructor(type: string | null, message: string, isOpen: boolean) {
    this.links = [{ type, message, isOpen, frames: [], common: 0, isTorn: false, relation: 'thrown', of: null }]
  }

  get first(): Link {
    return this.links[0]!
  }

  get last(): Link {
    return this.links.at(-1)!
  }

  get count(): number {
    return this.links.length
  }

  add({ type, message, isOpen, relation, depth: printed }: CauseLine): void {
    if (this.links.length >= MOST_LINKS) return
    // A collector may have eaten the indentation.
    const wanted = relation === 'suppressed' ? Math.max(1, printed) : printed
    const depth = Math.min(wanted, relation === 'suppressed' ? this.lastAt.length : this.lastAt.length - 1)
    const of = this.lastAt[relation === 'suppressed' ? depth - 1 : depth]!
    this.lastAt.length = depth + 1
    this.lastAt[depth] = this.links.length
    this.links.push({ type, message, isOpen, frames: [], common: 0, isTorn: false, relation, of })
  }

  /** A cause shares its last frames with the trace around it, so that one must show as many. */
  lackingCommon(): number | null {
    const short = this.links.find(({ common, of, relation }) => {
      // From the root outwards the frames in common stand in the trace before.
      const around = of === null || relation === 'wrapped-by' ? undefined : this.links[of]
      return around !== undefined && common > around.frames.length + around.common
    })
    return short?.common ?? null
  }

  /**
   * The last frame of a whole stack is where its thread began; that of a cause may be told as frames in common. `isLast`: no
   * line stands below.
   */
  lacksBottom(thread: string | null, isLast: boolean): boolean {
    if (this.links.some(({ frames }) => frames.some(({ function: name }) => COROUTINE.test(name)))) return false
    return this.links.some(({ frames, common, isTorn, relation }) => {
      const bottom = frames.at(-1)?.function
      const isOpen = common === 0 && !isTorn && frames.length < FRAME_LIMIT
      // A cause may be of another thread.
      return bottom !== undefined && isOpen && !isBottom(bottom, relation === 'thrown' ? thread : null, isLast)
    })
  }

  /** As printed, but outermost first: `Wrapped by` goes from the root outwards. */
  chain(): Throwable[] {
    const { links } = this
    const rootFirst = links.length > 1 && links.every(({ relation }, i) => i === 0 || relation === 'wrapped-by')
    const ordered = rootFirst ? [...links].reverse() : links
    return ordered.map(({ type, message, frames, common, relation, of }, i) =>
      rootFirst
        ? { type, message, frames, common, relation: i === 0 ? 'thrown' : 'caused-by', of: i === 0 ? null : i - 1 }
        : { type, message, frames, common, relation: relation === 'wrapped-by' ? 'caused-by' : relation, of },
    )
  }
}

function isBottom(name: string, thread: string | null, isLast: boolean): boolean {
  if (!ENTRY.test(name) || IN_TASK.test(name) || IN_SINGLETON.test(name)) return false
  if (name.endsWith('.main')) return thread === null || !STARTED.test(thread)
  // What was thrown in another thread ends with that one's `run`, though the main thread died of it.
  return thread !== 'main' || !isLast || !name.endsWith('.run') || /(?:Thread|Worker)\.run$/.test(name)
}
