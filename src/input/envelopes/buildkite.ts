import { type Envelope, whole } from './envelope.ts'
import { epochText } from './timestamps.ts'

/** Buildkite agent: an APC escape with epoch milliseconds before each line, `\x1b_bk;t=…\x07`. */
const STAMP = /^(?:\x1b?_bk;t=(\d{10,19})\x07)+/

export const buildkite: Envelope = {
  id: 'buildkite',
  // An APC escape is also what `ansi` takes away, without the time.
  kin: ['ansi'],
  samples: [
    { line: '\x1b_bk;t=1709647629123\x07panic: boom', peeled: whole('panic: boom', '', '2024-03-05T14:07:09.123Z') },
    { line: '\x1b_bk;t=1709647629123\x07\tx.go:1', peeled: whole('\tx.go:1', '', '2024-03-05T14:07:09.123Z') },
  ],
  peel(line) {
    const first = line.charCodeAt(0)
    if (first !== 0x1b && first !== 0x5f) return null
    const [prefix, stamp = ''] = STAMP.exec(line) ?? []
    return prefix === undefined ? null : whole(line.slice(prefix.length), '', epochText(stamp))
  },
}
