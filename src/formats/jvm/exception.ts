import type { Line } from '../../model/line.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { isCause, openingOf, openingUnder, surelyBegins } from './exception-opening.ts'
import { dyingThread, isDeadProcess } from './log-record.ts'
import { FORMAT, Trace } from './trace.ts'

/** `FATAL EXCEPTION: main` of Android's runtime, the line with the process, and then the trace. */
class DyingThread implements Assembly {
  private readonly thread: string
  private readonly first: Line
  private readonly sink: Sink
  private trace: Trace | null = null
  private passed = 0

  constructor(thread: string, line: Line, sink: Sink) {
    this.thread = thread
    this.first = line
    this.sink = sink
  }

  get isDoubtful(): boolean {
    return this.trace === null || this.trace.isDoubtful
  }

  get isOneRecord(): boolean {
    return this.trace?.isOneRecord === true
  }

  push(line: Line): Answer {
    if (this.trace !== null) return this.trace.push(line)
    if (isDeadProcess(line.text) && this.passed++ === 0) return 'alien'
    const opening = openingOf(line.text, null)
    if (opening === null || opening.place !== 'bare') return 'closed'
    const { thread, first, sink } = this
    sink.claim(this.passed)
    this.trace = new Trace(
      { ...opening, thread: opening.thread ?? thread, uncaught: true, record: first.text },
      line,
      sink,
    )
    return 'claimed'
  }

  endsBeforeRecord(text: string): boolean {
    return this.trace?.endsBeforeRecord(text) === true
  }

  alienTaken(): void {
    this.trace?.alienTaken()
  }

  makeWay(): void {
    this.trace?.makeWay()
  }

  end(): void {
    this.trace?.end()
  }
}

export const jvmException: Recogniser = {
  name: FORMAT,
  single: false,
  // A head without one of these words is looked up from its first frame, whose TAB may be escaped.
  begins: surelyBegins,
  sentinels: [
    'Exception',
    'Error: ',
    'FATAL EXCEPTION: ',
    '\tat ',
    '    at ',
    '\\tat ',
    'u0009at ',
    '#011at ',
    // What loggers call the frames of a throwable they took apart.
    '"stepArray":[',
    '"extendedStackTrace":[',
  ],
  samples: [
    {
      text: 'Exception in thread "main" java.lang.IllegalStateException: no stock\n\tat com.example.Shop.main(Shop.java:12)\nCaused by: java.io.IOException: disk full\n\tat com.example.Disk.write(Disk.java:7)\n\t... 1 more',
      kinds: ['jvm.exception'],
    },
    {
      text: 'com.example.OutOfStock: none left\n\tat com.example.Shop.buy(Shop.kt:12) ~[shop.jar:1.2]',
      kinds: ['jvm.exception'],
    },
    { text: 'java.lang.NullPointerException', kinds: ['jvm.exception'] },
    { text: 'Terminating due to java.lang.OutOfMemoryError: Java heap space', kinds: ['jvm.exception'] },
  ],
  open(line, sink) {
    const { text } = line
    const dying = dyingThread(text)
    if (dying !== null) return new DyingThread(dying, line, sink)
    const { above } = sink
    const isMessage = line.logged && above?.span.byte === line.span.byte
    const opening = isCause(text) ? null : openingOf(text, above?.text ?? null, isMessage)
    if (opening !== null) return new Trace(opening, line, sink)
    const late = openingUnder(text, above)
    if (late === null) return undefined
    if (late.fromAbove) sink.claim(1)
    const trace = new Trace(late.opening, late.fromAbove ? above! : line, sink)
    trace.push(line)
    return trace
  },
}
