import {
  type AnalyzeOptions,
  analyze,
  ansiStyle,
  EXIT_CODES,
  gateOf,
  plainStyle,
  type ReadOptions,
  type Redact,
  type Report,
  renderJsonParts,
  renderMarkdown,
  renderQuiet,
  renderStackLines,
  renderText,
  type SourceInput,
} from '../index.ts'
import { wantsColor } from './color.ts'
import type { COMMON } from './commands/common.ts'
import { printEvents, type View } from './events.ts'
import type { Options } from './flags.ts'
import { isGateFormat, renderGate } from './gate-format.ts'
import { type Outcome, outcomeOf, withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Output, withOutput } from './output.ts'
import { redactOf } from './redact.ts'
import { say } from './say.ts'
import { explained, stackReading } from './stack-options.ts'

export type ViewOptions = Pick<Options, (typeof COMMON)[number]> &
  Partial<Pick<Options, 'top' | 'group' | 'by' | 'rules' | 'explain' | 'source' | 'binary'>>

type Reading = Pick<AnalyzeOptions, 'stackRules' | 'stackLevel' | 'sourceDirectory' | 'binary'> &
  ReadOptions & { readonly redact: Redact }

const COLUMNS = 100

/** `analyze`, `panics` and `goroutines`: read everything, print it one way, exit 0 whatever the log says. */
export async function view(kind: View, options: ViewOptions, io: Io): Promise<number> {
  return withOutput(options.output, io, async (output) => {
    // Events scroll past on the terminal: a bar among them would be torn to pieces.
    const scrolls = options.format === 'jsonl' && output.isTerminal
    const outcome = await withInputs(
      { ...options, progress: options.progress && !scrolls },
      io,
      async (sources, onProgress) => {
        const reading: Reading = {
          onProgress,
          redact: redactOf(options),
          sourceDirectory: options.source ?? null,
          binary: options.binary ?? null,
          ...(await stackReading(options)),
        }
        if (options.format !== 'jsonl' || kind === 'stacks')
          return printReport(kind, sources, output, options, reading, io)
        return printEvents(kind, sources, output, reading, io)
      },
    )
    if (outcome === 'nothing' && options.format !== 'json') await output.discard()
    else await output.finish()
    return outcome === 'everything' ? EXIT_CODES.clean.code : EXIT_CODES.input.code
  })
}

async function printReport(
  kind: View,
  sources: readonly SourceInput[],
  output: Output,
  options: ViewOptions,
  reading: Reading,
  io: Io,
): Promise<Outcome> {
  if (kind !== 'stacks') io.process?.keepHeapSmall()
  const report = await analyze(sources, reading)
  const errors = report.sources.flatMap(({ error }) => (error === null ? [] : [error]))
  for (const error of errors) say(io, error)
  if (options.explain !== undefined && options.explain.length > 0) {
    await output.write(await explained(options.explain, report, sources, reading, options.format))
    return outcomeOf(errors.length, report.sources.length)
  }
  // Of nothing there is nothing to tell: the complaint is the answer. A program still gets its document.
  if (errors.length < report.sources.length || options.format === 'json') {
    for (const part of await render(kind, report, output, options, io)) await output.write(part)
  }
  return outcomeOf(errors.length, report.sources.length)
}

async function render(
  kind: View,
  report: Report,
  output: Output,
  options: ViewOptions,
  io: Io,
): Promise<Iterable<string>> {
  return options.format === 'json' ? renderJsonParts(report) : [await renderWhole(kind, report, output, options, io)]
}

async function renderWhole(kind: View, report: Report, output: Output, options: ViewOptions, io: Io): Promise<string> {
  if (options.format === 'jsonl') return renderStackLines(report)
  if (isGateFormat(options.format))
    return renderGate(options.format, await gateOf(report, { redact: redactOf(options) }))
  if (options.quiet) return renderQuiet(report)
  if (options.format === 'markdown') return renderMarkdown(report, { view: kind, top: options.top ?? 10 })
  return renderText(report, {
    view: kind,
    width: options.width ?? output.columns ?? COLUMNS,
    style: wantsColor(options.color, io.env, output.isTerminal) ? ansiStyle : plainStyle,
    frames: options.frames,
    top: options.top ?? 10,
    group: options.group ?? null,
    explainUnclaimed: options.explainUnclaimed,
  })
}
