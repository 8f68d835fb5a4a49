import { describe, expect, test } from 'vitest'
import { ENCODERS, type Encoder, toText } from './encoders.ts'
import { linesOf, textOf, unwrap } from './unwrap.ts'

const NAMES = [
  'docker json-file',
  'containerd CRI',
  'docker logs -t',
  'docker compose',
  'GitHub Actions',
  'GitLab with timestamps',
  'syslog RFC 5424',
  'journalctl -o json',
  'heroku logs',
  'Buildkite',
  'Vector',
  'zap per line',
  'go test -json',
  'aws logs tail',
  'multilog t',
]

const CHOSEN: readonly Encoder[] = NAMES.map((name) => ENCODERS.find((encoder) => encoder.name === name)!)

const STACK =
  'panic: boom\n\ngoroutine 1 [running]:\nmain.f(0x1, {0x2, 0x3})\n\t/src/app/main.go:12 +0x1d\nmain.main()\n\t/src/app/main.go:20 +0x2f\n'
const LONG = STACK.replace('boom', 'x'.repeat(18_000))

describe('any two, one in the other', () => {
  for (const outer of CHOSEN) {
    for (const inner of CHOSEN) {
      // Buildkite prints several stamps before one line itself, so its own are taken as one.
      test.skipIf(outer === inner && outer.name === 'Buildkite')(`${outer.name} around ${inner.name}`, () => {
        for (const text of [STACK, LONG]) {
          const { layers, lines } = unwrap(outer.encode(inner.encode(text)))
          expect(layers).toEqual([...outer.layers, ...inner.layers])
          expect(textOf(lines)).toEqual(linesOf(text))
        }
      })
    }
  }
})

function wrap(text: string, ...names: readonly string[]): Uint8Array {
  let bytes: string | Uint8Array = text
  for (const name of names.toReversed()) bytes = ENCODERS.find((encoder) => encoder.name === name)!.encode(bytes)
  return bytes as Uint8Array
}

test('stacks of the wild', () => {
  const stacks = [
    ['GitHub Actions', 'docker compose v2 in colour', 'zap per line'],
    ['containerd CRI', 'klog.Info per line'],
    ['docker json-file', 'slog JSON with a stack field'],
    ['journalctl -o json', 'Lambda telemetry'],
    ['GitLab with timestamps', 'red on a terminal', 'go test -json'],
    ['gh run view --log', 'docker compose', 'docker json-file', 'logrus text'],
    ['Jenkins pipeline', 'stern', 'quoted in Markdown'],
  ]
  for (const names of stacks) {
    const { lines } = unwrap(wrap(STACK, ...names))
    expect(textOf(lines).slice(-linesOf(STACK).length), names.join(' > ')).toEqual(linesOf(STACK))
  }
})

test('a stack in one record among others', () => {
  const records = `${'{"level":"info","ts":1,"msg":"hello"}\n'.repeat(5)}${toText(wrap(STACK, 'zap with a stacktrace field'))}`
  const { layers, lines } = unwrap(wrap(records, 'GitHub Actions', 'docker compose'))
  expect(layers).toEqual(['gha', 'compose', 'zap'])
  expect(textOf(lines)).toEqual([...Array.from({ length: 5 }, () => 'hello'), 'recovered', ...linesOf(STACK)])
})

test("a record longer than the runtime's buffer is joined before the layer inside looks at it", () => {
  const dump = STACK.repeat(900)
  const { layers, lines } = unwrap(wrap(dump, 'docker json-file', 'zap with a stacktrace field'))
  expect(layers).toEqual(['docker-json', 'zap'])
  expect(textOf(lines)).toEqual(['recovered', ...linesOf(dump)])
})

test('at most six layers, and four of JSON', () => {
  const six = [
    'GitHub Actions',
    'docker compose',
    'docker logs -t',
    'heroku logs',
    'multilog t',
    'aws logs tail',
    'syslog RFC 5424',
  ]
  expect(unwrap(wrap(STACK, ...six)).layers).toHaveLength(6)
  const json = Array.from({ length: 6 }, () => 'zap per line')
  expect(unwrap(wrap(STACK, ...json)).layers).toEqual(['zap', 'zap', 'zap', 'zap'])
})
