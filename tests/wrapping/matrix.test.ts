/**
 * The same crash, however the world wrapped it: every log, in every envelope, in chunks of any size, gives the report
 * of the clean log. `survives` of an encoder says what its envelope loses; then that is what must be reported.
 */
import { isUtf8 } from 'node:buffer'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { ENCODERS, type Encoder } from '../input/envelopes/encoders.ts'
import { type CorpusCase, corpus } from '../support/corpus.ts'
import { essence, inChunks, seeded } from './essence.ts'

const FULL = process.env['FULL'] === '1'

/** Grammars that ordinary text meets now and then: a few lines, or lines without a stack, do not prove them. */
const WEAK =
  /compose|klog|Jenkins|std log|slog text|logrus|Markdown|four blanks|unknown prefix|stern|web page|supervisor|zerolog|zap|slog JSON|Filebeat/
/** A field of a record is taken for output of the program only where it holds a stack. */
const FIELD = /supervisor|stacktrace field|stack field|whole dump in one message/
const CHANGES_MORE = /whole dump|newest first|GitLab with|PowerShell|rsyslog|3164/
/** The program's own logger: what it writes, the runtime did not print. */
const LOGGER = /klog|logrus|zerolog|zap|slog|std log|Filebeat/

/** Why this log cannot be the same in this envelope; null: it must. */
function exemption({ name, bytes }: CorpusCase, layers: readonly string[], encoder: Encoder): string | null {
  const text = bytes.toString('utf8')
  if (WEAK.test(encoder.name) && text.split('\n').length < 6) return 'too short to prove the envelope'
  if (FIELD.test(encoder.name) && !/^goroutine \d+ /m.test(text)) return 'no stack in the field'
  if (encoder.name === 'web page' && /quit\./.test(name)) return 'its only entity stands behind the part that votes'
  const hostile = /goroutinetext|interleaved/.test(name)
  if (hostile && LOGGER.test(encoder.name)) return 'what the runtime printed, and what not, is told by who wrote it'
  if (/interleaved/.test(name)) return 'evidence is told once a physical line'
  if (/newest-first/.test(name)) return 'two clocks, one of which runs backwards'
  if (/tests\.fail$/.test(name) && WEAK.test(encoder.name)) return 'no crash that proves the envelope'
  const own = layers.filter((id) => id !== 'gotest-json')
  if (own.length > 0 && (WEAK.test(encoder.name) || CHANGES_MORE.test(encoder.name)))
    return 'wrapped already, and this envelope changes more than the beginning of lines'
  if (/no-newline/.test(name) && FIELD.test(encoder.name)) return 'the line before the crash runs into it'
  return null
}

const LOGS = corpus('go').filter(({ bytes }, i) => (FULL || i % 24 === 5) && isUtf8(bytes) && bytes.at(-1) === 10)

describe('a wrapped log tells what the clean one tells', () => {
  test('there are enough ways to wrap one', () => expect(ENCODERS.length).toBeGreaterThanOrEqual(25))

  for (const [index, one] of LOGS.entries()) {
    test(one.name, async () => {
      const report = await analyze({ name: 'input.log', bytes: one.bytes })
      const clean = essence(report)
      const random = seeded(index + 1)
      const different: string[] = []
      for (const encoder of ENCODERS) {
        if (exemption(one, report.sources[0]!.layers, encoder) !== null) continue
        const { survives } = encoder
        const expected =
          survives === undefined
            ? clean
            : essence(await analyze({ name: 'input.log', bytes: survives(one.bytes.toString('utf8')) }))
        const stream = inChunks(encoder.encode(one.bytes), random)
        const wrapped = essence(await analyze({ name: 'input.log', stream }))
        if (isDeepStrictEqual(wrapped, expected)) continue
        // The whole difference, where it is a single one.
        if (different.length === 0 && !FULL) expect(wrapped, encoder.name).toEqual(expected)
        different.push(encoder.name)
      }
      expect(different).toEqual([])
    }, 120_000)
  }
})
