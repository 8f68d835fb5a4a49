/** The public API. The command line is its first user and imports nothing deeper. */
export { parseStackRules, type StackRules } from './analysis/stacks/rules.ts'
export { ERRORS, fail, LogExtractorError } from './base/errors.ts'
export { EXIT_CODES } from './base/exit-codes.ts'
export { ansiStyle, plainStyle, type Style } from './base/text/style.ts'
export { endAs } from './capture/end-as.ts'
export type { SourceInput } from './input/byte-source.ts'
export type { ExpansionLimits } from './input/compression/budget.ts'
export { type Expanded, expandInputs } from './input/expand-inputs.ts'
export type { ChildExit, RunFacts } from './model/child-exit.ts'
export type * from './model/event.ts'
export type * from './model/gc-event.ts'
export type * from './model/jvm-event.ts'
export type * from './model/report.ts'
export type { Span } from './model/span.ts'
export type * from './model/stack.ts'
export { type AnalyzeOptions, analyze } from './pipeline/analyze.ts'
export { unread } from './pipeline/assemble.ts'
export { extract, extractLines, type ReadOptions, type ReadResult } from './pipeline/extract.ts'
export type { Redact } from './pipeline/redaction.ts'
export { type RunOptions, type RunResult, runProgram, StartError } from './pipeline/run-program.ts'
export { type UnwrapOptions, type UnwrappedLine, unwrap } from './pipeline/unwrap.ts'
export { NAME, VERSION } from './pipeline/version.ts'
export { renderJson } from './render/json.ts'
export { eventLine } from './render/jsonl.ts'
export { type MarkdownOptions, renderMarkdown } from './render/markdown.ts'
export { renderQuiet } from './render/text/render-quiet.ts'
export { renderText } from './render/text/render-text.ts'
export type { TextOptions } from './render/text/scene.ts'
export {
  EXIT_PRESETS,
  type ExitPolicy,
  type ExitPreset,
  exitCodeFor,
  readExitTable,
  verdictLine,
} from './verdict/exit-policy.ts'
