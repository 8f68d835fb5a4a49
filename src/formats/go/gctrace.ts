import { GC_FIELDS, type GcCycle } from '../../model/event.ts'
import type { LineRun, Recogniser, RunLayout, RunReader, Sink } from '../recogniser.ts'
import { parseFiveParts, parseStopped, STOPPED_CUT } from './gctrace-eras.ts'

/**
 * GODEBUG=gctrace=1, one line a cycle (runtime/mgc.go `gcMarkTermination`). Go 1.6–1.17 have no stacks and globals;
 * 1.26 marks leak detection cycles.
 */
const NUMBER = String.raw`\d+(?:\.\d+)?`
const LINE = new RegExp(
  `^gc (\\d+) @(${NUMBER})s (\\d+)%( \\(checking for goroutine leaks\\))?: ` +
    `(${NUMBER})\\+(${NUMBER})\\+(${NUMBER}) ms clock, (${NUMBER})\\+(${NUMBER})/(${NUMBER})/(${NUMBER})\\+(${NUMBER}) ms cpu, ` +
    `(\\d+)->(\\d+)->(\\d+) MB, (\\d+) MB goal(?:, (\\d+) MB stacks, (\\d+) MB globals)?, (\\d+) P( \\(forced\\))?$`,
)
/** As far as a line can be told to be one that was cut. */
const CUT = /^gc #?\d+ @\d+(?:\.\d+)?s \d+%/

export function parseGcLine(text: string): GcCycle | null {
  const m = LINE.exec(text)
  if (m === null) return null
  return {
    cycle: Number(m[1]),
    atSeconds: Number(m[2]),
    cpuPercent: Number(m[3]),
    sweepTermMs: Number(m[5]),
    markMs: Number(m[6]),
    markTermMs: Number(m[7]),
    cpuSweepTermMs: Number(m[8]),
    cpuAssistMs: Number(m[9]),
    cpuBackgroundMs: Number(m[10]),
    cpuIdleMs: Number(m[11]),
    cpuMarkTermMs: Number(m[12]),
    heapStartMiB: Number(m[13]),
    heapEndMiB: Number(m[14]),
    heapLiveMiB: Number(m[15]),
    goalMiB: Number(m[16]),
    stacksMiB: m[17] === undefined ? null : Number(m[17]),
    globalsMiB: m[18] === undefined ? null : Number(m[18]),
    procs: Number(m[19]),
    forced: m[20] !== undefined,
    leakDetection: m[4] !== undefined,
  }
}

const CLOCK = '0.013+0.32+0.036 ms clock, 0.027+0.042/0.11/0.006+0.072 ms cpu, 3->4->1 MB, 4 MB goal'
const TAILS = [', 0 MB stacks, 0 MB globals, 2 P', ', 2 P']

/** The fields that every era has, in the order of the line and of the event alike. */
const NUMBERS = GC_FIELDS.slice(0, GC_FIELDS.indexOf('stacksMiB'))

/** The shapes of all eras: with and without stacks and globals, forced, leak detection. */
const shapes = ['', ' (checking for goroutine leaks)'].flatMap((leak) =>
  TAILS.flatMap((tail) => ['', ' (forced)'].map((forced) => `gc 4 @0.004s 9%${leak}: ${CLOCK}${tail}${forced}`)),
)

/** Where each field of an event comes from: the how-manieth number of the line, or a value the shape itself tells. */
const layouts: readonly RunLayout[] = shapes.map((shape) => {
  const hasStacks = shape.includes('stacks')
  return NUMBERS.map((name, i) => [name, { number: i }] as const).concat([
    ['stacksMiB', hasStacks ? { number: NUMBERS.length } : { value: null }],
    ['globalsMiB', hasStacks ? { number: NUMBERS.length + 1 } : { value: null }],
    ['procs', { number: NUMBERS.length + (hasStacks ? 2 : 0) }],
    ['forced', { value: shape.includes('forced') }],
    ['leakDetection', { value: shape.includes('leaks') }],
  ] as never) as RunLayout
})

