import { NAMED_PATTERNS } from '../../src/index.ts'
import { code, fence, page, table } from './markdown.ts'

export function patternsPage(): string {
  return page(
    'Patterns',
    'What `log-extractor split` understands, and the patterns that are built in.',
    '## Spelling',
    "A pattern is written as in PCRE2 or JavaScript. Groups may be named `(?<name>…)`, `(?P<name>…)` or `(?'name'…)`; their " +
      'names become fields. Option letters `(?i)`, `(?m)`, `(?s)`, `(?x)`, `(?n)` and `(?U)`, atomic groups and possessive ' +
      'quantifiers, POSIX classes, `\\Q…\\E`, `\\A`, `\\z`, `\\h`, `\\R` and `\\p{…}` work. Where PCRE2 and JavaScript read the same ' +
      'spelling differently, it means what PCRE2 says: `\\d`, `\\w` and `\\s` are about ASCII, `[]a]` is a class of two ' +
      'characters, `\\h` is a blank. A dot takes one character, whatever its size.',
    'Refused, with a mark under the place: conditional groups, branch reset, recursion, `\\K`, `\\G`, `\\X`, `\\C`, verbs and callouts; ' +
      'references to a group that may have matched nothing; loops around something that may match nothing; and loops that ' +
      'pass over a named group in some rounds. In each of these the engine would give another answer than PCRE2.',
    'A pattern that backtracks without end stops nothing: the line is passed over after a tenth of a second or two, the ' +
      'pattern is named on stderr, and after some such lines it is not tried any more. The other patterns go on.',
    '## Built in',
    table(
      ['pattern', 'lines', 'fields'],
      NAMED_PATTERNS.map(({ name, what, samples }) => [
        `[${code(`@${name}`)}](#${name})`,
        what,
        Object.keys(samples[0]!.fields).map(code).join(' '),
      ]),
    ),
    ...NAMED_PATTERNS.flatMap(({ name, pattern, samples }) => [
      `### ${name}`,
      fence(pattern),
      ...samples.map(({ line }) => fence(line)),
    ]),
  )
}
