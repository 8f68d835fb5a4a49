import { type Envelope, type Head, NOTHING, whole } from './envelope.ts'

/** A path, a name with an ending, or what `tail` calls its input. */
const FILE = /^(?:\S*[./]\S*|standard input)$/
const HEADER = /^==> (.{1,1024}) <==$/

/** Several files at once, as `tail -f` and `head` print them: a line names the file of those that follow, and an empty one is above it. */
export const tail: Envelope = {
  id: 'tail',
  sporadic: true,
  samples: [{ line: '==> /var/log/app.log <==', peeled: { ...NOTHING, stream: '/var/log/app.log' } }],
  needs(samples) {
    const names = samples.flatMap((line) => HEADER.exec(line)?.[1] ?? [])
    const distinct = new Set(names)
    // The steps of a script have such banners, too: none comes back, and hardly one is called as files are.
    return distinct.size > 1 && (distinct.size < names.length || names.every((name) => FILE.test(name)))
  },
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
