import type { RaceSection } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { frameKind } from './frame-kind.ts'
import { parseFunctionName } from './function-name.ts'

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
  /^(?<title>(?:Previous )?(?:[Aa]tomic )?(?:[Rr]ead|[Ww]rite) at (?<address>0x[0-9a-f]+) by (?:goroutine (?<id>\d+)|(?<main>main goroutine))|(?:Goroutine (?<created>\d+)|Mutex (?:M\d+)) \([a-z]+\) created at|Location is .{1,200} allocated by .{1,100}|As if synchronized via sleep|Mutex M\d+ .{0,100}created at):$/
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
  private aliens = 0

  constructor(line: Line, sink: Sink) {
    this.sink = sink
    this.first = line
    this.last = line
    this.block = sink.block()
  }

  push(line: Line): Answer {
    const answer = this.take(line)
    if (answer === 'claimed') {
      if (line.text !== '') this.last = line
      this.aliens = 0
    } else if (answer === 'alien' && ++this.aliens > 3) {
      this.finish(true)
      return 'closed'
    }
    return answer
  }

  end(): void {
    this.finish(false)
  }

  private take(line: Line): Answer {
    const text = line.text
    if (text.trim() === '') return 'claimed'
    if (text.startsWith(RULER)) {
      // The closing line. A second one right behind it opens the next report.
      if (this.sections.length === 0) return 'claimed'
      this.last = line
      this.finish(line.terminated)
      this.sink.claim(1)
      return 'closed'
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

  private finish(closed: boolean): void {
    const base = { span: cover(this.first.span, this.last.span), block: this.block, time: this.first.time }
    if (this.sections.length === 0) {
      this.sink.emit({
        kind: 'near-miss',
        ...base,
        format: 'go-race',
        reason: 'a race warning without its report',
        text: this.first.text,
      })
      return
    }
    const sections: RaceSection[] = this.sections.map(({ frames, ...section }) => ({
      ...section,
      stack: { frames, createdBy: null, ancestors: [], elided: null, elidedAt: null, unavailable: false },
    }))
    this.sink.emit({ kind: 'go.race', ...base, sections })
    // Every report ends with a ruler, even the one after which the program halts.
    if (!closed) {
      this.sink.emit({
        kind: 'malformed',
        ...base,
        format: 'go-race',
        code: 'torn-token',
        text: this.last.text.slice(0, 400),
      })
    }
    this.sink.emit({ kind: 'go.end', ...base, closed })
  }
}

export const goRace: Recogniser = {
  name: 'go-race',
  single: false,
  begins: (text) => text === FIRST,
  sentinels: [FIRST],
  samples: [
    {
      text: 'WARNING: DATA RACE\nRead at 0x00c00001c078 by goroutine 9:\n  main.f()\n      /app/main.go:5 +0x74\n\nPrevious write at 0x00c00001c078 by main goroutine:\n  main.main()\n      /app/main.go:9 +0x74\n==================',
      kinds: ['go.race', 'go.end'],
    },
  ],
  open(line, sink) {
    if (line.text !== FIRST) return undefined
    if (sink.above?.text.startsWith(RULER) === true) sink.claim(1)
    return new RaceReport(line, sink)
  },
}
