import type { Event } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Recogniser, Sample, Sink } from '../recogniser.ts'

/**
 * The one-line traces of GODEBUG beside gctrace: scavtrace (and `scvg` of Go ≤ 1.13), schedtrace with scheddetail,
 * inittrace, gcpacertrace. Formats: runtime/mgcscavenge.go, runtime/proc.go `schedtrace`, runtime/mgcpacer.go.
 */

type Parsed = { [K in Event['kind']]: Omit<Extract<Event, { kind: K }>, 'span' | 'block' | 'time'> }[Event['kind']]

function oneLine(
  name: string,
  sentinels: readonly string[],
  samples: readonly Sample[],
  parse: (text: string) => Parsed | null,
): Recogniser {
  return {
    name,
    single: true,
    sentinels,
    samples,
    open(line: Line, sink: Sink) {
      if (line.text.length > 4_096) return undefined
      const parsed = parse(line.text)
      if (parsed === null) return undefined
      sink.emit({ ...parsed, span: line.span, block: null, time: line.time } as Event)
      return 'single'
    },
  }
}

const SCAV = /^scav (?:\d+ )?\d+ KiB work\b.*% util(?: \((?:forced)\))?(?: \[controller reset\])?$/
const SCVG = /^(?:forced )?scvg\d*: (?:(?<released>\d+) MB released$|inuse: )/
const AMOUNT =
  /(\d+) (KiB|MB)? ?(work \(bg\)|work \(eager\)|work|total|now)|(\d+)% (util)|(inuse|idle|sys|released|consumed): (\d+)/g

export const scavengerTrace = oneLine(
  'go-scavtrace',
  ['scav ', 'scvg'],
  [
    { text: 'scav 3784 KiB work (bg), 0 KiB work (eager), 2800 KiB now, 99% util', kinds: ['go.scav'] },
    { text: 'scav 1 3784 KiB work, 2800 KiB total, 99% util (forced)', kinds: ['go.scav'] },
    { text: 'scvg3: inuse: 5, idle: 58, sys: 63, released: 56, consumed: 7 (MB)', kinds: ['go.scav'] },
  ],
  (text) => {
    const old = SCVG.exec(text)
    if (old === null && !SCAV.test(text)) return null
    const values: Record<string, number> = {}
    for (const match of text.matchAll(AMOUNT)) {
      if (match[3] !== undefined)
        values[
          match[3].replace(/ \((\w+)\)/, (_, kind: string) => kind[0]!.toUpperCase() + kind.slice(1)) + (match[2] ?? '')
        ] = Number(match[1])
      else if (match[5] !== undefined) values.utilPercent = Number(match[4])
      else if (match[6] !== undefined) values[`${match[6]}MB`] = Number(match[7])
    }
    const released = old?.groups?.released
    return {
      kind: 'go.scav',
      text,
      releasedKiB: released !== undefined ? Number(released) * 1024 : (values.nowKiB ?? values.totalKiB ?? null),
      utilPercent: values.utilPercent ?? null,
      forced: text.includes('forced'),
      values,
    }
  },
)

const SCHED = /^SCHED (\d+)ms: (gomaxprocs=.*)$/
const DETAIL = /^ {2}([PMG])(\d+): (status=.*|p=.*)$/
const PAIR = /([a-z]+)=(\[[^\]]*\]|[^\s[\]()]*(?:\((?:[^()]|\([^()]*\))*\))?)/g

export const schedulerTrace = oneLine(
  'go-schedtrace',
  ['SCHED ', ': status=', ': p='],
  [
    {
      text: 'SCHED 0ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=0 [0 2]',
      kinds: ['go.sched'],
    },
    {
      text: 'SCHED 9ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 needspinning=0 idlethreads=1 runqueue=0 [ 0 2 ] schedticks=[ 1 4 ]',
      kinds: ['go.sched'],
    },
    { text: '  G2: status=4(force gc (idle)) m=-1 lockedm=-1', kinds: ['go.sched'] },
  ],
  (text) => {
    const summary = SCHED.exec(text)
    const detail = summary === null ? DETAIL.exec(text) : null
    if (summary === null && detail === null) return null
    const rest = summary === null ? detail![3]! : summary[2]!
    const values: Record<string, string> = {}
    for (const [, key, value] of rest.matchAll(PAIR)) values[key!] = value!
    const queues = summary === null ? null : / \[ ?(\d+(?: \d+)*) ?\]/.exec(rest)
    return {
      kind: 'go.sched',
      of: summary !== null ? 'summary' : ({ P: 'p', M: 'm', G: 'g' } as const)[detail![1] as 'P' | 'M' | 'G'],
      id: detail === null ? null : Number(detail[2]),
      atMs: summary === null ? null : Number(summary[1]),
      values,
      runQueues: queues === null ? null : queues[1]!.split(' ').map(Number),
    }
  },
)

