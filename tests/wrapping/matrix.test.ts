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

/** A prefix that no grammar knows is learned from the words behind it: they must follow it in one line at least, in three that match. */
const LEARNED = /unknown prefix|stern/
/** Grammars that ordinary text meets now and then: without a crash in it, a log does not prove them. */
const WEAK = /Jenkins|compose|Markdown|four blanks/
/** A field of a record is taken for output of the program only where it holds a stack. */
const FIELD = /supervisor|stacktrace field|stack field|whole dump in one message/
/** The whole log is one line, or nearly so. */
const ONE_LINE =
  /one message|one line|whole dump|newest first|grouped|wrangler|CircleCI|Loki query, backward|a stacktrace field|in message|a stack field|logrus JSON|asciinema|Playground|supervisor|Elasticsearch hits|Datadog search API|Log Analytics query|Insights results/
const CHANGES_MORE = /whole dump|newest first|GitLab with|PowerShell|rsyslog|3164|padded/
/** The program's own logger: what it writes, Go's runtime did not print. */
const LOGGER = /klog|logrus|zerolog|zap|slog|std log|Filebeat/

/** Why this log cannot be the same in this envelope; null: it must. */
function exemption({ name, bytes }: CorpusCase, layers: readonly string[], encoder: Encoder): string | null {
  const text = bytes.toString('utf8')
  const is = (pattern: RegExp) => pattern.test(encoder.name)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (is(LEARNED) && lines.length < 3) return 'too short to learn a prefix from'
  if (is(LOGGER) && name.startsWith('go/') && !/^\t?goroutine \d+ /m.test(text))
    return 'a logger may say panic: without a stack, nobody died'
  if (is(FIELD) && !/^goroutine \d+ |^\s+at \S+\(|^# (?:A fatal error|There is insufficient memory)/m.test(text))
    return 'no stack in the field'
  if (/deco-(?:none|tags-no-time)/.test(name)) return 'without a clock of its own: what the envelope adds are rates'
  if (is(/Azure App Service/) && /profiles\.stack/.test(name))
    return 'what the platform says above the first goroutine is no line of the program'
  if (is(/web page/) && /quit\./.test(name)) return 'its only entity stands behind the part that votes'
  if (/interleaved/.test(name) && is(LOGGER)) return 'what the runtime printed, and what not, is told by who wrote it'
  if (/interleaved/.test(name) && is(ONE_LINE)) return 'evidence is told once a physical line'
  if (/newest-first/.test(name) && is(ONE_LINE)) return 'the lines inside one line are not turned round'
  if (/newest-first/.test(name) && is(LEARNED)) return 'the words that teach a prefix stand behind a stamp'
  if (/json-field|logstash/.test(name) && (is(WEAK) || is(LEARNED) || is(LOGGER) || is(/web page/)))
    return 'two records do not prove what stands before them'
  if (/\/indented/.test(name) && is(/four blanks/)) return 'eight blanks are what a test puts before the text it quotes'
  const own = layers.filter((id) => id !== 'gotest-json')
  if (own.length > 0 && (is(CHANGES_MORE) || is(LEARNED) || is(FIELD)))
    return 'wrapped already, and this envelope changes more than the beginning of lines'
  if (/straytests\.(?:v|library)/.test(name) && encoder.name === 'go test -json')
    return 'this envelope knows the package, and names the test'
  if (/no-newline/.test(name) && is(FIELD)) return 'the line before the crash runs into it'
  return null
}

const LOGS = [
  ...corpus('go').filter((_, i) => FULL || i % 24 === 5),
  ...corpus('jvm').filter((_, i) => FULL || i % 12 === 2),
  ...corpus('jvm-gc').filter((_, i) => i % (FULL ? 6 : 60) === 4),
].filter(({ name, bytes }) => isUtf8(bytes) && (bytes.at(-1) === 10 || name.startsWith('jvm/')))

/** A thread dump as JSON ends without a newline; the envelope then says that the last line is not finished. */
function withNewline(bytes: Buffer): Buffer {
  return bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')])
}

describe('a wrapped log tells what the clean one tells', () => {
  test('there are enough ways to wrap one', () => expect(ENCODERS.length).toBeGreaterThanOrEqual(25))

  for (const [index, log] of LOGS.entries()) {
    test(log.name, async () => {
      const one = { ...log, bytes: withNewline(log.bytes) }
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
