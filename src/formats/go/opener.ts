import type { CrashSignal } from '../../model/report.ts'
import { parseConsoleRecord } from './printed.ts'
import { parseSignalHead, parseWindowsException } from './tokens.ts'

/** The lines that open a crash report: as the runtime writes them, or as a program's logger does. */

export type Opener =
  | { readonly form: 'panic' | 'fatal'; readonly message: string }
  | { readonly form: 'preamble'; readonly message: string }
  | { readonly form: 'signal'; readonly signal: CrashSignal; readonly words: string }
  | { readonly form: 'http'; readonly message: string }
  | { readonly form: 'logged'; readonly message: string }

// `fatal: morestack on g0` and its kin are raw writes right before the trap.
const RAW_FATAL =
  /^fatal: (?:morestack on g(?:0|signal)|systemstack called from unexpected goroutine|bad g in signal handler|(?:concurrent|recursive) switchToCrashStack)/
// Believed only when a `fatal error:` follows: until then it is a log line that begins with `runtime: `.
const PREAMBLE = /^(?:runtime: |runtime\/cgo: |unexpected fault address 0x|accessed data from freed user arena 0x)/

/** What an opening line opens, when it stands at the start of the line. */
export function parseOpener(text: string): Opener | null {
  switch (text.charCodeAt(0)) {
    case 0x70 /* p */:
      return text.startsWith('panic: ')
        ? { form: 'panic', message: text.slice(7) }
        : text === 'panic:'
          ? { form: 'panic', message: '' }
          : null
    case 0x66 /* f */:
      if (text.startsWith('fatal error: ')) return { form: 'fatal', message: text.slice(13).trimEnd() }
      return RAW_FATAL.test(text) ? { form: 'fatal', message: text.slice(7) } : null
    case 0x72 /* r */:
    case 0x75 /* u */:
    case 0x61 /* a */:
      return PREAMBLE.test(text) ? { form: 'preamble', message: text } : null
    case 0x53 /* S */:
      {
        const signal = parseSignalHead(text)
        return signal === null
          ? null
          : {
              form: 'signal',
              signal: { name: signal.name, code: null, addr: null, pc: null, sigcode: null },
              words: signal.words,
            }
      }
    case 0x45 /* E */:
      {
        const signal = parseWindowsException(text)
        return signal === null ? null : { form: 'signal', signal, words: 'exception' }
      }
    default:
      return null
  }
}

const HTTP = /(?:^|[\s\]])http2?: panic serving (?:\S+): (?<message>.*)$/
/**
 * Words with which programs log a panic they caught: `panic recovered: x`, `[PANIC RECOVER] x`, `recovered: x`. In order:
 * what says panic is surer than what says recovery. Believed only when a stack stands right behind.
 */
