import type { DefectCode, GoProfileEvent } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover, type Span } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { frameKind } from './frame-kind.ts'
import { parseFunctionName } from './function-name.ts'
import { parseLabels } from './tokens.ts'

/**
 * Text profiles, `?debug=1` (runtime/pprof `printCountProfile`, `writeHeapInternal`, `writeProfileInternal`):
 *
 *     goroutine profile: total 5
 *     3 @ 0x43a8b6 0x407ddb                                record      then: labels, frame, blank
 *     # labels: {"path":"/a b"}
 *     #	0x57b6da	main.worker+0x1a	main.go:19            frame
 *     # runtime.MemStats                                   trailer of a heap profile
 */

const HEADS: readonly (readonly [GoProfileEvent['profile'], RegExp])[] = [
  ['goroutine', /^goroutine profile: total (\d+)$/],
  ['goroutineleak', /^goroutineleak profile: total (\d+)$/],
  ['threadcreate', /^threadcreate profile: total (\d+)$/],
  ['heap', /^heap profile: (\d+): \d+ \[\d+: \d+\] @ heap(?:v2)?\/\d+$/],
  ['mutex', /^--- mutex:$/],
  ['block', /^--- contention:$/],
  ['custom', /^[\w/.-]{1,100} profile: total (\d+)$/],
]
/** One of these stands in each head. */
const SENTINELS = [' profile: ', '--- mutex:', '--- contention:']
const LONGEST_HEAD = 200
const COUNT = /^(?<count>\d+) @(?: 0x[0-9a-f]+)*$/
const HEAP = /^(?<count>\d+): (?<value>\d+) \[\d+: \d+\] @(?: 0x[0-9a-f]+)*$/
const DELAY = /^(?<value>\d+) (?<count>\d+) @(?: 0x[0-9a-f]+)*$/
const LABELS = /^# labels: \{(.*)\}$/
const FRAME = /^#\t0x[0-9a-f]+\t+(?<name>[^\t]+)\+(?<offset>0x[0-9a-f]+)\t+(?<file>[^\t]+):(?<line>\d{1,9})$/
const BARE_FRAME = /^#\t0x[0-9a-f]+\s*$/
const HEADER_NOTE = /^(?:cycles\/second|sampling period)=\d+$/
/** How many of them follow the head. */
const HEADER_NOTES: Partial<Record<GoProfileEvent['profile'], number>> = { mutex: 2, block: 1 }
/** Peak memory is known on some systems only. */
const LAST_STATISTIC = /^# (?:DebugGC|MaxRSS) = /
const STATISTIC = /^# (?<name>[A-Za-z]+) = (?<value>-?[\d.e+-]+)(?: \/ (?<second>\d+))?$/

