import { chunk, type Envelope, NOTHING, type Peeled } from './envelope.ts'
import { objectOf, wasCut } from './json-line.ts'
import { isTimeAt, rfc3339 } from './timestamps.ts'

/**
 * Docker's json-file driver: moby daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go writes the keys in the order log,
 * stream, attrs, time. A line longer than 16 KiB becomes several records, all but the last without `\n`
 * (daemon/logger/copier.go).
 */
const HEAD = '{"log":"'
const STREAM = '","stream":"'
const TIME = ',"time":"'

export const dockerJson: Envelope = {
  id: 'docker-json',
  json: true,
  samples: [
    {
      line: String.raw`{"log":"panic: boom\n","stream":"stderr","time":"2024-03-05T14:07:09.123456789Z"}`,
      peeled: chunk('panic: boom\n', 'stderr', '2024-03-05T14:07:09.123456789Z'),
    },
    {
      line: String.raw`{"log":"\u0009/src/app/main.go:12 +0x1d\n","stream":"stderr","time":"2024-03-05T14:07:09.1234571Z"}`,
      peeled: chunk('\t/src/app/main.go:12 +0x1d\n', 'stderr', '2024-03-05T14:07:09.1234571Z'),
    },
    {
      line: '{"log":"aaaa","stream":"stdout","attrs":{"tag":"web"},"time":"2024-03-05T14:07:10Z"}',
      peeled: chunk('aaaa', 'stdout', '2024-03-05T14:07:10Z'),
    },
    {
      line: '{"stream":"stdout","time":"2024-03-05T14:07:10Z"}',
      peeled: { ...NOTHING, stream: 'stdout', time: '2024-03-05T14:07:10Z' },
    },
    {
      line: '{"log":"main.f(0x1',
      peeled: chunk('main.f(0x1', '', null, { id: 'E09', text: 'the docker-json record is cut' }),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b) return null
    return fast(line) ?? slow(line)
  },
}

/** The driver's own spelling, by slicing: six times the speed of JSON.parse. */
function fast(line: string): Peeled | null {
  if (!line.startsWith(HEAD) || !line.endsWith('"}')) return null
  // Quotes are escaped inside the value, so the first `","stream":"` ends it.
  const end = line.indexOf(STREAM, 7)
  if (end < 0) return null
  const streamAt = end + STREAM.length
  const streamEnd = streamAt + 6
  const stream = line.startsWith('stderr"', streamAt) ? 'stderr' : line.startsWith('stdout"', streamAt) ? 'stdout' : ''
  if (stream === '' || !line.startsWith(TIME, streamEnd + 1)) return null
  const timeAt = streamEnd + 1 + TIME.length
  const timeEnd = line.length - 2
  // An `attrs` object, or fields that a shipper added: not the short form.
  if (!isTimeAt(line, timeAt, timeEnd)) return null
  const time = line.slice(timeAt, timeEnd)
  const slash = line.indexOf('\\', HEAD.length)
  // Only the final `\n` is escaped, as in most lines, or nothing is.
  if (slash === end - 2 && line.charCodeAt(end - 1) === 0x6e) {
    return { payload: line.slice(HEAD.length, slash), stream, time, partial: false, terminated: true, loss: null }
  }
  if (slash < 0 || slash > end) return chunk(line.slice(HEAD.length, end), stream, time)
  try {
    return chunk(JSON.parse(line.slice(HEAD.length - 1, end + 1)) as string, stream, time)
  } catch {
    return null
  }
}

const KEYS = new Set(['log', 'stream', 'attrs', 'time'])

function slow(line: string): Peeled | null {
  const object = objectOf(line)
  if (object === null) return null
  const { log = '', stream = '', time = null } = object
  if (typeof log !== 'string' || typeof stream !== 'string') return null
  // More keys are a shipper's record that happens to hold a container line: fluentbit, with its own stream key.
  for (const key of Object.keys(object)) if (!KEYS.has(key)) return null
  const cut = wasCut(line)
  if (!cut && (stream === '' || typeof time !== 'string')) return null
  if (cut && !('log' in object)) return null
  const loss = cut ? { id: 'E09', text: 'the docker-json record is cut' } : null
  return chunk(log, stream, typeof time === 'string' ? rfc3339(time) : null, loss)
}
