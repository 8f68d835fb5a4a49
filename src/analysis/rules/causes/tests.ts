import type { Frame } from '../../../model/stack.ts'
import { nameOf, placeOf } from '../../go/blocking/phrases.ts'
import { isTestFunction } from '../../go/goroutine-groups.ts'
import { waitReason } from '../../go/wait-reasons.ts'
import { type Cause, named } from './cause.ts'

/** What only go test can die of. Texts: testing/testing.go. */

const timeout: Cause = {
  id: 'go/test-timeout',
  severity: 'error',
  summary: 'A test ran into the timeout of go test.',
  limits:
    'What the test waits for is told from its stack; why it does not come, only sometimes. Before Go 1.20 the running tests are not named.',
  tell(facts) {
    const { crash } = facts
    if (crash.kind !== 'test-timeout') return null
    const after = /^test timed out after (\S+)/.exec(crash.message)?.[1] ?? null
    const running = [...crash.message.matchAll(/^\t?((?:Test|Benchmark|Fuzz|Example)\S*) \(([^)]+)\)$/gm)].map(
      ([, name, time]) => ({ name: name!, time: time! }),
    )
    const state = crash.goroutine?.state ?? null
    const test = crash.test
    const doing = state === null ? null : waitReason(state).cause
    return {
      title: `${test ?? 'A test'} had not ended after ${after ?? 'its timeout'}${state === null ? '' : ` and ${doing}`}`,
      explanation: [
        facts.frame === null
          ? 'The goroutine of the test is not in the log'
          : `The test stands at ${facts.at}${state === null ? '' : ` [${state}]`}`,
        ...(running.length > 1
          ? [`Running at that moment: ${running.map(({ name, time }) => `${name} (${time})`).join(', ')}`]
          : []),
        'The goroutine that panicked is only the alarm',
      ].join('. '),
      advice: [
        state !== null && RUNS.has(state)
          ? `The test still runs: is it slow, or does the loop at ${facts.at} not end? Raise -timeout or make it faster`
          : `Find who should wake the test at ${facts.at}`,
        'Give the test a deadline of its own (t.Context, Go ≥ 1.24), so that it fails with a reason instead',
      ],
      confidence: facts.frame === null ? 0.7 : 0.9,
      data: { test, running, state, after },
    }
  },
}

const RUNS = new Set(['running', 'runnable', 'syscall', 'sleep'])

/** A panic outside of the test's own goroutine: go test blames whichever test it named last, and all tests die. */
export const strayTestGoroutine: Cause = {
  id: 'go/test-goroutine-panic',
  severity: 'warning',
  summary:
    'The panic happened in a goroutine that a test started, not in a test itself: it ends the whole test binary, and ' +
    'go test blames the test that happened to run.',
  limits:
    'Who started the goroutine is told from `created by`; which test go test blames, and which others were running, is ' +
    'known only with -v or -json. Where no test function is in the stack, the test that started it stays unknown.',
  tell(facts) {
    const { crash, told, scene } = facts
    if (crash.kind !== 'panic' && crash.kind !== 'fatal-error') return null
    const creator = crash.createdBy
    const frames = told.block.first?.stack.frames ?? []
    if (
      creator === null ||
      creator.package === 'testing' ||
      frames.some((frame) => frame.function === 'testing.tRunner')
    )
      return null
    const tests = scene.testRuns.of(told.block.number)
    const origin = [creator, ...frames].find((frame): frame is Frame => isTestFunction(frame))
    if (origin === undefined && tests?.blamed == null) return null
    const starter = origin === undefined ? null : (crash.test ?? nameOf(origin))
    const isStarters = (name: string) => starter !== null && (name === starter || name.startsWith(`${starter}/`))
    const blamed = tests === null || tests.blamed === null || isStarters(tests.blamed) ? null : tests.blamed
    const running = (tests?.running ?? []).map(({ name }) => name).filter((name) => !isStarters(name))
    if (starter === null && blamed === null) return null
    const whose = starter ?? nameOf(creator)
    const blame = blamed === null ? "not in a running test's own" : `not in ${blamed}, which go test blames`
    return {
      title: `The panic is in a goroutine that ${whose} started, ${blame}`,
      explanation: [
        `go test can only fail a test for a panic in its own goroutine; this one, started at ${placeOf(creator)}, ends all tests of the package`,
        ...(running.length > 0 ? [`Running at that moment, without a result: ${listed(running)}`] : []),
        ...(starter === null ? [`Which test called ${nameOf(creator)} is not in this log`] : []),
      ].join('. '),
      advice: [
        `Let ${whose} wait for the goroutine it starts at ${placeOf(creator)}, and hand errors back over a channel`,
      ],
      confidence: starter === null ? 0.6 : 0.9,
      data: {
        startedBy: starter,
        startedAt: placeOf(creator),
        blamed: blamed === null ? [] : [blamed],
        running,
        package: tests?.package ?? null,
      },
      frames: [creator],
    }
  },
}

const MOST_LISTED = 10

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED
  return names.slice(0, MOST_LISTED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

export const TEST_CAUSES: readonly Cause[] = [
  timeout,
  named('go/log-after-test', /^Log in goroutine after (\S+) has completed(?:: (.*))?/s, {
    summary: 'A goroutine used t.Log after its test had ended.',
    title: (_, [, test]) => `A goroutine of ${test} logged after the test had ended`,
    explanation: ({ at }) => `The goroutine outlived its test; it logs at ${at}`,
    advice: (_, [, test]) => [
      `Wait for the goroutines of ${test} before it returns (t.Cleanup, sync.WaitGroup), or do not use t in them`,
    ],
    data: (_, [, test]) => ({ test }),
  }),
  named('go/test-goexit', /^test executed panic\(nil\) or runtime\.Goexit(.*)$/s, {
    summary: 'A test ended by Goexit without failing: FailNow or Skip of another test.',
    title: () => 'A test was ended with runtime.Goexit without having failed',
    explanation: (_, [, more]) =>
      `FailNow, Fatal or Skip of another test's t was called${more === '' ? '' : ` (${more!.replace(/^: /, '')})`}`,
    advice: ({ at }) => [`Use the t of the very test or subtest that runs at ${at}`],
  }),
]