/** As lines of a profile do. */
const BEGINS = /^(?:#|\d|[a-z]+\/?[a-z ]*=?\d*$)/

/** Count lines hold an address per frame; nothing of a profile is longer. */
const LONGEST_LINE = 16_384
const MOST_FRAMES = 1_000
const MOST_STATISTICS = 200

class Profile implements Assembly {
  readonly yields = true
  private readonly sink: Sink
  private readonly block: number
  private readonly head: GoProfileEvent
  private record: {
    count: number
    value: number | null
    labels: Record<string, string> | null
    frames: Frame[]
    /** Lines of its stack; those of the runtime have no name. */
    lines: number
    span: Span
    time: string | null
  } | null = null
  private statistics: { values: Record<string, number>; span: Span } | null = null
  private last: Line
  /** What was pushed last, whosesoever it is. */
  private latest: Line
  private notes = 0
  private headOut = false
  private aliens = 0
  private statisticLines = 0

  constructor(head: GoProfileEvent, line: Line, sink: Sink) {
    this.sink = sink
    this.block = head.block
    this.head = head
    this.last = line
    this.latest = line
  }

  push(line: Line): Answer {
    this.latest = line
    if (!this.take(line)) {
      if (++this.aliens <= 3 && !beginsProfile(line.text)) return 'alien'
      this.finish(true)
      return 'closed'
    }
    this.aliens = 0
    if (line.text !== '') this.last = line
    return 'claimed'
  }

  end(): void {
    this.finish(false)
  }

  makeWay(): void {
    this.finish(true)
  }

  private take(line: Line): boolean {
    const text = line.text
    if (text.length > LONGEST_LINE) return false
    if (text.trim() === '') {
      this.flush()
      return true
    }
    if (text.charCodeAt(0) !== 0x23 /* # */) {
      if (HEADER_NOTE.test(text)) {
        this.notes++
        return true
      }
      const expression =
        this.head.profile === 'heap'
          ? HEAP
          : this.head.profile === 'mutex' || this.head.profile === 'block'
            ? DELAY
            : COUNT
      const groups = expression.exec(text)?.groups
      if (groups === undefined) return false
      this.flush()
      this.announce()
      this.record = {
        count: Number(groups.count),
        value: groups.value === undefined ? null : Number(groups.value),
        labels: null,
        frames: [],
        lines: 0,
        span: line.span,
        time: line.time,
      }
      return true
    }
    if (text === '# runtime.MemStats') {
      this.flush()
      this.announce()
      this.statistics = { values: {}, span: line.span }
      return true
    }
    if (this.statistics !== null) {
      this.statistics.span = cover(this.statistics.span, line.span)
      const groups = STATISTIC.exec(text)?.groups
      if (groups !== undefined && ++this.statisticLines <= MOST_STATISTICS) {
        this.statistics.values[groups.name!] = Number(groups.value)
        if (groups.second !== undefined) this.statistics.values[`${groups.name}Sys`] = Number(groups.second)
      }
      return groups !== undefined || text.startsWith('# ')
    }
    if (this.record === null) return false
    this.record.span = cover(this.record.span, line.span)
    const labels = LABELS.exec(text)
    if (labels !== null) {
      this.record.labels = parseLabels(labels[1]!)
      return true
    }
    const groups = FRAME.exec(text)?.groups
    if (groups === undefined && !BARE_FRAME.test(text)) return false
    this.record.lines++
    if (groups === undefined) return true
    if (this.record.frames.length >= MOST_FRAMES) return true
    const name = parseFunctionName(groups.name!)
    const file = groups.file!
    this.record.frames.push({
      ...name,
      file,
      line: Number(groups.line),
      pcOffset: groups.offset!,
      inlined: false,
      kind: frameKind(name.function, name.package, file),
      args: null,
    })
    return true
  }

  /** The source ended here. In the middle of the profile? */
  private cut(): DefectCode | null {
    const { head, record, last, latest } = this
    if (this.aliens > 0)
      return this.aliens === 1 && !latest.terminated && BEGINS.test(latest.text) ? 'torn-token' : null
    if (this.notes < (HEADER_NOTES[head.profile] ?? 0)) return 'profile-cut'
    if (record !== null && record.lines === 0) return 'profile-cut'
    if (head.profile === 'heap' && !LAST_STATISTIC.test(last.text)) return 'profile-cut'
    if (!latest.terminated) return 'unterminated-line'
    return record === null ? null : 'profile-unfinished'
  }

  private announce(): void {
    if (!this.headOut) this.sink.emit(this.head)
    this.headOut = true
  }

  private flush(): void {
    const record = this.record
    if (record === null) return
    this.record = null
    this.sink.emit({
      kind: 'go.profile-record',
      span: record.span,
      block: this.block,
      time: record.time,
      profile: this.head.profile,
      count: record.count,
      value: record.value,
      labels: record.labels,
      stack: {
        frames: record.frames,
        createdBy: null,
        ancestors: [],
        elided: null,
        elidedAt: null,
        unavailable: false,
      },
    })
  }

  private finish(closed: boolean): void {
    const cut = closed ? null : this.cut()
    this.flush()
    // `goroutine profile: total 0` has no record; an unknown profile without one is somebody's prose.
    if (this.head.profile !== 'custom') this.announce()
    if (this.statistics !== null) {
      this.sink.emit({
        kind: 'go.memstats',
        span: this.statistics.span,
        block: this.block,
        time: null,
        values: this.statistics.values,
      })
    }
    if (!this.headOut) return
    if (cut !== null) {
      const { span, text } = this.latest
      const format = 'go-profile'
      this.sink.emit({
        kind: 'malformed',
        span,
        block: this.block,
        time: null,
        format,
        code: cut,
        text: text.slice(0, 400),
      })
    }
    this.sink.emit({
      kind: 'go.end',
      span: cover(this.head.span, this.last.span),
      block: this.block,
      time: null,
      closed,
    })
  }
}

function beginsProfile(text: string): boolean {
  if (text.length > LONGEST_HEAD || !SENTINELS.some((sentinel) => text.includes(sentinel))) return false
  return HEADS.some(([, expression]) => expression.test(text))
}

export const goProfile: Recogniser = {
  name: 'go-profile',
  single: false,
  begins: beginsProfile,
  sentinels: SENTINELS,
  samples: [
    {
      text: 'goroutine profile: total 1\n1 @ 0x43a8b6\n#\t0x57b6da\tmain.worker+0x1a\tmain.go:19\n',
      kinds: ['go.profile', 'go.profile-record', 'go.end'],
    },
  ],
  open(line, sink) {
    const text = line.text
    if (text.length > LONGEST_HEAD) return undefined
    for (const [profile, expression] of HEADS) {
      const match = expression.exec(text)
      if (match === null) continue
      const head: GoProfileEvent = {
        kind: 'go.profile',
        span: line.span,
        block: sink.block(),
        time: line.time,
        profile,
        name: text.includes(' profile: ') ? text.slice(0, text.indexOf(' profile: ')) : profile,
        total: match[1] === undefined ? null : Number(match[1]),
      }
      return new Profile(head, line, sink)
    }
    return undefined
  },
}
