import type { DefectCode, Event, GoCrashEvent } from '../../model/event.ts'
import { loggedValue } from './opener.ts'
import { withoutLogPrefix } from './printed.ts'

/** What a dump without a head is of. */
export interface LostHead {
  /** Null: nothing died, as far as the stacks tell. */
  readonly crash: GoCrashEvent['crash'] | null
  readonly message: string
  readonly defect: DefectCode | null
}

/** A goroutine, or the stack of the thread. */
interface Shown {
  readonly event: Extract<Event, { kind: 'go.goroutine' | 'go.thread-stack' }>
}

/** Whether the program printed this stack itself: what does that shows itself on top. */
export function isPrinted(names: readonly string[]): boolean {
  return PRINTED.test(names[0] ?? '')
}

/** `lead`: the line above the first goroutine. Null where nothing is to be said. */
export function headFromStacks(held: readonly Shown[], lead: string | null): LostHead | null {
  const first = held.map(({ event }) => event).find((event) => event.kind === 'go.goroutine')
  const names = first?.stack.frames.map((frame) => frame.function) ?? []
  const running = first?.header?.state === 'running'
  // Nobody can log these and go on: the runtime printed this, and its head is lost.
  if (areFatal(held)) return { crash: 'fatal-error', message: '', defect: 'starts-mid-stack' }
  if (!running) return null
  if (names.some(isAlarm)) return { crash: 'test-timeout', message: '', defect: 'starts-mid-stack' }
  const said = lead === null || FENCE.test(lead) ? null : lead
  const [top = ''] = names
  if (!names.includes('panic'))
    return said === null && !PRINTERS.test(top) ? { crash: null, message: '', defect: 'dump-without-reason' } : null
  // debug.Stack shows itself, and a logger writes a line above: then the program printed this stack.
  if (said === null && !isPrinted(names)) return { crash: 'panic', message: '', defect: 'starts-mid-stack' }
  const message = said === null ? '' : (loggedValue(said) ?? withoutLogPrefix(said))
  return { crash: 'logged-panic', message, defect: null }
}

/** A thread shows its stack, or a goroutine the way into the runtime's end. */
export function areFatal(held: readonly Shown[]): boolean {
  return held.some(
    ({ event }) =>
      event.kind === 'go.thread-stack' ||
      (event.header?.state === 'running' && event.stack.frames.some(({ function: name }) => THROWS.test(name))),
  )
}

/** The goroutine that ends a test which takes too long. */
function isAlarm(name: string): boolean {
  return name.startsWith('testing.(*M).startAlarm')
}

/** The line above that opens a block of code in a document. */
const FENCE = /^\s{0,8}(?:`{3,}|~{3,})\s*[\w-]{0,20}\s*$/
const PRINTED = /^runtime(?:\/debug\.(?:Stack|PrintStack)|\.Stack)$/
/** What prints whole dumps shows itself on top of the first stack. */
const PRINTERS = /^(?:runtime\/(?:pprof|debug|trace)\.|runtime\.Stack$|net\/http\/pprof\.)/
const THROWS = /^runtime\.(?:throw|fatalthrow|fatal)$/