const INIT = /^init (\S+) @(\d+(?:\.\d+)?) ms, (\d+(?:\.\d+)?) ms clock, (\d+) bytes, (\d+) allocs$/

export const initTrace = oneLine(
  'go-inittrace',
  [' ms clock, '],
  [{ text: 'init internal/godebug @0.27 ms, 0.041 ms clock, 744 bytes, 16 allocs', kinds: ['go.init'] }],
  (text) => {
    const m = INIT.exec(text)
    return m === null
      ? null
      : {
          kind: 'go.init',
          package: m[1]!,
          atMs: Number(m[2]),
          clockMs: Number(m[3]),
          bytes: Number(m[4]),
          allocs: Number(m[5]),
        }
  },
)

const FLOAT = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN)`
const PACER = [
  new RegExp(
    `^pacer: assist ratio=(?<assistRatio>${FLOAT}) \\(scan (?<scanMB>\\d+) MB in (?<heapMB>\\d+)->(?<goalMB>\\d+) MB\\) workers=(?<dedicated>\\d+)\\+(?<fractional>${FLOAT})$`,
  ),
  new RegExp(
    `^pacer: (?<cpuPercent>-?\\d+)% CPU \\((?<expectedPercent>-?\\d+) exp\\.\\) for .* in (?<fromBytes>\\d+) B -> (?<toBytes>\\d+) B \\(∆goal (?<goalDeltaBytes>-?\\d+), cons/mark (?<consMark>${FLOAT})\\)$`,
  ),
  /^pacer: H_m_prev=(?<liveBytes>\d+) /,
  /^pacer: sweep done at heap size (?<heapMB>\d+)MB; allocated (?<allocatedMB>-?\d+)MB during sweep; swept (?<sweptPages>\d+) pages at /,
]

export const pacerTrace = oneLine(
  'go-gcpacertrace',
  ['pacer: '],
  [
    { text: 'pacer: assist ratio=+1.175696e+000 (scan 0 MB in 3->4 MB) workers=0++2.500000e-001', kinds: ['go.pacer'] },
    {
      text: 'pacer: sweep done at heap size 0MB; allocated 0MB during sweep; swept 490 pages at 0.00018 pages/byte',
      kinds: ['go.pacer'],
    },
  ],
  (text) => {
    if (!text.startsWith('pacer: ')) return null
    for (const expression of PACER) {
      const groups = expression.exec(text)?.groups
      if (groups === undefined) continue
      return {
        kind: 'go.pacer',
        text,
        values: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, Number(value)])),
      }
    }
    return null
  },
)

const SCAN_TOTAL =
  /^scan: total (?<first>\d+)\+(?<second>\d+)\+(?<third>\d+)=(?<objects>\d+) objs, (?<sparse>\d+)\+(?<dense>\d+)=(?<spans>\d+) spans$/
const SCAN_CLASS =
  /^scan: class (?:(?<sizeBytes>\d+)B|L) (?<first>\d+)\+(?<second>\d+)\+(?<third>\d+)=(?<objects>\d+) objs, (?<sparse>\d+)\+(?<dense>\d+)=(?<spans>\d+) spans$/

/** gctrace=2 of Go ≥ 1.25: what the Green Tea marker scanned, in all and by size class (runtime/mgcmark_greenteagc.go). */
export const scanTrace = oneLine(
  'go-gcscan',
  ['scan: '],
  [
    { text: 'scan: total 647+14+16=677 objs, 6+3=9 spans', kinds: ['go.gc-scan'] },
    { text: 'scan: class 48B 2+5+0=7 objs, 2+0=2 spans', kinds: ['go.gc-scan'] },
  ],
  (text) => {
    const groups = (SCAN_TOTAL.exec(text) ?? SCAN_CLASS.exec(text))?.groups
    if (groups === undefined) return null
    return {
      kind: 'go.gc-scan',
      sizeClassBytes: groups.sizeBytes === undefined ? null : Number(groups.sizeBytes),
      objects: Number(groups.objects),
      spans: Number(groups.spans),
      total: text.startsWith('scan: total'),
    }
  },
)
