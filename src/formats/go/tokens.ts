/**
 * The lines of a Go traceback, one parser each. Every parser answers null for a line that is not its own and never
 * throws. Formats: runtime/traceback.go, runtime/panic.go and runtime/proc.go of Go 1.5–1.27.
 */

import type { GoroutineHeader } from '../../model/event.ts'
import type { CrashSignal } from '../../model/report.ts'

/** Longer lines are no traceback lines; they are not worth a regular expression. */
const LONGEST_TOKEN = 16_384

// goroutine 18 gp=0xc000102380 m=3 mp=0xc000100008 [chan receive (durable), 5 minutes, locked to thread, synctest bubble 1]:
export function parseHeader(text: string): GoroutineHeader | null {
  if (!text.startsWith('goroutine ') || text.length > LONGEST_TOKEN) return null
  if (text.endsWith(']:')) return parsePlainHeader(text)
  if (!text.endsWith('}:')) return null
  // Go 1.27 prints the labels behind the bracket.
  const end = text.indexOf('] {')
  const header = end < 0 ? null : parsePlainHeader(`${text.slice(0, end)}]:`)
  return header === null ? null : { ...header, labels: parseLabels(text.slice(end + 3, -2)) }
}

/** Read by hand: 0.2 instead of an expression's 0.7 µs, half a million times in a dump.
 *
 *     goroutine 18 [chan receive, 5 minutes]:
 *     goroutine 18 gp=0xc000102380 m=3 mp=0xc000100008 [chan receive]:
 */
function parsePlainHeader(text: string): GoroutineHeader | null {
  let id = 0
  let at = 'goroutine '.length
  for (; at < 25; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) break
    id = id * 10 + digit
  }
  if (at === 'goroutine '.length || at === 25 || !text.endsWith(']:')) return null
  let gp: string | null = null
  let m: number | null = null
  let mp: string | null = null
  if (text.startsWith(' gp=0x', at)) {
    const atM = text.indexOf(' m=', at + 6)
    if (atM < 0 || atM > at + 24) return null
    gp = text.slice(at + 4, atM)
    at = text.indexOf(' ', atM + 3)
    const thread = text.slice(atM + 3, at)
    if (thread !== 'nil') m = Number(thread)
    if (Number.isNaN(m)) return null
    if (text.startsWith(' mp=0x', at)) {
      const end = text.indexOf(' ', at + 6)
      mp = text.slice(at + 4, end)
      at = end
    }
  }
  if (at < 0 || !text.startsWith(' [', at)) return null
  const { state, waitMinutes, lockedToThread, scan, leaked, durable, bubble, labels } = parseState(
    text.slice(at + 2, -2),
  )
  return { id, state, waitMinutes, lockedToThread, scan, leaked, durable, bubble, labels, gp, m, mp }
}

type State = Omit<GoroutineHeader, 'id' | 'gp' | 'm' | 'mp'>

// A dump of a million goroutines has a few dozen distinct bracket texts.
const states = new Map<string, State>()
const MOST_STATES = 4_096

function parseState(text: string): State {
  const known = states.get(text)
  if (known !== undefined) return known
  const labelsAt = text.indexOf(' labels:{')
  const [first = '', ...rest] = (labelsAt < 0 ? text : text.slice(0, labelsAt)).split(', ')
  let state = first
  let scan = false
  let leaked = false
  let durable = false
  for (;;) {
    if (state.endsWith(' (scan)')) scan = true
    else if (state.endsWith(' (leaked)')) leaked = true
    else if (state.endsWith(' (durable)')) durable = true
    else break
    state = state.slice(0, state.lastIndexOf(' ('))
  }
  const minutes = rest.map((part) => /^(\d{1,9}) minutes$/.exec(part)).find((match) => match !== null)
  const bubble = rest.map((part) => /^synctest (?:group|bubble) (\d{1,15})$/.exec(part)).find((match) => match !== null)
  const parsed: State = {
    state,
    waitMinutes: minutes ? Number(minutes[1]) : null,
    lockedToThread: rest.includes('locked to thread'),
    scan,
    leaked,
    durable,
    bubble: bubble ? Number(bubble[1]) : null,
    labels: labelsAt < 0 ? null : parseLabels(text.slice(labelsAt + ' labels:{'.length, -1)),
  }
  if (states.size >= MOST_STATES) states.clear()
  states.set(text, parsed)
  return parsed
}

