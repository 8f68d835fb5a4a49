import type { UnitName } from './amounts.ts'

/**
 * Every option of every command. Parsing, help and docs/cli.md are all made from this table, and an option without an
 * entry, or with an entry of the wrong kind, does not compile.
 */
export interface Options {
  readonly input: readonly string[]
  readonly format:
    | 'text'
    | 'json'
    | 'jsonl'
    | 'markdown'
    | 'csv'
    | 'junit'
    | 'sarif'
    | 'github'
    | 'gitlab'
    | 'teamcity'
    | 'buildkite'
    | 'tap'
  readonly output: string | null
  readonly color: 'auto' | 'always' | 'never'
  readonly width: number | null
  readonly frames: 'app' | 'all'
  readonly top: number
  readonly group: number | null
  readonly source: string | null
  readonly where: string | null
  readonly groupBy: 'stack' | 'state' | 'function' | 'createdBy' | 'label'
  readonly compare: boolean
  readonly every: number | null
  readonly graph: 'none' | 'creation' | 'blocking'
  readonly explainUnclaimed: boolean
  readonly by: 'exact' | 'functions' | 'origin'
  readonly rules: string | null
  readonly explain: readonly string[]
  readonly stream: string | null
  readonly map: string | null
  readonly pattern: readonly string[]
  readonly patternFile: string | null
  readonly listPatterns: boolean
  readonly all: boolean
  readonly start: string | null
  readonly types: string | null
  readonly meta: boolean
  readonly unmatched: 'drop' | 'keep' | 'fail'
  readonly unwrap: boolean
  readonly csv: boolean
  readonly quiet: boolean
  readonly progress: boolean
  readonly eps: number | null
  readonly heapEps: number | null
  readonly minSamples: number
  readonly features: string | null
  readonly from: string | null
  readonly to: string | null
  readonly maxPause: number | null
  readonly maxP99: number | null
  readonly minThroughput: number | null
  readonly maxFull: number | null
  readonly maxLiveGrowth: number | null
  readonly redact: boolean
  readonly redactPersonal: boolean
  readonly command: readonly string[]
  readonly exitCodes: string
  readonly traceback: string
  readonly gctrace: boolean
  readonly binary: string | null
  readonly printEnv: string | null
  readonly pid: number | null
  readonly probeOom: boolean
  readonly failOn: readonly string[]
  readonly allow: readonly string[]
  readonly baseline: string | null
  readonly writeBaseline: string | null
  readonly failureReport: string
  readonly junit: string | null
  readonly sarif: string | null
  readonly codeQuality: string | null
  readonly ci: 'auto' | 'none' | 'github' | 'teamcity'
  readonly tty: boolean
  readonly announce: 'auto' | 'always' | 'never'
  readonly bundle: string | null
  readonly ring: number
  readonly bundleSize: number
  readonly onCrash: string | null
  readonly webhook: string | null
  readonly pprof: string | null
  readonly snapshotOnPause: number | null
  readonly hangAfter: number | null
  readonly onHang: 'stop' | 'kill' | 'leave'
  readonly timeout: number | null
  readonly dumpOn: string | null
  readonly rounds: number
}

export type OptionName = keyof Options

interface Documented {
  /** One sentence. A second one only for what would surprise. */
  readonly help: string
  /** One letter, without its dash. */
  readonly short?: string
}

export interface Switch extends Documented {
  readonly kind: 'switch'
  /** A switch that is on is written, and documented, as `--no-…`. */
  readonly default: boolean
}

export interface Choice<T extends string = string> extends Documented {
  readonly kind: 'choice'
  readonly values: readonly T[]
  readonly default: T
}

export interface Amount<T extends number | null = number | null> extends Documented {
  readonly kind: 'amount'
  /** How it is typed, and what the option holds: `duration` milliseconds, `size` bytes. `count` when not given. */
  readonly unit?: UnitName
  readonly placeholder: string
  readonly least: number
  readonly default: T
}

export interface Text<T extends string | null = string | null> extends Documented {
  readonly kind: 'text'
  readonly placeholder: string
  readonly default?: T
}

export interface List extends Documented {
  readonly kind: 'list'
  readonly placeholder: string
  /** Takes two values at once: `--explain A B`. */
  readonly pair?: true
}

/** Not an option: everything behind `--`, word by word, for a command that starts a program. */
export interface Rest extends Documented {
  readonly kind: 'rest'
  readonly placeholder: string
}

