import type { Recogniser, Sink } from '../recogniser.ts'
import { GoBlock, PADDING } from './block.ts'
import { Head } from './head.ts'
import { isAssigned, type Literal, openingLiteral, QuotedReport } from './literal.ts'
import { parseInnerOpener, parseOpener } from './opener.ts'
import { parseHeaderBehind } from './printed.ts'
import { StackCache } from './stack-cache.ts'
import { parseCall, parseHeader, parseLocation } from './tokens.ts'

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
      const text = padded.text.trimEnd()
      const line = text.length === padded.text.length ? padded : { ...padded, text }
      const header = text === 'runtime stack:' ? 'thread' : parseHeader(text)
      if (header !== null) return new GoBlock({ header, line, literal: literalAbove(sink) }, sink, cache)
      // What a value ends in is its own, but for the blanks that a terminal fills its lines with.
      const said = padded.text.endsWith(PADDING) ? line : padded
      const opener = parseOpener(said.text)
      if (opener !== null)
        return new GoBlock({ head: new Head(opener, said, said.logged), literal: literalAbove(sink) }, sink, cache)
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

/** The string of source code that begins in the line above. */
function literalAbove({ above }: Sink): Literal | null {
  return above === null ? null : openingLiteral(above.text)
}

/** A location alone is the rest of a dump only at the very start of a source. */
const HEADLESS_LINES = 4
