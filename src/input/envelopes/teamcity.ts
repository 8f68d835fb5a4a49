import { chunk, type Envelope, NOTHING } from './envelope.ts'

/** TeamCity's service messages, one a line: https://www.jetbrains.com/help/teamcity/service-messages.html */
const MESSAGE =
  /^##teamcity\[(?:testStdErr|testStdOut|message|testFailed|buildProblem) (?:[^'\n]{0,40}'(?:[^'|]|\|.){0,400}' )*?(?:out|text|details|description)='((?:[^'|]|\|.)*)'/
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', x: '\u0085', l: '\u2028', p: '\u2029' }

export const teamcity: Envelope = {
  id: 'teamcity',
  sporadic: true,
  samples: [
    {
      line: "##teamcity[testStdErr name='TestA' out='goroutine 1 |[running|]:|n']",
      peeled: chunk('goroutine 1 [running]:\n', '', null),
    },
    { line: "##teamcity[testStarted name='TestA']", peeled: NOTHING },
  ],
  peel(line) {
    if (!line.startsWith('##teamcity[')) return null
    const value = MESSAGE.exec(line)?.[1]
    return value === undefined ? NOTHING : chunk(unescapeBars(value), '', null)
  },
}

function unescapeBars(text: string): string {
  return text.replace(/\|(?:0x([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (SIMPLE[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