export type Flag = Switch | Choice | Amount | Text | List | Rest

type FlagOf<T> = [T] extends [boolean]
  ? Switch
  : [T] extends [readonly string[]]
    ? List | Rest
    : [T] extends [number | null]
      ? Amount<T>
      : string extends T
        ? Text<T & (string | null)>
        : [T] extends [string]
          ? Choice<T>
          : never

export const FLAGS: { readonly [Name in OptionName]-?: FlagOf<Options[Name]> } = {
  input: {
    kind: 'list',
    short: 'i',
    placeholder: 'FILE',
    help: 'Read this file, directory or glob; the same as naming it without the option. May repeat.',
  },
  format: {
    kind: 'choice',
    short: 'f',
    values: [
      'text',
      'json',
      'jsonl',
      'markdown',
      'csv',
      'junit',
      'sarif',
      'github',
      'gitlab',
      'teamcity',
      'buildkite',
      'tap',
    ],
    default: 'text',
    help: 'How the answer is written:',
  },
  output: {
    kind: 'text',
    short: 'o',
    placeholder: 'FILE',
    help: 'Write to this file instead of standard output. It appears whole at the end, or not at all.',
  },
  color: {
    kind: 'choice',
    values: ['auto', 'always', 'never'],
    default: 'auto',
    help: 'auto: only on a terminal; NO_COLOR and FORCE_COLOR are obeyed.',
  },
  width: {
    kind: 'amount',
    placeholder: 'N',
    least: 30,
    default: null,
    help: 'Columns of the text report. Default: those of the terminal, else 100.',
  },
  frames: {
    kind: 'choice',
    values: ['app', 'all'],
    default: 'app',
    help: 'app folds the frames of the runtime and the standard library, all prints every frame.',
  },
  top: {
    kind: 'amount',
    placeholder: 'N',
    least: 1,
    default: 10,
    help: 'Number of groups to show with their stacks.',
  },
  group: {
    kind: 'amount',
    placeholder: 'N',
    least: 1,
    default: null,
    help: 'Show only this group, with its whole stack. Groups are numbered as this view prints them.',
  },
  source: {
    kind: 'text',
    placeholder: 'DIR',
    help: "Folder of the program's source. In goroutine dumps it confirms who holds which lock; exact fingerprints of stacks then count lines from where functions begin; check shows the failing lines of it, of the current folder when not given.",
  },
  where: {
    kind: 'text',
    placeholder: 'EXPRESSION',
    help: 'Only goroutines (of Go) for which this is true, such as \'state == "select" && waitMinutes > 10 && frames ~ "worker"\'. See docs/queries.md.',
  },
  groupBy: {
    kind: 'choice',
    values: ['stack', 'state', 'function', 'createdBy', 'label'],
    default: 'stack',
    help: 'What goroutines (of Go) are put together by: equal stacks, or one thing they have in common.',
  },
  compare: {
    kind: 'switch',
    default: false,
    help: 'Takes the dumps as moments of one Go program, in the order given: growth a minute, new, gone, stuck since when.',
  },
  every: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 1,
    default: null,
    help: 'Time between two dumps, for --compare. Default: what the log or the waits in the dumps tell.',
  },
  graph: {
    kind: 'choice',
    values: ['none', 'creation', 'blocking'],
    default: 'none',
    help: 'Print a graph for Graphviz instead: who started whom, or who waits for whom.',
  },
  by: {
    kind: 'choice',
    values: ['exact', 'functions', 'origin'],
    default: 'functions',
    help: 'What makes two stacks one group: the same lines, the same functions, or the same culprit.',
  },
  rules: {
    kind: 'text',
    placeholder: 'FILE',
    help: "What you know of your stacks: which functions are the program's own, which frames to leave out, what to merge or split. See docs/stack-rules.md.",
  },
  explain: {
    kind: 'list',
    placeholder: 'A B',
    pair: true,
    help: 'Say why two stacks are the same, or where they part: groups by their number or fingerprint, stacks by their place, as in L120 or app.log:120.',
  },
  explainUnclaimed: {
    kind: 'switch',
    default: false,
    help: 'List the lines that look like the start of a crash and are not, with the reason.',
  },
  stream: {
    kind: 'text',
    placeholder: 'KEY',
    help: 'Only the lines of this stream, as the map of `unwrap` names it: a container, a pod, stderr.',
  },
  map: {
    kind: 'text',
    placeholder: 'FILE',
    help: 'Write there, as lines of JSON, where in the original each line stands.',
  },
  pattern: {
    kind: 'list',
    short: 'p',
    placeholder: 'RE',
    help: 'Named groups become fields. name=RE gives it a name, @name takes one that is built in. May repeat: the first one that matches wins.',
  },
  patternFile: {
    kind: 'text',
    placeholder: 'FILE',
    help: 'More patterns, one per line as for --pattern; lines that begin with # are comments.',
  },
  listPatterns: {
    kind: 'switch',
    default: false,
    help: 'Print the patterns that are built in.',
  },
  all: {
    kind: 'switch',
    default: false,
    help: 'A record for every match of every pattern, not only for the first match in each line.',
  },
  start: {
    kind: 'text',
    placeholder: 'RE',
    help: 'A line that matches opens a record, and the lines behind it belong to it. In patterns a dot then matches line breaks too.',
  },
  types: {
    kind: 'text',
    placeholder: 'LIST',
    help: 'Types of fields, as ms=number,ts=time: string, number, boolean, time. What is not of its type becomes null, and is counted.',
  },
  meta: {
    kind: 'switch',
    default: false,
    help: 'Add where each record stands: source, line, endLine, byte, endByte; with --unwrap its stream too.',
  },
  unmatched: {
    kind: 'choice',
    values: ['drop', 'keep', 'fail'],
    default: 'drop',
    help: 'Lines without a match: keep makes them records with the one field unmatched, fail writes no file and ends with 66.',
  },
  unwrap: {
    kind: 'switch',
    default: false,
    help: 'Match what the program wrote, without prefixes, records and escapes around it; lines in pieces are put together.',
  },
  csv: {
    kind: 'switch',
    default: false,
    help: 'CSV with a header instead of lines of JSON. Texts that a spreadsheet would run get an apostrophe in front.',
  },
  quiet: {
    kind: 'switch',
    short: 'q',
    default: false,
    help:
      'One line per crash instead of the text report, nothing without a crash, no notes and no progress bar. run: no ' +
      'line of ours on stderr, but for what --announce always and --exit-codes ask for. doctor: only what is to be mended.',
  },
  progress: {
    kind: 'switch',
    default: true,
    help: 'No progress bar. There is one only on a terminal, for inputs over 64 MB.',
  },
  eps: {
    kind: 'amount',
    unit: 'number',
    placeholder: 'MS',
    least: 0.000001,
    default: null,
    help: 'Pauses closer than this many milliseconds are neighbours. Default: where the distances to neighbours bend.',
  },
  heapEps: {
    kind: 'amount',
    unit: 'number',
    placeholder: 'MB',
    least: 0.000001,
    default: null,
    help: 'The same along the heap axes, in MB. Default: derived from the data, and printed.',
  },
  minSamples: {
    kind: 'amount',
    placeholder: 'N',
    least: 1,
    default: 5,
    help: 'Neighbours, itself counted, that make a pause the core of a cluster.',
  },
  features: {
    kind: 'text',
    placeholder: 'LIST',
    help: 'What is compared, of pause, heap-before and heap-after. Default: those that most pauses have.',
  },
  from: {
    kind: 'text',
    placeholder: 'WHEN',
    help: 'Only collections from then on: time since the start (90s, 2h) or of the wall (02:41, 2026-11-23T02:41; in UTC unless a zone is given).',
  },
  to: {
    kind: 'text',
    placeholder: 'WHEN',
    help: 'Only collections up to then, said in the same ways.',
  },
  maxPause: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 0,
    default: null,
    help: 'Exit 1 when a pause is longer.',
  },
  maxP99: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 0,
    default: null,
    help: 'Exit 1 when the 99th percentile of the pauses is longer.',
  },
  minThroughput: {
    kind: 'amount',
    unit: 'percent',
    placeholder: 'PERCENT',
    least: 0,
    default: null,
    help: 'Exit 1 when less of the time belongs to the program.',
  },
  maxFull: {
    kind: 'amount',
    placeholder: 'N',
    least: 0,
    default: null,
    help: 'Exit 1 when there are more full collections.',
  },
  maxLiveGrowth: {
    kind: 'amount',
    unit: 'rate',
    placeholder: 'RATE',
    least: 0,
    default: null,
    help: 'Exit 1 when the live heap grows faster, such as 1MB/min.',
  },
  redact: {
    kind: 'switch',
    default: true,
    help: 'Print secrets as the log has them. Otherwise passwords, keys and tokens become placeholders.',
  },
  redactPersonal: {
    kind: 'switch',
    default: false,
    help: 'Replace e-mail addresses, network addresses and card numbers too.',
  },
  command: {
    kind: 'rest',
    placeholder: 'CMD…',
    help: 'The program to start and its arguments, just as they are: no shell is between.',
  },
  binary: {
    kind: 'text',
    placeholder: 'FILE',
    help: 'The executable that the log is from. Exact fingerprints of stacks then count lines from where functions begin, as Go 1.20 and later write it down, stripped or not; doctor says what of its crashes its build decides.',
  },
  printEnv: {
    kind: 'text',
    placeholder: 'TARGET',
    help:
      'Measure nothing, print what to paste instead, for shell, docker, compose, kubernetes, systemd, ' +
      'github-actions, gitlab, lambda or procfile.',
  },
  failOn: {
    kind: 'list',
    placeholder: 'WORD,…',
    help:
      'What fails: panic, deadlock, race, oom, timeout, interrupted, killed, recovered, test-failure, leak, finding, ' +
      'exit, incomplete, unread, a severity (error, warning), a rule such as go/leak, or none. May repeat. Default: ' +
      'everything that ended the program or a test, and what could not be read.',
  },
  allow: {
    kind: 'list',
    placeholder: 'RULE|FINGERPRINT[@DAY]',
    help: 'Let this pass, up to and with the day (2027-01-31, UTC) if one is given. May repeat.',
  },
  baseline: {
    kind: 'text',
    placeholder: 'FILE',
    help: 'Known crashes, as --write-baseline wrote them: only new ones fail. An entry may have an end and a reason.',
  },
  writeBaseline: {
    kind: 'text',
    placeholder: 'FILE',
    help: 'Write what was found there as the new baseline; ends and reasons of the old one stay.',
  },
  failureReport: {
    kind: 'text',
    placeholder: 'FILE',
    default: 'failure-report.md',
    help: 'Where to write the page about the failure, when there is one; none: nowhere.',
  },
  junit: { kind: 'text', placeholder: 'FILE', help: 'Write JUnit XML there as well.' },
  sarif: { kind: 'text', placeholder: 'FILE', help: 'Write SARIF 2.1.0 there as well.' },
  codeQuality: { kind: 'text', placeholder: 'FILE', help: 'Write a GitLab Code Quality report there as well.' },
  ci: {
    kind: 'choice',
    values: ['auto', 'none', 'github', 'teamcity'],
    default: 'auto',
    help: 'The CI service to talk to besides the text: annotations and summary, or service messages. auto: the one we run on.',
  },
  exitCodes: {
    kind: 'text',
    placeholder: 'PRESET|FILE',
    default: 'passthrough',
    help: 'What to exit with: passthrough (as the program did), mission, posix, boolean, or a table in a JSON file.',
  },
  traceback: {
    kind: 'text',
    placeholder: 'LEVEL',
    default: 'crash',
    help: 'GOTRACEBACK of the program: none, single, all, system, crash.',
  },
  gctrace: {
    kind: 'switch',
    default: true,
    help: 'Do not add gctrace=1 to GODEBUG.',
  },
  tty: {
    kind: 'switch',
    default: false,
    help: 'Give the program a terminal, so that it prints colours and asks questions. Needs the package @lydell/node-pty. Both of its streams are then one.',
  },
  announce: {
    kind: 'choice',
    values: ['auto', 'always', 'never'],
    default: 'auto',
    help: 'Say on stderr, in one line, that a crash was seen, as soon as it was printed. auto: only on a terminal.',
  },
  bundle: {
    kind: 'text',
    placeholder: 'DIR',
    help: 'Keep the evidence there: raw streams, report, environment, limits, memory. A new folder inside, if it is not empty.',
  },
  ring: {
    kind: 'amount',
    placeholder: 'N',
    least: 0,
    default: 10_000,
    help: 'Log lines from before the first crash to put into a file of their own in the bundle.',
  },
  bundleSize: {
    kind: 'amount',
    unit: 'size',
    placeholder: 'SIZE',
    least: 65_536,
    default: 4_294_967_296,
    help: 'Most to keep of each raw stream; the oldest part goes first. Default: 4GB.',
  },
  onCrash: {
    kind: 'text',
    placeholder: 'COMMAND',
    help: 'Run this in the shell as soon as a crash was printed, with the crash as JSON on its standard input.',
  },
  webhook: {
    kind: 'text',
    placeholder: 'URL',
    help: 'Post the crash there as JSON, as soon as it was printed.',
  },
  pid: {
    kind: 'amount',
    placeholder: 'PID',
    least: 1,
    default: null,
    help: 'A process that runs already: its environment, limits, signals and executable.',
  },
  pprof: {
    kind: 'text',
    placeholder: 'URL',
    help: 'Debug server of the program, such as localhost:6060: dumps are taken there, without harm.',
  },
  probeOom: {
    kind: 'switch',
    default: false,
    help: 'Also drive a child out of memory, in a cgroup of its own with a limit of 96 MiB, and see what proves it.',
  },
  snapshotOnPause: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 0,
    default: null,
    help: 'Take a goroutine dump when the collector stops the world for longer, such as 10ms. Needs --pprof and --bundle.',
  },
  hangAfter: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 0.001,
    default: null,
    help: 'When nothing comes for so long: dumps, who did not move between them, and then --on-hang.',
  },
  onHang: {
    kind: 'choice',
    values: ['stop', 'kill', 'leave'],
    default: 'stop',
    help: 'stop: SIGQUIT for a dump, SIGTERM, then SIGKILL; kill: SIGQUIT, then SIGKILL; leave: only tell.',
  },
  timeout: {
    kind: 'amount',
    unit: 'duration',
    placeholder: 'TIME',
    least: 0.001,
    default: null,
    help: 'End the program after this time, with a dump first.',
  },
  rounds: {
    kind: 'amount',
    placeholder: 'N',
    least: 1,
    default: 3,
    help: 'Runs of each program with each switch; times are medians.',
  },
  dumpOn: {
    kind: 'text',
    placeholder: 'SIGNAL',
    help: 'Take a dump when this signal reaches us, such as SIGUSR1, instead of passing it on.',
  },
}

