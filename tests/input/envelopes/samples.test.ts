import { describe, expect, test } from 'vitest'
import type { Envelope } from '../../../src/input/envelopes/envelope.ts'
import { prefixEnvelope, shapeOf } from '../../../src/input/envelopes/prefix.ts'
import { ENVELOPES } from '../../../src/input/envelopes/registry.ts'

/** The layer ids of lines; charsets and compressions are peeled before there are lines. */
const IDS = `docker-json docker-ts compose cri kubectl-prefix kubectl-ts klog journal-short journal-iso journal-precise
  journal-full journal-unix journal-monotonic journal-verbose journal-export journal-json syslog3164 syslog5424
  syslog-octet multilog-tai64n s6-iso cw-csv cw-tail iso-stamp cw-json lambda gcp-json gcp-cli azure-docker azure-ca azure-devops
  heroku fly vercel-json cf-tail gha gh-cli gitlab gitlab-section buildkite bulk-actions hex-dump kmsg jenkins travis circleci-json loki-json logcli
  fluentbit fluentd vector ecs ecs-lines zap zerolog slog-json slog-text logfmt gotest-json test2json go-log typescript asciicast
  ansi powershell-error playground-json playback json escaped html markdown-quote indent
  json-export padding nbsp caret sed json-strings teamcity otlp tail document-lists json-print xml-print xml-record sbt`

/** Why an envelope may take a line of another one: its own reasons, and one that holds for all. */
function mayTake(other: Envelope, mine: Envelope, line: string): boolean {
  if (mine.kin?.includes(other.id)) return true
  // `json` is what remains for any object with a message, and stands last in the vote.
  return other.id === 'json' && line.includes('{"')
}

describe('samples', () => {
  for (const envelope of ENVELOPES) {
    test(envelope.id, () => {
      expect(envelope.samples.length).toBeGreaterThan(0)
      for (const { line, peeled } of envelope.samples) {
        expect(envelope.peel(line), line.slice(0, 200)).toEqual(peeled)
        for (const other of ENVELOPES) {
          if (other === envelope || mayTake(other, envelope, line)) continue
          expect(other.peel(line), `${other.id} takes: ${line.slice(0, 200)}`).toBeNull()
        }
      }
    })
  }

  test('every layer id has its envelope, once', () => {
    expect(ENVELOPES.map(({ id }) => id).sort()).toEqual(IDS.split(/\s+/).sort())
  })

  test('kin exist, and stand behind what they could take, unless something else tells them apart', () => {
    const order = ENVELOPES.map(({ id }) => id)
    for (const { id, kin = [], needs } of ENVELOPES) {
      for (const other of kin) {
        expect(order).toContain(other)
        const rival = ENVELOPES.find((envelope) => envelope.id === other)!
        if (needs === undefined && rival.needs === undefined)
          expect(order.indexOf(other)).toBeGreaterThan(order.indexOf(id))
      }
    }
  })
})

describe('a learned prefix', () => {
  const peel = (prefix: string, line: string): string | undefined =>
    prefixEnvelope(shapeOf(prefix)!).peel(line)?.payload

  test('varies in its digits, its level and its padding', () => {
    const prefix = '[web-1   2024-03-05 14:07:09.123] ERROR '
    expect(peel(prefix, '[web-12 2025-04-06 01:02:03.9] info \t/x.go:1')).toBe('\t/x.go:1')
    expect(peel(prefix, '[db-1   2024-03-05 14:07:09.123] ERROR x')).toBeUndefined()
  })

  test('ends with exactly the separator it was seen with', () => {
    expect(peel('web-1: ', 'web-1:   x')).toBe('  x')
    expect(peel('web-1: ', 'web-1:')).toBe('')
  })

  test('is never blanks, a TAB, or something that runs into the text', () => {
    for (const prefix of ['  ', '\t', ' \tx ', 'web1', 'a'.repeat(400)]) expect(shapeOf(prefix)).toBeNull()
  })

  test('numbers of grep -n', () => {
    expect(peel('51-', '52:main.main()')).toBe('main.main()')
  })
})
