import { command } from '../command.ts'
import { COMMON, FORMATS } from './common.ts'

export const stacks = command({
  name: 'stacks',
  brief: 'Every exception and panic once: how often, since when, with its first full stack.',
  description:
    'Exceptions, panics and logged stacks with the same functions become one group, whatever their line numbers, ' +
    'addresses, ids, proxies and lambda numbers are, and fatal error reports of JVMs (hs_err) that died of the same; the ' +
    'most frequent first, with the course over time. ' +
    'Fingerprints are stable from one build and one run to the next, and can be asked why.',
  options: [...COMMON, 'top', 'by', 'rules', 'explain', 'source', 'binary'] as const,
  formats: FORMATS,
  examples: [
    { line: 'log-extractor stacks app.log', what: 'the groups, most frequent first' },
    { line: 'log-extractor stacks --top 3 --by origin logs/', what: 'the three worst culprits of many logs' },
    { line: 'log-extractor stacks --explain 1 2 app.log', what: 'why these are two groups and not one' },
    { line: 'log-extractor stacks --explain L120 L340 app.log', what: 'the same for the stacks at two lines' },
    {
      line: 'log-extractor stacks --by exact --binary ./shop crash.log',
      what: 'down to the line, as it stays when code is added above the function',
    },
    { line: 'log-extractor stacks --rules stacks.rules --format jsonl app.log', what: 'one line of JSON per group' },
  ],
  run: async (options, io) => (await import('../view.ts')).view('stacks', options, io),
})
