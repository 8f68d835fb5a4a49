/** What people really send: envelopes in envelopes, two pods in one file, pastes of pastes. Two crashes stay two. */
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { ENCODERS, toText } from '../input/envelopes/encoders.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

const LOGS = new Map(corpus('go').map(({ name, bytes }) => [name, bytes]))
const NIL = LOGS.get('go/go1.26/nilderef.all')!
const MAP = LOGS.get('go/go1.26/mapfault.write-all')!

/** Innermost first. */
function wrapped(bytes: Uint8Array, ...names: readonly string[]): Uint8Array {
  return names.reduce((inside, name) => ENCODERS.find((encoder) => encoder.name === name)!.encode(inside), bytes)
}

const lines = (bytes: Uint8Array) => toText(bytes).trimEnd().split('\n')

function interleaved(a: string, b: string): Uint8Array {
  const left = lines(NIL).map((line) => a + line)
  const right = lines(MAP).map((line) => b + line)
  const mixed = Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [left[i], right[i]])
  return Buffer.from(
    `${mixed
      .flat()
      .filter((line) => line !== undefined)
      .join('\n')}\n`,
  )
}

const PODS = interleaved('[pod/a-1/app] ', '[pod/b-2/app] ')
const FENCED = `Hi, it crashed:\n\n\`\`\`\n${toText(NIL)}\`\`\`\n\nAny idea?\n`

const ONE: Readonly<Record<string, Uint8Array>> = {
  'zap in compose in a job': wrapped(NIL, 'zap per line', 'docker compose', 'GitHub Actions'),
  'a stack field in CRI in a job': wrapped(
    NIL,
    'slog JSON with a stack field',
    'containerd CRI',
    'GitLab with timestamps',
  ),
  'go test in colour in Buildkite in docker': wrapped(
    NIL,
    'go test -json',
    'red on a terminal',
    'Buildkite',
    'docker json-file',
  ),
  'five deep': wrapped(
    NIL,
    'logrus text',
    'syslog RFC 5424',
    'Fluent Bit NDJSON',
    'docker logs -t',
    'gh run view --log',
  ),
  'six deep': wrapped(
    NIL,
    'klog.Info per line',
    'containerd CRI',
    'kubectl logs --prefix',
    'Jenkins pipeline',
    'red on a terminal',
    'journalctl -o json',
  ),
  'CRI, newest first': Buffer.from(`${lines(wrapped(NIL, 'containerd CRI')).reverse().join('\n')}\n`),
  'CRI, newest first, in a job': wrapped(
    Buffer.from(`${lines(wrapped(NIL, 'containerd CRI')).reverse().join('\n')}\n`),
    'GitHub Actions',
  ),
  'compose in UTF-16': Buffer.from(`\ufeff${toText(wrapped(NIL, 'zap per line', 'docker compose'))}`, 'utf16le'),
  'a fence in an issue': Buffer.from(FENCED),
  'a quoted fence': wrapped(Buffer.from(FENCED), 'quoted in Markdown'),
  'a fence of docker records': Buffer.from(
    `Hello\n\n\`\`\`json\n${toText(wrapped(NIL, 'docker json-file'))}\`\`\`\nthanks\n`,
  ),
  'an indented block in an issue': Buffer.from(
    `Hi, it crashed:\n\n${toText(wrapped(NIL, 'code block by four blanks'))}\nAny idea?\n`,
  ),
  'a quoted journal': wrapped(NIL, 'journalctl -o short', 'quoted in Markdown'),
  'TABs as blanks': Buffer.from(toText(NIL).replaceAll('\t', '    ')),
  'TABs gone': Buffer.from(toText(NIL).replaceAll('\t', '')),
  'grep -n': Buffer.from(
    `${lines(NIL)
      .map((line, i) => `${i + 1}:${line}`)
      .join('\n')}\n`,
  ),
}

describe('one crash', () => {
  for (const [name, bytes] of Object.entries(ONE)) {
    test(name, async () => {
      const clean = await analyze({ name: 'input.log', bytes: NIL })
      const report = await analyze({ name: 'input.log', bytes })
      expect(report.crashes.map(({ message, origin, frames }) => ({ message, origin, frames }))).toEqual(
        clean.crashes.map(({ message, origin, frames }) => ({ message, origin, frames })),
      )
      expect(report.dumps.map(({ total }) => total)).toEqual([2])
      expect(report.sources[0]!.completeness.verdict).toBe('complete')
    })
  }
})

describe('two pods in one file', () => {
  for (const outer of [[], ['GitHub Actions'], ['containerd CRI'], ['red on a terminal', 'docker json-file']]) {
    test(`in ${['kubectl', ...outer].join(' in ')}`, async () => {
      const report = await analyze({ name: 'input.log', bytes: wrapped(PODS, ...outer) })
      const alone = await Promise.all([NIL, MAP].map((bytes) => analyze({ name: 'input.log', bytes })))
      const told = (
        all: readonly { readonly crashes: readonly { readonly message: string; readonly origin: unknown }[] }[],
      ) => all.flatMap(({ crashes }) => crashes.map(({ message, origin }) => ({ message, origin })))
      expect(told([report])).toEqual(told(alone))
      expect((essence(report) as { completeness: { verdict: string }[] }).completeness[0]!.verdict).toBe('complete')
    })
  }

  test('cut in the middle of both: incomplete', async () => {
    const report = await analyze({ name: 'input.log', bytes: wrapped(PODS, 'GitHub Actions').subarray(0, 1_400) })
    expect(report.crashes).toHaveLength(2)
    expect(report.sources[0]!.completeness.verdict).toBe('incomplete')
  })
})
