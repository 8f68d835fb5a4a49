import type { DefectCode } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Ancestor, Frame, Stack } from '../../model/stack.ts'
import { frameKind } from './frame-kind.ts'
import { parseFunctionName } from './function-name.ts'
import {
  C_FRAME,
  type Call,
  type Location,
  parseCall,
  parseCreatedBy,
  parseElided,
  parseLocation,
  parseOriginating,
  UNAVAILABLE,
  UNWIND_TROUBLE,
} from './tokens.ts'

/**
 * The lines below one goroutine header (or `runtime stack:`), until something that is not a stack:
 *
 *     main.handler(0xc000…)            call        then: location
 *     \t/app/main.go:17 +0x1d          location    then: call, created by, end
 *     ...12 frames elided...           elision     then: call, created by
 *     created by main.main in goroutine 1          then: location, ancestors
 *     [originating from goroutine 18]: ancestor    then: call
 */
export class StackBuilder {
  private frames: Frame[] = []
  private createdBy: Frame | null = null
  private readonly ancestors: { goroutine: number; frames: Frame[]; createdBy: Frame | null }[] = []
  private elided: Stack['elided'] = null
  private elidedAt: number | null = null
  private unavailable = false
  private pending: { readonly call: KnownCall; readonly created: boolean; readonly line: Line } | null = null
  private readonly report: (code: DefectCode, line: Line) => void

  createdById: number | null = null

  constructor(report: (code: DefectCode, line: Line) => void) {
    this.report = report
  }

  /** At least one call with its location, or the runtime's word that there is no stack to show. */
  get confirmed(): boolean {
    return this.frames.some((frame) => frame.file !== null) || this.unavailable || this.ancestors.length > 0
  }

  get empty(): boolean {
    return this.frames.length === 0 && this.pending === null && !this.unavailable && this.createdBy === null
  }

  get expectsLocation(): boolean {
    return this.pending !== null
  }

  /** True when `created by` and its location were seen and no ancestor may follow without its own line. */
  get finished(): boolean {
    return this.createdBy !== null && this.pending === null
  }

  /** A whole stack at once, one line each; null when anything in it is not as the runtime prints it. */
  static read(text: string): StackBuilder | null {
    let isWhole = true
    const builder = new StackBuilder(() => {
      isWhole = false
    })
    for (let from = 0; from <= text.length; ) {
      const newline = text.indexOf('\n', from)
      const end = newline < 0 ? text.length : newline
      if (!builder.push(text.slice(from, end), NOWHERE) || !isWhole) return null
      from = end + 1
    }
    return builder.pending === null ? builder : null
  }

  /** False: not a line of a stack. */
  push(text: string, line: Line): boolean {
    // Half of all lines of a dump are locations: they are tried first where one is due.
    if (this.pending !== null) {
      const key = withoutFrameAddresses(text)
      const seen = this.pending.call.places.get(key)
      if (seen !== undefined) {
        this.settle(seen)
        return true
      }
      const location = parseLocation(text)
      if (location !== null) {
        this.place(location, key)
        return true
      }
      if (C_LOCATION.test(text)) {
        this.place(null, '')
        return true
      }
    }
    const created = parseCreatedBy(text)
    if (created !== null) {
      this.dropPending()
      const text = `created by ${created.name}`
      const call = knownCalls.get(text) ?? remember(text, { name: created.name, args: '', strict: true })
      this.pending = { call, created: true, line }
      if (this.ancestors.length === 0) this.createdById = created.id
      return true
    }
    const known = knownCalls.get(text)
    if (known !== undefined) {
      this.dropPending()
      this.pending = { call: known, created: false, line }
      return true
    }
    const call = parseCall(text)
    if (call !== null) {
      this.dropPending()
      this.pending = { call: remember(text, call), created: false, line }
      return true
    }
    const elided = parseElided(text)
    if (elided !== null) {
      this.dropPending()
      if (this.ancestors.length === 0) {
        this.elided = elided
        this.elidedAt = this.frames.length
      }
      return true
    }
    const ancestor = parseOriginating(text)
    if (ancestor !== null) {
      this.dropPending()
      this.ancestors.push({ goroutine: ancestor, frames: [], createdBy: null })
      return true
    }
    if (UNAVAILABLE.test(text)) {
      this.unavailable = true
      return true
    }
    const cFrame = C_FRAME.exec(text)
    if (cFrame !== null) {
      this.dropPending()
      this.target.push(frameOf('non-Go function', '', null, false))
      return true
    }
    if (UNWIND_TROUBLE.test(text)) return true
    if (this.pending === null && text.startsWith('\t')) {
      const location = parseLocation(text)
      if (location !== null && (location.pcOffset !== null || location.tab)) {
        this.report('location-without-call', line)
        this.target.push(frameOf('', '', location, false))
        return true
      }
    }
    return false
  }

