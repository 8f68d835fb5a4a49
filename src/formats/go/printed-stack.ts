import type { Line } from '../../model/line.ts'
import type { Frame, Stack } from '../../model/stack.ts'
import { frameKind } from './frame-kind.ts'
import { parseFunctionName } from './function-name.ts'
import { labelledFrame } from './labelled-frame.ts'
import { isArguments, parseCall, parseLocation } from './tokens.ts'

/**
 * Stacks that a program prints from `runtime.Callers`: no header of a goroutine, and a layout that its library chose. Each
 * layout is a row of `LAYOUTS`; what all of them share is that a line names a source file of Go and a line in it.
 */
export class PrintedStack {
  readonly createdById = null
  private readonly layout: Layout
  private readonly frames: Frame[] = []
  /** The first line of a frame that waits for its second. */
  private pending: Parts | null = null

  private constructor(layout: Layout) {
    this.layout = layout
  }

  /** The stack that begins with this line, or with the one before it; null when none does. */
  static open(
    text: string,
    before: string | null,
  ): { readonly stack: PrintedStack; readonly takesBefore: boolean } | null {
    // Every location names a file and a line: most lines are refused here.
    if (text.length > LONGEST || !NAMES_PLACE.test(text)) return null
    for (const layout of LAYOUTS) {
      const stack = new PrintedStack(layout)
      if (layout.second?.opens !== true) {
        if (stack.push(text)) return { stack, takesBefore: false }
      } else if (before !== null && stack.push(before) && stack.push(text)) return { stack, takesBefore: true }
    }
    return null
  }

  get confirmed(): boolean {
    return this.frames.length > 0
  }

  get empty(): boolean {
    return this.frames.length === 0 && this.pending === null
  }

  get expectsLocation(): boolean {
    return this.pending !== null && this.layout.second?.opens === true
  }

  /** No line says that such a stack is over: whatever else follows a whole frame may be something of its own. */
  get finished(): boolean {
    return !this.expectsLocation
  }

  /** Nothing says so. */
  readonly over = false

  /** A part of a line is missing, and the next one is no second line of it. */
  tear(): void {
    this.pending = null
  }

  /** Such a stack says nowhere that it is whole. */
  leaveOut(): void {
    this.tear()
  }

  get lowest(): Frame | null {
    return this.frames.at(-1) ?? null
  }

  /** False: not a line of this stack. */
  push(text: string, _line?: Line): boolean {
    if (text.length > LONGEST) return false
    const bare = text.replace(MARKS, '')
    const { first, second } = this.layout
    const pending = this.pending
    if (pending !== null) {
      const rest = second!.read(bare)
      this.pending = null
      if (rest !== null && isFrame({ ...pending, ...rest })) {
        this.add({ ...pending, ...rest })
        return true
      }
      // A second line that may be missing.
      if (!second!.opens) this.add(pending)
    }
    const parts = first(bare)
    if (parts === null) return false
    if (second === null) this.add(parts)
    else this.pending = parts
    return true
  }

  finish(): Stack {
    if (this.pending !== null && this.layout.second?.opens !== true) this.add(this.pending)
    this.pending = null
    if (isOutermostFirst(this.frames)) this.frames.reverse()
    return { frames: this.frames, createdBy: null, ancestors: [], elided: null, elidedAt: null, unavailable: false }
  }

  private add({ name, args, file, line, pcOffset }: Parts): void {
    if (this.frames.length >= MOST_FRAMES) return
    if (this.layout.labels || !name!.includes('.')) {
      this.frames.push(labelledFrame(name ?? '', file!, line!))
      return
    }
    const known = parseFunctionName(name!)
    this.frames.push({
      function: known.function,
      package: known.package,
      receiver: known.receiver,
      file: file!,
      line: line!,
      pcOffset: pcOffset ?? null,
      inlined: false,
      kind: frameKind(known.function, known.package, file!),
      args: args ?? null,
    })
  }
}

/** What a line, or two, say of a frame. */
interface Parts {
  readonly name?: string
  readonly args?: string
  readonly file?: string
  readonly line?: number
  readonly pcOffset?: string | null
}

interface Layout {
  /** Without the marks that stand before it. */
  readonly first: (text: string) => Parts | null
  /** `opens`: without the second line the first one means nothing. */
  readonly second: { readonly opens: boolean; readonly read: (text: string) => Parts | null } | null
  /** Names have lost their package. */
  readonly labels: boolean
}

