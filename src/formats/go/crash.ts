import type { Recogniser } from '../recogniser.ts'
import { GoBlock } from './block.ts'
import { Head } from './head.ts'
import { parseInnerOpener, parseOpener } from './opener.ts'
import { parseHeaderBehind } from './printed.ts'
import { StackCache } from './stack-cache.ts'
import { parseHeader, parseLocation } from './tokens.ts'

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
    open(line, sink) {
      const text = line.text
      const header = parseHeader(text)
      if (header !== null) return new GoBlock({ header, line }, sink, cache)
      const opener = parseOpener(text)
      if (opener !== null) return new GoBlock({ head: new Head(opener, line, line.logged) }, sink, cache)
      const behind = parseHeaderBehind(text)
      if (behind !== null) return new GoBlock({ ...behind, line }, sink, cache)
      const inner = parseInnerOpener(text)
      if (inner !== null) return new GoBlock({ head: new Head(inner.opener, line, inner.torn) }, sink, cache)
      // The head of the log is missing: it begins in the middle of a stack.
      if (text.startsWith('\t') && line.span.line <= HEADLESS_LINES) {
        const location = parseLocation(text)
        if (location !== null && location.pcOffset !== null) return new GoBlock({ orphan: line }, sink, cache)
      }
      return undefined
    },
  }
}

/** As the runtime prints it; words of a logger may stand anywhere. */
function beginsReport(text: string): boolean {
  const opener = parseOpener(text)
  return (opener !== null && opener.form !== 'preamble') || parseHeader(text) !== null
}

/** A stack without a header is the rest of a dump only at the very start of a source. */
const HEADLESS_LINES = 4
