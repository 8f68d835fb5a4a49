import type { DefectCode } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Ancestor, Frame, Stack } from '../../model/stack.ts'
import { frameKind } from './frame-kind.ts'
import { type FunctionName, parseFunctionName } from './function-name.ts'
import {
  C_FRAME,
  isArguments,
  type Location,
  parseCall,
  parseCreatedBy,
  parseElided,
  parseFrameAddresses,
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
  private pending: Pending | null = null
  private readonly report: (code: DefectCode, line: Line) => void

  createdById: number | null = null
  /** Its calls are names without brackets. */
  private isBare = false
  /** How often it could be seen whether one frame meets the next, and the lines of those that do not. */
  joints = 0
  readonly gaps: Line[] = []
  /** Where the frame below the last one begins, as far as it is printed. */
  private callerSp: number | null = null

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

  /** Its bottom was seen: only ancestors may still come. */
  get over(): boolean {
    return this.finished && this.ancestors.length === 0
  }

  /** The outermost frame so far; null after words that say why there is none. */
  get lowest(): Frame | null {
    return this.unavailable ? null : (this.target.at(-1) ?? null)
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
    return builder.pending === null && builder.gaps.length === 0 ? builder : null
  }

  /** False: not a line of a stack. */
  push(text: string, line: Line): boolean {
    // Half of all lines of a dump are locations: they are tried first where one is due.
    if (this.pending !== null) {
      const at = text.indexOf(' fp=0x')
      const key = at < 0 ? text : text.slice(0, at)
      const addresses = at < 0 ? null : parseFrameAddresses(text.slice(at))
      const known = at < 0 || addresses !== null ? this.pending.site.places.get(key) : undefined
      const location = known === undefined ? (parseLocation(text) ?? parseLocation(withoutFields(text))) : null
      if (known !== undefined || location !== null) {
        if (addresses !== null) this.follow(addresses, line)
        if (known !== undefined) this.settle(frameAt(known, this.pending.args, this.pending.created))
        else this.place(location, key)
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
      // Whoever prints frame pointers prints the frame that started the goroutine.
      if (this.callerSp !== null) this.join(this.lowest?.function === 'runtime.goexit', line)
      this.callerSp = null
      this.pending = { site: siteOf(created.name), args: '', strict: true, created: true, line }
      if (this.ancestors.length === 0) this.createdById = created.id
      return true
    }
    const call = readCall(text)
    if (call !== null) {
      this.dropPending()
      this.pending = { site: call.site, args: call.args, strict: call.strict, created: false, line }
      return true
    }
    if (this.takesBareName(text)) {
      this.dropPending()
      this.pending = { site: siteOf(text), args: '', strict: false, created: false, line }
      this.isBare = true
      return true
    }
    const elided = parseElided(text)
    if (elided !== null) {
      this.dropPending()
      if (this.ancestors.length === 0) {
        this.elided = elided
        this.elidedAt = this.frames.length
      }
      this.callerSp = null
      return true
    }
    const ancestor = parseOriginating(text)
    if (ancestor !== null) {
      this.dropPending()
      if (this.ancestors.length < MOST_ANCESTORS)
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
      this.target.push(bareFrame('non-Go function', null))
      return true
    }
    if (UNWIND_TROUBLE.test(text)) return true
    if (this.pending === null && text.startsWith('\t')) {
      const location = parseLocation(text)
      if (location !== null && (location.pcOffset !== null || location.tab)) {
        this.report('location-without-call', line)
        this.target.push(bareFrame('', location))
        return true
      }
    }
    return false
  }

  /** Tools that print a stack anew leave out the arguments, brackets and all: then no line of it has any. */
  private takesBareName(text: string): boolean {
    return (this.isBare || this.empty) && !this.finished && BARE_NAME.test(text)
  }

  /** A line of this stack of which a part is missing: what comes next does not belong to what came before. */
  tear(): void {
    this.dropPending()
    this.callerSp = null
  }

  /** Where one frame ends the next one begins, unless the stack is switched there. */
  private follow({ fp, sp }: { readonly fp: number; readonly sp: number }, line: Line): void {
    const { callerSp } = this
    const { function: name } = this.pending!.site.name
    if (callerSp !== null) this.join(sp === callerSp || SWITCHES_STACK.test(name), line)
    this.callerSp = SWITCHES_STACK.test(name) ? null : fp
  }

  /** Somebody left out frames here: what stands above is no longer known to be all there was. */
  leaveOut(): void {
    this.tear()
    if (this.ancestors.length === 0 && !this.finished) this.elidedAt ??= this.frames.length
  }

  private join(meets: boolean, line: Line): void {
    this.joints++
    if (!meets) this.gaps.push(line)
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
    const { site, args, created } = this.pending!
    const place = placeOf(site, location)
    if (location !== null) keepPlace(site, key, place)
    this.settle(frameAt(place, args, created))
  }

  private settle(frame: Frame): void {
    const { created } = this.pending!
    this.pending = null
    if (!created) {
      if (this.target.length < MOST_FRAMES) this.target.push(frame)
    } else if (this.ancestors.length > 0) this.ancestors.at(-1)!.createdBy = frame
    else this.createdBy = frame
  }

  private dropPending(): void {
    if (this.pending === null) return
    const { strict, created, line } = this.pending
    // Prose that happens to end in `(…)` is no frame: without a location only a well-formed call is one.
    if (strict) {
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

/** A call that waits for its location. */
interface Pending {
  readonly site: Site
  readonly args: string
  /** Well-formed: believed even when its location never comes. */
  readonly strict: boolean
  readonly created: boolean
  readonly line: Line
}

/**
 * A function that was seen before, and where. A dump repeats a few thousand of them half a million times with other
 * arguments: what does not change is read once.
 */
interface Site {
  readonly name: FunctionName
  readonly places: Map<string, Place>
}

/** A call site: all of a frame but its arguments. */
interface Place {
  readonly frame: Frame
  /** The last frame made here: most calls show `()` or `(...)` and are one and the same object. */
  last: Frame | null
}

/** The runtime prints a hundred; whoever prints more is not asked for all of them. */
const MOST_FRAMES = 10_000
const MOST_ANCESTORS = 1_000
const sites = new Map<string, Site>()
const MOST_SITES = 20_000
const MOST_PLACES = 1_000
const SWITCHES_STACK = /^runtime\.(?:systemstack|mcall|mstart|morestack|newstack|asmcgocall|cgocall|sigtramp|sigreturn)/
/** `pkg/path.(*Type).method`, `main.main.func1`; no file, no sentence. */
const BARE_NAME =
  /^(?!.*\.(?:go|s)$)[\p{L}_][\p{L}\p{N}_./@~·[\]$-]{0,400}(?:\.\(\*?[\p{L}\p{N}_.[\]]{1,200}\))?\.[\p{L}\p{N}_.[\]·-]{1,200}$/u
const C_LOCATION = /^\tpc=0x[0-9a-f]+$/

function siteOf(printedName: string): Site {
  let site = sites.get(printedName)
  if (site === undefined) {
    site = { name: parseFunctionName(printedName), places: new Map() }
    if (sites.size >= MOST_SITES) sites.clear()
    sites.set(printedName, site)
  }
  return site
}

function readCall(text: string): Pick<Pending, 'site' | 'args' | 'strict'> | null {
  const open = text.charCodeAt(text.length - 1) === 0x29 /* ) */ ? text.lastIndexOf('(') : -1
  const known = open > 0 ? sites.get(text.slice(0, open)) : undefined
  if (known !== undefined) {
    const args = text.slice(open + 1, -1)
    if (isArguments(args)) return { site: known, args, strict: true }
  }
  const call = parseCall(text)
  if (call === null) return null
  // Prose that looks like a call is judged anew each time.
  const site = call.strict ? siteOf(call.name) : { name: parseFunctionName(call.name), places: new Map() }
  return { site, args: call.args, strict: call.strict }
}

function placeOf({ name }: Site, location: Location | null): Place {
  const frame: Frame = {
    function: name.function,
    package: name.package,
    receiver: name.receiver,
    file: location?.file ?? null,
    line: location?.line ?? null,
    pcOffset: location?.pcOffset ?? null,
    inlined: false,
    kind: frameKind(name.function, name.package, location?.file ?? null),
    args: null,
  }
  return { frame, last: null }
}

function keepPlace(site: Site, key: string, place: Place): void {
  if (site.places.size >= MOST_PLACES) site.places.clear()
  site.places.set(key, place)
}

function frameAt(place: Place, args: string, created: boolean): Frame {
  const { frame, last } = place
  if (created) return frame
  if (last !== null && last.args === args) return last
  place.last = {
    function: frame.function,
    package: frame.package,
    receiver: frame.receiver,
    file: frame.file,
    line: frame.line,
    pcOffset: frame.pcOffset,
    // Inlined frames print `(...)` and no offset; so do the frames of ancestors, which are not inlined but unknown.
    inlined: args === '...' && frame.file !== null && frame.pcOffset === null,
    kind: frame.kind,
    args,
  }
  return place.last
}

/** A logger's fields behind its message, of which this is the last line: `…/main.go:12 +0x1d  request=7`. */
function withoutFields(text: string): string {
  const at = text.indexOf('  ', 1)
  return at > 0 && text.includes('=', at) && text.trimStart().length > text.length - at ? text.slice(0, at) : text
}

/** A frame that no call line named. */
function bareFrame(name: string, location: Location | null): Frame {
  return frameAt(placeOf({ name: parseFunctionName(name), places: new Map() }, location), '', false)
}