const LABEL = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s:,"]+)):\s*(?:"((?:[^"\\]|\\.)*)"|([^,"]*))(?:,|$)/y

/** `"k": "v", "k2": "v2"` (1.26: Go-quoted) or `k: v` (1.27: quoted only when needed). */
export function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = Object.create(null)
  LABEL.lastIndex = 0
  for (let match = LABEL.exec(text); match !== null && match[0] !== ''; match = LABEL.exec(text)) {
    const key = match[1] === undefined ? match[2]! : unquoteGo(match[1])
    labels[key] = match[3] === undefined ? match[4]!.trim() : unquoteGo(match[3])
  }
  return { ...labels }
}

function unquoteGo(body: string): string {
  if (!body.includes('\\')) return body
  return body.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (whole, x, u, wide, char) => {
    const code = x ?? u ?? wide
    if (code !== undefined) {
      const point = Number.parseInt(code, 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    }
    return { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }[char as string] ?? char
  })
}

export interface Call {
  readonly name: string
  readonly args: string
  /** False when the argument list is damaged: believed only if a location follows. */
  readonly strict: boolean
}

const ARGUMENTS = /^[0-9a-fx{}_, ?.]*$/

/** Argument words as the runtime prints them: hex, braces, `_`, `?`, `...`. */
export function isArguments(text: string): boolean {
  return ARGUMENTS.test(text)
}

/** No blanks and no punctuation of prose outside `[…]`, where `struct { … }` type arguments may have them. */
function isName(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 0x5b /* [ */) depth++
    else if (char === 0x5d /* ] */) {
      if (--depth < 0) return false
    } else if (
      depth === 0 &&
      (char <= 0x20 ||
        char === 0x22 ||
        char === 0x27 ||
        char === 0x3d ||
        char === 0x7b ||
        char === 0x7d ||
        char === 0x2c)
    ) {
      return false // blank " ' = { } ,
    }
  }
  return depth === 0
}

/** `main.(*account).ownerName(0xc000030708?)`; the name is empty for a function without a symbol. */
export function parseCall(text: string): Call | null {
  if (text.length > LONGEST_TOKEN || text.charCodeAt(text.length - 1) !== 0x29 /* ) */) return null
  const first = text.charCodeAt(0)
  if (first === 0x20 || first === 0x09) return null
  const open = text.lastIndexOf('(')
  if (open < 0) return null
  const name = text.slice(0, open)
  const args = text.slice(open + 1, -1)
  if (name === '') return args.startsWith('{') && ARGUMENTS.test(args) ? { name, args, strict: true } : null
  if (!isName(name)) return null
  // Every Go function is `package.name`; `panic` is the one exception the runtime prints.
  return { name, args, strict: (name === 'panic' || name.includes('.')) && ARGUMENTS.test(args) }
}

export interface Location {
  readonly file: string
  readonly line: number
  readonly pcOffset: string | null
  readonly pc: string | null
  /** The tab that the runtime prints was there. */
  readonly tab: boolean
}

const LOCATION =
  /^(?<indent>[ \t]*)(?<file>\S.*?|):(?<line>\d{1,9})(?: \+(?<offset>0x[0-9a-f]+))?(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+(?: pc=(?<pc>0x[0-9a-f]+))?)?(?: pc=(?<cpc>0x[0-9a-f]+))?$/
const SOURCE_FILE = /(?:\.(?:go|s|S|c|cc|cpp|cxx|h|hpp|m|mm|y|l|rs|swift|pb)|<autogenerated>|\?\?)$/

const GLUED_FILES = /\.(?:go|s):\d/
const FRAME_ADDRESSES = /^ fp=(0x[0-9a-f]+) sp=(0x[0-9a-f]+)(?: pc=0x[0-9a-f]+)?$/

/** ` fp=0xc0000b1fe8 sp=0xc0000b1fe0 pc=0x4708a1`, as it ends the line of a location. */
export function parseFrameAddresses(text: string): { readonly fp: number; readonly sp: number } | null {
  const match = FRAME_ADDRESSES.exec(text)
  return match === null ? null : { fp: Number(match[1]), sp: Number(match[2]) }
}

const TORN = [
  // A location and more, or a call where a location begins.
  /^\t.*\.(?:go|s|c):\d/,
  /^\t(?!at )\S+\((?:\.\.\.|[^()]*\b0x[0-9a-f]+\??[^()]*)?\)$/,
  /^\t.* in goroutine \d{1,15}$/,
  // The beginning of a call.
  /^[\w./()*·[\]-]+\([^()]*\b0x[0-9a-f]+\??[^()]*$/,
  // The end of a location.
  /(?:^|\s)\+0x[0-9a-f]+$|[fsp][pc]=0x[0-9a-f]+$/,
  // The end of a header.
  /[0-9a-fl] \[[A-Za-z][^\]]{1,120}\]:$/,
]

/** Inside a stack, no whole line of it, and nothing that anybody else prints: a part of it is missing. */
export function isTorn(text: string): boolean {
  // A report of a data race has locations too, and indents them.
  if (text.length > LONGEST_TOKEN || text.startsWith('  ')) return false
  return TORN.some((expression) => expression.test(text))
}

/** `\t/app/main.go:17 +0x1d fp=… sp=… pc=…`. Without its tab only a known source file is believed. */
export function parseLocation(text: string): Location | null {
  if (text.length > LONGEST_TOKEN) return null
  const last = text.charCodeAt(text.length - 1)
  // Every location ends in a digit or a hex digit: most lines are refused here.
  if (!((last >= 0x30 && last <= 0x39) || (last >= 0x61 && last <= 0x66))) return null
  const groups = LOCATION.exec(text)?.groups
  if (groups === undefined) return null
  const tab = groups.indent!.endsWith('\t')
  const file = groups.file!
  if (!SOURCE_FILE.test(file) && !(tab && groups.indent === '\t')) return null
  // The rest of one location behind the beginning of another.
  if (GLUED_FILES.test(file)) return null
  return {
    file,
    line: Number(groups.line),
    pcOffset: groups.offset ?? null,
    pc: groups.pc ?? groups.cpc ?? null,
    tab,
  }
}

const CREATED_BY = /^created by (?<name>\S.*?)(?: in goroutine (?<id>\d{1,15}))?$/

export function parseCreatedBy(text: string): { readonly name: string; readonly id: number | null } | null {
  if (!text.startsWith('created by ')) return null
  const groups = CREATED_BY.exec(text)?.groups
  if (groups === undefined) return null
  return { name: groups.name!, id: groups.id === undefined ? null : Number(groups.id) }
}

const ORIGINATING = /^\[originating from goroutine (\d{1,15})\]:$/

export function parseOriginating(text: string): number | null {
  const match = text.startsWith('[orig') ? ORIGINATING.exec(text) : null
  return match === null ? null : Number(match[1])
}

const ELIDED = /^[ \t]*\.\.\.(?:(\d{1,15})|additional) frames elided\.\.\.$/

export function parseElided(text: string): number | 'unknown' | null {
  if (!text.includes('...')) return null
  const match = ELIDED.exec(text)
  if (match === null) return null
  return match[1] === undefined ? 'unknown' : Number(match[1])
}

export const UNAVAILABLE = /^[ \t]+goroutine running on other thread; stack unavailable$/
export const C_FRAME = /^non-Go function at pc=(0x[0-9a-f]+)$/
/** `runtime: g 1: unexpected return pc …`, its `stack: frame={…}` line and hex dump rows may stand between frames. */
export const UNWIND_TROUBLE =
  /^(?:runtime: (?:g \d+[ :]|unexpected return pc|unknown pc)|stack: frame=\{|(?:0x)?[0-9a-f]{8,16}: )/

const SIGNAL_NOTE =
  /^\[signal (?<name>SIG[A-Z0-9]+|0x[0-9a-f]+|\d+)(?::[^\]]*?)?(?: code=(?<code>[0-9a-fx]+))?(?: addr=(?<addr>0x[0-9a-f]+))?(?: pc=(?<pc>0x[0-9a-f]+))?\]$/

/** Up to Go 1.6 a number stood there. Of signals that become a panic, no two systems give one number to different ones. */
const FAULTS_BY_NUMBER: Readonly<Record<string, string>> = {
  '0x7': 'SIGBUS',
  '0x8': 'SIGFPE',
  '0xa': 'SIGBUS',
  '0xb': 'SIGSEGV',
}

/** `[signal SIGSEGV: segmentation violation code=0x1 addr=0x40 pc=0x457ca4]`, `[signal 0xb code=0x1 addr=0x40 pc=0x457ca4]` */
export function parseSignalNote(text: string): CrashSignal | null {
  if (!text.startsWith('[signal ') || text.length > 512) return null
  const groups = SIGNAL_NOTE.exec(text)?.groups
  if (groups === undefined) return null
  return {
    name: FAULTS_BY_NUMBER[groups.name!] ?? groups.name!,
    code: groups.code ?? null,
    addr: groups.addr ?? null,
    pc: groups.pc ?? null,
    sigcode: null,
  }
}

const SIGNAL_HEAD = /^(?:(?<name>SIG[A-Z]{2,9}): (?<words>[a-z][a-zA-Z0-9 -]{2,40})|Signal (?<number>\d{1,3}))$/

/** `SIGQUIT: quit`, `Signal 35`. */
export function parseSignalHead(text: string): { readonly name: string; readonly words: string } | null {
  if (!text.startsWith('SIG') && !text.startsWith('Signal ')) return null
  const groups = SIGNAL_HEAD.exec(text)?.groups
  if (groups === undefined) return null
  return { name: groups.name ?? groups.number!, words: groups.words ?? 'signal' }
}

const PC_LINE =
  /^PC=(?<pc>0x[0-9a-f]+)(?: m=(?<m>-?\d+))?(?: sigcode=(?<sigcode>-?\d+))?(?: addr=(?<addr>0x[0-9a-f]+))?$/

export function parsePcLine(text: string): { pc: string; sigcode: string | null; addr: string | null } | null {
  if (!text.startsWith('PC=0x') || text.length > 256) return null
  const groups = PC_LINE.exec(text)?.groups
  if (groups === undefined) return null
  const sigcode = groups.sigcode
  return {
    pc: groups.pc!,
    // Negative codes are printed as unsigned 64-bit numbers: −6 appears as 18446744073709551610.
    sigcode: sigcode === undefined ? null : BigInt.asIntN(64, BigInt(sigcode)).toString(),
    addr: groups.addr ?? null,
  }
}

const WINDOWS_EXCEPTION =
  /^Exception (?<code>0x[0-9a-f]+) (?<info0>0x[0-9a-f]+) (?<addr>0x[0-9a-f]+) (?<pc>0x[0-9a-f]+)$/

/** Windows: `Exception 0xc0000005 0x0 0x18 0x4d3c2a`. */
export function parseWindowsException(text: string): CrashSignal | null {
  if (!text.startsWith('Exception 0x')) return null
  const groups = WINDOWS_EXCEPTION.exec(text)?.groups
  if (groups === undefined) return null
  return { name: groups.code!, code: groups.info0!, addr: groups.addr!, pc: groups.pc!, sigcode: null }
}
