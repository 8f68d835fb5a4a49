import { VERSION } from '../../src/index.ts'
import { DUMP, EXCEPTIONS, NOISE, PANIC, THREAD_DUMP } from './logs.ts'
import type { World } from './run-cli.ts'

/** Command lines as data: the world in; stdout, stderr and exit code out. A text must be equal, a pattern must match. */
export interface Case extends World {
  readonly title: string
  readonly exit: number
  readonly stdout: string | RegExp
  readonly stderr: string | RegExp
}

const crash = { 'crash.log': PANIC }
/** The one line of a quiet run; how it writes the place is the renderer's business. */
function quiet(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(
    `^${escaped}:2: PANIC assignment to entry in nil map {2}at shop/orders\\.\\(\\*Index\\)\\.Put \\S+\\n$`,
  )
}
const QUIET = quiet('crash.log')

function usage(sentence: string, command = ''): Pick<Case, 'exit' | 'stdout' | 'stderr'> {
  return { exit: 64, stdout: '', stderr: `log-extractor: ${sentence} (see log-extractor${command} --help)\n` }
}

function complaint(exit: number, sentence: string): Pick<Case, 'exit' | 'stdout' | 'stderr'> {
  return { exit, stdout: '', stderr: `log-extractor: ${sentence}\n` }
}

const PRINTED = { exit: 0, stderr: '' } as const

const ARTICLE = String.raw`^(?<ts>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s+(?<level>\w+)\s+(?<msg>.*)$`
const APP = '2026-03-05 14:07:09 INFO cart added\n\tat com.acme.Cart\n'

