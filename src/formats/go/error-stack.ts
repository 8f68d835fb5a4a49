import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { parseConsoleRecord, withoutLogPrefix } from './printed.ts'
import { namesCall, namesPlace, PrintedStack } from './printed-stack.ts'

/**
 * Stacks of errors that a Go program logged and lived on: `%+v` of github.com/pkg/errors and its heirs, the field
 * `stacktrace` of go.uber.org/zap, `errorVerbose`. A function a line, a file and a line below it:
 *
 *     2024-03-05T14:07:09.120Z	ERROR	app/main.go:12	cannot save	{"error": "disk full"}
 *     example.com/shop/cart.(*Service).Save
 *     	/src/cart/cart.go:40
 *
 * What stands right above is the message. No word says that a stack follows, so the first two lines of it have to.
 */
export const errorStack: Recogniser = {
  name: 'go-error-stack',
  single: false,
  sentinels: ['.(*', 'stacktrace', 'errorVerbose', '\tERROR\t', 'ERROR\x1b[0m\t'],
  samples: [
    {
      text: 'disk full\nexample.com/shop.(*Cart).Save\n\t/src/cart.go:40\nmain.main\n\t/src/main.go:9',
      kinds: ['go.stack'],
    },
    { text: '2024-03-05T14:07:09Z\tERROR\tcannot save\nmain.save\n\t/src/main.go:40', kinds: ['go.stack'] },
  ],
  open(line, sink) {
    const { text } = line
    if (text.length > LONGEST) return undefined
    const record = parseConsoleRecord(text)
    if (record !== null) return new ErrorStack(record.message, line, null, sink)
    if (!GO_NAME.test(text) || !namesCall(text)) return undefined
    const { above } = sink
    // In the middle of a stack: where that began nobody looked, and its origin is not known.
    if (above !== null && !above.apart && namesPlace(above.text)) return undefined
    const message = above === null || above.apart ? '' : withoutLogPrefix(above.text).slice(0, LONGEST_MESSAGE)
    return new ErrorStack(message, message === '' ? line : { ...line, span: cover(above!.span, line.span) }, text, sink)
  },
}

/** A method, a path, or a package and a function of it: classes of other languages have more dots. */
const GO_NAME = /[/*]|^\w+\.\w+(?:\.func\d+|\.\d+|\.gowrap\d+|-fm|\[\.{3}\])*$/
const LONGEST = 4_096
const LONGEST_MESSAGE = 2_048

class ErrorStack implements Assembly {
  private readonly sink: Sink
  private readonly message: string
  private readonly first: Line
  /** Lines of it that were left to others while nothing was sure. */
  private unclaimed: number
  /** The line before the one awaited, where that names a function. */
  private call: string | null
  private stack: PrintedStack | null = null
  /** Of a wrapped error the first stack tells where it arose; those of the calls that wrapped it follow. */
  private isBehind = false
  private last: Line

  constructor(message: string, first: Line, call: string | null, sink: Sink) {
    this.message = message
    this.first = first
    this.last = first
    this.call = call
    this.unclaimed = call !== null && message !== '' ? 1 : 0
    this.sink = sink
  }

  get isDoubtful(): boolean {
    return this.stack === null
  }

  push(line: Line): Answer {
    if (this.stack === null) return this.pushDoubtful(line)
    const isSameRecord = line.logged && line.span.line === this.first.span.line
    if (!this.isBehind && this.stack.push(line.text)) {
      if (this.stack.finished) this.last = line
      return 'claimed'
    }
    if (isSameRecord) {
      this.isBehind = true
      return 'claimed'
    }
    this.end()
    return 'closed'
  }

  makeWay(): void {
    this.end()
  }

  end(): void {
    if (this.stack === null) return
    const { message, first, last, sink } = this
    const span = cover(first.span, last.span)
    sink.emit({ kind: 'go.stack', block: sink.block(), span, time: first.time, message, stack: this.stack.finish() })
  }

  /** Until there is a frame, every line may be the program's own. */
  private pushDoubtful(line: Line): Answer {
    if (this.call === null) {
      if (!namesCall(line.text)) return 'closed'
      this.call = line.text
      this.unclaimed++
      return 'alien'
    }
    const opened = namesPlace(line.text) ? PrintedStack.open(line.text, this.call) : null
    if (opened === null || !opened.takesBefore) return 'closed'
    this.stack = opened.stack
    this.last = line
    this.sink.claim(this.unclaimed)
    return 'claimed'
  }
}