/** As it is typed: `--explain-unclaimed`, `--no-progress`. */
export function spelled(name: OptionName): string {
  const flag: Flag = FLAGS[name]
  if (flag.kind === 'rest') return '--'
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return flag.kind === 'switch' && flag.default ? `--no-${kebab}` : `--${kebab}`
}

export type Format = Options['format']

/** Values of a choice that this command knows. */
export function valuesOf(name: OptionName, formats: readonly Format[] | undefined): readonly string[] {
  const flag: Flag = FLAGS[name]
  if (flag.kind !== 'choice') return []
  return name === 'format' && formats !== undefined ? formats : flag.values
}

/** `-f, --format text|json|jsonl|markdown`. */
export function synopsis(name: OptionName, formats?: readonly Format[]): string {
  const flag: Flag = FLAGS[name]
  const short = flag.short === undefined ? '' : `-${flag.short}, `
  const value =
    flag.kind === 'switch'
      ? ''
      : flag.kind === 'choice'
        ? ` ${valuesOf(name, formats).join('|')}`
        : ` ${flag.placeholder}`
  return `${short}${spelled(name)}${value}`
}

/** What the option does, in the words of a command that knows these formats. */
export function helpOf(name: OptionName, formats?: readonly Format[]): string {
  if (name !== 'format') return FLAGS[name].help
  const offered = valuesOf(name, formats)
  const own = Object.entries(USES).flatMap(([format, use]) => (offered.includes(format) ? [`${format} ${use}`] : []))
  const others =
    offered.length > own.length ? ['the others are for the CI service or the viewer they are called by'] : []
  return `${FLAGS.format.help} ${[...own, ...others].join('; ')}.`
}

/** Formats that are not called by their reader. */
const USES: Partial<Record<Format, string>> = {
  text: 'for people',
  markdown: 'for an issue',
  json: 'for a program, all in one',
  jsonl: 'for a program, one a line',
  csv: 'for a spreadsheet',
}

/** In words, for help and documentation; null where the help text says it, or where off is obvious. */
export function defaultOf(name: OptionName): string | null {
  const flag: Flag = FLAGS[name]
  if (flag.kind === 'choice') return flag.default
  if (flag.kind === 'text') return flag.default ?? null
  return flag.kind === 'amount' && flag.default !== null && (flag.unit ?? 'count') === 'count'
    ? String(flag.default)
    : null
}
