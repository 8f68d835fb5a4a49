import { type Envelope, type Head, NOTHING, whole } from './envelope.ts'

const HEADER = /^==> (.{1,1024}) <==$/

/** Several files at once, as `tail -f` and `head` print them: a line names the file of those that follow, and an empty one is above it. */
export const tail: Envelope = {
  id: 'tail',
  sporadic: true,
  samples: [{ line: '==> /var/log/app.log <==', peeled: { ...NOTHING, stream: '/var/log/app.log' } }],
  needs: (samples) => new Set(samples.map((line) => HEADER.exec(line)?.[1])).size > 2,
  peel(line) {
    const name = HEADER.exec(line)?.[1]
    return name === undefined ? null : { ...NOTHING, stream: name }
  },
  follow(line, head) {
    const { stream } = head.peeled
    // Whether it is the file's or the tool's, the next line tells.
    const isPending = emptyAbove.has(head)
    if (line === '') emptyAbove.add(head)
    else emptyAbove.delete(head)
    if (line === '') return isPending ? whole('', stream) : NOTHING
    return whole(isPending ? `\n${line}` : line, stream)
  },
}

const emptyAbove = new WeakSet<Head>()
