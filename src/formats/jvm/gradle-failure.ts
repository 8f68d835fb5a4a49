import type { Throwable } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { frameKind } from './frame-kind.ts'

/**
 * What Gradle prints of a failed test unless told otherwise (`exceptionFormat = SHORT`, its ShortExceptionFormatter): the
 * classes, and the first line of each that is the test class's, without its method:
 *
 *     ShopTest > sells what is there FAILED
 *         org.opentest4j.AssertionFailedError at ShopTest.java:31
 *             Caused by: java.io.IOException at ShopTest.java:12
 */
const TITLE = /^(?<owner>[\w.$]{1,300})(?: > .{1,1000})? FAILED\s*$/
const FAILURE =
  /^ {0,16}(?:(?<cause>Caused by): )?(?<type>(?:[a-z][\w$]{0,100}\.){1,16}[A-Z][\w$]{0,200})(?: at (?<file>[A-Za-z_$][\w$-]{0,200}\.(?:java|kts?|scala|groovy)):(?<line>\d{1,7}))?\s*$/
const MOST_LINKS = 64

class GradleFailure implements Assembly {
  private readonly sink: Sink
  private readonly title: string | null
  private readonly owner: string
  private readonly first: Line
  private last: Line
  private readonly chain: Throwable[] = []

  constructor(title: string | null, owner: string, line: Line, sink: Sink) {
    this.sink = sink
    this.title = title
    this.owner = owner
    this.first = this.last = line
  }

  push(line: Line): Answer {
    const found = FAILURE.exec(line.text)?.groups
    if (found === undefined || (found.cause === undefined) !== (this.chain.length === 0)) return this.close()
    const { type, file, line: number } = found
    if (this.chain.length < MOST_LINKS) {
      const of = this.chain.length === 0 ? null : this.chain.length - 1
      const frames = file === undefined ? [] : [frameOf(this.owner, file, Number(number))]
      this.chain.push({
        type: type!,
        message: '',
        frames,
        common: 0,
        relation: of === null ? 'thrown' : 'caused-by',
        of,
      })
    }
    this.last = line
    return 'claimed'
  }

  end(): void {
    this.close()
  }

  private close(): 'closed' {
    const { first, last, sink, chain, title } = this
    const whose = { thread: null, uncaught: false, record: title, localTime: null, headless: false }
    const span = cover(first.span, last.span)
    sink.emit({ kind: 'jvm.exception', span, block: sink.block(), time: first.time, chain, ...whose })
    return 'closed'
  }
}

/** The class is the test's; which of its methods it was nobody says. */
function frameOf(owner: string, file: string, line: number): Frame {
  const dot = owner.lastIndexOf('.')
  return {
    function: owner,
    package: dot < 0 ? '' : owner.slice(0, dot),
    receiver: owner.slice(dot + 1),
    file,
    line,
    pcOffset: null,
    inlined: false,
    kind: frameKind(`${owner}.test`, file),
    args: null,
  }
}

export const gradleFailure: Recogniser = {
  name: 'jvm-gradle-failure',
  single: false,
  sentinels: ['Exception at ', 'Error at '],
  samples: [
    {
      text: 'ShopTest > sells FAILED\n    java.lang.AssertionError at ShopTest.java:31\n        Caused by: java.io.IOException at ShopTest.java:12\n',
      kinds: ['jvm.exception'],
    },
    { text: 'java.lang.AssertionError at ShopTest.java:31\n', kinds: ['jvm.exception'] },
  ],
  open(line, sink) {
    const found = FAILURE.exec(line.text)?.groups
    if (found?.file === undefined || found.cause !== undefined) return undefined
    const { above } = sink
    // What was copied from there on has no title.
    const owner =
      above === null ? found.file.split('.')[0]! : above.apart ? undefined : TITLE.exec(above.text)?.groups?.owner
    if (owner === undefined) return undefined
    const failure = new GradleFailure(above?.text ?? null, owner, line, sink)
    failure.push(line)
    return failure
  },
}