export const CASES: readonly Case[] = [
  // What is asked about the program itself.
  { title: 'version', argv: ['--version'], ...PRINTED, stdout: `log-extractor ${VERSION}\n` },
  { title: 'version, short', argv: ['-V'], ...PRINTED, stdout: `log-extractor ${VERSION}\n` },
  {
    title: 'help lists the commands and examples',
    argv: ['--help'],
    ...PRINTED,
    stdout:
      /Commands:\n {2}analyze .*\n(?:.*\n)*? {2}panics .*\n(?:.*\n)*? {2}goroutines (?:.*\n)*Examples:\n {2}log-extractor crash\.log/,
  },
  {
    title: 'help of a command',
    argv: ['goroutines', '--help'],
    ...PRINTED,
    stdout: /^Usage:\n {2}log-extractor goroutines .*\n(?:.*\n)*.*--group N/,
  },
  {
    title: 'help of a command, as a word',
    argv: ['help', 'panics'],
    ...PRINTED,
    stdout: /^Usage:\n {2}log-extractor panics /,
  },
  {
    title: 'help wins over mistakes',
    argv: ['panics', '--nonsense', '-h'],
    ...PRINTED,
    stdout: /^Usage:\n {2}log-extractor panics /,
  },
  {
    title: 'help fits a terminal of 80 columns',
    argv: ['--help'],
    terminal: 80,
    ...PRINTED,
    stdout: /^(?!(?:.*\n)*.{81,}\n)/,
  },

  // One file, many ways to name it.
  {
    title: 'a file',
    argv: ['crash.log'],
    files: crash,
    ...PRINTED,
    stdout: /^PANIC {2}assignment to entry in nil map/,
  },
  {
    title: 'a file, with the command named',
    argv: ['analyze', 'crash.log'],
    files: crash,
    ...PRINTED,
    stdout: /^PANIC {2}/,
  },
  { title: 'a file, by option', argv: ['--input', 'crash.log', '-q'], files: crash, ...PRINTED, stdout: QUIET },
  { title: 'a file, by option with =', argv: ['--input=crash.log', '-q'], files: crash, ...PRINTED, stdout: QUIET },
  {
    title: 'a file called like an option',
    argv: ['-q', '--', '--help'],
    files: { '--help': PANIC },
    ...PRINTED,
    stdout: quiet('--help'),
  },
  {
    title: 'a file called like a command',
    argv: ['-q', './panics'],
    files: { panics: PANIC },
    ...PRINTED,
    stdout: quiet('./panics'),
  },
  {
    title: 'several files, in the order typed',
    argv: ['-q', 'b.log', '-i', 'a.log'],
    files: { 'a.log': PANIC, 'b.log': PANIC },
    ...PRINTED,
    stdout: /^a\.log:2: .*\n$|^b\.log:2: .* \(2 times\)\n$/,
  },
  {
    title: 'a directory',
    argv: ['-q', 'logs'],
    files: { 'logs/day/crash.log': PANIC, 'logs/calm.log': NOISE },
    ...PRINTED,
    stdout: quiet('logs/day/crash.log'),
  },
  {
    title: 'a glob',
    argv: ['-q', '**/*.log'],
    files: { 'logs/crash.log': PANIC, 'logs/crash.txt': PANIC },
    ...PRINTED,
    stdout: quiet('logs/crash.log'),
  },
  {
    title: 'standard input, unnamed',
    argv: ['-q'],
    stdin: PANIC,
    ...PRINTED,
    stdout: quiet('<stdin>'),
  },
  {
    title: 'standard input, named, once',
    argv: ['-q', '-', '-'],
    stdin: PANIC,
    ...PRINTED,
    stdout: quiet('<stdin>'),
  },
  {
    title: 'a terminal as input is told what to do',
    argv: [],
    stdin: PANIC,
    stdinIsTerminal: true,
    exit: 0,
    stdout: /^PANIC/,
    stderr:
      'log-extractor: reading standard input: paste the log, then press Ctrl-D (or give a file; --help says more)\n',
  },
  {
    title: 'a quiet run says nothing of it',
    argv: ['-q'],
    stdin: NOISE,
    stdinIsTerminal: true,
    ...PRINTED,
    stdout: '',
  },

  // Formats and views.
  { title: 'no crash', argv: ['calm.log'], files: { 'calm.log': NOISE }, ...PRINTED, stdout: /^No crash in calm\.log/ },
  {
    title: 'nothing without a crash when quiet',
    argv: ['-q', 'calm.log'],
    files: { 'calm.log': NOISE },
    ...PRINTED,
    stdout: '',
  },
  {
    title: 'markdown',
    argv: ['-f', 'markdown', 'crash.log'],
    files: crash,
    ...PRINTED,
    stdout: /^#+ .*\n(?:.*\n)*```/,
  },
  {
    title: 'json',
    argv: ['--format=json', 'crash.log'],
    files: crash,
    ...PRINTED,
    stdout: /^\{\n {2}"schema": "log-extractor\/report\/1",/,
  },
  {
    title: 'jsonl: one event per line',
    argv: ['--format', 'jsonl', 'crash.log'],
    files: crash,
    ...PRINTED,
    stdout:
      /^\{"kind":"go\.crash",.*\}\n\{"kind":"go\.goroutine",.*\}\n\{"kind":"go\.end",.*\}\n(?:\{"kind":"go\.test",.*\}\n)?$/,
  },
  {
    title: 'jsonl of a view: only its events',
    argv: ['goroutines', '--format', 'jsonl', 'crash.log'],
    files: crash,
    ...PRINTED,
    stdout: /^\{"kind":"go\.goroutine",.*\}\n$/,
  },
  {
    title: 'jsonl of panics: not the bystanders',
    argv: ['panics', '--format', 'jsonl', 'dump.log'],
    files: { 'dump.log': DUMP },
    ...PRINTED,
    stdout: /^\{"kind":"go\.crash",.*\}\n\{"kind":"go\.goroutine",.*"id":1,.*\}\n(?!(?:.*\n)*.*"kind":"go\.goroutine")/,
  },
  { title: 'panics', argv: ['panics', 'crash.log'], files: crash, ...PRINTED, stdout: /^PANIC {2}assignment/ },
  {
    title: 'stacks',
    argv: ['stacks', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...PRINTED,
    stdout:
      /^STACKS +3 stacks in 2 groups\n\n1\. 2 × +java\.lang\.IllegalStateException: stock for order 1 is negative\n.*line 2 to line 6 · 2026-11-23T10:15:30\.123\+01:00 to 2026(?:.|\n)*shop\.Stock\.reserve +Stock\.java:88 +← the origin(?:.|\n)*2\. 1 × +java\.io\.IOException: disk full/,
  },
  {
    title: 'stacks as lines of JSON',
    argv: ['stacks', '--format', 'jsonl', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...PRINTED,
    stdout: /^\{"fingerprint":"[0-9a-f]{16}","runtime":"jvm".*"count":2.*\n\{"fingerprint":.*"count":1.*\n$/,
  },
  {
    title: 'stacks as markdown',
    argv: ['stacks', '--format', 'markdown', '--top', '1', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...PRINTED,
    stdout: /^### 3 stacks in 2 groups\n\n1\. \*\*2 ×\*\* (?:.|\n)*… 1 more group\n$/,
  },
  {
    title: 'stacks, why two lines are one group',
    argv: ['stacks', '--explain', 'L2', 'L6', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...PRINTED,
    stdout:
      /^The same: one group\.\n- the class is the same: java\.lang\.IllegalStateException\n(?:.|\n)*line numbers, such as Stock\.java:88 and Stock\.java:91/,
  },
  {
    title: 'stacks, a group that is not there',
    argv: ['stacks', '--explain', '1', '7', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...usage('--explain: there is no group 7; there are 2', ' stacks'),
  },
  {
    title: 'stacks, a rules file with a mistake',
    argv: ['stacks', '--rules', 'my.rules', 'app.log'],
    files: { 'app.log': EXCEPTIONS, 'my.rules': 'in-app shop.*\nmerge' },
    ...usage('my.rules:2:1: merge needs a name for the group first, near "merge"', ' stacks'),
  },
  {
    title: 'analyze, whose stacks obey a rules file too',
    argv: ['--rules', 'my.rules', '--format', 'json', 'app.log'],
    files: { 'app.log': EXCEPTIONS, 'my.rules': 'merge all type=java.*' },
    ...PRINTED,
    stdout: /"stacks": \[\n {4}\{(?:.|\n)*?"count": 3,/,
  },
  {
    title: 'stacks, a rules file that is not there',
    argv: ['stacks', '--rules', 'my.rules', 'app.log'],
    files: { 'app.log': EXCEPTIONS },
    ...complaint(66, 'my.rules: no such file'),
  },
  {
    title: 'stacks in a log without any',
    argv: ['stacks', 'quiet.log'],
    files: { 'quiet.log': NOISE },
    ...PRINTED,
    stdout: /^No exception or panic in quiet\.log/,
  },
  {
    title: 'stacks in a log of collections',
    argv: ['stacks', 'gc.log'],
    files: { 'gc.log': '[0.309s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.780ms\n' },
    ...PRINTED,
    stdout: /^No exception or panic in gc\.log[^\n]*\nIt holds 1 pause of a collector \(log-extractor gc\)\.\n$/,
  },
  {
    title: 'stacks in a thread dump',
    argv: ['stacks', 'threads.log'],
    files: {
      'threads.log': THREAD_DUMP,
    },
    ...PRINTED,
    stdout:
      /^No exception or panic in threads\.log[^\n]*\nIt holds 1 thread in 1 dump \(log-extractor goroutines\)\.\n$/,
  },
  {
    title: 'stacks in dumps of both runtimes',
    argv: ['stacks', 'dump.log', 'threads.log'],
    files: { 'dump.log': DUMP.slice(DUMP.indexOf('goroutine 1 ')), 'threads.log': THREAD_DUMP },
    ...PRINTED,
    stdout: /\nIt holds 1 thread and \d goroutines in 2 dumps \(log-extractor goroutines\)\.\n$/,
  },
  {
    title: 'goroutines',
    argv: ['goroutines', 'dump.log'],
    files: { 'dump.log': DUMP },
    ...PRINTED,
    stdout: /GROUPS(?:.*\n)*.*2 select(?:.*\n)*.*main\.worker/,
  },
  {
    title: 'goroutines that are chosen',
    argv: ['goroutines', 'dump.log', '--where', 'state == "select"', '--group-by', 'state'],
    files: { 'dump.log': DUMP },
    ...PRINTED,
    stdout: 'FOUND  2 of 3 goroutines in 1 group by state  state == "select"\n       2  select\n',
  },
  {
    title: 'an expression that cannot be read',
    argv: ['goroutines', 'dump.log', '--where', 'state = "select"'],
    files: { 'dump.log': DUMP },
    ...usage('--where: column 7: to compare, write == and not =', ' goroutines'),
  },
  {
    title: 'goroutines compared',
    argv: ['goroutines', '--compare', '--every', '5m', 'dump.log', 'later.log'],
    files: { 'dump.log': DUMP, 'later.log': DUMP },
    ...PRINTED,
    stdout: /^DUMPS {4}3 → 3 goroutines\n {9}0 → 5 min, as --every says\n/,
  },
  {
    title: 'compared and chosen do not go together',
    argv: ['goroutines', '--compare', '--group-by', 'state', 'dump.log'],
    files: { 'dump.log': DUMP },
    ...usage('--compare takes every goroutine: leave out --where and --group-by', ' goroutines'),
  },
  {
    title: 'a graph',
    argv: ['goroutines', '--graph', 'creation', 'dump.log'],
    files: { 'dump.log': DUMP },
    ...PRINTED,
    stdout: /^digraph creation \{\n(?:.*\n){2} {2}"main\.main" -> "main\.worker" \[label="2 × select"\]\n/,
  },
  {
    title: 'goroutines, one group',
    argv: ['goroutines', 'dump.log', '--group=1'],
    files: { 'dump.log': DUMP },
    ...PRINTED,
    stdout: /^GROUP /m,
  },

  // Colour and width follow the stream that is written to.
  { title: 'no colour in a pipe', argv: ['crash.log'], files: crash, ...PRINTED, stdout: /^[^\x1b]*$/ },
  { title: 'colour on a terminal', argv: ['crash.log'], files: crash, terminal: 80, ...PRINTED, stdout: /\x1b\[/ },
  {
    title: 'NO_COLOR',
    argv: ['crash.log'],
    files: crash,
    terminal: 80,
    env: { NO_COLOR: '1' },
    ...PRINTED,
    stdout: /^[^\x1b]*$/,
  },
  {
    title: 'an empty NO_COLOR is none',
    argv: ['crash.log'],
    files: crash,
    terminal: 80,
    env: { NO_COLOR: '' },
    ...PRINTED,
    stdout: /\x1b\[/,
  },
  { title: 'FORCE_COLOR', argv: ['crash.log'], files: crash, env: { FORCE_COLOR: '1' }, ...PRINTED, stdout: /\x1b\[/ },
  {
    title: 'NO_COLOR wins over FORCE_COLOR',
    argv: ['crash.log'],
    files: crash,
    env: { FORCE_COLOR: '1', NO_COLOR: '1' },
    ...PRINTED,
    stdout: /^[^\x1b]*$/,
  },
  {
    title: 'what is typed wins over NO_COLOR',
    argv: ['--color', 'always', 'crash.log'],
    files: crash,
    env: { NO_COLOR: '1' },
    ...PRINTED,
    stdout: /\x1b\[/,
  },
  {
    title: 'no colour on a dumb terminal',
    argv: ['crash.log'],
    files: crash,
    terminal: 80,
    env: { TERM: 'dumb' },
    ...PRINTED,
    stdout: /^[^\x1b]*$/,
  },
  {
    title: 'the width of the terminal',
    argv: ['--color=never', 'crash.log'],
    files: crash,
    terminal: 60,
    ...PRINTED,
    stdout: /^(?!(?:.*\n)*.{61,}\n)/,
  },
  {
    title: 'the width that is typed',
    argv: ['--width', '50', 'crash.log'],
    files: crash,
    terminal: 200,
    env: { NO_COLOR: '1' },
    ...PRINTED,
    stdout: /^(?!(?:.*\n)*.{51,}\n)/,
  },

  // Inputs that are not there.
  { title: 'a missing file', argv: ['nope.log'], ...complaint(66, 'nope.log: no such file') },
  {
    title: 'a missing file among others',
    argv: ['-q', 'nope.log', 'crash.log'],
    files: crash,
    ...complaint(66, 'nope.log: no such file'),
    stdout: QUIET,
  },
  {
    title: 'a missing file, events of the others',
    argv: ['-f', 'jsonl', 'nope.log', 'crash.log'],
    files: crash,
    ...complaint(66, 'nope.log: no such file'),
    stdout: /^\{"kind":"go\.crash",/,
  },
  {
    title: 'a missing file is in the report of the others',
    argv: ['crash.log', 'nope.log'],
    files: crash,
    ...complaint(66, 'nope.log: no such file'),
    stdout: /nope\.log +NOT READ/,
  },
  {
    title: 'a missing file, as a document',
    argv: ['-f', 'json', 'nope.log'],
    ...complaint(66, 'nope.log: no such file'),
    stdout: /"error": "nope\.log: no such file"/,
  },
  {
    title: 'a directory without logs',
    argv: ['empty'],
    files: { 'empty/': '' },
    ...complaint(66, 'empty: the directory holds no files'),
  },
  { title: 'a glob without files', argv: ['*.log'], ...complaint(66, '*.log: matches no file') },
  { title: 'a name cannot steer the terminal', argv: ['a\x1b[2Jb'], ...complaint(66, 'a\\x1b[2Jb: no such file') },

  // Mistakes.
  {
    title: 'a mistyped option',
    argv: ['--fromat', 'json'],
    ...usage('there is no option --fromat: did you mean --format?'),
  },
  {
    title: 'a mistyped option with a value',
    argv: ['--colour=never'],
    ...usage('there is no option --colour: did you mean --color?'),
  },
  {
    title: 'a mistyped negation',
    argv: ['--no-progres'],
    ...usage('there is no option --no-progres: did you mean --no-progress?'),
  },
  { title: 'an option that is far from any', argv: ['--xylophone'], ...usage('there is no option --xylophone') },
  {
    title: 'an option of another command',
    argv: ['--group', '1'],
    ...usage('--group is an option of goroutines, not of analyze'),
  },
  { title: 'an unknown letter', argv: ['-x'], ...usage('there is no option -x') },
  { title: 'an option of one letter with two dashes', argv: ['--x'], ...usage('there is no option --x') },
  {
    title: 'a mistyped value',
    argv: ['--format', 'jsn'],
    ...usage(
      '--format takes text, json, jsonl, markdown, junit, sarif, github, gitlab, teamcity, buildkite or tap, not "jsn": did you mean json?',
    ),
  },
  {
    title: 'a value that is far from any',
    argv: ['--format', 'docx'],
    ...usage(
      '--format takes text, json, jsonl, markdown, junit, sarif, github, gitlab, teamcity, buildkite or tap, not "docx"',
    ),
  },
  { title: 'no value at the end', argv: ['--format'], ...usage('--format needs a value') },
  { title: 'no value before the next option', argv: ['--output', '--quiet'], ...usage('--output needs a value') },
  { title: 'no value behind =', argv: ['--output='], ...usage('--output needs a value behind the =') },
  {
    title: 'a number that is none',
    argv: ['goroutines', '--top', 'many'],
    ...usage('--top takes a whole number from 1 up, not "many"', ' goroutines'),
  },
  {
    title: 'a number out of range',
    argv: ['--width', '5'],
    ...usage('--width takes a whole number from 30 up, not "5"'),
  },
  { title: 'a value for a switch', argv: ['--quiet=perhaps'], ...usage('--quiet takes no value, not "perhaps"') },
  { title: 'a value for a negated switch', argv: ['--no-progress=1'], ...usage('--no-progress takes no value') },
  {
    title: 'an option given twice',
    argv: ['--format', 'json', '-f', 'text'],
    ...usage('--format is given twice, with "json" and "text"'),
  },
  {
    title: 'a mistyped command',
    argv: ['goroutine', 'crash.log'],
    files: crash,
    ...usage('goroutine is neither a file nor a command: did you mean log-extractor goroutines?'),
  },
  {
    title: 'a file that is nearly called like a command',
    argv: ['-q', 'panic'],
    files: { panic: PANIC },
    ...PRINTED,
    stdout: quiet('panic'),
  },

  // Outputs.
  {
    title: 'an output in a folder that is not there',
    argv: ['-o', 'no/out.txt', 'crash.log'],
    files: crash,
    ...complaint(73, 'no/out.txt: cannot be written: its directory does not exist'),
  },
  {
    title: 'an output that is a folder',
    argv: ['-o', 'out', 'crash.log'],
    files: { ...crash, 'out/': '' },
    ...complaint(73, 'out: cannot be written: it is a directory'),
  },
  {
    title: 'a bad output is told before a bad input',
    argv: ['-o', 'no/out.txt', 'nope.log'],
    ...complaint(73, 'no/out.txt: cannot be written: its directory does not exist'),
  },
  { title: 'an output called -', argv: ['-q', '-o', '-', 'crash.log'], files: crash, ...PRINTED, stdout: QUIET },

  // Programs that are started.
  {
    title: 'run without a program',
    argv: ['run'],
    ...usage('name the program to start behind --: -- ./api --port 80', ' run'),
  },
  {
    title: 'run with a file',
    argv: ['run', 'crash.log'],
    ...usage('run reads no files; a program to start stands behind --: -- crash.log', ' run'),
  },
  {
    title: 'run with a level that Go does not know',
    argv: ['run', '--traceback', 'full', '--', 'true'],
    ...usage('--traceback takes none, single, all, system or crash, not "full"', ' run'),
  },
  {
    title: 'run with an unknown preset',
    argv: ['run', '--exit-codes', 'mision', '--', 'true'],
    ...usage('--exit-codes mision: no such preset or file; presets are passthrough, mission, posix, boolean', ' run'),
  },
  {
    title: 'run with a table that says two things with one number',
    argv: ['run', '--exit-codes', 'codes.json', '--', 'true'],
    files: { 'codes.json': '{ "exitCodes": { "panic": 3, "oom": 3 } }' },
    ...usage('--exit-codes codes.json: panic and oom share the code 3 (allowAmbiguous: true permits it)', ' run'),
  },

  // split
  {
    title: 'split: the pattern of the article',
    argv: ['split', '--pattern', ARTICLE, 'app.log'],
    files: { 'app.log': APP },
    exit: 0,
    stdout: '{"ts":"2026-03-05 14:07:09","level":"INFO","msg":"cart added"}\n',
    stderr: 'log-extractor: 1 of 2 lines matched; 1 did not, first app.log:2: at com.acme.Cart\n',
  },
  {
    title: 'split: from standard input, quietly',
    argv: ['split', '-q', '-p', ARTICLE],
    stdin: APP,
    ...PRINTED,
    stdout: '{"ts":"2026-03-05 14:07:09","level":"INFO","msg":"cart added"}\n',
  },
  {
    title: 'split: with the place of each record',
    argv: ['split', '-q', '--meta', '-p', '(?<level>INFO)', 'app.log'],
    files: { 'app.log': APP },
    ...PRINTED,
    stdout: '{"level":"INFO","source":"app.log","line":1,"endLine":1,"byte":0,"endByte":35}\n',
  },
  {
    title: 'split: several patterns say which one it was',
    argv: ['split', '-q', '-p', 'info=(?<level>INFO)', '-p', 'at=at (?<where>.*)', 'app.log'],
    files: { 'app.log': APP },
    ...PRINTED,
    stdout: '{"pattern":"info","level":"INFO"}\n{"pattern":"at","where":"com.acme.Cart"}\n',
  },
  {
    title: 'split: a name that may be no name is pointed out',
    argv: ['split', '-p', 'level=(?<level>INFO)', 'app.log'],
    files: { 'app.log': APP },
    exit: 0,
    stdout: '{"level":"INFO"}\n',
    stderr:
      /^log-extractor: this pattern is called level; one that begins with the text level= is written --pattern '=level=…'\n/,
  },
  {
    title: 'split: a stack trace belongs to the line above it',
    argv: ['split', '-p', ARTICLE, '--start', '^\\d{4}-', 'app.log'],
    files: { 'app.log': APP },
    exit: 0,
    stdout: '{"ts":"2026-03-05 14:07:09","level":"INFO","msg":"cart added\\n\\tat com.acme.Cart"}\n',
    stderr: 'log-extractor: 1 of 1 record matched\n',
  },
  {
    title: 'split: CSV with types',
    argv: ['split', '-q', '--csv', '--types', 'n=number', '-p', '(?<k>\\S+)=(?<n>-?\\w+)'],
    stdin: '=cmd=-5\nx=y\n',
    ...PRINTED,
    stdout: '"k","n"\n"\'=cmd",-5\n"x",\n',
  },
  {
    title: 'split: a value that is not of its type is counted',
    argv: ['split', '--types', 'n=number', '-p', '(?<n>\\w+)$'],
    stdin: 'x=y\nx=2\n',
    exit: 0,
    stdout: '{"n":null}\n{"n":2}\n',
    stderr:
      'log-extractor: 2 of 2 lines matched\nlog-extractor: 1 value of n is not of its type, and null, first <stdin>:1: y\n',
  },
  {
    title: 'split: lines that do not match are kept',
    argv: ['split', '-q', '--unmatched', 'keep', '-p', ARTICLE, 'app.log'],
    files: { 'app.log': APP },
    ...PRINTED,
    stdout: '{"ts":"2026-03-05 14:07:09","level":"INFO","msg":"cart added"}\n{"unmatched":"\\tat com.acme.Cart"}\n',
  },
  {
    title: 'split: a line that does not match is a failure',
    argv: ['split', '-q', '--unmatched', 'fail', '-o', 'out.jsonl', '-p', ARTICLE, 'app.log'],
    files: { 'app.log': APP },
    ...complaint(66, '1 of 2 lines matched; 1 did not, first app.log:2: at com.acme.Cart'),
  },
  {
    title: 'split: a pattern that is too slow for a line is a failure, and the other lines are split',
    argv: ['split', '-q', '-p', '^(?=(?<x>a))(a+)+$'],
    stdin: `aaa\n${'a'.repeat(60)}!\naa\n`,
    exit: 1,
    stdout: /^(?:\{"x":"a"\}\n)+$/,
    stderr: /^log-extractor: pattern "[^"]+" took too long on 1 line, passed over, first <stdin>:2: aaa/,
  },
  {
    title: 'split: a bad pattern has a mark under it',
    argv: ['split', '-p', '^(?<ts>\\d+) (?(1)a|b)'],
    exit: 64,
    stdout: '',
    stderr:
      'log-extractor: --pattern: a conditional group (?(…)…) cannot be translated\n    ^(?<ts>\\d+) (?(1)a|b)\n                ^\n',
  },
  {
    title: 'split: a bad pattern of a file has its line',
    argv: ['split', '--pattern-file', 'p.txt'],
    files: { 'p.txt': '# mine\n\nweb=(?<a>[z-a])\n' },
    exit: 64,
    stdout: '',
    stderr: 'log-extractor: p.txt:3: this range goes backwards\n    (?<a>[z-a])\n          ^\n',
  },
  {
    title: 'split: patterns of a file',
    argv: ['split', '-q', '--pattern-file', 'p.txt', 'app.log'],
    files: { 'app.log': APP, 'p.txt': '# mine\n@klog\nat=at (?<where>.*)\n' },
    ...PRINTED,
    stdout: '{"pattern":"at","where":"com.acme.Cart"}\n',
  },
  {
    title: 'split: a pattern file that is missing',
    argv: ['split', '--pattern-file', 'nope.txt'],
    ...complaint(66, 'nope.txt: no such file'),
  },
  {
    title: 'split: the patterns that are built in',
    argv: ['split', '--list-patterns'],
    ...PRINTED,
    stdout: /^@nginx {2,}access log of nginx .*\n +\^\(\?<ip>(?:.*\n)+@klog /,
  },
  {
    title: 'split: no pattern',
    argv: ['split', 'app.log'],
    ...usage(
      'split needs a pattern: --pattern RE, --pattern @name (see --list-patterns) or --pattern-file FILE',
      ' split',
    ),
  },
  {
    title: 'split: an unknown pattern',
    argv: ['split', '-p', '@ngnix'],
    ...usage('--pattern: no built-in pattern is called ngnix: did you mean @nginx?', ' split'),
  },
  {
    title: 'split: an unknown type',
    argv: ['split', '-p', '(?<a>x)', '--types', 'a=numbr'],
    ...usage('a type is one of string, number, boolean, time, not "numbr": did you mean number?', ' split'),
  },
  {
    title: 'split: types that are none',
    argv: ['split', '-p', '(?<a>x)', '--types', 'a'],
    ...usage('--types takes field=type,…, such as ms=number,ts=time, not "a"', ' split'),
  },
  {
    title: 'split: a type of nothing',
    argv: ['split', '-p', '(?<a>x)', '--types', 'b=time'],
    ...usage('no pattern has a group b that could have a type', ' split'),
  },
  {
    title: 'split: a group called like a field of ours',
    argv: ['split', '-p', '(?<line>x)', '--meta'],
    ...usage('a group is called line, as is a field of ours here: give the group another name', ' split'),
  },
  {
    title: 'run with a dump that nobody can take',
    argv: ['run', '--snapshot-on-pause', '10ms', '--', 'true'],
    ...usage('--snapshot-on-pause needs --pprof: the runtime itself writes no dump', ' run'),
  },
  {
    title: 'run with the debug server of another machine',
    argv: ['run', '--pprof', 'http://169.254.169.254/', '--bundle', 'b', '--', 'true'],
    ...usage(
      '--pprof http://169.254.169.254/: only a program on this machine is asked, such as localhost:6060',
      ' run',
    ),
  },
  {
    title: 'run with dumps and no place for them',
    argv: ['run', '--pprof', 'localhost:6060', '--', 'true'],
    ...usage('--pprof needs --bundle: dumps are kept there', ' run'),
  },
  {
    title: 'run with a signal that cannot be taken',
    argv: ['run', '--dump-on', 'KILL', '--', 'true'],
    ...usage('--dump-on takes SIGUSR1, SIGUSR2, SIGHUP, SIGQUIT, not "KILL"', ' run'),
  },
  {
    title: 'run with a webhook that is no address',
    argv: ['run', '--webhook', 'file:///etc/passwd', '--', 'true'],
    ...usage('--webhook takes an http or https URL, not "file:///etc/passwd"', ' run'),
  },
]
