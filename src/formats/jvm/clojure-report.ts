import type { JvmExceptionEvent } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { frameKind } from './frame-kind.ts'

/**
 * What Clojure prints of an exception that nobody caught (clojure.main, `ex-str` and `report-error`): the class without its
 * package, the innermost place that is the program's, and the message. The stack is in a file.
 *
 *     Execution error (ArithmeticException) at mill/grind (mill.clj:2).
 *     Divide by zero
 *
 *     Full report at:                                                    ends the process; a REPL does not print it
 *     /tmp/clojure-15543126540205939076.edn
 *
 * With `-Dclojure.main.report=stderr` the report stands above, as a map.
 */
const HEAD =
  /^(?:Execution|Syntax|Unexpected) error \((?<type>[A-Za-z_$][\w$]{0,200})\)(?: (?:macroexpanding|compiling|reading source)(?: \S{1,300})?)? at (?:(?<name>\S{1,300}) )?\((?<file>[^\s()]{1,400}?):(?<line>\d{1,7})(?::\d{1,7})?\)\.$/
const REPORT = 'Full report at:'
const END_OF_MAP = /^ {2}:[a-z-]{1,40} .{0,2000}\}\}$/
const MOST_LINES = 40
const LONGEST = 1_500

class ClojureReport implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly head: Head
  private readonly message: string[] = []
  private last: Line
  private isDead: boolean
  /** An empty line stands behind the message. */
  private isTold = false

  constructor(head: Head, line: Line, sink: Sink) {
    this.head = head
    this.first = this.last = line
    this.sink = sink
    this.isDead = END_OF_MAP.test(sink.above?.text ?? '')
  }

  push(line: Line): Answer {
    const { text } = line
    if (this.last.text === REPORT && text.endsWith('.edn')) return this.claim(line)
    if (this.isDead && this.isTold) return this.close()
    if (text.trim() === '' && !this.isTold) {
      this.isTold = true
      return 'alien'
    }
    if (!this.isTold && this.message.length < MOST_LINES) {
      this.message.push(text)
      return this.claim(line)
    }
    if (text !== REPORT) return this.close()
    this.sink.claim(1)
    this.isDead = true
    return this.claim(line)
  }

  end(): void {
    this.close()
  }

  private claim(line: Line): 'claimed' {
    this.last = line
    return 'claimed'
  }

  private close(): 'closed' {
    const { first, last, sink, head, message, isDead } = this
    const event: JvmExceptionEvent = {
      kind: 'jvm.exception',
      span: cover(first.span, last.span),
      block: sink.block(),
      time: first.time,
      localTime: null,
      chain: [
        {
          type: head.type!,
          message: message.join('\n'),
          frames: head.name === undefined ? [] : [frameOf(head.name, head.file!, Number(head.line))],
          common: 0,
          relation: 'thrown',
          of: null,
        },
      ],
      thread: null,
      uncaught: isDead,
      record: first.text,
      headless: false,
    }
    sink.emit(event)
    return 'closed'
  }
}

type Head = Readonly<Record<string, string | undefined>>

/** `mill/grind`: the namespace, and a function in it. */
function frameOf(name: string, file: string, line: number): Frame {
  const namespace = name.slice(0, Math.max(0, name.indexOf('/')))
  return {
    function: name,
    package: namespace,
    receiver: null,
    file,
    line,
    pcOffset: null,
    inlined: false,
    kind: frameKind(`${namespace}.`, file),
    args: null,
  }
}

export const clojureReport: Recogniser = {
  name: 'jvm-clojure-report',
  single: false,
  // Rarer words would stop the scan too often. An error, or code that does not compile, is not found by this one.
  sentinels: ['Exception'],
  samples: [
    {
      text: 'Execution error (ArithmeticException) at mill/grind (mill.clj:2).\nDivide by zero\n\nFull report at:\n/tmp/clojure-1.edn\n',
      kinds: ['jvm.exception'],
    },
    {
      text: 'Unexpected error (ClassCastException) macroexpanding m at (mill.clj:2:1).\nno number\n',
      kinds: ['jvm.exception'],
    },
  ],
  begins: (text) => HEAD.test(text),
  open(line, sink) {
    const head = line.text.length > LONGEST ? undefined : HEAD.exec(line.text)?.groups
    return head === undefined ? undefined : new ClojureReport(head, line, sink)
  },
}
