import { command } from '../command.ts'
import { COMMON } from './common.ts'

export const goroutines = command({
  name: 'goroutines',
  brief: 'Goroutine dumps as groups with equal stacks: how many, in which state, since when.',
  description:
    'Thousands of goroutines as a few groups, the most telling first: what they wait for, for how long, who created ' +
    'them. With --where and --group-by they are chosen and counted, with --compare several dumps are put side by ' +
    'side. Takes crash reports, SIGQUIT dumps and the text of /debug/pprof/goroutine?debug=1 and ?debug=2.',
  formats: ['text', 'json', 'jsonl', 'markdown'],
  options: [...COMMON, 'top', 'group', 'source', 'where', 'groupBy', 'compare', 'every', 'graph'] as const,
  examples: [
    { line: 'log-extractor goroutines stuck.log', what: 'the groups' },
    { line: 'log-extractor goroutines stuck.log --group 1', what: 'the first one with its whole stack' },
    {
      line: "curl -s 'localhost:6060/debug/pprof/goroutine?debug=2' | log-extractor goroutines",
      what: 'of a live program',
    },
    {
      line: `log-extractor goroutines stuck.log --where 'state == "select" && waitMinutes > 10'`,
      what: 'those that fit',
    },
    {
      line: 'log-extractor goroutines stuck.log --source ~/src/shop',
      what: 'with the code, to be surer who holds what',
    },
    { line: 'log-extractor goroutines stuck.log --group-by createdBy --top 5', what: 'who started the most' },
    { line: 'log-extractor goroutines --compare a.log b.log c.log', what: 'three dumps of a leak' },
    { line: 'log-extractor goroutines stuck.log --graph blocking | dot -Tsvg > stuck.svg', what: 'as a picture' },
  ],
  async run(options, io) {
    if (options.compare || options.graph !== 'none' || options.where !== null || options.groupBy !== 'stack')
      return (await import('../goroutine-views.ts')).goroutineView(options, io)
    return (await import('../view.ts')).view('goroutines', options, io)
  },
})
