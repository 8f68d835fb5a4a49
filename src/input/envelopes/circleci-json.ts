import { bundle, chunk, type Envelope, NOTHING, type Peeled } from './envelope.ts'
import { type JsonObject, parseJsonLine } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/** CircleCI's step output API: a list of `{message, time, type, truncated}`; a message holds any number of lines. */
function outputIn({ message, time, type, truncated }: JsonObject): Peeled | null {
  if (typeof message !== 'string' || (type !== 'out' && type !== 'err') || typeof time !== 'string') return null
  const loss = truncated === true ? { id: 'E09', text: 'CircleCI says truncated: true' } : null
  return chunk(message, type, anyTime(time), loss)
}

export const circleciJson: Envelope = {
  id: 'circleci-json',
  json: true,
  kin: ['json-export'],
  samples: [
    {
      line: String.raw`[{"message":"panic: boom\r\n","time":"2024-03-05T14:07:09.123Z","type":"out","truncated":false},{"message":"main.f(","time":"2024-03-05T14:07:10Z","type":"err","truncated":true}]`,
      peeled: {
        ...NOTHING,
        parts: [
          chunk('panic: boom\n', 'out', '2024-03-05T14:07:09.123Z'),
          chunk('main.f(', 'err', '2024-03-05T14:07:10Z', { id: 'E09', text: 'CircleCI says truncated: true' }),
        ],
      },
    },
  ],
  peel(line) {
    if (!line.includes('"type"')) return null
    const parts: Peeled[] = []
    for (const object of parseJsonLine(line)?.objects ?? []) {
      const output = outputIn(object)
      if (output === null) return null
      parts.push(output)
    }
    return parts.length > 0 ? bundle(parts) : null
  },
}
