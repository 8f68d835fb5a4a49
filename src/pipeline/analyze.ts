import { SourceAnalysis } from '../analysis/analysis.ts'
import { SourceCode } from '../analysis/go/source/source-code.ts'
import type { StackLevel } from '../analysis/stacks/groups.ts'
import { countFromFunctions } from '../analysis/stacks/merged-groups.ts'
import { NO_RULES, type StackRules } from '../analysis/stacks/rules.ts'
import type { SourceInput } from '../input/byte-source.ts'
import type { Report } from '../model/report.ts'
import { Checkout } from '../workspace/checkout.ts'
import { openFunctionLines } from '../workspace/open-function-lines.ts'
import { readSources } from '../workspace/read-sources.ts'
import { assemble, type Outcome, tellSource, unread, writtenOrders } from './assemble.ts'
import type { ReadOptions } from './each-source.ts'
import { foldSource } from './extract.ts'
import { functionStarts } from './function-starts.ts'
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
  /**
   * The Go executable that the log is from, built by Go 1.20 or later, stripped or not: exact fingerprints count lines from
   * where its functions begin. Opened before anything is read.
   */
  readonly binary?: string | null
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
  const { sourceDirectory = null, binary = null } = options
  const checkout = sourceDirectory === null ? null : await Checkout.openNamed(sourceDirectory)
  const executable = binary === null ? null : await openFunctionLines(binary)
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
  const starts = await functionStarts(report.stacks, checkout, executable)
  const { stackRules: rules = NO_RULES, stackLevel: level = 'functions' } = options
  const stacks =
    starts === null
      ? report.stacks
      : countFromFunctions(report.stacks, writtenOrders(outcomes), { starts, rules, level })
  return redactReport({ ...report, stacks }, createRedactor(options.redact))
}

async function sourceOf(analysis: SourceAnalysis, checkout: Checkout | null): Promise<SourceCode | null> {
  const files = checkout === null ? [] : analysis.filesOfDumps()
  return checkout === null || files.length === 0 ? null : new SourceCode(await readSources(checkout, files))
}
