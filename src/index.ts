/** The public API. The command line is its first user and imports nothing deeper. */
export { explainStacks, type StackComparison } from './analysis/stacks/explain.ts'
export { parseStackRules, type StackRules } from './analysis/stacks/rules.ts'
export { ERRORS, fail, LogExtractorError } from './base/errors.ts'
export { EXIT_CODES } from './base/exit-codes.ts'
export { ansiStyle, plainStyle, type Style } from './base/text/style.ts'
export { bytes, count, plural } from './base/text/units.ts'
export { endAs } from './capture/end-as.ts'
export { goroutineUrl } from './capture/pprof.ts'
export type { SourceInput } from './input/byte-source.ts'
export type { ExpansionLimits } from './input/compression/budget.ts'
export { type Expanded, expandInputs } from './input/expand-inputs.ts'
export { type LabOptions, runLab } from './lab/lab.ts'
export type { ChildExit, RunFacts } from './model/child-exit.ts'
export type * from './model/event.ts'
export type * from './model/gc-event.ts'
export type * from './model/goroutine-comparison.ts'
export * from './model/goroutine-query.ts'
export type * from './model/judgement.ts'
export type * from './model/jvm-event.ts'
export type * from './model/report.ts'
export type { Span } from './model/span.ts'
export type * from './model/split-record.ts'
export type * from './model/stack.ts'
export { type AnalyzeOptions, analyze } from './pipeline/analyze.ts'
export { unread } from './pipeline/assemble.ts'
export { type CompareOptions, compareGoroutines } from './pipeline/compare-goroutines.ts'
export { extract, extractLines, type ReadOptions, type ReadResult } from './pipeline/extract.ts'
export { type GoroutineQueryOptions, queryGoroutines } from './pipeline/query-goroutines.ts'
export type { Redact } from './pipeline/redaction.ts'
export { type RunOptions, type RunResult, runProgram, StartError } from './pipeline/run-program.ts'
export { FIELD_TYPES, type FieldType } from './pipeline/split/field-types.ts'
export { type PatternInput, type SplitOptions, Splitter } from './pipeline/split/splitter.ts'
export type { Occurrences, PatternTally, SplitTally } from './pipeline/split/tally.ts'
export { type UnwrapOptions, type UnwrappedLine, unwrap } from './pipeline/unwrap.ts'
export { NAME, VERSION } from './pipeline/version.ts'
export type { WatchOptions } from './pipeline/watchdogs.ts'
export { renderCheckJson, renderCheckLines } from './render/ci/check-json.ts'
export { defused } from './render/ci/defused.ts'
export { renderBuildkite, renderFailureReport } from './render/ci/failure-report.ts'
export { renderGithub } from './render/ci/github.ts'
export { renderGitlab } from './render/ci/gitlab.ts'
export { renderJunit } from './render/ci/junit.ts'
export { renderSarif } from './render/ci/sarif.ts'
export { renderTap } from './render/ci/tap.ts'
export { renderTeamcity } from './render/ci/teamcity.ts'
export { type Graph, renderDot } from './render/dot.ts'
export { renderJson, renderStackLines } from './render/json.ts'
export { eventLine } from './render/jsonl.ts'
export { renderLabMarkdown, renderLabText } from './render/lab.ts'
export { type MarkdownOptions, renderMarkdown } from './render/markdown.ts'
export { ownColumns, type SplitColumns, splitCsvHeader, splitCsvRow, splitRecordLine } from './render/split-records.ts'
export { type CheckTextOptions, renderCheck } from './render/text/check.ts'
export { renderGoroutineComparison } from './render/text/goroutine-comparison.ts'
export { type GroupListOptions, renderGoroutineQuery } from './render/text/goroutine-query.ts'
export { renderQuiet } from './render/text/render-quiet.ts'
export { renderText } from './render/text/render-text.ts'
export type { TextOptions } from './render/text/scene.ts'
export { NAMED_PATTERNS, type NamedPattern } from './split/named-patterns.ts'
export { readPatternArgument, readPatternFile, type WrittenPattern } from './split/pattern-list.ts'
export { allowancesOf, type KnownCrash, readBaseline, writeBaseline } from './verdict/baseline.ts'
export {
  EXIT_PRESETS,
  type ExitPolicy,
  type ExitPreset,
  exitCodeFor,
  readExitTable,
  verdictLine,
} from './verdict/exit-policy.ts'
export { judge } from './verdict/judge.ts'
export {
  type Allowance,
  allowance,
  FAIL_ON_DEFAULT,
  failOnWord,
  type Policy,
  PROBLEM_CLASSES,
} from './verdict/policy.ts'
export { lookUpSources } from './workspace/look-up-sources.ts'
