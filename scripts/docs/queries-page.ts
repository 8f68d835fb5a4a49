import { FIELDS } from '../../src/analysis/go/query/fields.ts'
import { code, fence, page, table } from './markdown.ts'

export function queriesPage(): string {
  return page(
    'Queries',
    '`log-extractor goroutines --where EXPRESSION` chooses goroutines, `--group-by` says what they are counted by. In the ' +
      'library: `queryGoroutines(source, { where, groupBy })`.',
    fence(
      [
        '# who has waited in a select for more than ten minutes, in code of the worker',
        `log-extractor goroutines stuck.log --where 'state == "select" && waitMinutes > 10 && frames ~ "worker"'`,
        '',
        '# what is left when servers and the runtime are taken out',
        `log-extractor goroutines stuck.log --where '!system && !(frames ~ "^net/http\\.")' --group-by state`,
        '',
        '# requests of one tenant (pprof labels, printed by Go 1.26 and later)',
        `log-extractor goroutines stuck.log --where 'label.tenant == "a12"'`,
      ].join('\n'),
      'sh',
    ),
    '## Language',
    fence(
      [
        'or         := and ("||" and)*',
        'and        := not ("&&" not)*',
        'not        := "!" not | "(" or ")" | comparison',
        'comparison := field | field ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value',
        `value      := "text" | 'text' | number | true | false | null`,
      ].join('\n'),
    ),
    '`~` is a regular expression of JavaScript, anywhere in the text; `!~` is its opposite. A field that is a flag stands ' +
      'for itself: `leaked`. What a dump does not tell is `null`: equal to `null`, and neither larger nor smaller than ' +
      'anything, so that `waitMinutes > 10` leaves out goroutines whose wait was not printed.',
    '## Fields',
    table(
      ['field', 'type', 'what'],
      [
        ...Object.entries(FIELDS).map(([name, { type, what }]) => [code(name), type, what]),
        [code('label.KEY'), 'text', 'value of a profiler label'],
      ],
    ),
  )
}
