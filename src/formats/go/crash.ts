import type { Line } from '../../model/line.ts'
import type { Recogniser, Sink } from '../recogniser.ts'
import { GoBlock, PADDING } from './block.ts'
import { Head } from './head.ts'
import { isAssigned, type Literal, openingLiteral, QuotedReport } from './literal.ts'
import { parseInnerOpener, parseOpener } from './opener.ts'
import { parseHeaderBehind } from './printed.ts'
import { StackCache } from './stack-cache.ts'
import { parseCall, parseHeader, parseLocation, parseSignalNote } from './tokens.ts'

/**
 * Crash reports and goroutine dumps of the Go runtime, Go 1.5–1.27 (runtime/panic.go, runtime/traceback.go,
 * runtime/signal_unix.go), and stacks that programs print themselves (runtime/debug.Stack, net/http, klog).
 */
export function goCrash(): Recogniser {
  const cache = new StackCache()
  return {
    name: 'go-crash',
    single: false,
    begins: beginsReport,
    sentinels: [
      'panic',
      'Panic',
      'PANIC',
      'runtime error: ',
      'goroutine ',
      'fatal error: ',
      'runtime stack:',
      'fatal: ',
      'runtime: ',
      'runtime/cgo: ',
      'unexpected fault address ',
      'accessed data from freed user ',
      '[signal 0x',
      'SIGHUP: ',
      'SIGINT: ',
      'SIGQUIT: ',
      'SIGILL: ',
      'SIGTRAP: ',
      'SIGABRT: ',
      'SIGBUS: ',
      'SIGFPE: ',
      'SIGKILL: ',
      'SIGUSR1: ',
      'SIGSEGV: ',
      'SIGUSR2: ',
      'SIGPIPE: ',
      'SIGALRM: ',
      'SIGTERM: ',
      'SIGSTKFLT: ',
      'SIGXCPU: ',
      'SIGSYS: ',
      'SIGEMT: ',
      'Signal ',
      'Exception 0x',
      ' +0x',
    ],
    samples: [
      {
        text: 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d',
        kinds: ['go.crash', 'go.goroutine', 'go.end'],
      },
      {
        text: 'goroutine 7 [chan send, 3 minutes]:\nmain.main()\n\t/app/main.go:5 +0x1d',
        kinds: ['go.goroutine', 'go.end'],
      },
      {
        text: 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select (no cases)]:\nmain.main()\n\t/app/main.go:5 +0x1d',
        kinds: ['go.crash', 'go.goroutine', 'go.end'],
      },
    ],
    open(padded, sink) {
      const text = unmarked(padded.text.trimEnd())
      const line = text.length === padded.text.length ? padded : { ...padded, text }
      const header = text === 'runtime stack:' ? 'thread' : parseHeader(text)
      if (header !== null) return new GoBlock({ header, line, literal: literalAbove(sink) }, sink, cache)
      // What a value ends in is its own, but for the blanks that a terminal fills its lines with.
      const said = padded.text.endsWith(PADDING) || MARKS.test(padded.text) ? line : padded
      const opener = parseOpener(said.text)
      if (opener !== null)
        return new GoBlock({ head: new Head(opener, said, said.logged), literal: literalAbove(sink) }, sink, cache)
      const rest = restOfHead(line)
      if (rest !== null) return new GoBlock({ head: rest }, sink, cache)
      const literal = openingLiteral(text)
      if (literal !== null) {
        const inside = text.slice(text.indexOf(literal.quote) + literal.quote.length)
        const begins = parseHeader(inside)
        if ((begins !== null || parseOpener(inside) !== null) && isAssigned(text, literal))
          return new QuotedReport(literal, line, sink)
        if (begins !== null) return new GoBlock({ header: begins, line, literal }, sink, cache)
      }
      const behind = parseHeaderBehind(text)
      if (behind !== null) return new GoBlock({ ...behind, line, literal }, sink, cache)
      const inner = parseInnerOpener(said.text)
      if (inner !== null) return new GoBlock({ head: new Head(inner.opener, said, inner.torn), literal }, sink, cache)
      // The head is missing: here the rest of a stack begins.
      const location = text.includes(' +0x') ? parseLocation(text) : null
      if (location === null || location.pcOffset === null) return undefined
      const { above } = sink
      const isCall = above !== null && !above.apart && parseCall(above.text.trimEnd())?.strict === true
      if (isCall) {
        sink.claim(1)
        return new GoBlock({ orphan: line, call: above }, sink, cache)
      }
      return location.tab && line.span.line <= HEADLESS_LINES
        ? new GoBlock({ orphan: line, call: null }, sink, cache)
        : undefined
    },
  }
}

/** As the runtime prints it; words of a logger may stand anywhere. */
function beginsReport(text: string): boolean {
  const opener = parseOpener(text)
  return (opener !== null && opener.form !== 'preamble') || parseHeader(text) !== null
}

/** What a document or an editor put around the first line: `**panic: boom**`, a mark of the byte order, a space of no width. */
const MARKS = /^(?:[\u200b-\u200d\u2060\ufeff]+|(?:\*{2,3}|_{2,3})(?=panic: |fatal error: |goroutine |SIG[A-Z]{2,9}: ))/

function unmarked(text: string): string {
  const mark = MARKS.exec(text)?.[0]
  if (mark === undefined) return text
  const bare = text.slice(mark.length)
  return /^[*_]/.test(mark) && bare.endsWith(mark) ? bare.slice(0, -mark.length) : bare
}

/** A line of a head that is never its first: a nested panic, what signal it was. */
function restOfHead(line: Line): Head | null {
  const { text } = line
  const nested = text.startsWith('\t') ? parseOpener(text.slice(1)) : null
  const isNested = nested !== null && (nested.form === 'panic' || nested.form === 'fatal')
  if (!isNested && parseSignalNote(text) === null) return null
  const head = new Head(isNested ? nested : { form: 'panic', message: '' }, line, false)
  if (!isNested) head.push(line)
  head.isRest = true
  return head
}

/** The string of source code that begins in the line above. */
function literalAbove({ above }: Sink): Literal | null {
  return above === null ? null : openingLiteral(above.text)
}

/** A location alone is the rest of a dump only at the very start of a source. */
const HEADLESS_LINES = 4
