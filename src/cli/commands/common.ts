import type { Format } from '../flags.ts'

/** The options of every view. */
export const COMMON = [
  'input',
  'format',
  'output',
  'color',
  'width',
  'frames',
  'explainUnclaimed',
  'quiet',
  'redact',
  'redactPersonal',
  'progress',
] as const

/** The formats of a report. */
export const FORMATS: readonly Format[] = ['text', 'json', 'jsonl', 'markdown']

/** What CI services and their viewers read; a whole report only. */
export const CI_FORMATS: readonly Format[] = ['junit', 'sarif', 'github', 'gitlab', 'teamcity', 'buildkite', 'tap']
