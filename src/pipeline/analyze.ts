import { SourceAnalysis } from '../analysis/analysis.ts'
import { SourceCode } from '../analysis/go/source/source-code.ts'
import type { StackLevel } from '../analysis/stacks/groups.ts'
import { countFromFunctions } from '../analysis/stacks/merged-groups.ts'
import { NO_RULES, type StackRules } from '../analysis/stacks/rules.ts'
import { SourceStarts, sourcePathsOf } from '../analysis/stacks/source-starts.ts'
import type { SourceInput } from '../input/byte-source.ts'
import type { Report } from '../model/report.ts'
import { Checkout } from '../workspace/checkout.ts'
import { readSources } from '../workspace/read-sources.ts'
import { assemble, type Outcome, tellSource, unread } from './assemble.ts'
import type { ReadOptions } from './each-source.ts'
import { foldSource } from './extract.ts'
import { readAll } from './read-all.ts'
import { createRedactor, type Redact, redactReport } from './redaction.ts'

export interface AnalyzeOptions extends ReadOptions {
  /** Milliseconds since some fixed point; for `stats.elapsedMs`. */
  readonly now?: () => number
  /**
   * Folder of the program's source. The Go files named in goroutine dumps are read, to confirm who holds which lock; those
   * named in stacks, so that exact fingerprints count lines from where functions begin.
   */
  readonly sourceDirectory?: string | null
  /** Secrets become placeholders, unless this is false. */
  readonly redact?: Redact
  /** What the owner of the program knows of its stacks; see `parseStackRules`. */
  readonly stackRules?: StackRules
  /** What makes two stacks one group; `functions` when not given. */
  readonly stackLevel?: StackLevel
}

/**
 * Everything found in the sources, as one report. A source that cannot be read is reported in `sources[].error`; the
 * others are done.
 */
export async function analyze(
  input: SourceInput | readonly SourceInput[],
  options: AnalyzeOptions = {},
): Promise<Report> {
  const now = options.now ?? (() => performance.now())
  const started = now()
  const { sourceDirectory = null } = options
  const checkout = sourceDirectory === null ? null : await Checkout.openNamed(sourceDirectory)
  const outcomes: Outcome[] = []
  let crashCount = 0
  await readAll(
    input,
    options,
    async (source) => {
      const { name } = source
      const analysis = new SourceAnalysis(name, options.stackRules, options.stackLevel)
      const result = await foldSource(source, { ...options, goroutines: 'counted' }, analysis)
      const outcome = tellSource(name, analysis, crashCount, result, await sourceOf(analysis, checkout))
      crashCount += outcome.findings.crashes.length
      outcomes.push(outcome)
    },
    (name, error) => outcomes.push({ source: unread(name, error), findings: null }),
  )
  const report = assemble(outcomes, now() - started)
  const stacks = await stacksOf(report, checkout, options)
  return redactReport({ ...report, stacks }, createRedactor(options.redact))
}

async function stacksOf(
  { stacks, sources }: Report,
  checkout: Checkout | null,
  { stackRules: rules = NO_RULES, stackLevel: level = 'functions' }: AnalyzeOptions,
): Promise<Report['stacks']> {
  if (checkout === null) return stacks
  const starts = new SourceStarts(await readSources(checkout, sourcePathsOf(stacks)))
  return countFromFunctions(stacks, sources, { starts, rules, level })
}

async function sourceOf(analysis: SourceAnalysis, checkout: Checkout | null): Promise<SourceCode | null> {
  const files = checkout === null ? [] : analysis.filesOfDumps()
  return checkout === null || files.length === 0 ? null : new SourceCode(await readSources(checkout, files))
}
