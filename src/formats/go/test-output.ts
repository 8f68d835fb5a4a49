import type { GoTestEvent } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import type { Recogniser, Sink } from '../recogniser.ts'

/**
 * What `go test`, `go run` and the shell say about a death, right behind it. Formats: testing/testing.go,
 * cmd/go/internal/test, os/exec ProcessState.String.
 */

/** What `-v` and `-json` print about each test as it goes. */
const STEP = /^=== (?<step>RUN|PAUSE|CONT|NAME) {1,3}(?<name>\S.*)$/
const ENDED = /^ {0,40}--- (?<end>PASS|SKIP): (?<name>\S+) \((?<detail>[\d.]+s)\)$/
const FAIL_TEST = /^ {0,40}--- FAIL: (?<name>\S+) \((?<detail>[\d.]+s)\)$/
const FAIL_PACKAGE = /^FAIL\t(?<name>\S+)(?:[\t ]+(?<detail>\(cached\)|[\d.]+s|\[[a-z ]+\]))?$/
/** The same where a screen or an editor made blanks of its TABs: but so prints any tool, for `FAIL` is a word of many. */
const FAIL_WITH_BLANKS = /^FAIL {1,8}(?<name>\S+) {1,8}(?<detail>[\d.]+s|\[[a-z ]+\])$/
const EXIT_STATUS = /^exit status (?<detail>\d{1,3})$/
/** What stands right above the end of a package that died: how it ended, or the last frame of its report. */
const ABOVE_FAIL = /^(?:exit status \d{1,3}|\s{1,16}\S{1,400}\.go:\d{1,7}(?: \+0x[0-9a-f]{1,16})?)$/
const SIGNAL = /^signal: (?<detail>[a-z][a-z/ ]{2,40}(?: \(core dumped\))?)$/
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

/** How a process ended; but also what the error of os/exec says, so that a panic value may end in it. */
export function isEndOfProcess(text: string): boolean {
  return EXIT_STATUS.test(text) || SIGNAL.test(text)
}

/** Such an end, where it turned out to be this process's. */
export function tellEndOfProcess(line: Line, sink: Sink): void {
  const told = outcomeOf(line.text)
  if (told !== null) tell(told, line, sink)
}

function tell(told: NonNullable<ReturnType<typeof outcomeOf>>, { span, time }: Line, sink: Sink): void {
  sink.emit({ kind: 'go.test', span, block: null, time, stream: sink.stream, writer: sink.writer, ...told })
}

const SENTINELS = [
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
]
const SAMPLES: Recogniser['samples'] = [
  { text: '=== RUN   TestDivide', kinds: ['go.test'] },
  { text: '--- PASS: TestDivide (0.00s)', kinds: ['go.test'] },
  { text: '--- FAIL: TestDivide (0.00s)', kinds: ['go.test'] },
  { text: '    --- FAIL: TestDivide/zero (0.00s)', kinds: ['go.test'] },
  { text: 'FAIL\tcrash.example/app/tests\t0.004s', kinds: ['go.test'] },
  { text: 'exit status 2', kinds: ['go.test'] },
  { text: 'signal: aborted (core dumped)', kinds: ['go.test'] },
  { text: 'Found 2 data race(s)', kinds: ['go.test'] },
  { text: 'exit status 2\nFAIL    crash.example/app/tests 0.004s', kinds: ['go.test', 'go.test'] },
]

/** Each lane has its own memory of whether it is `go test` that speaks there. */
export function testOutput(): Recogniser {
  const lane = new TestLane()
  return {
    name: 'go-test',
    single: true,
    sentinels: SENTINELS,
    samples: SAMPLES,
    perLane: testOutput,
    open: (line, sink) => lane.open(line, sink),
  }
}

class TestLane {
  /** A test of the package that is being tested was told. */
  private inPackage = false

  open(line: Line, sink: Sink): 'single' | undefined {
    const { text } = line
    const told = outcomeOf(text) ?? (this.isTesting(text, sink) ? packageWithBlanks(text) : null)
    if (told === null) return undefined
    if (told.outcome.endsWith('-test')) this.inPackage = true
    else if (told.outcome === 'fail-package') this.inPackage = false
    tell(told, line, sink)
    return 'single'
  }

  private isTesting(text: string, sink: Sink): boolean {
    return text.startsWith('FAIL ') && (this.inPackage || ABOVE_FAIL.test(sink.above?.text ?? ''))
  }
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

function packageWithBlanks(text: string): ReturnType<typeof outcomeOf> {
  const groups = FAIL_WITH_BLANKS.exec(text)?.groups
  return groups === undefined ? null : { outcome: 'fail-package', name: groups.name!, detail: groups.detail! }
}
