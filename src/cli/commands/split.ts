import { command } from '../command.ts'

export const split = command({
  name: 'split',
  brief: 'Lines to records by your own pattern: named groups become the fields of JSON lines, or of CSV.',
  description:
    'A pattern is spelled as in PCRE2 or JavaScript; what cannot be translated is refused, with a mark under it. Each line ' +
    'gives one record, the first match of the first pattern that has one. Lines are taken as they stand in the file, ' +
    'unpacked and in UTF-8: a pattern is written for what one sees; --unwrap takes off what a container runtime or a log ' +
    'service wrapped around them. How many lines matched, and how many did not, is said on stderr; so is a pattern ' +
    'that is too slow, and on how many lines it was not tried. Those count as unmatched; the others are split, and the ' +
    'exit code is 1, since records may be missing. Records hold the log as it is: ' +
    'secrets are not replaced.',
  options: [
    'input',
    'pattern',
    'patternFile',
    'listPatterns',
    'all',
    'start',
    'types',
    'meta',
    'unmatched',
    'unwrap',
    'csv',
    'output',
    'quiet',
    'progress',
  ] as const,
  examples: [
    { line: 'log-extractor split --pattern @nginx access.log.gz', what: 'with a pattern that is built in' },
    {
      line: String.raw`log-extractor split --pattern '^(?<ts>\S+ \S+) (?<level>\w+) (?<msg>.*)$' app.log`,
      what: 'one JSON object per line',
    },
    {
      line: 'log-extractor split --pattern @nginx --types status=number,time=time --csv access.log.gz',
      what: 'for a spreadsheet, with numbers as numbers and times as RFC 3339',
    },
    {
      line: String.raw`log-extractor split --start '^\d{4}-' --pattern '^(?<ts>\S+ \S+) (?<text>.*)' --meta app.log`,
      what: 'a stack trace belongs to the line above it; with the place of each record',
    },
    {
      line: String.raw`log-extractor split --pattern @klog --pattern 'http=(?<method>[A-Z]+) (?<path>\S+)' node.log`,
      what: 'the first pattern that matches; the second one is called http',
    },
  ],
  run: async (options, io) => (await import('../print-split.ts')).printSplit(options, io),
})
