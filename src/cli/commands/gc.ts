import { command } from '../command.ts'
import { GC_OPTIONS } from './gc-options.ts'

export const gc = command({
  name: 'gc',
  brief: 'Garbage collection of Go and the JVM: pauses, heap, regimes, causes, and limits for CI.',
  description:
    'Every cycle and pause on one time axis: exact percentiles, what pauses follow, clusters of alike pauses (DBSCAN), ' +
    'and what is wrong. Several files, such as rotated ones, are one axis. With --output alone the clusters are ' +
    'written there as JSON and the text still goes to standard output. A limit that is broken, or cannot be checked, ' +
    'ends with exit code 1.',
  options: GC_OPTIONS,
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown'],
  examples: [
    { line: 'log-extractor gc gc.log', what: 'what collection cost, and why' },
    {
      line: 'log-extractor gc --input gc.log --min-samples 5 --eps 12.8 --output clusters.json',
      what: 'clusters of pauses, as a file',
    },
    {
      line: 'log-extractor gc --format csv gc.log gc.log.0 gc.log.1 > gc.csv',
      what: 'rotated files, for a spreadsheet',
    },
    { line: 'log-extractor gc --from 10m --to 20m gc.log', what: 'ten minutes of it' },
    { line: 'log-extractor gc --quiet --max-pause 50ms --min-throughput 95 gc.log', what: 'a gate in CI' },
  ],
  run: async (options, io, typed) => (await import('../gc-view.ts')).gcView(options, io, typed.has('format')),
})
