import type { GoTestEvent } from '../../model/event.ts'
import type { Recogniser } from '../recogniser.ts'

/**
 * What `go test`, `go run` and the shell say about a death, right behind it. Formats: testing/testing.go,
 * cmd/go/internal/test, os/exec ProcessState.String.
 */

/** What `-v` and `-json` print about each test as it goes. */
const STEP = /^=== (?<step>RUN|PAUSE|CONT|NAME) {1,3}(?<name>\S.*)$/
const ENDED = /^ {0,40}--- (?<end>PASS|SKIP): (?<name>\S+) \((?<detail>[\d.]+s)\)$/
const FAIL_TEST = /^ {0,40}--- FAIL: (?<name>\S+) \((?<detail>[\d.]+s)\)$/
/** With blanks for its TABs it needs its time, for `FAIL` is a word of many tools. */
const FAIL_PACKAGE =
  /^FAIL(?:\t| {1,8}(?=\S+\s+(?:\(cached\)|[\d.]+s|\[[a-z ]+\])$))(?<name>\S+)(?:[\t ]+(?<detail>\(cached\)|[\d.]+s|\[[a-z ]+\]))?$/
const EXIT_STATUS = /^exit status (?<detail>\d{1,3})$/
const SIGNAL = /^signal: (?<detail>[a-z][a-z ]{2,40}(?: \(core dumped\))?)$/
const RACES = /^Found (?<detail>\d+) data race\(s\)$/

const SHELL =
  /^(?:.{0,200}: line \d+: +\d+ (?:Aborted|Killed|Segmentation fault|Quit)\b.{0,400}|(?:Aborted|Killed|Segmentation fault|Quit)(?: +\(core dumped\))?)$/

/** Such a line ends a crash report. */
export function isTrailer(text: string): boolean {
  switch (text.charCodeAt(0)) {
    case 0x46 /* F */:
      return text === 'FAIL' || FAIL_PACKAGE.test(text) || RACES.test(text)
    case 0x65 /* e */:
      return EXIT_STATUS.test(text)
    case 0x73 /* s */:
      return SIGNAL.test(text)
    case 0x3d /* = */:
      return /^=== (?:RUN|CONT|NAME|PAUSE) /.test(text)
    case 0x6f /* o */:
    case 0x3f /* ? */:
      return /^(?:ok {2}|\? {3})\t\S+/.test(text)
    case 0x41 /* A */:
    case 0x4b /* K */:
    case 0x51 /* Q */:
      return SHELL.test(text)
    case 0x20 /* blank */:
    case 0x2d /* - */:
      return FAIL_TEST.test(text)
    default:
      return false
  }
}

export const testOutput: Recogniser = {
  name: 'go-test',
  single: true,
  sentinels: [
    'FAIL',
    'exit status ',
    'signal: ',
    ' data race(s)',
    '=== RUN ',
    '=== PAUSE ',
    '=== CONT ',
    '=== NAME ',
    '--- PASS: ',
    '--- SKIP: ',
  ],
  samples: [
    { text: '=== RUN   TestDivide', kinds: ['go.test'] },
    { text: '--- PASS: TestDivide (0.00s)', kinds: ['go.test'] },
    { text: '--- FAIL: TestDivide (0.00s)', kinds: ['go.test'] },
    { text: '    --- FAIL: TestDivide/zero (0.00s)', kinds: ['go.test'] },
    { text: 'FAIL\tcrash.example/app/tests\t0.004s', kinds: ['go.test'] },
    { text: 'exit status 2', kinds: ['go.test'] },
    { text: 'signal: aborted (core dumped)', kinds: ['go.test'] },
    { text: 'Found 2 data race(s)', kinds: ['go.test'] },
  ],
  open(line, sink) {
    const { text, span, time } = line
    const told = outcomeOf(text)
    if (told === null) return undefined
    sink.emit({ kind: 'go.test', span, block: null, time, stream: sink.stream, writer: sink.writer, ...told })
    return 'single'
  },
}

const FORMS = [
  ['fail-test', FAIL_TEST],
  ['fail-package', FAIL_PACKAGE],
  ['exit-status', EXIT_STATUS],
  ['signal', SIGNAL],
  ['race-count', RACES],
] as const

const STEPS = { RUN: 'run-test', PAUSE: 'pause-test', CONT: 'continue-test', NAME: 'continue-test' } as const

function outcomeOf(text: string): Pick<GoTestEvent, 'outcome' | 'name' | 'detail'> | null {
  const step = STEP.exec(text)?.groups
  if (step !== undefined) return { outcome: STEPS[step.step as keyof typeof STEPS], name: step.name!, detail: null }
  const ended = ENDED.exec(text)?.groups
  if (ended !== undefined)
    return { outcome: ended.end === 'PASS' ? 'pass-test' : 'skip-test', name: ended.name!, detail: ended.detail! }
  for (const [outcome, expression] of FORMS) {
    const groups = expression.exec(text)?.groups
    if (groups !== undefined) return { outcome, name: groups.name ?? null, detail: groups.detail ?? null }
  }
  return null
}
