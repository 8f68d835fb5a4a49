import { command } from '../command.ts'
import { CI_FORMATS, COMMON, FORMATS } from './common.ts'

export const analyze = command({
  name: 'analyze',
  brief: 'Everything found in the logs, as one report (the default).',
  description:
    'Says what died, where and why, what everyone else was doing, what memory was doing, what is missing from the ' +
    'log, and what to do now. Every claim names the line that proves it.',
  options: [...COMMON, 'source', 'binary', 'rules'] as const,
  formats: [...FORMATS, ...CI_FORMATS],
  examples: [
    { line: 'log-extractor crash.log', what: 'the report' },
    { line: 'kubectl logs --previous api-1 | log-extractor', what: 'from standard input' },
    { line: "log-extractor logs/ 'ci/**/*.txt'", what: 'all files of a directory, and of a glob' },
    { line: 'log-extractor --quiet logs/', what: 'one line per crash' },
    { line: 'log-extractor --format markdown --output issue.md crash.log', what: 'for an issue' },
    { line: "log-extractor --format json crash.log | jq '.crashes[0].origin'", what: 'for a program' },
  ],
  run: async (options, io) => (await import('../view.ts')).view('analyze', options, io),
})
