import type { JvmVmCrashEvent, MemoryKind } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'

/**
 * What a JVM says that could not start (hotspot share/runtime/java.cpp, `vm_exit_during_initialization`, and the launcher's
 * java.base/share/native/libjli/java.c and sun/launcher/resources/launcher.properties):
 *
 *     Error occurred during initialization of VM                           opens
 *     Could not reserve enough space for 16777216 KB object heap           the reason; below it may stand
 *     Caused by: java.lang.module.FindException: …                         more of it
 *     Error: Could not create the Java Virtual Machine.                    the launcher; opens where an option was wrong,
 *     Error: A fatal exception has occurred. Program will exit.            and the reason stands above
 *
 *     Error: Could not find or load main class com.example.Shop            the reason; below it may stand
 *     Caused by: java.lang.ClassNotFoundException: com.example.Shop        more of it
 */
const OPENER = /^Error occurred during initialization of (?:VM|boot layer)\s*$/
const MORE = /^(?:Caused by: |\tat )/
const NO_MAIN =
  /^Error: (?:(?:Could not find or load|Unable to (?:initialize|load)|LinkageError occurred while loading) main class |Main method (?:not found in|is not static in|must return a value of type void in) class |Unable to access jarfile |Invalid or corrupt jarfile )\S/
/** What could not be loaded, and the forms that a main method may have. */
const MORE_OF_NO_MAIN =
  /^(?:Caused by: |\t[\w.$]{3,200}(?:Error|Exception)\b|define the main method as:| {3}public static void main\(|or a JavaFX application class )/
const NOT_CREATED = /^Error: Could not create the Java Virtual Machine\.\s*$/
const EXITS = /^Error: A fatal exception has occurred\. Program will exit\.\s*$/
const REFUSED = /^(?:Could not|Unable to|Failed to|Cannot) (?:reserve|allocate|commit|map)\b/
const FULL_HEAP = /\bOutOfMemoryError\b|^GC triggered before VM initialization completed/
const MOST_LINES = 40

class FailedStart implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly block: number
  private last: Line
  private readonly reason: string[]
  /** The first line says why. */
  private readonly isTold: boolean

  /** `reason`: the line that says it, where that stood above. */
  constructor(line: Line, sink: Sink, reason: Line | null = null) {
    this.first = reason ?? line
    this.last = line
    this.reason = reason === null ? [] : [line.text.trim()]
    this.isTold = NO_MAIN.test(line.text)
    this.sink = sink
    this.block = sink.block()
  }

  push(line: Line): Answer {
    const { text } = line
    if (this.goesOn(text)) this.reason.push(text.trim().slice(0, 1_000))
    else if (!NOT_CREATED.test(text) && !EXITS.test(text)) {
      this.end()
      return 'closed'
    }
    this.last = line
    return 'claimed'
  }

  private goesOn(text: string): boolean {
    if (this.reason.length === 0 && !this.isTold) return text.trim() !== ''
    return (this.isTold ? MORE_OF_NO_MAIN : MORE).test(text) && this.reason.length < MOST_LINES
  }

  end(): void {
    const { sink, first, last, block, reason, isTold } = this
    const closed = isTold || reason.length > 0
    const event: JvmVmCrashEvent = {
      kind: 'jvm.vm-crash',
      span: cover(first.span, last.span),
      time: first.time,
      block,
      message: [first.text.trim(), ...reason].join('\n'),
      noMemory: OPENER.test(first.text) ? lackIn(reason[0] ?? '') : null,
      signal: null,
      jre: null,
      vm: null,
      problematicFrame: null,
      currentThread: null,
      nativeFrames: [],
      javaFrames: [],
      registers: null,
      facts: {},
      atStart: true,
      headerOnly: true,
      closed,
    }
    sink.emit(event)
    if (closed) return
    const where = { span: last.span, block, time: last.time, text: last.text.slice(0, 400) }
    sink.emit({ kind: 'malformed', ...where, format: FORMAT, code: 'lines-missing', evidence: 'E25h' })
  }
}

function lackIn(reason: string): MemoryKind | null {
  if (FULL_HEAP.test(reason)) return 'heap'
  return REFUSED.test(reason) ? 'native' : null
}

const FORMAT = 'jvm-failed-start'

export const jvmFailedStart: Recogniser = {
  name: FORMAT,
  single: false,
  begins: (text) => OPENER.test(text) || NO_MAIN.test(text),
  sentinels: ['occurred during initialization ', 'Could not create the Java ', 'Error: '],
  samples: [
    {
      text: 'Error occurred during initialization of VM\nCould not reserve enough space for 16777216 KB object heap\n',
      kinds: ['jvm.vm-crash'],
    },
    {
      text: 'Error occurred during initialization of boot layer\njava.lang.module.FindException: Module shop.core not found\n',
      kinds: ['jvm.vm-crash'],
    },
    {
      text: "Unrecognized VM option 'UseFoo'\nError: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n",
      kinds: ['jvm.vm-crash'],
    },
  ],
  open(line, sink) {
    if (OPENER.test(line.text) || NO_MAIN.test(line.text)) return new FailedStart(line, sink)
    const { above } = sink
    if (!NOT_CREATED.test(line.text) || above === null || above.apart) return undefined
    sink.claim(1)
    return new FailedStart(line, sink, above)
  },
}