const FILE = String.raw`(?<file>[^\s():][^\s()]{0,1000}\.(?:go|s)):(?<line>\d{1,7})`
const NAME = String.raw`(?<name>[\p{L}_][^\s()]{0,300}(?:\.\([^\s()]{1,200}\)\.)?[^\s()]{0,300})`
const PLACE_PC = new RegExp(String.raw`^${FILE} \((?<pc>0x[0-9a-f]{1,16})\)$`, 'u')
const SOURCE_LINE = /^(?<name>(?:\([^\s()]{1,200}\)\.)?[^\s():]{1,300}): \S/
const ONE_LINE: readonly RegExp[] = [
  // runtime.Frame and a blank, in either order, with or without brackets.
  new RegExp(String.raw`^${NAME}(?:\((?<args>[^()]{0,400})\))?(?: at | in |:| )\s*[([]?${FILE}[)\]]?$`, 'u'),
  new RegExp(String.raw`^[([]?${FILE}[)\]]?(?: in |: | )\s*[([]?${NAME}(?:\((?<args>[^()]{0,400})\))?[)\]]?$`, 'u'),
]

const LAYOUTS: readonly Layout[] = [
  // `/app/main.go:12 (0x4a3b2c)` and, where the source is at hand, `\tmain: f()`: gin, go-errors.
  { first: placeWithPc, second: { opens: false, read: sourceLine }, labels: true },
  // `main.f` and `\t/app/main.go:12`: pkg/errors, zap, chi, ginkgo; most that walk runtime.Frames.
  { first: nameAlone, second: { opens: true, read: placeAlone }, labels: false },
  // `main.f /app/main.go:12` and its turns: eris, oops, many a house's own.
  { first: oneLine, second: null, labels: false },
]

function placeWithPc(text: string): Parts | null {
  const groups = PLACE_PC.exec(text)?.groups
  return groups === undefined ? null : { file: groups['file']!, line: Number(groups['line']) }
}

function sourceLine(text: string): Parts | null {
  const name = SOURCE_LINE.exec(text)?.groups?.['name']
  return name === undefined ? null : { name }
}

function nameAlone(text: string): Parts | null {
  if (!text.endsWith(')')) return isDotted(text) ? { name: text } : null
  const call = parseCall(text)
  return call?.strict === true && isArguments(call.args) ? { name: call.name, args: call.args } : null
}

function placeAlone(text: string): Parts | null {
  const location = parseLocation(text)
  return location === null || !GO_FILE.test(location.file)
    ? null
    : { file: location.file, line: location.line, pcOffset: location.pcOffset }
}

function oneLine(text: string): Parts | null {
  for (const layout of ONE_LINE) {
    const groups = layout.exec(text)?.groups
    if (groups === undefined) continue
    const { name = '', file, line, args } = groups
    // A name without its package is believed by its brackets.
    if (!isDotted(name) && args !== '') return null
    return { name, file: file!, line: Number(line), ...(args === undefined || args === '' ? {} : { args }) }
  }
  return null
}

/** A line that is the name of a function and nothing else, as `LAYOUTS` knows it above a line with its place. */
export function namesCall(text: string): boolean {
  return text.length <= LONGEST && isDotted(text)
}

/** A line that is a source file of Go and a line in it, and nothing else. */
export function namesPlace(text: string): boolean {
  return text.length <= LONGEST && NAMES_PLACE.test(text) && placeAlone(text.trimStart()) !== null
}

function isFrame({ file, line }: Parts): boolean {
  return file !== undefined && line !== undefined
}

/** Most print the innermost call first, as the runtime does; some turn it round. */
function isOutermostFirst(frames: readonly Frame[]): boolean {
  const [first, last] = [frames[0], frames.at(-1)]
  return first !== last && BOTTOM.test(first?.function ?? '') && !BOTTOM.test(last?.function ?? '')
}

const BOTTOM = /^(?:runtime\.(?:goexit|main)|main\.main|testing\.tRunner|net\/http\.\(\*conn\)\.serve)$/

/** `package.name`, no address and no sentence. */
function isDotted(text: string): boolean {
  return DOTTED.test(text)
}

/** White space, rules, bullets, arrows, numbers of frames. The `>` of a quoted reply is an envelope's. */
const MARKS =
  /^[\s|│├└─]{0,40}(?:(?:->|-{1,3}|[*•])\s{1,8})?(?:(?:#\d{1,4}|\[\d{1,4}\]|\d{1,4}[.):])[:\s]\s{0,8})?(?:at\s)?\s{0,8}/
const NAMES_PLACE = /\.(?:go|s):\d/
const GO_FILE = /(?:\.(?:go|s)|<autogenerated>)$/
const DOTTED = /^[\p{L}_][\p{L}\p{N}_./@%~·[\]{}*()$,-]{0,1000}\.[\p{L}\p{N}_.[\]()*·-]{1,300}$/u
const LONGEST = 2_048
const MOST_FRAMES = 10_000
