import {
  analyzeGc,
  ansiStyle,
  breachesOf,
  EXIT_CODES,
  fail,
  GC_FEATURES,
  type GcFeature,
  type GcReport,
  plainStyle,
  renderClusterFile,
  renderGcCsv,
  renderGcJson,
  renderGcJsonLines,
  renderGcMarkdown,
  renderGcText,
} from '../index.ts'
import { UNITS } from './amounts.ts'
import { wantsColor } from './color.ts'
import type { GC_OPTIONS } from './commands/gc-options.ts'
import type { Options } from './flags.ts'
import { withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Output, openOutput } from './output.ts'
import { redactOf } from './redact.ts'
import { say } from './say.ts'

type GcViewOptions = Pick<Options, (typeof GC_OPTIONS)[number]>

const COLUMNS = 100

/** `gc`: the collections of all inputs, one way or another, and whether they kept to the limits. */
export async function gcView(options: GcViewOptions, io: Io, isFormatTyped: boolean): Promise<number> {
  const reading = readingOf(options)
  // Alone, --output is the file of clusters that scripts wait for, beside what people read.
  const isClusterFile = options.output !== null && options.output !== '-' && !isFormatTyped
  const file = await openOutput(options.output, io)
  const output = isClusterFile ? await openOutput(null, io) : file
  const outputs = new Set([file, output])
  try {
    const found = await withInputs(options, io, (sources, onProgress) =>
      analyzeGc(sources, { ...reading, onProgress, redact: redactOf(options) }),
    )
    const errors = found.sources.flatMap(({ error }) => (error === null ? [] : [error]))
    for (const error of errors) say(io, error)
    const isNothing = errors.length > 0 && errors.length === found.sources.length
    if (!isNothing) {
      if (isClusterFile) for (const part of renderClusterFile(found)) await file.write(part)
      if (!(options.quiet && options.format === 'text')) await print(found, output, options, io)
    }
    const isKept = !isNothing || options.format === 'json'
    for (const one of outputs) await (isKept ? one.finish() : one.discard())
    const breaches = isNothing ? [] : breachesOf(found, limitsOf(options))
    for (const { sentence, span } of breaches)
      say(io, span === null ? sentence : `${sentence} (${span.source}:${span.line})`)
    if (errors.length > 0) return EXIT_CODES.input.code
    return breaches.length > 0 ? EXIT_CODES.failed.code : EXIT_CODES.clean.code
  } catch (error) {
    for (const one of outputs) await one.discard()
    throw error
  }
}

/** @throws LogExtractorError E_USAGE */
function readingOf({ eps, heapEps, minSamples, features, from, to }: GcViewOptions) {
  const begin = momentOf('--from', from)
  const end = momentOf('--to', to)
  return {
    epsMs: eps,
    heapEpsMb: heapEps,
    minSamples,
    features: features === null ? null : featuresOf(features),
    period:
      from === null && to === null
        ? null
        : {
            fromMs: begin.uptimeMs,
            toMs: end.uptimeMs,
            fromWallMs: begin.wallMs,
            toWallMs: end.wallMs,
            fromClockMs: begin.clockMs,
            toClockMs: end.clockMs,
          },
  }
}

function featuresOf(list: string): GcFeature[] {
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !GC_FEATURES.some((feature) => feature === name))
  if (unknown !== undefined) throw fail('E_USAGE', `--features takes ${GC_FEATURES.join(', ')}, not "${unknown}"`)
  return GC_FEATURES.filter((feature) => names.includes(feature))
}

const WALL = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:?\d\d)?$/

/** `02:41`, `2:41:30.5`: of which day, the log says. */
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?Z?$/

interface Moment {
  readonly uptimeMs: number | null
  readonly wallMs: number | null
  readonly clockMs: number | null
}

function momentOf(option: string, typed: string | null): Moment {
  const open = { uptimeMs: null, wallMs: null, clockMs: null }
  if (typed === null) return open
  const uptimeMs = UNITS.duration.read(typed)
  if (uptimeMs !== null) return { ...open, uptimeMs }
  const clock = CLOCK.exec(typed)
  if (clock !== null)
    return {
      ...open,
      clockMs: Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000 + Number(clock[3] ?? 0) * 1_000,
    }
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(typed.slice(10)) ? typed : typed.length > 10 ? `${typed}Z` : typed
  const wallMs = WALL.test(typed) ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(wallMs))
    throw fail('E_USAGE', `${option} takes a time such as 90s, 2h, 02:41 or 2026-11-23T02:41, not "${typed}"`)
  return { ...open, wallMs }
}

function limitsOf({ maxPause, maxP99, minThroughput, maxFull, maxLiveGrowth }: GcViewOptions) {
  return {
    maxPauseMs: maxPause,
    maxP99Ms: maxP99,
    minThroughputPercent: minThroughput,
    maxFull,
    maxLiveGrowthBytesPerMin: maxLiveGrowth,
  }
}

async function print(found: GcReport, output: Output, options: GcViewOptions, io: Io): Promise<void> {
  for (const part of inPieces(render(found, output, options, io))) await output.write(part)
}

function render(found: GcReport, output: Output, options: GcViewOptions, io: Io): Iterable<string> {
  switch (options.format) {
    case 'json':
      return renderGcJson(found)
    case 'jsonl':
      return renderGcJsonLines(found)
    case 'csv':
      return renderGcCsv(found)
    case 'markdown':
      return [renderGcMarkdown(found)]
    // The command offers no other.
    default:
      return [
        renderGcText(found, {
          width: options.width ?? output.columns ?? COLUMNS,
          style: wantsColor(options.color, io.env, output.isTerminal) ? ansiStyle : plainStyle,
          top: options.top,
        }),
      ]
  }
}

const PIECE = 65_536

/** A write for each of a million events would cost more than the events. */
function* inPieces(parts: Iterable<string>): Generator<string> {
  let text = ''
  for (const part of parts) {
    text += part
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