const LINE_AT = GC_FIELDS.indexOf('line')
const BYTE_AT = GC_FIELDS.indexOf('byte')
const END_BYTE_AT = GC_FIELDS.indexOf('endByte')

/**
 * Most numbers of a line stand where the event has them. The others, by layout: where they go, and where they come from,
 * -1 for what the layout itself tells. From behind, so that none is written over before it moves.
 */
const moves = layouts.map((layout) => {
  const odd = layout
    .map(([, from], to) => ({
      to,
      from: 'number' in from ? from.number : -1,
      value: 'value' in from ? from.value : null,
    }))
    .filter(({ to, from }) => to !== from)
    .reverse()
  return {
    to: odd.map(({ to }) => to),
    from: odd.map(({ from }) => from),
    value: odd.map(({ value }) => (value === null ? Number.NaN : Number(value))),
  }
})

const runs: RunReader = {
  kind: 'go.gc',
  shapes,
  layouts,
  take(run: LineRun, sink: Sink) {
    const { numbers, stride } = run
    for (let i = 0; i < run.count; i++) {
      const row = i * stride
      const { to, from, value } = moves[run.shapes[i]!]!
      for (let k = 0; k < to.length; k++) numbers[row + to[k]!] = from[k]! < 0 ? value[k]! : numbers[row + from[k]!]!
      numbers[row + LINE_AT] = run.firstLine + i
      numbers[row + BYTE_AT] = run.base + run.starts[i]!
      numbers[row + END_BYTE_AT] = run.base + run.ends[i]!
    }
    sink.emit({
      kind: 'go.gc-batch',
      span: {
        source: run.source,
        line: run.firstLine,
        endLine: run.firstLine + run.count - 1,
        byte: run.base + run.starts[0]!,
        endByte: run.base + run.ends[run.count - 1]!,
      },
      block: null,
      time: null,
      cycles: { length: run.count, stride, values: numbers },
    })
  },
}

export const gcTrace: Recogniser = {
  name: 'go-gctrace',
  single: true,
  runs,
  sentinels: [' ms clock, ', 'gc ', ' handoff'],
  samples: [
    {
      text: 'gc 4 @0.004s 9%: 0.013+0.32+0.036 ms clock, 0.027+0.042/0.11/0.006+0.072 ms cpu, 3->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P',
      kinds: ['go.gc'],
    },
    {
      text: 'gc 7 @1.2s 3% (checking for goroutine leaks): 0.01+0.2+0.1 ms clock, 0.1+0/0.2/0+0.1 ms cpu, 1->1->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P (forced)',
      kinds: ['go.gc'],
    },
    {
      text: 'gc 9 @0.14s 3%: 0.02+0.24+0.10+0.43+0.21 ms clock, 0.10+0.24+0+0.13/0.31/0.25+0.86 ms cpu, 4->4->1 MB, 4 MB goal, 4 P',
      kinds: ['go.gc'],
    },
    {
      text: 'gc17(4): 10+1+1230+2 us, 34 -> 17 MB, 512001 (1000000-487999) objects, 12 goroutines, 890/2/0 sweeps, 3(40) handoff, 2(15) steal, 34/12/0 yields',
      kinds: ['go.gc'],
    },
    { text: 'gc 12 @0.009s 15%: ', kinds: ['malformed'] },
  ],
  open(line, sink) {
    const text = line.text
    if (!text.startsWith('gc')) return undefined
    const cycle = parseGcLine(text)
    const early = cycle === null ? (parseFiveParts(text) ?? parseStopped(text)) : null
    const base = { span: line.span, time: line.time, block: null }
    if (cycle !== null) sink.emit({ kind: 'go.gc', ...base, ...cycle })
    else if (early !== null) sink.emit({ kind: 'go.gc', ...base, ...early, printed: text.slice(0, 400) })
    else if (CUT.test(text) || STOPPED_CUT.test(text)) {
      sink.emit({ kind: 'malformed', ...base, format: 'go-gctrace', code: 'trace-line-cut', text: text.slice(0, 400) })
    } else return undefined
    return 'single'
  },
}
