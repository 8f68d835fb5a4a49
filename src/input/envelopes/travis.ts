import { type Envelope, NOTHING, whole } from './envelope.ts'

/** Travis CI: `travis_fold:…` and `travis_time:…`, each up to `\r\x1b[0K`, before the text of the line. */
const MARK = /^(?:\x1b\[0K)?travis_(?:fold|time):(?:start|end):[^\r]{1,300}\r(?:\x1b\[0K)?/

export const travis: Envelope = {
  id: 'travis',
  sporadic: true,
  kin: ['ansi'],
  samples: [
    { line: 'travis_fold:start:script\r\x1b[0Ktravis_time:start:0a1b\r\x1b[0K$ go test', peeled: whole('$ go test') },
    { line: 'travis_time:end:0a1b:start=1,finish=2,duration=1\r\x1b[0K', peeled: NOTHING },
  ],
  peel(line) {
    if (!line.includes('travis_')) return null
    let rest = line
    for (let mark = MARK.exec(rest); mark !== null; mark = MARK.exec(rest)) rest = rest.slice(mark[0].length)
    if (rest === line) return null
    return rest === '' ? NOTHING : whole(rest)
  },
}