  /** The stack is over. A call whose location never came is kept without one. */
  finish(): Stack {
    this.dropPending()
    return {
      frames: this.frames,
      createdBy: this.createdBy,
      ancestors: this.ancestors satisfies Ancestor[],
      elided: this.elided,
      elidedAt: this.elidedAt,
      unavailable: this.unavailable,
    }
  }

  private get target(): Frame[] {
    return this.ancestors.at(-1)?.frames ?? this.frames
  }

  private place(location: Location | null, key: string): void {
    const { call, created } = this.pending!
    const frame = frameOf(call.name, call.args, location, created)
    if (location !== null) call.places.set(key, frame)
    this.settle(frame)
  }

  private settle(frame: Frame): void {
    const { created } = this.pending!
    this.pending = null
    if (!created) this.target.push(frame)
    else if (this.ancestors.length > 0) this.ancestors.at(-1)!.createdBy = frame
    else this.createdBy = frame
  }

  private dropPending(): void {
    if (this.pending === null) return
    const { call, created, line } = this.pending
    // Prose that happens to end in `(…)` is no frame: without a location only a well-formed call is one.
    if (call.strict) {
      this.report(created ? 'created-by-without-location' : 'call-without-location', line)
      this.place(null, '')
    }
    this.pending = null
  }
}

const NOWHERE: Line = {
  text: '',
  span: { source: '', line: 0, endLine: 0, byte: 0, endByte: 0 },
  terminated: true,
  logged: false,
  time: null,
}

/** A call line that was read before, and the frames it became at each location. */
interface KnownCall extends Call {
  readonly places: Map<string, Frame>
}

// A dump repeats its lines thousands of times: equal texts become one frame object, read once.
const knownCalls = new Map<string, KnownCall>()
const MOST_KNOWN = 20_000
const C_LOCATION = /^\tpc=0x[0-9a-f]+$/

function remember(text: string, call: Call): KnownCall {
  if (knownCalls.size >= MOST_KNOWN) knownCalls.clear()
  const known = { ...call, places: new Map<string, Frame>() }
  // Prose that looks like a call must be judged anew each time.
  if (call.strict) knownCalls.set(text, known)
  return known
}

/** ` fp=… sp=… pc=…` differ in every goroutine and are not kept. */
function withoutFrameAddresses(text: string): string {
  const at = text.indexOf(' fp=0x')
  return at < 0 ? text : text.slice(0, at)
}

function frameOf(printedName: string, args: string, location: Location | null, created: boolean): Frame {
  const name = parseFunctionName(printedName)
  return {
    ...name,
    file: location?.file ?? null,
    line: location?.line ?? null,
    pcOffset: location?.pcOffset ?? null,
    // Inlined frames print `(...)` and no offset; so do the frames of ancestors, which are not inlined but unknown.
    inlined: !created && args === '...' && location !== null && location.pcOffset === null,
    kind: frameKind(name.function, name.package, location?.file ?? null),
    args: created ? null : args,
  }
}
