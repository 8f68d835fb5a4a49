import {
  type AnalyzeOptions,
  analyze,
  ansiStyle,
  EXIT_CODES,
  plainStyle,
  type ReadOptions,
  type Redact,
  type Report,
  renderJson,
  renderMarkdown,
  renderQuiet,
  renderStackLines,
  renderText,
  type Source,
  unread,
} from '../index.ts'
import { wantsColor } from './color.ts'
import type { COMMON } from './commands/common.ts'
import { printEvents, type View } from './events.ts'
import type { Options } from './flags.ts'
import { defaultGate, isGateFormat, renderGate } from './gate-format.ts'
import { type Input, readsStdin, resolveInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Output, openOutput } from './output.ts'
import { showProgress } from './progress.ts'
import { redactOf } from './redact.ts'
import { say } from './say.ts'
import { explained, stackReading } from './stack-options.ts'

export type ViewOptions = Pick<Options, (typeof COMMON)[number]> &
  Partial<Pick<Options, 'top' | 'group' | 'by' | 'rules' | 'explain' | 'source'>>

type Reading = Pick<AnalyzeOptions, 'stackRules' | 'stackLevel'> & ReadOptions & { readonly redact: Redact }

const COLUMNS = 100

/** `analyze`, `panics` and `goroutines`: read everything, print it one way, exit 0 whatever the log says. */
export async function view(kind: View, options: ViewOptions, io: Io): Promise<number> {
  const output = await openOutput(options.output, io)
  try {
    const inputs = await resolveInputs(options.input, io)
    if (readsStdin(inputs) && io.stdin.isTTY === true && !options.quiet) {
      say(io, 'reading standard input: paste the log, then press Ctrl-D (or give a file; --help says more)')
    }
    // Events scroll past on the terminal: a bar among them would be torn to pieces.
    const scrolls = options.format === 'jsonl' && output.isTerminal
    const progress = await showProgress(inputs, io, options.progress && !options.quiet && !scrolls)
    const reading: Reading = {
      onProgress: progress.report,
      redact: redactOf(options),
      ...(await stackReading(options)),
    }
    const complain = (sentence: string) => say(io, sentence)
    let outcome: Outcome
    try {
      outcome =
        options.format === 'jsonl' && kind !== 'stacks'
          ? outcomeOf(await printEvents(kind, inputs, output, reading, complain), inputs.length)
          : await printReport(kind, inputs, output, options, reading, io)
    } finally {
      progress.stop()
    }
    if (outcome === 'nothing' && options.format !== 'json') await output.discard()
    else await output.finish()
    return outcome === 'everything' ? EXIT_CODES.clean.code : EXIT_CODES.input.code
  } catch (error) {
    await output.discard()
    throw error
  }
}

/** How much of what was asked for could be read. */
type Outcome = 'everything' | 'some' | 'nothing'

function outcomeOf(failures: number, sources: number): Outcome {
  return failures === 0 ? 'everything' : failures < sources ? 'some' : 'nothing'
}

async function printReport(
  kind: View,
  inputs: readonly Input[],
  output: Output,
  options: ViewOptions,
  reading: Reading,
  io: Io,
): Promise<Outcome> {
  const found = await analyze(
    inputs.flatMap((input) => ('source' in input ? [input.source] : [])),
    { ...reading, sourceDirectory: options.source ?? null },
  )
  const report = withUnread(found, inputs)
  const errors = report.sources.flatMap(({ error }) => (error === null ? [] : [error]))
  for (const error of errors) say(io, error)
  if (options.explain !== undefined && options.explain.length > 0) {
    const sources = inputs.flatMap((input) => ('source' in input ? [input.source] : []))
    await output.write(await explained(options.explain, report, sources, reading, options.format))
    return outcomeOf(errors.length, report.sources.length)
  }
  // Of nothing there is nothing to tell: the complaint is the answer. A program still gets its document.
  if (errors.length < report.sources.length || options.format === 'json') {
    await output.write(await render(kind, report, output, options, io))
  }
  return outcomeOf(errors.length, report.sources.length)
}

/** Names that stand for no source keep their place among the others. An archive is as many sources as it holds. */
export function withUnread(report: Report, inputs: readonly Input[]): Report {
  const read = [...report.sources]
  const sources = inputs.flatMap((input) => {
    if ('error' in input) return [unread(input.name, input.error)]
    const isMine = ({ name }: Source) => name === input.name || name.startsWith(`${input.name}!`)
    const count = read.findIndex((source) => !isMine(source))
    return read.splice(0, count < 0 ? read.length : count)
  })
  return { ...report, sources }
}

async function render(kind: View, report: Report, output: Output, options: ViewOptions, io: Io): Promise<string> {
  if (options.format === 'json') return renderJson(report)
  if (options.format === 'jsonl') return renderStackLines(report)
  if (isGateFormat(options.format)) return renderGate(options.format, report, await defaultGate(report))
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