const LOGGED: readonly RegExp[] = [
  /\b(?:[Pp]anic(?:ked|s|king)?|PANIC(?:KED)?)\b(?!\.go\b)[^:=]{0,64}(?<mark>[:=])\s*(?<message>.*)$/,
  /(?:\bPANIC(?:KED)?\b\]?|Observed a panic)\s*(?<message>.*)$/,
  /\b(?:[Rr]ecover(?:ed|ing)?|RECOVERED)\b[\w .,#\]-]{0,40}(?<mark>[:=])\s*(?<message>.*)$/,
  /(?<message>\bruntime error: .*)$/,
]
const SPEAKS = /fatal error: |runtime error: |P(?:anic|ANIC)|[Rr]ecover|RECOVER/
/** klog's structured form: `"Observed a panic" panic="boom" … stacktrace=<`. */
const STRUCTURED = /"Observed a panic".*? panic=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s"]\S*))/
const TORN_SIGNAL = /(?:[^A-Z\s"'`([{]|\S {2,32})(?<signal>SIG[A-Z]{2,9}: [a-z][a-zA-Z0-9 -]{2,40})$/
/** A field of somebody's, with the first line of a report as its value: believed as the bare line is. */
const TORN_PREAMBLE = /: {1,32}(?<words>(?:unexpected fault address 0x|runtime: goroutine stack exceeds ).*)$/

/** An opener behind other text of the line: a logger's prefix, or another writer's unfinished line. */
export function parseInnerOpener(text: string): { readonly opener: Opener; readonly torn: boolean } | null {
  const clipped = text.length > 65_536 ? text.slice(0, 65_536) : text
  if (clipped.includes('panic')) {
    const http = HTTP.exec(clipped)?.groups
    if (http !== undefined) return { opener: { form: 'http', message: http.message! }, torn: false }
  } else if (!SPEAKS.test(clipped)) return parseTornSignal(clipped)
  const record = parseConsoleRecord(clipped)
  if (record !== null && record.level !== 'ERROR')
    return { opener: { form: 'logged', message: record.message }, torn: false }
  const structured = STRUCTURED.exec(clipped)?.groups
  if (structured !== undefined) {
    const quoted = structured['quoted']
    return {
      opener: { form: 'logged', message: quoted === undefined ? structured['bare']! : unquote(quoted) },
      torn: false,
    }
  }
  // Code within a line of Markdown that goes on below: the mark before it is nobody's word.
  const quoted = /^`{1,3}(?=panic: |fatal error: )/.exec(clipped)?.[0]
  if (quoted !== undefined && !clipped.includes('`', quoted.length))
    return { opener: parseOpener(clipped.slice(quoted.length))!, torn: false }
  const torn = parseTorn(clipped)
  if (torn !== null) return torn
  const logged = loggedValue(clipped)
  return logged === null ? null : { opener: { form: 'logged', message: logged }, torn: false }
}

/** Whether an opener is glued to the end of something else: two writers, one line. */
export function isGlued(text: string): boolean {
  return GLUED.test(text)
}

const GLUED =
  /[^\s"'`([{:|>]panic: |[^\s"'`([{|>]goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|[^\s"'`([{|>]fatal error: |[^A-Z\s"'`([{|>]SIG[A-Z]{2,9}: [a-z]/

/** The value of a panic that a line of somebody's log tells. */
export function loggedValue(text: string): string | null {
  for (const words of LOGGED) {
    const match = words.exec(text)
    if (match === null) continue
    const { message = '', mark } = match.groups!
    const at = text.length - message.length
    // `msg="panic recovered" service=gate panic=boom`: the value has a key of its own, further on.
    if (mark === '=' && OTHER_KEY.test(text.slice(match.index, at))) {
      const value = FIELD_BEHIND.exec(message)
      if (value !== null) return valueIn(text, at + value.index + value[0].length, mark)
    }
    // `[PANIC RECOVER] runtime error: …`: the colon is the value's own.
    const plain = PLAIN_ERROR.exec(text.slice(at))
    if (plain !== null) return plain[1]!
    const own = text.lastIndexOf('runtime error: ', at)
    return valueIn(text, own >= match.index ? own : at, mark)
  }
  return null
}

/** What the runtime says without `runtime error: `, behind further words of the logger: `task: x Value: send on closed channel`. */
const PLAIN_ERROR = /[:=] {1,4}(assignment to entry in nil map|close of (?:nil|closed) channel|send on closed channel)$/

const OTHER_KEY = /" (?!(?:panic|err|error|reason|value|cause|recovered|exception)=)[A-Za-z_][\w.]{0,40}=\s*$/
const FIELD_BEHIND = /[ "](?:panic|err|error|reason|value|cause|recovered|exception)=/

/** What stands at `at`, without the rest of the record: the quote around it, the field behind it. */
function valueIn(text: string, at: number, mark: string | undefined): string {
  const value = text.slice(at)
  const quoted = QUOTED.exec(value) ?? FIELD.exec(value)
  if (quoted !== null) return unquote(quoted[1]!)
  const isInQuotes = (text.slice(0, at).match(/(?<!\\)"/g) ?? []).length % 2 === 1
  const end = isInQuotes ? QUOTE_END.exec(value) : mark === '=' ? NEXT_FIELD.exec(value) : null
  return end === null ? value : value.slice(0, end.index)
}

/** `…half a line` and `panic: ` or `fatal error: ` right in it. */
function parseTorn(text: string): { readonly opener: Opener; readonly torn: boolean } | null {
  const panic = text.indexOf('panic: ')
  const fatal = text.indexOf('fatal error: ')
  const at = panic < 0 || (fatal >= 0 && fatal < panic) ? fatal : panic
  if (at < 0 || text.slice(0, at).trim() === '') return null
  // A stack with source lines (debug.PrintStack up to Go 1.5): what stands there is the runtime's source.
  if (text.slice(0, at).trim() === 'go') return { opener: { form: 'panic', message: '' }, torn: true }
  return at === panic
    ? { opener: { form: 'panic', message: valueIn(text, at + 'panic: '.length, undefined) }, torn: true }
    : { opener: { form: 'fatal', message: text.slice(at + 'fatal error: '.length) }, torn: true }
}

function parseTornSignal(text: string): { readonly opener: Opener; readonly torn: boolean } | null {
  const found = (TORN_SIGNAL.exec(text) ?? TORN_PREAMBLE.exec(text))?.[1]
  const opener = found === undefined ? null : parseOpener(found)
  return opener === null ? null : { opener, torn: true }
}

function unquote(text: string): string {
  return text.replace(/\\(?:n|t|(.))/g, (whole, char: string | undefined) => char ?? (whole === '\\n' ? '\n' : '\t'))
}

const QUOTED = /^"((?:[^"\\]|\\.){0,4096})"(?=$|[\s,}\])])/
/** `panic recovered: error="boom"`: only the field of a value, and only in its quotes. */
const FIELD = /^(?:panic|err|error|reason|value|cause|recovered|exception)="((?:[^"\\]|\\.){0,4096})"(?=$|\s)/
/** The quote that ends a field: the record ends there, or goes on with the next one. */
const QUOTE_END = /(?<!\\)"(?=$|\s+[A-Za-z_][\w.]*=|[,}\]]|\t)/
const NEXT_FIELD = /,? [A-Za-z_][\w.]{0,40}=/
