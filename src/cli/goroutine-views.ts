import {
  analyze,
  ansiStyle,
  compareGoroutines,
  EXIT_CODES,
  fail,
  type GroupListOptions,
  plainStyle,
  queryGoroutines,
  type ReadOptions,
  type Redact,
  renderDot,
  renderGoroutineComparison,
  renderGoroutineQuery,
  type SourceInput,
  safeJson,
} from '../index.ts'
import { wantsColor } from './color.ts'
import type { COMMON } from './commands/common.ts'
import type { Options } from './flags.ts'
import { withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { withOutput } from './output.ts'
import { redactOf } from './redact.ts'
import { say } from './say.ts'

type GoroutineOptions = Pick<
  Options,
  (typeof COMMON)[number] | 'top' | 'where' | 'groupBy' | 'compare' | 'every' | 'graph'
>

const COLUMNS = 100

interface Answer {
  readonly text: string
  readonly sources: readonly { readonly error: string | null }[]
}

/** The questions that `goroutines` answers beside its own view: chosen, compared, drawn. */
export async function goroutineView(options: GoroutineOptions, io: Io): Promise<number> {
  refuseWhatDoesNotFit(options)
  return withOutput(options.output, io, async (output) => {
    const look: GroupListOptions = {
      width: options.width ?? output.columns ?? COLUMNS,
      style: wantsColor(options.color, io.env, output.isTerminal) ? ansiStyle : plainStyle,
      top: options.top,
    }
    const { text, sources } = await withInputs(options, io, (inputs, onProgress) =>
      answerOf(options, inputs, look, { onProgress, redact: redactOf(options) }),
    )
    const errors = sources.flatMap(({ error }) => (error === null ? [] : [error]))
    for (const error of errors) say(io, error)
    if (sources.length > errors.length) await output.write(text)
    await output.finish()
    return errors.length === 0 ? EXIT_CODES.clean.code : EXIT_CODES.input.code
  })
}

function refuseWhatDoesNotFit({ compare, where, groupBy, graph, format }: GoroutineOptions): void {
  const chosen = where !== null || groupBy !== 'stack'
  if (compare && chosen) throw fail('E_USAGE', '--compare takes every goroutine: leave out --where and --group-by')
  if (graph !== 'none' && (compare || chosen))
    throw fail('E_USAGE', '--graph draws whole dumps: leave out --compare, --where and --group-by')
  if (graph === 'none' && format !== 'text' && format !== 'json')
    throw fail('E_USAGE', `--format ${format} is not for --compare, --where and --group-by: text or json`)
}

async function answerOf(
  { compare, where, groupBy, graph, every, format }: GoroutineOptions,
  sources: readonly SourceInput[],
  look: GroupListOptions,
  reading: ReadOptions & { readonly redact: Redact },
): Promise<Answer> {
  const answer = (result: Pick<Answer, 'sources'>, text: string): Answer => ({
    text: format === 'json' && graph === 'none' ? `${safeJson(result, 2)}\n` : text,
    sources: result.sources,
  })
  if (graph !== 'none') {
    const report = await analyze(sources, reading)
    return answer(report, renderDot(report, graph))
  }
  if (compare) {
    const result = await compareGoroutines(sources, {
      ...reading,
      everyMinutes: every === null ? null : every / 60_000,
    })
    return answer(result, renderGoroutineComparison(result, look))
  }
  const result = await queryGoroutines(sources, { ...reading, where, groupBy })
  return answer(result, renderGoroutineQuery(result, look))
}
