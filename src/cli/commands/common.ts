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
