import type { DefectCode, RaceSection } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { isCutMark } from './cut-mark.ts'
import { frameKind } from './frame-kind.ts'
import { parseFunctionName } from './function-name.ts'
import { ANY_LITERAL, closesLiteral, type Literal, openingLiteral } from './literal.ts'

/**
 * Reports of the race detector (compiler-rt tsan `PrintReport`, Go flavour):
 *
 *     WARNING: DATA RACE
 *     Read at 0x00c00001c078 by goroutine 9:      section    then: call
 *       pkg.TestRace.func1()                      call       then: location
 *           /path/app_test.go:35 +0x74            location   then: call, blank
 *     ==================                          end
 */

const SECTION =
  /^(?<title>(?:Previous )?(?:[Aa]tomic )?(?:[Rr]ead|[Ww]rite)(?: at (?<address>0x[0-9a-f]+))? by (?:goroutine (?<id>\d+)|(?<main>main goroutine))|(?:Goroutine (?<created>\d+)|Mutex (?:M\d+)) \([a-z]+\) created at|Location is .{1,200} allocated by .{1,100}|As if synchronized via sleep|Mutex M\d+ .{0,100}created at):$/
/** Two sides and who started them: the parts that stand in no other report. Up to Go 1.6 without the address. */
const PART = /^(?:(?:Previous )?(?:[Aa]tomic )?(?:[Rr]ead|[Ww]rite) |Goroutine \d{1,15} \()/
/** The detector keeps a few accesses and some hundred frames each; more is no report of its. */
const MOST_SECTIONS = 64
const MOST_FRAMES = 1_000
const FIRST = 'WARNING: DATA RACE'
const RULER = '=================='
// The indentation may be lost on the way.
const CALL = /^ {0,2}(?<name>\S.*)\(\)$/
const LOCATION = /^ {0,8}(?<file>\S.*):(?<line>\d{1,9})(?: \+(?<offset>0x[0-9a-f]+))?$/
const NOTE = /^ {2}\[failed to restore the stack\]$|^ {2}(?:Goroutine|Location|Mutex) /

class RaceReport implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private last: Line
  private readonly block: number
  private readonly sections: {
    title: string
    goroutine: number | 'main' | null
    address: string | null
    frames: Frame[]
  }[] = []
  private pending: string | null = null
  /** Where somebody left out lines. */
  private readonly cuts: Line[] = []
  private aliens = 0
  /** It stands in a string of source code, as far as its beginning tells. */
  private readonly literal: Literal | null
  /** The ruler was seen, and its newline. */
  private isOver = false
  private isWhole = false
  /** The line it opened with is not its first. */
  private readonly isRest: boolean

  constructor(line: Line, sink: Sink, literal: Literal | null) {
    this.sink = sink
    this.first = line
    this.last = line
    this.block = sink.block()
    this.literal = literal
    this.isRest = line.text !== FIRST
    if (this.isRest) this.take(line)
  }

  push(line: Line): Answer {
    if (closesLiteral(line.text, this.literal ?? ANY_LITERAL)) return this.quote()
    if (this.isOver) {
      this.finish(true)
      return 'closed'
    }
    const answer = isCutMark(line.text) && this.sections.length > 0 ? this.leaveOut(line) : this.take(line)
    if (answer === 'claimed') {
      if (line.text !== '') this.last = line
      this.aliens = 0
    } else if (answer === 'alien' && ++this.aliens > 3) {
      this.finish(true)
      return 'closed'
    }
    return answer
  }

  private leaveOut(line: Line): Answer {
    this.pending = null
    this.cuts.push(line)
    return this.cuts.length > MOST_SECTIONS ? 'alien' : 'claimed'
  }

  end(): void {
    // Where lines of others stand below it, nothing cut it off in the middle of one.
    this.finish(this.isWhole || this.aliens > 0)
  }

  private take(line: Line): Answer {
    const text = line.text
    if (text.trim() === '') return 'claimed'
    if (text.startsWith(RULER)) {
      // The closing line. A second one right behind it opens the next report.
      if (this.sections.length === 0) return 'claimed'
      this.last = line
      // Told with the next line: a string of source code may end there.
      this.isOver = true
      this.isWhole = line.terminated
      return 'claimed'
    }
    const section = SECTION.exec(text)?.groups
    if (section !== undefined && this.sections.length < MOST_SECTIONS) {
      const id = section.id ?? section.created
      this.sections.push({
        title: section.title!,
        goroutine: section.main !== undefined ? 'main' : id === undefined ? null : Number(id),
        address: section.address ?? null,
        frames: [],
      })
      return 'claimed'
    }
    const current = this.sections.at(-1)
    if (current === undefined) return 'alien'
    const call = CALL.exec(text)
    if (call !== null) {
      this.pending = call.groups!.name!
      return 'claimed'
    }
    const location = LOCATION.exec(text)?.groups
    if (location !== undefined && this.pending !== null && current.frames.length < MOST_FRAMES) {
      const name = parseFunctionName(this.pending)
      this.pending = null
      const file = location.file!
      current.frames.push({
        ...name,
        file,
        line: Number(location.line),
        pcOffset: location.offset ?? null,
        inlined: false,
        kind: frameKind(name.function, name.package, file),
        args: null,
      })
      return 'claimed'
    }
    return NOTE.test(text) ? 'claimed' : 'alien'
  }

  /** Nothing died here. */
  private quote(): 'closed' {
    this.nearMiss('a report of a data race inside a string of source code')
    return 'closed'
  }

  private get base() {
    return { span: cover(this.first.span, this.last.span), block: this.block, time: this.first.time }
  }

  private nearMiss(reason: string): void {
    this.sink.emit({ kind: 'near-miss', ...this.base, format: 'go-race', reason, text: this.first.text })
  }

  private finish(closed: boolean): void {
    const { base } = this
    if (this.sections.length === 0) {
      this.nearMiss('a race warning without its report')
      return
    }
    // Without the warning above it, a title is believed by the calls below it.
    if (this.isRest && this.sections.every(({ frames }) => frames.length === 0)) {
      this.nearMiss('a part of a race report without a stack')
      return
    }
    const sections: RaceSection[] = this.sections.map(({ frames, ...section }) => ({
      ...section,
      stack: { frames, createdBy: null, ancestors: [], elided: null, elidedAt: null, unavailable: false },
    }))
    this.sink.emit({ kind: 'go.race', ...base, sections })
    if (this.isRest) this.defect('starts-mid-stack', this.first)
    for (const line of this.cuts) this.defect('cut-by-hand', line)
    // Every report ends with a ruler, even the one after which the program halts.
    if (!closed) this.defect('torn-token', this.last)
    else if (!this.isOver) this.defect('race-unfinished', this.last)
    this.sink.emit({ kind: 'go.end', ...base, closed })
  }

  private defect(code: DefectCode, line: Line): void {
    const { span } = code === 'torn-token' ? this.base : line
    const text = line.text.slice(0, 400)
    this.sink.emit({ kind: 'malformed', ...this.base, span, format: 'go-race', code, text })
  }
}

