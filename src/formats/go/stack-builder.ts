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
  private pending: { readonly call: Call; readonly created: boolean; readonly line: Line } | null = null
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

  /** False: not a line of a stack. */
  push(line: Line): boolean {
    const text = line.text
    // A location is told by its tab before anything else is tried: half of all lines of a dump are locations.
    if (this.pending !== null) {
      const location = parseLocation(text)
      if (location !== null) {
        this.place(location)
        return true
      }
      const cLocation = /^\tpc=(0x[0-9a-f]+)$/.exec(text)
      if (cLocation !== null) {
        this.place(null)
        return true
      }
    }
    const created = parseCreatedBy(text)
    if (created !== null) {
      this.dropPending()
      this.pending = { call: { name: created.name, args: '', strict: true }, created: true, line }
      if (this.ancestors.length === 0) this.createdById = created.id
      return true
    }
    const call = parseCall(text)
    if (call !== null) {
      this.dropPending()
      this.pending = { call, created: false, line }
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
      this.target.push(frameOf({ name: 'non-Go function', args: '', strict: true }, null, false))
      return true
    }
    if (UNWIND_TROUBLE.test(text)) return true
    if (this.pending === null && text.startsWith('\t')) {
      const location = parseLocation(text)
      if (location !== null && (location.pcOffset !== null || location.tab)) {
        this.report('location-without-call', line)
        this.target.push(frameOf({ name: '', args: '', strict: true }, location, false))
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

  private place(location: Location | null): void {
    const { call, created } = this.pending!
    this.pending = null
    const frame = frameOf(call, location, created)
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
      this.place(null)
    }
    this.pending = null
  }
}

const known = new Map<string, Frame>()
const MOST_KNOWN = 20_000

function frameOf(call: Call, location: Location | null, created: boolean): Frame {
  const key =
    location === null ? '' : `${call.name}(${call.args})${location.file}:${location.line}${location.pcOffset}${created}`
  const seen = key === '' ? undefined : known.get(key)
  if (seen !== undefined) return seen
  const name = parseFunctionName(call.name)
  const frame: Frame = {
    ...name,
    file: location?.file ?? null,
    line: location?.line ?? null,
    pcOffset: location?.pcOffset ?? null,
    // Inlined frames print `(...)` and no offset; so do the frames of ancestors, which are not inlined but unknown.
    inlined: !created && call.args === '...' && location !== null && location.pcOffset === null,
    kind: frameKind(name.function, name.package, location?.file ?? null),
    args: created ? null : call.args,
  }
  if (key !== '') {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, frame)
  }
  return frame
}
