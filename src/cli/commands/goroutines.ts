import { command } from '../command.ts'
import { COMMON } from './common.ts'

export const goroutines = command({
  name: 'goroutines',
  brief: 'Goroutine dumps as groups with equal stacks: how many, in which state, since when.',
  description:
    'Thousands of goroutines as a few groups, the most telling first: what they wait for, for how long, who created ' +
    'them. Takes crash reports, SIGQUIT dumps and the text of /debug/pprof/goroutine?debug=1 and ?debug=2.',
  options: [...COMMON, 'top', 'group'] as const,
  examples: [
    { line: 'log-extractor goroutines stuck.log', what: 'the groups' },
    { line: 'log-extractor goroutines stuck.log --group 1', what: 'the first one with its whole stack' },
    {
      line: "curl -s 'localhost:6060/debug/pprof/goroutine?debug=2' | log-extractor goroutines",
      what: 'of a live program',
    },
  ],
  run: async (options, io) => (await import('../view.ts')).view('goroutines', options, io),
})