/** The string of source code that begins in this line, or in the ruler above it. */
function literalAround({ text }: Line, { above }: Sink): Literal | null {
  return openingLiteral(text) ?? (above === null ? null : openingLiteral(above.text))
}

export const goRace: Recogniser = {
  name: 'go-race',
  single: false,
  begins: (text) => text === FIRST,
  sentinels: [FIRST, 'goroutine ', ') created at:'],
  samples: [
    {
      text: 'WARNING: DATA RACE\nRead at 0x00c00001c078 by goroutine 9:\n  main.f()\n      /app/main.go:5 +0x74\n\nPrevious write at 0x00c00001c078 by main goroutine:\n  main.main()\n      /app/main.go:9 +0x74\n==================',
      kinds: ['go.race', 'go.end'],
    },
  ],
  open(line, sink) {
    if (line.text.endsWith(FIRST)) {
      const literal = literalAround(line, sink)
      if (line.text !== FIRST && literal === null) return undefined
      if (sink.above?.text.startsWith(RULER) === true) sink.claim(1)
      return new RaceReport(literal === null ? line : { ...line, text: FIRST }, sink, literal)
    }
    // What stood above is lost.
    if (!PART.test(line.text) || !SECTION.test(line.text)) return undefined
    return new RaceReport(line, sink, literalAround(line, sink))
  },
}
