import { GO_OPENER } from './crash-text.ts'
import { type Envelope, NOTHING, whole } from './envelope.ts'

/**
 * Windows PowerShell 5.1 with `2>&1` makes an error record of the first line a native program writes to stderr:
 * `app.exe : text`, then four lines about it. The text goes on below as it is.
 */
const FIRST = /^[^\s:]{1,255}\.(?:exe|com|cmd|bat) : /
const BARE_FIRST = new RegExp(String.raw`^[\w.\\/-]{1,255} : (?=${GO_OPENER}|runtime: |goroutine \d|exit status |# )`)
const ABOUT =
  /^(?:At (?:line:\d|[A-Za-z]:\\).{0,500}char:\d{1,6}|\+ .*|\+ ~+|\s+\+ (?:CategoryInfo|FullyQualifiedErrorId) {0,12}: .*)$/
const MARK = /^\s+\+ (?:CategoryInfo|FullyQualifiedErrorId) {0,12}: /

export const powershellError: Envelope = {
  id: 'powershell-error',
  sporadic: true,
  // Two of its shapes begin with blanks.
  kin: ['indent'],
  needs: (samples) => samples.some((line) => MARK.test(line)),
  samples: [
    { line: 'app.exe : panic: boom', peeled: whole('panic: boom') },
    { line: 'At line:1 char:1', peeled: NOTHING },
    { line: '+ .\\app.exe 2>&1 | Tee-Object out.log', peeled: NOTHING },
    { line: '   + FullyQualifiedErrorId : NativeCommandError', peeled: NOTHING },
  ],
  peel(line) {
    const prefix = (FIRST.exec(line) ?? BARE_FIRST.exec(line))?.[0]
    if (prefix !== undefined) return whole(line.slice(prefix.length))
    return ABOUT.test(line) ? NOTHING : null
  },
}
